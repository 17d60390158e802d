"""A case's marks as weights that can be added up over any days. Pure.

Whether a case has a mark is a question about a period, not about a day: it is asked from a first day on, as things
stood at the end of a last one. A case that is sent out twice in a month counts once; one that is exempted in March is
no longer due in February's and March's sum, though it was in February's. So what is kept of a day is not a mark but a
difference: for the mark's answer `n(i, j)` over the days i to j,

    w(i, j) = n(i, j) - n(i+1, j) - n(i, j-1) + n(i+1, j-1)

which is nothing for nearly all days. The weights whose two days lie in a period add up to the answer for that period,
whatever mark it is and wherever the case was moved; so the sums of many cases are the figures that
`workflow.indicators` counts. And what is weighed for a last day j is told by the ledger as it stood when j ended: it
never changes again, and each day adds its own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from models.ledger import Entry
from workflow import credit, freezing, patterns
from workflow.credit import Beside, By
from workflow.indicators import CaseFacts, Mark, Span
from workflow.patterns import Seen
from workflow.view import CLOCK, View


class Place(NamedTuple):
    """Whose figure, and in which township the case lay."""

    by: By
    key: str
    township: str


class Weight(NamedTuple):
    """What a case adds to the figures of every period that has both of these days: a mark is in `gained` as often as
    it counts more, in `lost` as often as it counts less."""

    place: Place
    since: date
    day: date
    gained: tuple[Mark, ...]
    lost: tuple[Mark, ...]


Answers = Counter[tuple[Place, Mark]]


def span(first: date, last: date, tz: tzinfo) -> Span:
    """The period of these days, both included."""
    return Span(_midnight(first, tz), _midnight(last + timedelta(days=1), tz))


def _midnight(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tz)


def weights(view: View, entries: Sequence[Entry], first: date, last: date, tz: tzinfo, beside: Beside) -> list[Weight]:
    """What a case adds with the days from `first` to `last`. `view` is the state after the last of its entries."""
    days = [day for day in _days(entries, tz) if day <= last]
    wanted = [day for day in days if day >= first]
    before = days[-len(wanted) - 1 :][:1] if len(days) > len(wanted) else []
    found: list[Weight] = []
    seen = patterns.seen(view, entries, beside.rules)
    earlier = _Column(view, entries, seen, before[0], tz, beside) if before and wanted else None
    for day in wanted:
        column = _Column(view, entries, seen, day, tz, beside)
        found += _differences(column, earlier)
        earlier = column
    return found


def _days(entries: Sequence[Entry], tz: tzinfo) -> list[date]:
    """The days at whose end a case may stand otherwise than the day before: something was recorded, or some deadline
    that it ever had passes."""
    due = (
        datetime.fromisoformat(at)
        for entry in entries
        for change in entry.changes
        if change["kind"] == CLOCK and (at := change["set"].get("due_at"))
    )
    return sorted({at.astimezone(tz).date() for at in (*(entry.recorded_at for entry in entries), *due)})


class _Column:
    """The answers of all periods that end with one day."""

    def __init__(
        self, view: View, entries: Sequence[Entry], seen: Sequence[Seen], day: date, tz: tzinfo, beside: Beside
    ) -> None:
        self.day, self._tz = day, tz
        end = _midnight(day + timedelta(days=1), tz)
        stood = freezing.as_of(view, entries, end)
        known = [each for each in seen if each.at < end]
        self._credits = list(credit.credits(stood, end, known, beside)) if stood else []
        self.instants = {
            at.astimezone(tz).date()
            for each in self._credits[:1]
            for at in (*_instants(each.case), *(shown.at for shown in known))
            if at is not None
        }

    def answers(self, since: date) -> Answers:
        if since > self.day:
            return Counter()
        asked = span(since, self.day, self._tz)
        return Counter(
            (Place(each.by, each.key, each.case.township or ""), mark)
            for each in self._credits
            for mark in credit.marks(each, asked)
        )


def _instants(case: CaseFacts) -> Iterator[datetime | None]:
    """All at which a mark can be set; before the first and between two of them a period may begin as well as at the
    next."""
    yield from (case.reported_at, case.ended_at, case.exempted_at, case.raised_at, case.tabled_at)
    for leg in case.legs:
        yield from (leg.judged_at, leg.done_at)


def _differences(column: _Column, earlier: _Column | None) -> Iterator[Weight]:
    starts = sorted(column.instants | (earlier.instants if earlier else set()), reverse=True)
    later: Answers = Counter()
    for since in (day for day in starts if day <= column.day):
        answers = column.answers(since)
        if earlier:
            answers.subtract(earlier.answers(since))
        here = Counter(answers)
        here.subtract(later)
        later = answers
        yield from _weighed(here, since, column.day)


def _weighed(found: Answers, since: date, day: date) -> Iterator[Weight]:
    for place in sorted({place for (place, _), weight in found.items() if weight}):
        own = sorted((mark, weight) for (at, mark), weight in found.items() if at == place and weight)
        gained = tuple(mark for mark, weight in own for _ in range(weight))
        lost = tuple(mark for mark, weight in own for _ in range(-weight))
        yield Weight(place, since, day, gained, lost)


def total(found: Sequence[Weight], first: date, last: date) -> Answers:
    """The figures of the days from `first` to `last`."""
    summed: Answers = Counter()
    for each in found:
        if first <= each.since and each.day <= last:
            summed.update((each.place, mark) for mark in each.gained)
            summed.subtract((each.place, mark) for mark in each.lost)
    return summed
