"""A person's calendar as a program that subscribed reads it (RFC 5545). Pure; the same events give the same bytes.

A meeting has the UID and SEQUENCE of the invitation that is sent by mail, so that both are one event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

PRODUCT: Final = "-//Gridward//Calendar//EN"
REFRESH: Final = "PT15M"
"""How soon a program is asked to look again."""


@dataclass(frozen=True)
class Entry:
    """One event. `changed_at` is when it became as it is; `calm`: it does not make who has it busy."""

    uid: str
    title: str
    start: datetime
    end: datetime
    changed_at: datetime
    sequence: int = 0
    url: str | None = None
    cancelled: bool = False
    settled: bool = True
    calm: bool = False


def calendar(name: str, entries: Iterable[Entry], zone: ZoneInfo) -> bytes:
    """The file."""
    found = sorted(entries, key=lambda each: (each.start, each.uid))
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", REFRESH)
    if found:
        years = [each.astimezone(zone).year for entry in found for each in (entry.start, entry.end)]
        first, last = date(min(years), 1, 1), date(max(years) + 1, 1, 1)
        made.add_component(Timezone.from_tzinfo(zone, first_date=first, last_date=last))
    for entry in found:
        made.add_component(_event(entry, zone))
    text: bytes = made.to_ical()
    return text


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.start.astimezone(zone))
    event.add("dtend", entry.end.astimezone(zone))
    event.add("summary", entry.title)
    if entry.url is not None:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED" if entry.settled else "TENTATIVE")
    event.add("transp", "TRANSPARENT" if entry.calm or entry.cancelled else "OPAQUE")
    return event
