"""Photos: taken in, shown to who may see them, forgotten when nobody named them.

The file is there before the row that tells of it, and goes after it. Decoding is work for a processor: one at a time,
in a thread, while everybody else's requests go on.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog

from models.database import Database
from models.photo import Photo
from workflow import pictures, rights, store
from workflow.commands import Actor
from workflow.errors import BadInput, Crowded, GridwardError, KeyReused, NoRoom, NotFound, TooManyUploads
from workflow.identity import Source
from workflow.in_force import InForce, Now
from workflow.media import Media, Size
from workflow.pictures import FIELD, Picture
from workflow.store.errors import TryAgain, again

log = structlog.get_logger()

AT_ONCE: Final = 1
"""Pictures that are decoded at a time: each takes a processor for a second and up to half a gigabyte."""
WAITING: Final = 32
"""Uploads that one process holds at a time, 10 MB each, from their first byte on."""
MOST_OF_ONE: Final = 3
"""Of these, of one person, who sends them one after the other: whoever keeps some waiting leaves room to the others."""
MOST_UNUSED: Final = 200
"""Uploads of one person that no report names yet."""
MOST_OF_DRAFT: Final = 4
"""Photos of a report that is made without a sign-in."""
MOST_A_DAY, MOST_BYTES_A_DAY = 5_000, 2 << 30
"""Of what comes without a sign-in, in all: a flood of it is bounded, whoever sends it. Reports go on without photos."""
KEPT_UNUSED: Final = timedelta(days=1)
FORGOTTEN_AT_ONCE: Final = 200

Answer = dict[str, Any]
Make = Callable[[bytes], Picture]


class Photos:
    """The photos of one city; `folder` is its media folder, `make` what makes of bytes the picture that is kept."""

    def __init__(
        self, database: Database, source: Source, in_force: InForce, folder: Path, make: Make = pictures.made
    ) -> None:
        self.database, self.source, self.in_force, self.make = database, source, in_force, make
        self.media = Media(folder)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._held: Counter[str] = Counter()

    @contextmanager
    def place(self, actor: Actor) -> Iterator[None]:
        """One of the places for uploads, to be held before the first byte is read and until the photo is stored.
        TooManyUploads or Crowded where there is none."""
        if self._held[actor.key] >= MOST_OF_ONE:
            raise TooManyUploads(most=MOST_OF_ONE)
        if self._held.total() >= WAITING:
            raise Crowded()
        self._held[actor.key] += 1
        try:
            yield
        finally:
            self._held -= Counter([actor.key])  # keeps none of those who have no more

    async def take(self, actor: Actor, sent: bytes, key: str | None, request_hash: str) -> Answer:
        """Takes a photo in: `{id, sha256, width, height, media_type, bytes}` once file and row are stored. BadInput
        for what is no photo that we take, NoRoom where it cannot be written; then nothing of it is left. The caller
        has a place for it."""
        async with self._gate:
            picture = await asyncio.to_thread(self.make, sent)
        return await self._stored(actor, picture, key, request_hash)

    async def _stored(self, actor: Actor, picture: Picture, key: str | None, request_hash: str) -> Answer:
        stored = False
        try:
            answer: Answer = await again(self._store, actor, picture, key, request_hash)
            stored = True
            return answer
        except OSError as cause:
            log.error("photo_not_written", cause=type(cause).__name__, errno=cause.errno)
            raise NoRoom() from cause
        finally:
            if not stored:
                with suppress(GridwardError, OSError):  # what cannot be cleared away now is a stray for `tidy`
                    await self._drop_strays([picture.sha256])

    async def _store(self, actor: Actor, picture: Picture, key: str | None, request_hash: str) -> Answer:
        async with store.transaction(self.database) as connection:
            known = await store.commands.recall(connection, actor.key, key) if key else None
            if known is not None and known.request_hash != request_hash:
                raise KeyReused(key=key)
            if known is not None and await store.photos.find(connection, UUID(known.answer["id"])):
                return known.answer
            now = await self.in_force.at(connection, share=False)
            await _check_room(connection, actor, now)
            # One that was forgotten meanwhile comes back as what it was: its key has been answered with that id.
            identity = UUID(known.answer["id"]) if known else self.source.id(now.at)
            photo = _photo(identity, picture, actor, now)
            await store.photos.hold(connection, photo.sha256)
            await asyncio.to_thread(self.media.keep, picture)
            await store.photos.add(connection, photo)
            answer = answered(photo)
            if key is not None and known is None:
                row = store.commands.Remembered(actor.key, key, request_hash, answer, now.at)
                if not await store.commands.remember(connection, [row]):
                    raise TryAgain(cause="a twin was first")
            return answer

    async def look(self, actor: Actor, identity: UUID) -> Photo:
        """A photo that this person may see; NotFound where they may not know of it."""
        async with store.snapshot(self.database) as connection:
            photo = await store.photos.find(connection, identity)
            if photo is None:
                raise NotFound()
            now = await self.in_force.at(connection, share=False)
            posts = now.facts().posts(actor.id) if actor.id else ()
            scope = rights.scope(actor, posts, now.directory)
            moves = await store.photos.moves_seen(connection, identity, scope)
        if not rights.sees_photo(actor, photo, moves):
            raise NotFound()
        return photo

    async def file(self, photo: Photo, size: Size) -> Path:
        """Where it lies. NotFound, and an error in the log, where it is gone: `gridward audit verify` says so too."""
        place = self.media.place(photo.sha256, size)
        if not await asyncio.to_thread(place.is_file):
            log.error("photo_missing", photo=str(photo.id))
            raise NotFound()
        return place

    async def tidy(self) -> int:
        """Forgets what nobody named within a day, and files that no photo is of; how many photos."""
        forgotten = 0
        while found := await again(self._forget_unused):
            forgotten += len(found)
            await self._drop_strays(found)
        await self._clear()
        return forgotten

    async def _forget_unused(self) -> list[str]:
        async with store.transaction(self.database) as connection:
            now = await self.in_force.at(connection, share=False)
            return await store.photos.forget_unused(connection, now.at - KEPT_UNUSED, FORGOTTEN_AT_ONCE)

    async def _drop_strays(self, contents: list[str]) -> None:
        """Removes the files of those of these contents that no photo has. Whoever uploads one of them just now waits,
        or has stored it before."""
        for sha256 in sorted(set(contents)):
            async with store.transaction(self.database) as connection:
                await store.photos.hold(connection, sha256, alone=True)
                if await store.photos.strays(connection, [sha256]):
                    await asyncio.to_thread(self.media.drop, sha256)

    async def _clear(self) -> None:
        """What processes left that died between file and row. One folder an hour: all are looked at in eleven days,
        however many there are."""
        now = self.in_force.clock()
        before, folder = now - KEPT_UNUSED, int(now.timestamp()) // 3600
        await asyncio.to_thread(self.media.clear_incoming, before)
        old = await asyncio.to_thread(lambda: sorted(set(self.media.older(folder, before))))
        async with store.snapshot(self.database) as connection:
            strays = await store.photos.strays(connection, old)
        await self._drop_strays(sorted(strays))


async def _check_room(connection: store.Connection, actor: Actor, now: Now) -> None:
    """BadInput where the uploader has too many that nothing names yet, or where too much came without a sign-in."""
    if actor.draft is None:
        assert actor.id is not None
        if await store.photos.unused_of(connection, actor.id) >= MOST_UNUSED:
            raise BadInput(FIELD, "photo-too-many-unused", most=MOST_UNUSED)
        return
    if await store.photos.unused_of_draft(connection, actor.draft) >= MOST_OF_DRAFT:
        raise BadInput(FIELD, "photo-too-many-unused", most=MOST_OF_DRAFT)
    count, size = await store.photos.without_sign_in(connection, now.at - KEPT_UNUSED, MOST_A_DAY)
    if count >= MOST_A_DAY or size >= MOST_BYTES_A_DAY:
        log.warning("photos_without_sign_in_bounded", photos=count, bytes=size)
        raise BadInput(FIELD, "photos-full")


def _photo(identity: UUID, picture: Picture, actor: Actor, now: Now) -> Photo:
    return Photo(
        id=identity,
        sha256=picture.sha256,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        bytes=len(picture.content),
        uploaded_by=actor.id,
        draft=actor.draft,
        uploaded_at=now.at,
    )


def answered(photo: Photo) -> Answer:
    return {
        "id": str(photo.id),
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "media_type": str(photo.media_type),
        "bytes": photo.bytes,
    }
