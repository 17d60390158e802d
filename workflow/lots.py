"""Which of what was closed is looked at again: drawn by lot, so that nobody picks and everybody can check. Pure.

A case's lot is a hash over the period and over the ledger entry that closed it. That entry's own hash is made with
chance, so nobody knows the lot before the case is closed, and nobody can change it after. Of each sample the lowest
lots are drawn.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID

from models.incident import Ending
from workflow import duties
from workflow.calendar import Calendar
from workflow.errors import BadInput
from workflow.machines import Move
from workflow.rules.language import covers
from workflow.rules.sampling import Inspections, Sample

CLOSING: Final = (Move.VERIFY, Move.CONFIRM, Move.CLOSE)
"""The moves that close a case; the last of them is the one that closed it."""

SHOWN: Final = 12
"""So many letters of a lot tell it from the others of a township."""


class Closed(NamedTuple):
    """A case that was closed in a period. `unit` is the kind of the unit that put it right, none of a village; `seal`
    the hash of the entry that closed it; `inspected` says that this closing was looked at again already."""

    id: UUID
    category: str
    severity: int
    ending: Ending
    unit: str | None
    seal: str
    inspected: bool = False

    def fits(self, sample: Sample) -> bool:
        by_category = not sample.categories or any(covers(pattern, self.category) for pattern in sample.categories)
        return (
            by_category
            and (not sample.units or self.unit in sample.units)
            and (not sample.endings or self.ending in sample.endings)
            and (not sample.severities or self.severity in sample.severities)
        )

    def sample(self, rule: Inspections) -> Sample | None:
        """The first that it fits."""
        return next((sample for sample in rule.samples if self.fits(sample)), None)

    def lot(self, period: str) -> str:
        return sha256(f"{period} {self.seal}".encode()).hexdigest()


@dataclass(frozen=True)
class Chosen:
    """A case that is drawn: `lot` is its place among `count`, of which the lowest `size` are."""

    case: Closed
    sample: str
    lot: int
    count: int
    size: int

    def context(self, period: str) -> dict[str, Any]:
        """What the case's own ledger is to say of it."""
        return {"period": period, "sample": self.sample, "lot": self.lot, "count": self.count, "size": self.size}


@dataclass(frozen=True)
class Drawn:
    """What came of a draw: of each sample how much there was and how much is drawn, and those that are."""

    samples: list[dict[str, Any]]
    chosen: tuple[Chosen, ...]


def draw(pool: Iterable[Closed], rule: Inspections, period: str) -> Drawn:
    """The draw of one township. What was looked at again already keeps its place, so that looking by hand changes
    nobody else's lot."""
    by_sample: dict[str, list[Closed]] = {sample.name: [] for sample in rule.samples}
    for case in pool:
        sample = case.sample(rule)
        if sample is not None:
            by_sample[sample.name].append(case)
    samples, chosen = list[dict[str, Any]](), list[Chosen]()
    for sample in rule.samples:
        lots = sorted(by_sample[sample.name], key=lambda case: case.lot(period))
        size = sample.size(len(lots))
        highest = lots[size - 1].lot(period)[:SHOWN] if size else ""
        samples.append({"name": sample.name, "count": len(lots), "size": size, "highest": highest})
        chosen += [
            Chosen(case, sample.name, place, len(lots), size)
            for place, case in enumerate(lots[:size], 1)
            if not case.inspected
        ]
    return Drawn(samples, tuple(sorted(chosen, key=lambda each: each.case.id)))


def why(case: Closed, rule: Inspections, samples: Iterable[Mapping[str, Any]], period: str) -> dict[str, Any]:
    """Why a case was drawn or not, from what was recorded of its township's draw: a code (`fits-none`, `low-lot`,
    `high-lot`) and what it says."""
    sample = case.sample(rule)
    told = next((each for each in samples if sample is not None and each["name"] == sample.name), None)
    if told is None:
        return {"code": "fits-none", "period": period}
    lot = case.lot(period)[:SHOWN]
    low = told["size"] > 0 and lot <= told["highest"]
    return {"code": "low-lot" if low else "high-lot", "period": period, "lot": lot, **told, "sample": told["name"]}


# Periods


class Period(NamedTuple):
    """Its name (`2026-10`, `2026-W43`), its span, and when it is drawn: as the first working day after it begins."""

    name: str
    start: datetime
    end: datetime
    due: datetime


def period(name: str, rule: Inspections, calendar: Calendar) -> Period:
    """BadInput for a name that is none of the rules' periods."""
    first = _first(name, rule)
    if first is None:
        raise BadInput("period", "no-inspection-period", value=name, every=rule.every)
    return _period(first, rule, calendar)


def owed(rule: Inspections, calendar: Calendar, after: datetime, until: datetime, since: datetime) -> Iterator[Period]:
    """The periods that are drawn after one instant and up to another; none that ended before the city began."""
    first = _beginning(after.astimezone(calendar.tz).date() - timedelta(days=62), rule)
    while (found := _period(first, rule, calendar)).end <= until:
        if after < found.due <= until and found.end > since:
            yield found
        first = _next(first, rule)


def _first(name: str, rule: Inspections) -> date | None:
    try:
        if rule.every == "week":
            year, _, week = name.partition("-W")
            found = date.fromisocalendar(int(year), int(week), 1)
        else:
            year, _, month = name.partition("-")
            found = date(int(year), int(month), 1)
    except ValueError:
        return None
    return found if _name(found, rule) == name and found.year < MAXYEAR else None


def _name(first: date, rule: Inspections) -> str:
    if rule.every == "week":
        year, week, _ = first.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{first:%Y-%m}"


def _beginning(day: date, rule: Inspections) -> date:
    return day - timedelta(days=day.weekday()) if rule.every == "week" else day.replace(day=1)


def _next(first: date, rule: Inspections) -> date:
    return first + timedelta(days=7) if rule.every == "week" else (first + timedelta(days=31)).replace(day=1)


def _period(first: date, rule: Inspections, calendar: Calendar) -> Period:
    after = _next(first, rule)
    day = after if calendar.is_workday(after) else calendar.next_workday(after)
    start, end = (datetime.combine(each, time(), calendar.tz) for each in (first, after))
    return Period(_name(first, rule), start, end, duties.opening(calendar, day))


def drawn_last(rule: Inspections, calendar: Calendar, now: datetime) -> Period:
    """The last that was to be drawn by now."""
    return next(each for each in recent(rule, calendar, now, 2) if each.due <= now)


def recent(rule: Inspections, calendar: Calendar, now: datetime, count: int) -> list[Period]:
    """The last that have ended, the newest first."""
    found, first = list[Period](), _beginning(now.astimezone(calendar.tz).date(), rule)
    for _ in range(count):
        first = _beginning(first - timedelta(days=1), rule)
        found.append(_period(first, rule, calendar))
    return found


def ahead(rule: Inspections, calendar: Calendar, now: datetime) -> Period:
    """The next that is to be drawn."""
    periods = reversed(recent(rule, calendar, now, 2))
    return next((each for each in periods if each.due > now), holding(now, rule, calendar))


def holding(at: datetime, rule: Inspections, calendar: Calendar) -> Period:
    """The one in which an instant lies."""
    return _period(_beginning(at.astimezone(calendar.tz).date(), rule), rule, calendar)


def after(period: Period, rule: Inspections, calendar: Calendar) -> Period:
    """The one that follows."""
    return holding(period.end, rule, calendar)
