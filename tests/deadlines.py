"""The rows of the conformance table in docs/deadlines.md: what begins when, what happens to it, when it is due.

The deadlines are worked out by hand. `python -m tests.deadlines` writes the table into the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from workflow.calendar import SHANGHAI, Calendar
from workflow.days import Days, Season, Slots, Year, published_days

PAGE = Path(__file__).parent.parent / "docs" / "deadlines.md"
EIGHT_HOURS = Season(((480, 720), (840, 1080)))
ORDINARY = Slots((EIGHT_HOURS,))
SEASONS = Slots((Season(((480, 720), (900, 1140)), "05-01", "09-30"), EIGHT_HOURS))
PUBLISHED = published_days(1)


def amended(version: int, rests: str = "", works: str = "") -> Days:
    """The published years with one rest day or one working day more; a year without a notice is published with it."""
    day = date.fromisoformat(rests or works)
    year = PUBLISHED.years.get(day.year, Year())
    off, on = (year.off | {day}, year.on - {day}) if rests else (year.off - {day}, year.on | {day})
    return Days(version, {**PUBLISHED.years, day.year: Year(off, on, year.names)})


def new_year_2027() -> Days:
    """2027 published: the first three days of January are off."""
    return Days(2, {**PUBLISHED.years, 2027: Year(off=frozenset(date(2027, 1, n) for n in (1, 2, 3)))})


@dataclass(frozen=True)
class Row:
    """`happens` are pairs of an instant and `suspended`, `resumed`, `extended BUDGET`, `budget BUDGET` (another route,
    or a migration of rules) or `calendar` (then `days` are in force)."""

    code: str
    about: str
    begins: str
    budget: str
    due: str
    happens: tuple[tuple[str, str], ...] = ()
    slots: Slots = ORDINARY
    days: Days | None = None
    provisional: bool = False

    @property
    def started(self) -> datetime:
        return at(self.begins)

    @property
    def first(self) -> Calendar:
        return published(self.slots)

    @property
    def later(self) -> Calendar:
        return Calendar(self.days, self.slots) if self.days else published(self.slots)


@cache
def published(slots: Slots) -> Calendar:
    return Calendar(PUBLISHED, slots)


def at(text: str) -> datetime:
    """`Fri 2026-06-05 17:00` in Beijing; the day of the week must be right."""
    return datetime.strptime(text, "%a %Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


SUSPENDED_OVER_A_WEEKEND = (("Fri 2026-06-05 17:00", "suspended"), ("Mon 2026-06-08 09:00", "resumed"))

ROWS = (
    Row("make-up-saturday", "a make-up Saturday is worked", "Fri 2026-02-13 17:00", "4wh", "Sat 2026-02-14 11:00"),
    Row("make-up-sunday", "and so is a make-up Sunday", "Sun 2026-09-20 10:00", "1wd", "Mon 2026-09-21 10:00"),
    Row("after-hours", "Friday night, make-up Saturday", "Fri 2026-05-08 19:00", "1wd", "Sat 2026-05-09 18:00"),
    Row("long-holiday", "National Day is passed over", "Wed 2026-09-30 17:00", "1wd", "Thu 2026-10-08 17:00"),
    Row("after-the-holiday", "the Saturday that pays for it", "Fri 2026-10-09 17:30", "2wh", "Sat 2026-10-10 09:30"),
    Row("lunch", "a start in the lunch break", "Sun 2026-01-04 13:00", "1wd", "Mon 2026-01-05 12:00"),
    Row(
        "end-of-slot",
        "a count ends with a slot, not with the next",
        "Fri 2026-06-05 17:00",
        "1wh",
        "Fri 2026-06-05 18:00",
    ),
    Row("running-hours", "an urgent hour runs on a Sunday night", "Sun 2026-06-07 23:30", "2h", "Mon 2026-06-08 01:30"),
    Row(
        "new-year", "New Year is crossed, with a make-up Sunday", "Wed 2025-12-31 17:00", "1wd", "Sun 2026-01-04 17:00"
    ),
    Row(
        "unpublished-year",
        "into a year without a calendar: provisional",
        "Thu 2026-12-31 17:00",
        "2wh",
        "Fri 2027-01-01 09:00",
        provisional=True,
    ),
    Row(
        "year-published",
        "until that year is published",
        "Thu 2026-12-31 17:00",
        "2wh",
        "Mon 2027-01-04 09:00",
        (("Fri 2027-01-01 08:30", "calendar"),),
        days=new_year_2027(),
    ),
    Row("25-working-days", "25 days and more: working days", "Mon 2026-01-05 08:00", "31wd", "Sat 2026-02-14 18:00"),
    Row("60-running-days", "25 days and more: running days", "Fri 2026-06-05 17:00", "60d", "Tue 2026-08-04 17:00"),
    Row("200-working-days", "200 working days", "Mon 2026-01-05 08:00", "200wd", "Tue 2026-10-27 18:00"),
    Row(
        "weekend-suspension",
        "suspended over a weekend: only Friday's hour is used",
        "Fri 2026-06-05 16:00",
        "1wd",
        "Mon 2026-06-08 18:00",
        SUSPENDED_OVER_A_WEEKEND,
    ),
    Row(
        "running-suspension",
        "running time stands over a weekend's suspension as well",
        "Fri 2026-06-05 16:00",
        "4h",
        "Mon 2026-06-08 12:00",
        SUSPENDED_OVER_A_WEEKEND,
    ),
    Row(
        "suspended-at-night",
        "a suspension outside working hours moves nothing",
        "Fri 2026-06-05 16:00",
        "1wd",
        "Mon 2026-06-08 16:00",
        (("Fri 2026-06-05 19:00", "suspended"), ("Sun 2026-06-07 12:00", "resumed")),
    ),
    Row(
        "extension",
        "an extension counts from the deadline, not from its day",
        "Mon 2026-06-08 09:00",
        "1wd",
        "Tue 2026-06-09 15:00",
        (("Mon 2026-06-08 10:00", "extended 4wh"),),
    ),
    Row(
        "extension-then-suspension",
        "extended, then suspended: what was granted is kept",
        "Mon 2026-06-08 09:00",
        "1wd",
        "Wed 2026-06-10 17:00",
        (
            ("Mon 2026-06-08 17:00", "extended 4wh"),
            ("Mon 2026-06-08 17:30", "suspended"),
            ("Wed 2026-06-10 09:30", "resumed"),
        ),
    ),
    Row(
        "suspension-then-extension",
        "suspended, then extended",
        "Mon 2026-06-08 09:00",
        "1wd",
        "Thu 2026-06-11 09:00",
        (
            ("Mon 2026-06-08 17:00", "suspended"),
            ("Wed 2026-06-10 09:00", "resumed"),
            ("Wed 2026-06-10 10:00", "extended 6wh"),
        ),
    ),
    Row(
        "late-stays-late",
        "a suspension after the deadline makes nothing less late",
        "Mon 2026-06-08 09:00",
        "2wh",
        "Mon 2026-06-08 11:00",
        (("Mon 2026-06-08 16:00", "suspended"), ("Wed 2026-06-10 09:00", "resumed")),
    ),
    Row(
        "rest-day-declared",
        "the calendar is amended while it runs: Tuesday is a holiday",
        "Mon 2026-06-08 09:00",
        "2wd",
        "Thu 2026-06-11 09:00",
        (("Mon 2026-06-08 12:00", "calendar"),),
        days=amended(2, rests="2026-06-09"),
    ),
    Row(
        "make-up-day-declared",
        "or Saturday is worked",
        "Thu 2026-06-11 09:00",
        "3wd",
        "Mon 2026-06-15 09:00",
        (("Fri 2026-06-12 12:00", "calendar"),),
        days=amended(2, works="2026-06-13"),
    ),
    Row(
        "amended-after-a-suspension",
        "amended after a suspension: what was used before it is counted anew too",
        "Mon 2026-06-08 09:00",
        "2wd",
        "Fri 2026-06-12 11:00",
        (
            ("Tue 2026-06-09 10:00", "suspended"),
            ("Thu 2026-06-11 10:00", "resumed"),
            ("Thu 2026-06-11 12:00", "calendar"),
        ),
        days=amended(2, rests="2026-06-09"),
    ),
    Row(
        "amended-after-an-extension",
        "amended after an extension in statutory days: it counts from the new deadline",
        "Mon 2026-06-08 09:00",
        "1wd",
        "Thu 2026-06-11 18:00",
        (("Mon 2026-06-08 10:00", "extended 1sd"), ("Mon 2026-06-08 12:00", "calendar")),
        days=amended(2, rests="2026-06-09"),
    ),
    Row(
        "into-summer",
        "the slots of two seasons",
        "Thu 2026-04-30 17:00",
        "2wh",
        "Wed 2026-05-06 09:00",
        slots=SEASONS,
    ),
    Row(
        "summer-suspension",
        "suspended in one season, resumed in the next",
        "Tue 2026-09-29 17:00",
        "4wh",
        "Thu 2026-10-08 11:00",
        (("Tue 2026-09-29 18:00", "suspended"), ("Thu 2026-10-08 08:00", "resumed")),
        slots=SEASONS,
    ),
    Row(
        "statutory-days",
        "statutory days: the day after is day 1",
        "Mon 2026-09-21 10:00",
        "5sd",
        "Tue 2026-09-29 18:00",
    ),
    Row("statutory-from-rest", "the same from a Saturday", "Sat 2026-06-06 10:00", "5sd", "Fri 2026-06-12 18:00"),
    Row(
        "statutory-suspension",
        "statutory days end at the close of business after a suspension too",
        "Mon 2026-06-08 10:00",
        "3sd",
        "Tue 2026-06-16 18:00",
        (("Tue 2026-06-09 10:00", "suspended"), ("Thu 2026-06-11 15:00", "resumed")),
    ),
    Row(
        "reclassified",
        "another budget: what was used stays used",
        "Mon 2026-06-08 09:00",
        "3wd",
        "Tue 2026-06-09 09:00",
        (("Mon 2026-06-08 15:00", "budget 1wd"),),
    ),
    Row(
        "reclassified-to-running",
        "a budget of another kind of time, after a suspension",
        "Mon 2026-06-08 09:00",
        "3wd",
        "Wed 2026-06-10 18:00",
        (
            ("Mon 2026-06-08 12:00", "suspended"),
            ("Wed 2026-06-10 09:00", "resumed"),
            ("Wed 2026-06-10 10:00", "budget 12h"),
        ),
    ),
    Row(
        "reclassified-too-late",
        "a budget that is used up already was up when it was",
        "Mon 2026-06-08 09:00",
        "3wd",
        "Mon 2026-06-08 11:00",
        (("Mon 2026-06-08 15:00", "budget 2wh"),),
    ),
    Row(
        "migrated",
        "a migration to rules with a longer budget keeps suspension and extension",
        "Mon 2026-06-08 09:00",
        "1wd",
        "Thu 2026-06-11 15:00",
        (
            ("Mon 2026-06-08 11:00", "extended 4wh"),
            ("Mon 2026-06-08 12:00", "suspended"),
            ("Tue 2026-06-09 14:00", "resumed"),
            ("Tue 2026-06-09 15:00", "budget 2wd"),
        ),
    ),
)


def said(row: Row) -> str:
    """What happens to it, in words."""
    parts = []
    for when, what in row.happens:
        word, _, budget = what.partition(" ")
        told = {
            "extended": f"extended by {budget}",
            "budget": f"budget becomes {budget}",
            "calendar": "calendar amended",
        }
        parts.append(f"{told.get(word, word)} {when}")
    return "; ".join(parts)


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "| row | what it shows | begins | budget | what happens | due |"
    yield "|---|---|---|---|---|---|"
    for row in ROWS:
        due = f"{row.due}{', provisional' if row.provisional else ''}"
        yield f"| `{row.code}` | {row.about} | {row.begins} | {row.budget} | {said(row)} | {due} |"


MARKS = re.compile(r"(?s)(<!-- arithmetic -->\n).*?(\n<!-- end -->)")


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKS.sub(lambda m: f"{m[1]}{chr(10).join(table())}{m[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
