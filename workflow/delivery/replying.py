"""An answer to an invitation as a mail brings it (RFC 5546, REPLY): what it says, or why it is none. Pure.

Who sent it is not believed. The invitation that a person was mailed asks for answers at an address of its own, with a
token that nobody can guess; only what brings that back is theirs.
"""

import email
import email.policy
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any, Final
from uuid import UUID

from icalendar import Calendar

from models.answer import Coming
from workflow.keys import Keys

MOST_IN_A_LINE: Final = 4_000
MOST_BYTES: Final = 256 * 1024
MOST_PARTS: Final = 50
LONGEST: Final = 500

REPLIES: Final = {"ACCEPTED": Coming.ACCEPTED, "TENTATIVE": Coming.TENTATIVE, "DECLINED": Coming.DECLINED}
ADDRESSED: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


class NoAnswer(Exception):
    """A mail that is no answer; `reason` is a code of docs/operations.md."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Found:
    """What a mail says. `said_at` is when, by the clock of whoever wrote it; `addressed` are all addresses that it was
    sent to."""

    meeting: UUID
    sequence: int
    attendee: str
    reply: Coming
    words: str
    said_at: datetime | None
    addressed: str


@dataclass(frozen=True)
class ReplyTo:
    """Where answers are sent: an address of the city, to which each invitation adds a token of its own."""

    address: str
    keys: Keys

    def of(self, meeting: UUID, person: UUID) -> str:
        local, _, domain = self.address.partition("@")
        return f"{local}+{self.keys.token(meeting, person)}@{domain}"

    def whose(self, meeting: UUID, persons: Iterable[UUID], addressed: str) -> UUID | None:
        """Of these persons the one whose token an address brings back."""
        local, _, domain = self.address.partition("@")
        pattern = rf"{re.escape(local)}\+([a-z2-7]{{32}})@{re.escape(domain)}"
        brought = {each.lower() for each in re.findall(pattern, addressed, re.IGNORECASE)}
        for person in persons:
            token = self.keys.token(meeting, person)
            if any(hmac.compare_digest(token, each) for each in brought):
                return person
        return None


def read(content: bytes) -> Found:
    """NoAnswer for whatever is none."""
    if _overlong(content):
        raise NoAnswer("unreadable")
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        calendar = _calendar(message)
        return _found(message, calendar)
    except NoAnswer:
        raise
    except Exception as cause:  # what a stranger wrote fails in more ways than can be named
        raise NoAnswer("unreadable") from cause


def _overlong(content: bytes) -> bool:
    """Whether a line, with those that are folded under it, is longer than any answer's: headers take the library more
    than in proportion to their length to read."""
    length = 0
    for line in content.splitlines():
        length = length + len(line) if line[:1] in (b" ", b"\t") else len(line)
        if length > MOST_IN_A_LINE:
            return True
    return False


def _calendar(message: EmailMessage) -> Any:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.get_content_type() in ("text/calendar", "application/ics"):
            payload = part.get_payload(decode=True)
            found = Calendar.from_ical(payload) if isinstance(payload, bytes) else None
            if found is not None and str(found.get("METHOD", "")).upper() == "REPLY":
                return found
    raise NoAnswer("no-reply")


def _found(message: EmailMessage, calendar: Any) -> Found:
    events = calendar.walk("VEVENT")
    if len(events) != 1:
        raise NoAnswer("not-one-event")
    (event,) = events
    attendees = list(_listed(event.get("ATTENDEE")))
    if len(attendees) != 1:
        raise NoAnswer("not-one-attendee")
    reply = REPLIES.get(str(attendees[0].params.get("PARTSTAT", "")).upper())
    if reply is None:
        raise NoAnswer("undecided")
    sequence = int(event.get("SEQUENCE", 0))
    if not 0 <= sequence < 2**31:
        raise NoAnswer("unreadable")
    return Found(
        meeting=_ours(str(event.get("UID", ""))),
        sequence=sequence,
        attendee=str(attendees[0]),
        reply=reply,
        words=_words(event.get("COMMENT")),
        said_at=_instant(event.get("DTSTAMP")),
        addressed=" ".join([str(event.get("ORGANIZER", "")), *_addresses(message)]),
    )


def _listed(value: Any) -> Iterator[Any]:
    if value is not None:
        yield from value if isinstance(value, list) else [value]


def _ours(uid: str) -> UUID:
    name, _, place = uid.partition("@")
    if place != "gridward":
        raise NoAnswer("foreign-uid")
    try:
        return UUID(name)
    except ValueError as cause:
        raise NoAnswer("foreign-uid") from cause


def _words(comment: Any) -> str:
    said = " ".join(str(each) for each in _listed(comment))
    return "".join(letter if letter.isprintable() else " " for letter in said).strip()[:LONGEST]


def _instant(stamp: Any) -> datetime | None:
    at = getattr(stamp, "dt", None)
    if isinstance(at, datetime):
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return datetime(at.year, at.month, at.day, tzinfo=UTC) if isinstance(at, date) else None


def _addresses(message: EmailMessage) -> Iterator[str]:
    for name in ADDRESSED:
        yield from (str(each) for each in message.get_all(name, []))
