"""The settings, read from the environment once, at an entry point."""

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from workflow.errors import SetUpError

HOME = Path(__file__).resolve().parent.parent
"""Where the program lies; its rules file and its pages are found from here."""

DEMO_DAYS = 30
MOST_DAYS = 366


@dataclass(frozen=True)
class Tiles:
    """The background of maps: an address with `{z}`, `{x}` and `{y}`, perhaps a second one of labels that lie over it,
    and whose map it is."""

    url: str
    labels: str
    attribution: str

    @property
    def origins(self) -> tuple[str, ...]:
        """Where its pictures come from, each once."""
        parts = [urlsplit(url) for url in (self.url, self.labels) if url]
        return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


@dataclass(frozen=True)
class Settings:
    """`database_url` is empty for the embedded PostgreSQL of the data folder."""

    data: Path
    database_url: str
    host: str
    port: int
    rules: Path
    media: Path
    demo_password: str | None = field(repr=False)
    secure: bool
    """Whether people reach us by https, so that cookies say so."""
    prefect_url: str = ""
    """Of Prefect's API; empty where `gridward up` starts a server of its own, and the worker does without."""
    fernet_keys: str = field(default="", repr=False)
    """Comma-separated, the newest first; empty for the file of the data folder."""
    signing_key: str = field(default="", repr=False)
    """PEM; empty for the file of the data folder."""
    public_url: str = ""
    """Where people find the pages; empty for this machine's own address."""
    smtp_url: str = field(default="", repr=False)
    """`smtp://user:password@host:587?starttls=1`, or `smtps://…:465`; empty for no e-mail."""
    mail_from: str = ""
    chat_url: str = field(default="", repr=False)
    """An Apprise URL with `{to}` for the person's handle; empty for no chat. `sms_url` likewise, for their phone."""
    sms_url: str = field(default="", repr=False)
    demo_days: int = 0
    """How many days a new demonstration has behind it."""
    log_level: int = logging.INFO
    heartbeat_url: str = field(default="", repr=False)
    """Asked every minute while all is well; empty for none."""
    tiles: Tiles | None = field(default=None, repr=False)
    """What lies under the outlines on a map; None for the outlines alone."""
    mail_replies: str = ""
    """The address to which answers to invitations are mailed, each with a token behind a plus; empty for none."""
    mail_in: Path | None = None
    """The Maildir in which they arrive; None for none."""
    tour: bool = True
    """Whether a demonstration lets people take its tour, in which they sign in without a password."""

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def pages(self) -> Path:
        return HOME / "web" / "dist"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings by the names that the README gives; SetUpError for one that cannot be."""
    data = Path(environment.get("GRIDWARD_DATA") or ".data").absolute()
    mail_replies, mail_in = _answers(environment)
    return Settings(
        data=data,
        database_url=environment.get("GRIDWARD_DATABASE_URL", ""),
        host=environment.get("GRIDWARD_HOST") or "127.0.0.1",
        port=_port(environment.get("GRIDWARD_PORT") or "8000"),
        rules=Path(environment.get("GRIDWARD_RULES") or HOME / "escalation_rules.yaml"),
        media=Path(environment.get("GRIDWARD_MEDIA") or data / "media"),
        demo_password=environment.get("GRIDWARD_DEMO_PASSWORD") or None,
        secure=environment.get("GRIDWARD_SECURE", "") == "1",
        fernet_keys=environment.get("GRIDWARD_FERNET_KEYS", ""),
        prefect_url=environment.get("PREFECT_API_URL", ""),
        signing_key=environment.get("GRIDWARD_SIGNING_KEY", ""),
        public_url=environment.get("GRIDWARD_PUBLIC_URL", "").rstrip("/"),
        smtp_url=environment.get("GRIDWARD_SMTP_URL", ""),
        mail_from=environment.get("GRIDWARD_MAIL_FROM", ""),
        chat_url=environment.get("GRIDWARD_CHAT_URL", ""),
        sms_url=environment.get("GRIDWARD_SMS_URL", ""),
        demo_days=_days(environment.get("GRIDWARD_DEMO_DAYS") or str(DEMO_DAYS)),
        heartbeat_url=environment.get("GRIDWARD_HEARTBEAT_URL", ""),
        log_level=_level(environment.get("GRIDWARD_LOG_LEVEL") or "info"),
        tiles=_tiles(environment),
        mail_replies=mail_replies,
        mail_in=mail_in,
        tour=environment.get("GRIDWARD_TOUR", "") != "0",
    )


def _answers(environment: Mapping[str, str]) -> tuple[str, Path | None]:
    """Where answers to invitations come back: SetUpError for an address that has no room for a token, and for a folder
    without one."""
    address = environment.get("GRIDWARD_MAIL_REPLIES", "").strip()
    folder = environment.get("GRIDWARD_MAIL_IN", "").strip()
    fits = re.fullmatch(r"[A-Za-z0-9._-]{1,31}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", address) is not None
    if (address or folder) and not fits:
        raise SetUpError(what="bad-mail-replies", value=address or "GRIDWARD_MAIL_REPLIES=")
    return address, Path(folder) if folder else None


def _tiles(environment: Mapping[str, str]) -> Tiles | None:
    url = environment.get("GRIDWARD_TILES_URL", "").strip()
    labels = environment.get("GRIDWARD_TILES_LABELS_URL", "").strip()
    attribution = environment.get("GRIDWARD_TILES_ATTRIBUTION", "").strip()
    if not url and not labels:
        return None
    for each in (url, labels) if labels else (url,):
        if not _is_of_tiles(each):
            raise SetUpError(what="bad-tiles", value=each or "GRIDWARD_TILES_URL=")
    if not attribution:
        raise SetUpError(what="bad-tiles", value="GRIDWARD_TILES_ATTRIBUTION=")
    return Tiles(url, labels, attribution)


def _is_of_tiles(url: str) -> bool:
    """Whether an address can be one of tiles. Its host becomes a source of the content security policy, so nothing that
    would end one or add another may stand in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    clean = url.isascii() and url.isprintable() and re.fullmatch(r"[A-Za-z0-9.\-:\[\]]+", parts.netloc) is not None
    return clean and bool(host) and parts.scheme in ("http", "https") and all(f"{{{x}}}" in url for x in "zxy")


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise SetUpError(what="bad-days", value=text, most=MOST_DAYS)
    return int(text)


def _level(text: str) -> int:
    if text not in ("info", "warning", "error"):
        raise SetUpError(what="bad-log-level", value=text)
    return logging.getLevelNamesMapping()[text.upper()]


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetUpError(what="bad-port", value=text)
    return int(text)
