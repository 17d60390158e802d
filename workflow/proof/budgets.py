"""Proof of the budgets: stages fit into the promise, nothing closes before anybody was reminded, years are known.

Counts of one kind of time are compared by their sums. Where running and working time mix it depends on when a case
begins: then every instant of the coming year is tried at which one of the counts begins at an edge of working time.
Between those the ends move evenly, so none can be worse.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, islice, product
from typing import Final

from models.clock import Stage
from models.incident import Flow
from workflow.calendar import Budget, Calendar, Unit
from workflow.proof.dressing import punctual
from workflow.proof.findings import AHEAD, Finding, Grade, Subject
from workflow.proof.replaying import bears_out
from workflow.rules.language import Attribute, Route, Rules

YEAR: Final = 366
WEEK: Final = 168
MINUTE: Final = 60
SECOND: Final = timedelta(seconds=1)

MOST_STARTS: Final = 40
MOST_ROUTES: Final = 10
"""So many instants and routes are tried for an example."""


def prove(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    """Promises that stages in time break, closings before anybody was reminded, and years without a calendar."""
    counted: dict[tuple[tuple[Budget, ...], Budget], list[Route]] = {}
    closings: dict[tuple[tuple[Budget, ...], Budget], list[Route]] = {}
    for route in subject.rules.routes:
        counted.setdefault((stages_of(route, subject.rules), route.budgets[Stage.PROMISE]), []).append(route)
        if route.close_after is not None:
            closings.setdefault((reminded(route, subject), route.close_after), []).append(route)
    examined["budgets"] += len(counted) + len(closings)
    for (stages, promise), routes in counted.items():
        facts = {"promise": str(promise), "stages": " + ".join(str(budget) for budget in stages)}
        at = too_short(promise, stages, subject)
        yield from _found("promise-too-short", facts, routes, subject, at, closing=False)
    for (first, close_after), routes in closings.items():
        facts = {"first": " + ".join(str(budget) for budget in first), "close": str(close_after)}
        at = too_short(close_after, first, subject)
        yield from _found("closes-too-soon", facts, routes, subject, at, closing=True)
    yield from _unknown_years(subject)


def stages_of(route: Route, rules: Rules) -> tuple[Budget, ...]:
    """The budgets of the stages that every case of a route goes through, one after another; of suggestions and wishes
    the answer's, since that is what they are promised."""
    if proposes(route, rules):
        return (route.budgets[Stage.ANSWER],)
    waits = ((not route.accept, Stage.INTAKE), (not route.dispatch, Stage.DISPATCH), (True, Stage.HANDLE))
    return tuple(route.budgets[stage] for wait, stage in (*waits, (True, Stage.VERIFY)) if wait)


def proposes(route: Route, rules: Rules) -> bool:
    """Whether a route takes suggestions and wishes alone."""
    conditions = [[each for each in way if each.attribute is Attribute.CATEGORY] for way in route.alternatives]
    taken = [{str(key) for each in way for key in each.takes} for way in conditions]
    return all(keys and all(rules.catalogue[key].flow != Flow.PROBLEM for key in keys) for keys in taken)


def reminded(route: Route, subject: Subject) -> tuple[Budget, ...]:
    """How long after the feedback the verifying ladder's first rung is, to the minute, as times one after another."""
    verify = route.budgets[Stage.VERIFY]
    rung = subject.rules.ladders[route.ladders[Stage.VERIFY]].rungs[0]
    if rung.after is not None or rung.share is None:
        return (verify, rung.after) if rung.after else (verify,)
    minutes = int(subject.calendar.seconds(verify, subject.now) * rung.share) // MINUTE
    return (Budget(max(1, minutes), Unit.WORK_MINUTE if verify.works else Unit.MINUTE),)


def _found(
    code: str, facts: dict[str, str], routes: list[Route], subject: Subject, at: Iterator[datetime], closing: bool
) -> Iterator[Finding]:
    """A failure, with the first of these instants at which a report takes one of the routes; a warning where it cannot
    be said which report does."""
    first = next(at, None)
    if first is None:
        return
    for start, route in product((first, *islice(at, MOST_STARTS)), routes[:MOST_ROUTES]):
        example = punctual(route, start, subject, closing)
        if example is not None and bears_out(example, subject):
            said = {"route": route.name, "began": start.isoformat(), **facts}
            yield Finding(code, Grade.FAILURE, said, route.line, example)
            return
    said = {"route": routes[0].name, "began": first.isoformat(), **facts}
    yield Finding(code, Grade.WARNING, said, routes[0].line)


def too_short(whole: Budget, parts: tuple[Budget, ...], subject: Subject) -> Iterator[datetime]:
    """The instants at which `whole`, begun then, ends before the parts that follow one another from then on."""
    calendar, kinds = subject.calendar, {each.works for each in (whole, *parts)}
    if len(kinds) == 1 and Unit.STATUTORY_DAY not in {each.unit for each in (whole, *parts)}:
        if calendar.seconds(whole, subject.now) < sum(calendar.seconds(part, subject.now) for part in parts):
            yield from (subject.now + timedelta(hours=hour) for hour in range(WEEK))
        return
    if _surely_fits(whole, parts, subject):
        return
    for at in starts(parts, subject):
        if calendar.due(at, whole).at < ended(parts, at, calendar):
            yield at


def _surely_fits(whole: Budget, parts: tuple[Budget, ...], subject: Subject) -> bool:
    """Whether it fits whenever a case begins, by a bound that is quick: working time never passes faster than running
    time, and at the worst of the coming year each part takes as long as it can."""
    if Unit.STATUTORY_DAY in {each.unit for each in (whole, *parts)}:
        return False
    calendar = subject.calendar
    room, sizes = calendar.seconds(whole, subject.now), [calendar.seconds(part, subject.now) for part in parts]
    if not whole.works:
        today = subject.now.astimezone(calendar.tz).date()
        pairs = zip(sizes, parts, strict=True)
        sizes = [longest(calendar, size, today) if part.works else size for size, part in pairs]
    return sum(sizes) <= room


@lru_cache(maxsize=4096)
def longest(calendar: Calendar, seconds: int, first: date) -> int:
    """The most seconds that pass until so much working time has, from any instant of the two years from that day on."""
    worst = 0
    for number in range(2 * YEAR):
        day = first + timedelta(days=number)
        if calendar.is_workday(day):
            midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.tz)
            for _, minute in calendar.slots.on(f"{day:%m-%d}").hours:
                end = midnight + timedelta(minutes=minute)
                worst = max(worst, int((calendar.add(end, seconds, works=True).at - end).total_seconds()))
    return worst


def ended(parts: tuple[Budget, ...], start: datetime, calendar: Calendar) -> datetime:
    """When the last of several counts ends that follow one another."""
    for part in parts:
        start = calendar.due(start, part).at
    return start


def starts(parts: tuple[Budget, ...], subject: Subject) -> Iterator[datetime]:
    """The instants of the coming year at which a count can turn, in order: the edges of working time and midnight, one
    second to either side, and as long before these as the running time that comes first."""
    running = [part.running if not part.works else timedelta() for part in parts]
    shifts = sorted({timedelta(), *accumulate(running)})
    tz, first = subject.calendar.tz, subject.now.astimezone(subject.calendar.tz).date()
    for number in range(YEAR):
        day = first + timedelta(days=number)
        edges = sorted({0, *(minute for slot in _hours(subject, day) for minute in slot)})
        midnight = datetime(day.year, day.month, day.day, tzinfo=tz)
        at = (midnight + timedelta(minutes=minute) - shift for minute in edges for shift in shifts)
        yield from (each + side for each in at for side in (-SECOND, timedelta()) if each + side >= subject.now)


def _hours(subject: Subject, day: date) -> tuple[tuple[int, int], ...]:
    return subject.calendar.slots.on(f"{day:%m-%d}").hours if subject.calendar.is_workday(day) else ()


def _unknown_years(subject: Subject) -> Iterator[Finding]:
    """Budgets that are counted in a year whose holidays nobody has published yet: their deadlines are provisional,
    and move when it is."""
    reaching: dict[int, tuple[Budget, Route]] = {}
    latest = subject.now + AHEAD
    for route in subject.rules.routes:
        for budget in (budget for budget in route.budgets.values() if budget.works):
            due = subject.calendar.due(latest, budget)
            if due.provisional:
                reaching.setdefault(_first_unknown(latest, due.at, subject.calendar), (budget, route))
    for year, (budget, route) in sorted(reaching.items()):
        facts = {"year": str(year), "budget": str(budget), "route": route.name}
        yield Finding("year-unknown", Grade.WARNING, facts, route.line)


def _first_unknown(start: datetime, end: datetime, calendar: Calendar) -> int:
    return next(year for year in range(start.year, end.year + 2) if not calendar.is_known(year))
