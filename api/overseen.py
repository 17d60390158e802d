"""The supervisors' board as documents."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from api.cases import GridPath, Items
from api.documents import Document, Named
from models.incident import State
from models.people import Role
from workflow.commands import Code
from workflow.grounds import Watch
from workflow.sentences import Names

Place = Annotated[Code | None, Query(description="A grid's code within the asker's territory; all of it if none.")]
Level = Annotated[
    int | None,
    Query(description="Of which duty level its parts are: those next below it if none; 3 for all the city's villages."),
]


class FiguresOf(Document):
    """How many are open; of these late by a deadline, late before the day is over, taken by nobody, brought to the
    asker's level, under a supervision order, with an answer that waits for the asker's level or one below.
    `GET /api/v1/board/incidents` opens exactly the cases of each."""

    open: int
    late: int
    tonight: int
    untaken: int
    raised: int
    supervised: int
    answered: int


class KeptOf(Document):
    """Promises to reporters that were judged in a span of time: how many were kept, of how many."""

    kept: int
    judged: int


class WatchOf(Document):
    """Somebody who is on duty."""

    role: Role
    person: Named


class BoardRow(FiguresOf):
    """A part of the territory. `here`: what lies in none of the parts, under the name of the whole. `month` are the
    promises judged since the month began, `weeks` those of each week."""

    code: str
    name: str
    here: bool
    month: KeptOf
    weeks: list[KeptOf]
    on_duty: list[WatchOf]


class BoardOf(Document):
    """The asker's territory at one instant. `level` is the duty level that `raised` means; `weeks` are the Mondays on
    which the weeks began."""

    as_of: datetime
    places: list[GridPath]
    above: list[GridPath] = Field(description="The grids of the asker's territory above the one that is shown.")
    part: str = Field(description="What a row is: township, village or group.")
    level: int
    total: FiguresOf
    month: KeptOf
    weeks: list[date]
    rows: list[BoardRow]


class UnitRow(FiguresOf):
    """A unit and the cases that it leads."""

    code: str
    name: str


class UnitsOf(Document):
    """By unit, most late first."""

    rows: list[UnitRow]


class PartOf(Document):
    """How many cases of a state lie in a part of the territory; `here`: in none of the parts."""

    code: str
    name: str
    here: bool
    count: int
    late: int


class StateOf(Document):
    """A state of the case machine and how many stand in it; of an end, how many came to it since the month began."""

    state: State
    initial: bool
    end: bool
    count: int
    late: int
    parts: list[PartOf]


class ArrowOf(Document):
    """From one state to another, by these moves. `itself`: the engine makes one of them by itself."""

    start: State
    to: State
    moves: list[str]
    itself: bool


class ChartOf(Document):
    """The case machine with its figures: as it is executed, from its table."""

    as_of: datetime
    places: list[GridPath]
    states: list[StateOf]
    arrows: list[ArrowOf]


class BehindOf(Items):
    """A page of the cases behind a figure, and the names of the place and of the unit that they are of."""

    place: str
    unit: str | None


class ShadeOf(Document):
    """How much of a part of the territory is open, and late; `here`: what lies in none of the parts."""

    code: str
    name: str
    here: bool
    open: int
    late: int


class ShadesOf(Document):
    """The parts of a territory by how late they are. `level` is the duty level of its parts."""

    as_of: datetime
    part: str = Field(description="What a row is: township, village or group.")
    level: int
    rows: list[ShadeOf]


class DeskOf(Document):
    """Who was on duty at a part of the territory."""

    code: str
    name: str
    on_duty: list[WatchOf]


class DesksOf(Document):
    """Who was on duty at an instant, by the rosters as they stand now."""

    at: datetime
    part: str = Field(description="What a row is: township, village or group.")
    rows: list[DeskOf]


def watches(found: Iterable[Watch], names: Names) -> list[WatchOf]:
    return [WatchOf(role=each.role, person=Named(id=each.person, name=names.person(each.person))) for each in found]
