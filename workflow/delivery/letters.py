"""One message to one person by one channel, and what became of it when it was sent."""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from models.notice import Channel
from workflow.delivery.attachments import Attachment
from workflow.delivery.wording import Message

_ATOM: Final = r"[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

ADDRESSES: Final[Mapping[Channel, re.Pattern[str]]] = {
    Channel.EMAIL: re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"),
    Channel.SMS: re.compile(r"\+?[0-9]{5,20}"),
    Channel.CHAT: re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}"),
}
"""What an address of a channel can be; none of them can lead to another host than the operator's."""


@dataclass(frozen=True)
class Letter:
    """`id` is the notice's, the same at every try: by it a mailbox knows what it has already."""

    id: UUID
    to: str
    message: Message
    written_at: datetime
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    """Where an answer to it is to go, where that is not to whom it is from."""


class Became(StrEnum):
    SENT = "sent"
    REFUSED = "refused"
    """For good: this recipient or this message is not taken."""
    DELAYED = "delayed"
    """Not now, or nobody knows."""
    DOWN = "down"
    """The channel itself does not answer, whatever is sent by it; the letter never got so far."""


@dataclass(frozen=True)
class Outcome:
    """`error` is a code of ours or the server's number, never its words."""

    became: Became
    error: str | None = None


SENT: Final = Outcome(Became.SENT)

Send = Callable[[Letter], Awaitable[Outcome]]


class Courier(Protocol):
    """A channel's way out."""

    def round(self) -> AbstractAsyncContextManager[Send]:
        """What sends letters one after the other, with a connection of its own as long as the block lasts."""
        ...


LONGEST: Final = 254


def fits(channel: Channel, address: str) -> bool:
    return len(address) <= LONGEST and ADDRESSES[channel].fullmatch(address) is not None
