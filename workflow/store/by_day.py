"""The figures of the days: weights of cases, which are written once, and their sums by day and by month.

A period's figure is the sum of the weights whose two days both lie in it (`workflow.by_day`). So what a figure costs
depends on how many days or months its period has and on how many townships, units or people it tells of, never on how
many cases there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from models.figure import CaseWeightRow, FiguresDrawnRow, Grain
from workflow.by_day import Weight
from workflow.credit import By
from workflow.errors import BadInput
from workflow.indicators import Mark
from workflow.machines import Move
from workflow.store import paging, sets
from workflow.store.scoping import Arguments
from workflow.store.transactions import Connection, bounded

COLUMNS: Final = ("incident_id", "day", "since", "by", "key", "township", "gained", "lost")


class Step(StrEnum):
    """What a period is divided into. Weeks begin on Mondays."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


async def drawn(c: Connection) -> date | None:
    """The last day whose figures are drawn up; none where no day's are."""
    found: date | None = await c.fetchval("SELECT max(day) FROM figures_drawn")
    return found


async def begun(c: Connection) -> datetime | None:
    """When the first entry was recorded."""
    found: datetime | None = await c.fetchval("SELECT recorded_at FROM entry ORDER BY xid, subject_id, seq LIMIT 1")
    return found


async def touched(c: Connection, start: datetime, end: datetime, township: str) -> list[UUID]:
    """The cases, by the township where they lie by now, that may stand otherwise at the end of a period than before
    it: something was recorded of them since it began, or a deadline passed in it."""
    records = await c.fetch(
        "SELECT i.id FROM incident AS i WHERE coalesce(i.township, '') = $3 AND i.id IN ("
        "SELECT subject_id FROM entry WHERE recorded_at >= $1 UNION ALL SELECT incident_id FROM clock"
        " WHERE stopped_at IS NULL AND due_at >= $1 AND due_at < $2 AND incident_id IS NOT NULL) ORDER BY id",
        start,
        end,
        township,
    )
    return [record["id"] for record in records]


async def relocated(c: Connection, since: datetime) -> list[UUID]:
    """The cases that were moved to another place since an instant."""
    records = await c.fetch(
        "SELECT DISTINCT subject_id FROM entry WHERE recorded_at >= $1 AND move = $2 ORDER BY 1",
        since,
        str(Move.RELOCATE),
    )
    return [record["subject_id"] for record in records]


async def weigh(c: Connection, first: date, found: Mapping[UUID, Sequence[Weight]]) -> None:
    """Keeps what cases add with the days from `first` on, instead of any that was kept of these days."""
    await c.execute("DELETE FROM case_weight WHERE incident_id = ANY($1) AND day >= $2", list(found), first)
    rows = [
        CaseWeightRow(
            incident_id=incident,
            day=each.day,
            since=each.since,
            by=each.place.by,
            key=each.place.key,
            township=each.place.township,
            gained=[str(mark) for mark in each.gained],
            lost=[str(mark) for mark in each.lost],
        )
        for incident, weights in found.items()
        for each in weights
    ]
    await sets.insert(c, CaseWeightRow, COLUMNS, rows)


async def draw_up(c: Connection, first: date, last: date, now: datetime) -> None:
    """Sums up the days from `first` to `last`, and their months. One at a time: who comes second sums up the same."""
    await c.execute("LOCK TABLE figures_drawn IN EXCLUSIVE MODE")
    await c.execute("DELETE FROM figure WHERE grain = 'day' AND day BETWEEN $1 AND $2", first, last)
    await c.execute(_DAYS, first, last)
    await c.execute(
        "DELETE FROM figure WHERE grain = 'month' AND day BETWEEN date_trunc('month', $1::date)::date AND $2",
        first,
        last,
    )
    await c.execute(_MONTHS, first, last)
    await sets.upsert(c, FiguresDrawnRow, ("day", "drawn_at"), [FiguresDrawnRow(day=last, drawn_at=now)])


_DAYS: Final = """
INSERT INTO figure (grain, by, mark, day, township, key, since, weight)
SELECT 'day', w.by, m.mark, w.day, w.township, w.key, w.since, sum(m.weight)
FROM case_weight AS w CROSS JOIN LATERAL (
  SELECT unnest(w.gained) AS mark, 1 AS weight UNION ALL SELECT unnest(w.lost), -1) AS m
WHERE w.day BETWEEN $1 AND $2 GROUP BY w.by, m.mark, w.day, w.township, w.key, w.since HAVING sum(m.weight) <> 0"""

_MONTHS: Final = """
INSERT INTO figure (grain, by, mark, day, township, key, since, weight)
SELECT 'month', by, mark, date_trunc('month', day)::date AS last, township, key,
       date_trunc('month', since)::date AS first, sum(weight)
FROM figure WHERE grain = 'day' AND day >= date_trunc('month', $1::date)::date
  AND day < date_trunc('month', $2::date)::date + interval '1 month'
GROUP BY by, mark, last, township, key, first HAVING sum(weight) <> 0"""


@dataclass(frozen=True)
class Asked:
    """Whose figures, of which days; in these townships (all where none are named), of these keys (all where none)."""

    by: By
    first: date
    last: date
    townships: tuple[str, ...] | None = None
    keys: tuple[str, ...] | None = None


class Part(NamedTuple):
    """Whose a figure is, and when its period begins."""

    key: str
    start: date


async def figures(c: Connection, asked: Asked, step: Step | None, whole: bool = False) -> dict[Part, dict[Mark, int]]:
    """The marks by key and by the periods of a step, or of all the days where no step is named. Of a `whole` the key is
    empty and everything asked for is in it. The first and the last period may be a part of one."""
    grain = _grain(asked, step)
    arguments = Arguments()
    on = _on(asked, grain, arguments)
    key = "''" if whole else "key"
    start = f"date_trunc('{step}', day)::date" if step else f"{arguments.add(asked.first)}::date"
    within = f" AND date_trunc('{step}', since) = date_trunc('{step}', day)" if step else ""
    records = await c.fetch(
        f"SELECT {key} AS key, {start} AS start, mark, sum(weight)::int AS count FROM figure"  # noqa: S608
        f" WHERE grain = '{grain}' AND {on}{within} GROUP BY 1, 2, mark HAVING sum(weight) <> 0",
        *arguments.values,
    )
    found: dict[Part, dict[Mark, int]] = {}
    for record in records:
        found.setdefault(Part(record["key"], record["start"]), {})[Mark(record["mark"])] = record["count"]
    return found


def _grain(asked: Asked, step: Step | None) -> Grain:
    """Months serve whatever begins with one: the last may have begun only, since no later day is drawn up or asked."""
    whole = asked.first.day == 1 and step not in (Step.DAY, Step.WEEK) and _ends_a_month(asked.last)
    return Grain.MONTH if whole else Grain.DAY


def _ends_a_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1


def _on(asked: Asked, grain: Grain, arguments: Arguments) -> str:
    first, last = arguments.add(asked.first), arguments.add(asked.last)
    said = [f"by = '{asked.by}' AND day <= {last} AND since >= {first} AND day >= {first}"]
    if asked.townships is not None:
        said.append(f"township = ANY({arguments.add(list(asked.townships))})")
    if asked.keys is not None:
        said.append(f"key = ANY({arguments.add(list(asked.keys))})")
    return " AND ".join(said)


async def behind(c: Connection, asked: Asked, mark: Mark, cursor: str | None, limit: int) -> paging.Page:
    """A page of exactly the cases that have a mark in the period, the newest first. BadInput for a cursor or limit that
    cannot be."""
    limit, arguments = paging.checked(limit), Arguments()
    on, after = _on(asked, Grain.DAY, arguments), paging.after_id(cursor)
    named = arguments.add(str(mark))
    further = "" if after is None else f" AND incident_id < {arguments.add(after)}"
    counted = f"cardinality(array_positions(gained, {named})) - cardinality(array_positions(lost, {named}))"
    first = (
        f"SELECT incident_id FROM case_weight WHERE {on}{further} AND ({named} = ANY(gained) OR {named} = ANY(lost))"  # noqa: S608
        f" GROUP BY incident_id HAVING sum({counted}) > 0 ORDER BY incident_id DESC LIMIT {limit + 1:d}"
    )
    statement = f"SELECT {paging.COLUMNS} FROM incident AS i WHERE i.id IN ({first}) ORDER BY i.id DESC"  # noqa: S608
    values: list[Any] = arguments.values
    async with bounded(c, BadInput("from", "too-much-behind")):
        items, more = await paging.fetch(c, statement, values, limit)
    return paging.Page(items, paging.closed(str(items[-1].id)) if more else None)
