"""What waits for whom when a demonstration begins: a handful of cases of the usual kind, in the last hours before now.

They lie in the first township with a dispatcher, in its first village with handlers, so that everybody of its desk and
its ground finds something. Each is a story of lawful moves by whoever is on duty; one that the city's rules do not let
happen ends where it was refused.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from models.incident import Source
from models.ledger import ActorKind
from models.people import Role
from models.territory import GROUP, VILLAGE, Grid, Unit
from workflow.commands import (
    NOTHING,
    Accept,
    Actor,
    Dispatch,
    Location,
    OnTask,
    Payload,
    Receiver,
    Resolve,
    Submit,
    Supervise,
)
from workflow.errors import GridwardError
from workflow.machines import Move
from workflow.rights import below
from workflow.simulation.ground import Ground, Touch
from workflow.simulation.scene import Scene
from workflow.view import View

STILL: Final = timedelta(hours=3)
"""So long before now people stop to act: what is reported from then on waits. Every story lies within it."""

RUBBISH, SPOIL, BIN, MANURE = "06010", "06011", "P03005", "99986"
"""Kinds that a person files and a person sends out."""


@dataclass(frozen=True)
class Site:
    """Where the stories are set. `groups` are the village's, or the village itself; `informant` and `unit` may be
    nobody."""

    township: Grid
    village: Grid
    groups: Sequence[Grid]
    informant: UUID | None
    unit: Unit | None


class Step(NamedTuple):
    """A move so many minutes before now, by whoever is on duty for a role."""

    minutes: int
    role: Role
    move: Move
    payload: Callable[[Site], Payload]


class Story(NamedTuple):
    """A report so many minutes before now, and what was done about it. `group` counts the village's groups from its
    informant's on; without it the report is without a place."""

    minutes: int
    role: Role
    source: Source
    category: str
    description: str
    group: int | None
    steps: tuple[Step, ...] = ()


def _filed(minutes: int) -> Step:
    return Step(minutes, Role.DISPATCHER, Move.ACCEPT, lambda _: Accept())


def _sent(minutes: int) -> Step:
    return Step(minutes, Role.DISPATCHER, Move.DISPATCH, lambda site: Dispatch(to=Receiver(grid=site.village.code)))


def _taken(minutes: int) -> Step:
    return Step(minutes, Role.HANDLER, Move.ACKNOWLEDGE, lambda _: OnTask())


def _fed_back(minutes: int) -> Step:
    return Step(minutes, Role.HANDLER, Move.RESOLVE, lambda _: Resolve(note="已经清理干净"))


def _to_unit(site: Site) -> Payload:
    return Dispatch(to=Receiver(unit=site.unit.code)) if site.unit else NOTHING


def _order(_: Site) -> Payload:
    return Supervise(reason="请尽快答复办理情况")


STORIES: Final = (
    Story(
        *(172, Role.INFORMANT, Source.INFORMANT, RUBBISH, "路口有一堆生活垃圾", 0),
        (_filed(164), _sent(158), _taken(141), _fed_back(24)),
    ),
    Story(
        *(96, Role.INFORMANT, Source.INFORMANT, RUBBISH, "河边倒了几袋垃圾", 1),
        (_filed(87), _sent(81), _taken(66)),
    ),
    Story(
        *(76, Role.INFORMANT, Source.INFORMANT, MANURE, "养殖场的粪污流进了河沟", 6),
        (
            _filed(68),
            Step(61, Role.DISPATCHER, Move.DISPATCH, _to_unit),
            Step(40, Role.SUPERVISOR, Move.SUPERVISE, _order),
        ),
    ),
    Story(36, Role.INFORMANT, Source.INFORMANT, RUBBISH, "垃圾散落在路边", 2, (_filed(29), _sent(23))),
    Story(17, Role.INFORMANT, Source.INFORMANT, BIN, "垃圾箱满溢，盖子脱落", 3, (_filed(9),)),
    Story(11, Role.INFORMANT, Source.INFORMANT, RUBBISH, "空地上有人倒垃圾", 4),
    Story(7, Role.INTAKE, Source.HOTLINE, SPOIL, "装修垃圾堆在路边没人运走", 5),
    Story(5, Role.INTAKE, Source.HOTLINE, RUBBISH, "集市边上垃圾没人收，来电人说不清具体位置", None),
)
"""From the oldest: to be verified, being handled, with a unit and under supervision, sent to the village, to be sent
out, to be filed twice, and without a place."""


class Act(NamedTuple):
    """Something that is to happen at an instant."""

    at: datetime
    do: Callable[[Ground, datetime], Any]
    """Does it at that instant; what it touched."""


def acts(scene: Scene, now: datetime) -> list[Act]:
    """All that the stories are made of; nothing for a city without such a township."""
    site = site_of(scene, now)
    return [act for story in STORIES for act in _Told(scene, site, story).acts(now)] if site else []


def site_of(scene: Scene, now: datetime) -> Site | None:
    directory = scene.directory
    towns = (town for town in directory.townships(now) if directory.holders(Role.DISPATCHER, town.path, now))
    township = next(towns, None)
    if township is None:
        return None
    inside = [grid for grid in directory.at_level(VILLAGE, now) if below(grid.path, township.path)]
    village = next((grid for grid in inside if directory.holders(Role.HANDLER, grid.path, now)), None)
    if village is None:
        return None
    groups = [grid for grid in directory.at_level(GROUP, now) if below(grid.path, village.path)]
    groups.sort(key=lambda grid: grid.path)
    units = sorted(scene.city.units, key=lambda unit: unit.code)
    fit = (u for u in units if directory.members_of(u.id) and any(below(village.path, path) for path in u.paths))
    informant = directory.informant(village.path, now, scene.calendar)
    return Site(township, village, groups or [village], informant, next(fit, None))


class _Told:
    """One story while it happens."""

    def __init__(self, scene: Scene, site: Site, story: Story) -> None:
        self.scene, self.site, self.story = scene, site, story
        self.view: View | None = None

    def acts(self, now: datetime) -> Iterator[Act]:
        yield Act(_before(now, self.story.minutes), self._report)
        for step in self.story.steps:
            yield Act(_before(now, step.minutes), self._move(step))

    async def _report(self, ground: Ground, now: datetime) -> list[Touch]:
        actor = self._actor(self.story.role, now)
        return self._seen(await _tried(ground.submit(actor, self._submit(), now))) if actor else []

    def _move(self, step: Step) -> Callable[[Ground, datetime], Any]:
        async def do(ground: Ground, now: datetime) -> list[Touch]:
            actor = self._actor(step.role, now)
            if self.view is None or actor is None:
                return []
            return self._seen(await _tried(ground.fire(actor, self.view, step.move, step.payload(self.site), now)))

        return do

    def _seen(self, touches: list[Touch]) -> list[Touch]:
        """A story ends where nothing came of a step."""
        views = (touch.view for touch in touches)
        self.view = next((view for view in views if isinstance(view, View)), None)
        return touches

    def _actor(self, role: Role, now: datetime) -> Actor | None:
        """Whoever is on duty for a role; of who has no substitute at night, whoever has it."""
        directory, site = self.scene.directory, self.site
        if role == Role.INFORMANT:
            person = site.informant
        elif role in (Role.HANDLER, Role.SUPERVISOR):
            path = site.village.path if role == Role.HANDLER else directory.root.path
            person = next(iter(directory.holders(role, path, now)), None)
        else:
            path = directory.root.path if self.story.group is None else site.village.path
            person = next(iter(directory.reach(role, path, now, self.scene.calendar).persons), None)
        return Actor(ActorKind.PERSON, person) if person else None

    def _submit(self) -> Submit:
        story, groups = self.story, self.site.groups
        grid = None if story.group is None else groups[story.group % len(groups)]
        return Submit(
            category=story.category,
            description=story.description,
            grid=grid.code if grid else None,
            location=None if grid else Location(address=f"{self.site.township.name}一带"),
            source=story.source,
        )


async def _tried(asked: Any) -> list[Touch]:
    try:
        touches: list[Touch] = await asked
    except GridwardError:
        return []
    return touches


def _before(now: datetime, minutes: int) -> datetime:
    """Not on the minute: people are not."""
    return now - timedelta(minutes=minutes, seconds=minutes * 7 % 60)
