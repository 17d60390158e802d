"""What goes with a letter: files that are made when it is sent, from how things are then."""

from dataclasses import dataclass

from models.notice import Notice
from workflow import store


@dataclass(frozen=True)
class Attachment:
    """`media_type` with its parameters, such as `text/calendar; method=REQUEST; charset=utf-8`."""

    name: str
    media_type: str
    content: bytes


async def attachments(connection: store.Connection, notice: Notice) -> tuple[Attachment, ...]:
    """The files of an e-mail's notice: none of any kind yet."""
    return ()
