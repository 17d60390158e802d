"""The settings, read from the environment once, at an entry point."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import SetUpError

HOME = Path(__file__).resolve().parent.parent
"""Where the program lies; its rules file and its pages are found from here."""

DEMO_DAYS = 30
MOST_DAYS = 366


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
    )


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
