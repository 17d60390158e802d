"""E-mail by SMTP. The server's numbers tell a refusal from a delay (RFC 5321, 4.2.1)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP
from jinja2 import Environment, FileSystemLoader

from models.notice import Channel
from workflow.delivery.attachments import Attachment
from workflow.delivery.letters import SENT, Became, Letter, Outcome, Send, fits
from workflow.errors import SetUpError

SECONDS: Final = 20.0
"""How long each answer of the server may take."""

_LAYOUT: Final = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template(
    "letter.html"
)
_POLICY: Final = SMTP_POLICY.clone(cte_type="7bit")
_LOST: Final = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)


@dataclass(frozen=True)
class Server:
    """A mail server, and the address that letters come from."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    starttls: bool | None = None
    """Whether TLS must be asked for before anything else is said; None: where the server offers it."""

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """Of `smtp://user:password@host:587?starttls=1`, or `smtps://…` for TLS from the first byte. SetUpError for
        what is none; it repeats nothing of it."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as cause:
            raise SetUpError(what="bad-smtp-url") from cause
        options = parse_qs(parts.query)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or options.keys() - {"starttls"}:
            raise SetUpError(what="bad-smtp-url")
        address = parseaddr(sender)[1]
        if not fits(Channel.EMAIL, address):
            raise SetUpError(what="bad-mail-from")
        return cls(
            host=parts.hostname,
            port=port or (465 if parts.scheme == "smtps" else 25),
            sender=address,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=parts.scheme == "smtps",
            starttls={"1": True, "0": False}.get(options.get("starttls", [""])[0]),
        )


class Mail:
    """The courier of e-mail."""

    def __init__(self, server: Server, name: str = "", seconds: float = SECONDS) -> None:
        self.server, self.name, self.seconds = server, name, seconds

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Send]:
        carrying = _Round(self)
        try:
            yield carrying.send
        finally:
            await carrying.close()

    def written(self, letter: Letter) -> EmailMessage:
        """The letter as it is sent, the same at every try."""
        message = EmailMessage(policy=_POLICY)
        message["From"] = Address(self.name, addr_spec=self.server.sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.message.title
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = f"<{letter.id}@{self.server.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        if letter.reply_to:
            message["Reply-To"] = Address(addr_spec=letter.reply_to)
        message.set_content(letter.message.text)
        message.add_alternative(_LAYOUT.render(message=letter.message), subtype="html")
        for attachment in letter.attachments:
            _attach(message, attachment)
        return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    media, *parameters = (part.strip() for part in attachment.media_type.split(";"))
    main, _, sub = media.partition("/")
    pairs = (parameter.partition("=") for parameter in parameters)
    named = {name.strip(): value.strip() for name, _, value in pairs}
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name, params=named)


class _Round:
    """One connection, made when the first letter needs it, and again where the server ended it between two."""

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self.client: SMTP | None = None

    async def send(self, letter: Letter) -> Outcome:
        try:
            written = self.mail.written(letter).as_bytes()
        except (MessageError, ValueError):
            return Outcome(Became.REFUSED, "unwritable")  # before anybody is asked: the next letter is not disturbed
        return await self._sent(letter, written)

    async def _sent(self, letter: Letter, written: bytes) -> Outcome:
        used = self.client is not None
        try:
            client = self.client = self.client or await self._connected()
        except (aiosmtplib.SMTPException, OSError) as cause:
            return Outcome(Became.DOWN, _error(cause))
        try:
            await client.mail(self.mail.server.sender)
        except _LOST as cause:
            self._drop()
            return await self._sent(letter, written) if used else Outcome(Became.DOWN, _error(cause))
        except aiosmtplib.SMTPResponseException as cause:
            self._drop()
            return Outcome(Became.DELAYED, _error(cause))  # it is the sender that is not taken, not this letter
        return await self._hand_over(client, letter, written)

    async def _hand_over(self, client: SMTP, letter: Letter, written: bytes) -> Outcome:
        try:
            await client.rcpt(letter.to)
            await client.data(written)
        except aiosmtplib.SMTPResponseException as cause:
            if not await self._reset(client):
                self._drop()
            return Outcome(Became.REFUSED if 500 <= cause.code < 600 else Became.DELAYED, _error(cause))
        except (aiosmtplib.SMTPException, OSError) as cause:
            self._drop()
            return Outcome(Became.DELAYED, _error(cause))
        return SENT

    async def _connected(self) -> SMTP:
        server = self.mail.server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.tls,
            start_tls=server.starttls,
            timeout=self.mail.seconds,
        )
        await client.connect()
        return client

    async def _reset(self, client: SMTP) -> bool:
        """Whether the connection can take another letter."""
        try:
            await client.rset()
        except (aiosmtplib.SMTPException, OSError):
            return False
        return True

    def _drop(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None

    async def close(self) -> None:
        if self.client is not None:
            with suppress(aiosmtplib.SMTPException, OSError):
                await self.client.quit(timeout=1)
            self._drop()


def _error(cause: Exception) -> str:
    """The server's number, or what kind of fault it was."""
    if isinstance(cause, aiosmtplib.SMTPResponseException):
        return str(cause.code)
    return type(cause).__name__
