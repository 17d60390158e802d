"""A meeting as an iCalendar file (RFC 5545), as e-mail and calendars take it (RFC 5546): a REQUEST, or a CANCEL. Pure.

What was said and why it is held is not in it: the file says when, who, and where to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from models.meeting import Meeting, MeetingState

LASTS: Final = timedelta(hours=2)
"""How long a meeting is reckoned to take."""

PRODUCT: Final = "-//Gridward//Meetings//EN"


@dataclass(frozen=True)
class Guest:
    """Who is named in the file. Without an address they are named by their id. `outside`: an organisation from
    outside, which is asked and not required."""

    id: UUID
    name: str
    email: str | None
    outside: bool = False

    def address(self) -> vCalAddress:
        found = vCalAddress(f"mailto:{self.email}" if self.email else f"urn:uuid:{self.id}")
        found.params["CN"] = vText(self.name)
        return found


def media_type(meeting: Meeting, off: bool = False) -> str:
    """Of the file, with the method that it has inside."""
    return f"text/calendar; method={_method(meeting, off)}; charset=utf-8"


def _method(meeting: Meeting, off: bool) -> str:
    """Which message the file is: REQUEST, or CANCEL of a meeting that is called off, or is so for its reader."""
    return "CANCEL" if off or meeting.state == MeetingState.CANCELLED else "REQUEST"


def invitation(
    meeting: Meeting,
    title: str,
    organizer: Guest,
    guests: Sequence[Guest],
    url: str | None,
    zone: ZoneInfo,
    now: datetime,
    off: bool = False,
) -> bytes:
    """The file; `url` is where its page is, for who can open that. Where the meeting is online its place is the link.
    `off`: its reader is not invited any more. SEQUENCE rises with each change that those invited must hear of; UID
    stays."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", _method(meeting, off))
    starts = meeting.starts_at.astimezone(zone)
    last = date(starts.year + 1, 1, 1)
    calendar.add_component(Timezone.from_tzinfo(zone, first_date=date(starts.year, 1, 1), last_date=last))
    calendar.add_component(_event(meeting, title, starts, organizer, guests, url, now, off))
    text: bytes = calendar.to_ical()
    return text


def _event(
    meeting: Meeting,
    title: str,
    starts: datetime,
    organizer: Guest,
    guests: Sequence[Guest],
    url: str | None,
    now: datetime,
    off: bool,
) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@gridward")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + LASTS)
    event.add("summary", title)
    if url or meeting.link:
        event.add("url", url or meeting.link)
    if meeting.link:
        event.add("location", meeting.link)
    event.add("status", "CANCELLED" if _method(meeting, off) == "CANCEL" else "CONFIRMED")
    event["organizer"] = organizer.address()
    for guest in guests:
        attendee = guest.address()
        attendee.params["ROLE"] = vText("OPT-PARTICIPANT" if guest.outside else "REQ-PARTICIPANT")
        if guest.outside:
            attendee.params["CUTYPE"] = vText("GROUP")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    return event
