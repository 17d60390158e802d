"""The media folder: pictures by the SHA-256 of what is kept. Nothing that somebody sent is ever part of a path."""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import uuid4

from workflow.pictures import Picture

PRIVATE: Final = 0o600
FOLDER: Final = 0o700
INCOMING: Final = "incoming"
FOLDERS: Final = 256
"""By the first two digits of the hash."""

_NAME: Final = re.compile(r"([0-9a-f]{64})(\.thumb)?")


class Size(StrEnum):
    FULL = "full"
    THUMB = "thumb"


class Media:
    """One folder, which any number of processes may share. What cannot be written is an OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, sha256: str, size: Size = Size.FULL) -> Path:
        return self.folder / sha256[:2] / (sha256 if size == Size.FULL else f"{sha256}.thumb")

    def keep(self, picture: Picture) -> None:
        """Both files, each whole and synced before it bears its name. What is there already is the same."""
        for size, content in ((Size.THUMB, picture.thumb), (Size.FULL, picture.content)):
            place = self.place(picture.sha256, size)
            if not place.is_file():
                self._write(place, content)

    def _write(self, place: Path, content: bytes) -> None:
        fresh = self.folder / INCOMING / uuid4().hex
        for folder in (fresh.parent, place.parent):
            folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
        _sync(place.parent)

    def drop(self, sha256: str) -> None:
        for size in (Size.THUMB, Size.FULL):
            self.place(sha256, size).unlink(missing_ok=True)

    def intact(self, sha256: str) -> bool:
        """Whether the file is there and has the hash by which it is known."""
        try:
            with self.place(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def older(self, number: int, before: datetime) -> Iterator[str]:
        """The pictures of one folder whose files were written before then."""
        for file, name in _files(self.folder / f"{number % FOLDERS:02x}", before):
            if (found := _NAME.fullmatch(name)) is not None and file.exists():
                yield found[1]

    def clear_incoming(self, before: datetime) -> None:
        """What a process left that died while it wrote."""
        for file, _ in _files(self.folder / INCOMING, before):
            file.unlink(missing_ok=True)


def _files(folder: Path, before: datetime) -> Iterator[tuple[Path, str]]:
    if folder.is_dir():
        for entry in list(os.scandir(folder)):
            if entry.stat().st_mtime < before.timestamp():
                yield Path(entry.path), entry.name


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
