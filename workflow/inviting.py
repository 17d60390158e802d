"""The invitation to a meeting, made from how things are now: who is named in it, what it is called, where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from models.meeting import Meeting
from workflow.facts import Facts
from workflow.in_force import Now
from workflow.meetings import invitation
from workflow.meetings.draft import convener
from workflow.meetings.invitation import Guest
from workflow.sentences import Names, word


@dataclass(frozen=True)
class Outside:
    """An organisation that is invited from outside; `email` is set for its own copy alone."""

    id: UUID
    organisation: str
    email: str | None = None


@dataclass(frozen=True)
class Mailed:
    """The address that a mail goes to, which may be newer than the directory's, and the one at which the answer to it
    is asked for."""

    to: str
    reply_to: str | None = None


def file(
    meeting: Meeting,
    names: Names,
    now: Now,
    url: str,
    reader: UUID | None,
    outside: Iterable[Outside] = (),
    off: bool = False,
    mailed: Mailed | None = None,
) -> bytes:
    """The iCalendar file in the language of the names, for one reader: of the staff, or one of those from `outside`.
    `url` is the address of the city's pages. An e-mail address is its owner's: theirs alone is in it, everybody else is
    named by their id; who comes from outside sees nobody else. `off`: it is no more for its reader. `mailed`: how it
    goes to a reader of the staff by mail."""
    from_outside = [
        Guest(each.id, each.organisation, each.email if each.id == reader else None, outside=True) for each in outside
    ]
    own = [each for each in from_outside if each.id == reader]
    staff = (_guest(UUID(person), now, reader, mailed) for person in meeting.attendees)
    guests = own or [*staff, *from_outside]
    called = title(meeting, names)
    leads = None if own else f"{url}/meetings/{meeting.id}"
    return invitation.invitation(
        meeting, called, _organizer(meeting, now, reader, mailed), guests, leads, now.calendar.tz, now.at, off
    )


def title(meeting: Meeting, names: Names) -> str:
    """What a meeting is called: its kind, whose it is, its number."""
    kind = word(names.language, "meeting-kind", str(meeting.kind)) or str(meeting.kind)
    grid = names.directory.grid_by_id(meeting.grid_id)
    return " ".join((grid.name if grid else "", kind, meeting.number)).strip()


def _guest(person_id: UUID, now: Now, reader: UUID | None, mailed: Mailed | None = None) -> Guest:
    found = now.directory.person(person_id)
    name, email = (found.name, found.email) if found else ("", None)
    return Guest(person_id, name, (mailed.to if mailed else email) if person_id == reader else None)


def _organizer(meeting: Meeting, now: Now, reader: UUID | None, mailed: Mailed | None) -> Guest:
    """Whoever is reached as the convener; the meeting itself where nobody is. Answers go to the organizer's address."""
    reached = convener(meeting, Facts(now.directory, now.calendar, now.at)).persons
    found = _guest(reached[0], now, reader, mailed) if reached else Guest(meeting.id, meeting.number, None)
    return replace(found, email=mailed.reply_to) if mailed and mailed.reply_to else found
