"""Indicators over time: the figures of a territory, of those who work there, and everybody's own.

Figures end with the last day that is drawn up. Whoever supervises sees those of their territory; those of a person, by
name, only who supervises that person; everybody their own, wherever the cases lie: as a person, of the unit that they
work in, of the township whose desk they lead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from models.people import Role
from models.task import FigureOf
from models.territory import TOWNSHIP, Grid
from workflow import rights, store
from workflow.by_day import span
from workflow.commands import Actor
from workflow.credit import COUNTED, PERSONS, By
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, NotFound
from workflow.in_force import Now
from workflow.indicators import PATTERNS, Mark
from workflow.store.by_day import Asked, Step
from workflow.store.disputes import Disputed
from workflow.store.paging import Page

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST: Final = 400
"""The most periods of one answer."""

MOST_YEARS: Final = 10
"""The most days of one answer, in years."""

AT_LEAST: Final[Mapping[Step, int]] = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 28, Step.QUARTER: 90, Step.YEAR: 365}
BACK: Final[Mapping[Step, int]] = {Step.DAY: 31, Step.WEEK: 13, Step.MONTH: 12, Step.QUARTER: 8, Step.YEAR: 3}
MONTHS: Final[Mapping[Step, int]] = {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}
ROWS: Final = 200
"""The most rows of one answer; those with the most cases."""

Marks = Mapping[Mark, int]


@dataclass(frozen=True)
class Days:
    """Both included. What is not said: the present period of the step, and as many before it as BACK has."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Wanted:
    """Whose figures (none: the territory's, undivided), of which place and days. `key` narrows them to one of those: a
    code of a township or a unit, a category, a person's id."""

    by: By | None
    place: str | None
    days: Days
    key: str | None = None


@dataclass(frozen=True)
class Row:
    """One of those whose figures are asked for."""

    key: str
    marks: Marks


@dataclass(frozen=True)
class Course:
    """The figures of all days together, and period by period from the first day of each. `drawn` is the last day that
    is drawn up, none where none is."""

    now: Now
    places: tuple[Grid, ...]
    days: tuple[date, date]
    drawn: date | None
    marks: Marks
    periods: Mapping[date, Marks]
    rows: tuple[Row, ...]
    more: int
    counted: int
    """For how many of these days there are figures."""
    disputed: tuple[Disputed, ...] = ()
    """The objections to figures that these are, made in these days: the newest."""


async def course(engine: Engine, actor: Actor, wanted: Wanted, step: Step) -> Course:
    """Forbidden for who supervises nothing or, of persons, nobody; NotFound for what is outside the territory."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        places, townships = _ground(now, actor, wanted)
        first, last = days = _days(now, wanted.days, step)
        whole = Asked(By.TOWNSHIP, first, last, townships)
        if wanted.by is not None and wanted.key is not None:
            whole = replace(whole, by=wanted.by, keys=(_key(now, actor, wanted.by, wanted.key),))
        marks, periods = await _course(c, whole, step)
        if wanted.by in PERSONS and wanted.key is not None:
            marks, periods = _plain(marks), {start: _plain(each) for start, each in periods.items()}
        rows: list[Row] = []
        if wanted.by is not None and wanted.key is None:
            found = await store.by_day.figures(c, Asked(wanted.by, first, last, townships), None)
            rows = [
                Row(part.key, counted if wanted.by not in PERSONS else _plain(counted))
                for part, counted in found.items()
                if _shown(now, actor, wanted.by, part.key)
            ]
            rows = [row for row in rows if row.marks]
        drawn, counted_days = await _counted(c, now, days)
        disputed = await _disputed(c, now, whole)
        if whole.by in PERSONS:
            disputed = tuple(each for each in disputed if each.objection.figure not in PATTERNS)
    rows.sort(key=lambda row: (-max(row.marks.values()), row.key))
    more = max(0, len(rows) - ROWS)
    return Course(now, places, days, drawn, marks, periods, tuple(rows[:ROWS]), more, counted_days, disputed)


async def own(engine: Engine, actor: Actor, asked: Days, step: Step) -> dict[By, Course]:
    """What is counted of the asker, in each of the ways in which something is."""
    found: dict[By, Course] = {}
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        first, last = days = _days(now, asked, step)
        drawn, counted = await _counted(c, now, days)
        for by, keys in _theirs(now, actor).items():
            asked_for = Asked(by, first, last, None, keys)
            marks, periods = await _course(c, asked_for, step)
            disputed = await _disputed(c, now, asked_for)
            found[by] = Course(now, (), days, drawn, marks, periods, (), 0, counted, disputed)
    return found


async def _disputed(c: store.Connection, now: Now, asked: Asked) -> tuple[Disputed, ...]:
    """The objections to the figures asked for; of a territory's undivided ones, to its townships'."""
    if str(asked.by) not in set(FigureOf):
        return ()
    keys = asked.keys or asked.townships or tuple(each.code for each in now.directory.townships())
    days = span(asked.first, asked.last, now.calendar.tz)
    return tuple(await store.disputes.of_figures(c, FigureOf(str(asked.by)), keys, days.start, days.end))


def _theirs(now: Now, actor: Actor) -> dict[By, tuple[str, ...]]:
    """Whose figures are one's own: the person's, those of their units, and of the townships whose desk they lead."""
    assert actor.id is not None
    posts = now.directory.posts_of(actor.id, now.at)
    grids = [now.directory.grid_by_id(post.grid_id) for post in posts if post.chief and post.grid_id]
    found: dict[By, tuple[str, ...]] = {by: (str(actor.id),) for by in sorted(PERSONS)}
    found[By.UNIT] = tuple(str(post.unit_id) for post in posts if post.unit_id and post.role == Role.UNIT_MEMBER)
    found[By.TOWNSHIP] = tuple(grid.code for grid in grids if grid is not None and grid.level == TOWNSHIP)
    return {by: keys for by, keys in found.items() if keys}


def _plain(marks: Marks) -> Marks:
    """Without the patterns: they rank no person, and are only one's own to see, as are objections to them."""
    return {mark: count for mark, count in marks.items() if mark not in PATTERNS}


async def _counted(c: store.Connection, now: Now, days: tuple[date, date]) -> tuple[date | None, int]:
    """The last day that is drawn up, and for how many of these days there are figures."""
    drawn, begun = await store.by_day.drawn(c), await store.by_day.begun(c)
    if drawn is None or begun is None:
        return drawn, 0
    first = max(days[0], begun.astimezone(now.calendar.tz).date())
    return drawn, max(0, (min(days[1], drawn) - first).days + 1)


async def _course(c: store.Connection, asked: Asked, step: Step) -> tuple[Marks, dict[date, Marks]]:
    together = await store.by_day.figures(c, asked, None, whole=True)
    parted = await store.by_day.figures(c, asked, step, whole=True)
    return next(iter(together.values()), {}), {part.start: marks for part, marks in sorted(parted.items())}


@dataclass(frozen=True)
class Behind:
    """A page of the cases behind a figure."""

    now: Now
    page: Page


async def behind(engine: Engine, actor: Actor, wanted: Wanted, mark: Mark, cursor: str | None, limit: int) -> Behind:
    """Exactly the cases that a figure of the same territory and days counts, the newest first."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        _, townships = _ground(now, actor, wanted)
        whose = Asked(By.TOWNSHIP, *_days(now, wanted.days, None), townships)
        if wanted.by is not None and wanted.key is not None:
            whose = replace(whose, by=wanted.by, keys=(_key(now, actor, wanted.by, wanted.key),))
        if wanted.by in PERSONS and mark in PATTERNS:
            raise BadInput("mark", "not-counted")
        return await _behind(c, now, whose, mark, cursor, limit)


async def behind_own(
    engine: Engine, actor: Actor, by: By, asked: Days, mark: Mark, cursor: str | None, limit: int
) -> Behind:
    """The cases behind one's own figure."""
    async with store.snapshot(engine.database) as c:
        now = await engine.in_force.at(c, share=False)
        theirs = _theirs(now, actor)
        if by not in theirs:
            raise BadInput("by", "not-counted")
        whose = Asked(by, *_days(now, asked, None), None, theirs[by])
        return await _behind(c, now, whose, mark, cursor, limit)


async def _behind(c: store.Connection, now: Now, asked: Asked, mark: Mark, cursor: str | None, limit: int) -> Behind:
    if mark not in COUNTED[asked.by]:
        raise BadInput("mark", "not-counted")
    return Behind(now, await store.by_day.behind(c, asked, mark, cursor, limit))


def _ground(now: Now, actor: Actor, wanted: Wanted) -> tuple[tuple[Grid, ...], tuple[str, ...] | None]:
    """Where it is looked, and the codes of its townships: none named where it is the whole city, with what lies
    nowhere."""
    assert actor.id is not None
    posts = now.facts().posts(actor.id)
    places = rights.supervised(posts, now.directory)
    if not places or (wanted.by in PERSONS and not rights.oversees_anybody(posts)):
        raise Forbidden()
    if wanted.place is not None:
        grid = now.directory.grid(wanted.place)
        if grid is None or grid.special or not any(rights.below(grid.path, each.path) for each in places):
            raise NotFound()
        places = (grid,)
    if any(place.level > TOWNSHIP for place in places):
        raise BadInput("place", "whole-townships")
    if now.directory.root in places:
        return places, None
    townships = (each for each in now.directory.townships() if any(rights.below(each.path, p.path) for p in places))
    return places, tuple(each.code for each in townships)


def _key(now: Now, actor: Actor, by: By, key: str) -> str:
    """As it is stored. NotFound for who or what is not there, or is not the asker's to see."""
    if by == By.UNIT:
        unit = now.directory.unit(key)
        if unit is None:
            raise NotFound()
        return str(unit.id)
    if by in PERSONS and not _shown(now, actor, by, key):
        raise NotFound()
    return key


def _shown(now: Now, actor: Actor, by: By, key: str) -> bool:
    assert actor.id is not None
    if by not in PERSONS:
        return True
    try:
        person = UUID(key)
    except ValueError:
        return False
    theirs = now.directory.posts_of(person, now.at)
    return rights.oversees(now.facts().posts(actor.id), theirs, now.directory)


def _days(now: Now, asked: Days, step: Step | None) -> tuple[date, date]:
    """BadInput for days that are none, too many, or the wrong way round."""
    usual = _usual(now.at.astimezone(now.calendar.tz).date(), step or Step.MONTH)
    first, last = asked.first or usual[0], asked.last or usual[1]
    for name, day in (("from", first), ("to", last)):
        if not EARLIEST <= day <= LATEST:
            raise BadInput(name, "year-range", least=f"{EARLIEST}", most=f"{LATEST}")
    if last < first:
        raise BadInput("to", "turned-round")
    if first.replace(year=min(first.year + MOST_YEARS, 9999), day=min(first.day, 28)) <= last:
        raise BadInput("to", "too-many-years", most=MOST_YEARS)
    if step is not None and (last - first).days // AT_LEAST[step] >= MOST:
        raise BadInput("step", "too-many-periods", most=MOST)
    return first, last


def _usual(today: date, step: Step) -> tuple[date, date]:
    """As many periods of a step as are shown at once, the present one at their end."""
    before = BACK[step] - 1
    if step == Step.DAY:
        return today - timedelta(days=before), today
    if step == Step.WEEK:
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(weeks=before), monday + timedelta(days=6)
    months = MONTHS[step]
    first = (today.year * 12 + today.month - 1) // months * months
    return _month(first - months * before), _month(first + months) - timedelta(days=1)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
