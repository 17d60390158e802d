"""What anybody can do next with a case: every lawful move with a payload that fits, tried in the engine itself.

The actors are people of the city who stand to the case in different ways, the reporter, and the timers that move a
case by themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, Final
from uuid import UUID

from models.ledger import ActorKind
from models.people import Post, Role
from models.task import ReturnType
from workflow import core, ladder, rights
from workflow.calendar import CalendarError
from workflow.clocks import BY_ITSELF
from workflow.commands import PAYLOADS, Actor, Command, Submit
from workflow.directory import takes
from workflow.effects import Effects
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.identity import Seeded
from workflow.machines import TABLES, Arrow, Kind, Move, Table, machine_of, machines_of, run_by
from workflow.proof import patience
from workflow.proof.findings import Subject
from workflow.rights import below
from workflow.view import View

TICK: Final = timedelta(seconds=1)
"""How long after one another people act: too short for any rung."""

PER_ROLE: Final = 2
"""So many people of a role act: who decided something cannot rule on it, a colleague can."""

REPORTER: Final = "reporter"
KINDS: Final = (Kind.INCIDENT, Kind.TASK, Kind.REQUEST, Kind.ORDER, Kind.OBJECTION, Kind.INSPECTION)


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done next. `by` is a person's id, `reporter`, or none where a timer moves it."""

    move: Move
    by: str | None
    at: datetime
    command: Command

    @property
    def payload(self) -> Mapping[str, Any]:
        return self.command.payload.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


@dataclass(frozen=True, slots=True)
class Walked:
    """A case somewhere on its way, when that was, and what was written on the last step."""

    view: View
    now: datetime
    effects: tuple[Effects, ...]


class Walker:
    """The hands of everybody at one place. `reported` is the body of the report; where that names no grid, and `at`
    none either, it is found to belong to the first of the deepest ones."""

    def __init__(self, subject: Subject, reported: Mapping[str, Any], at: str | None = None) -> None:
        self.subject = subject
        self.submit = Submit.model_validate(dict(reported))
        self._source = Seeded(1)
        self.grid = at or self.submit.grid or deepest(subject)
        place = subject.directory.place(self.grid, subject.now)
        self._path = place.path if place else subject.directory.root.path
        self._receivers = tuple(self._sent())
        self._actors = dict(self._people())
        self._other: View | None = None

    def start(self, now: datetime) -> Walked:
        """The report, and what follows by the rules alone. GridwardError where it cannot be taken."""
        self._other = self._reported("1001", now).view
        return self._reported("1002", now)

    def steps(self, walked: Walked, moves: frozenset[Move]) -> Iterator[tuple[Deed, Walked]]:
        """Every move of these that leads on, each once a subject and payload, by the first who may."""
        done: set[tuple[Move, UUID | None, str]] = set()
        for deed in self._deeds(walked, moves):
            asked = (deed.move, deed.command.about, str(deed.payload))
            if asked not in done and (after := self.do(walked, deed)) is not None:
                done.add(asked)
                yield deed, after
        yield from self._timers(walked)

    def do(self, walked: Walked, deed: Deed) -> Walked | None:
        """The case after a deed; None where it is refused."""
        try:
            return self._walked(walked.view, deed.command, deed.at)
        except (GridwardError, CalendarError):
            return None

    def _reported(self, number: str, now: datetime) -> Walked:
        context = {"id": self._source.id(now), "number": f"{self.subject.rules.prefix}-{number}"}
        return self._walked(None, Command(Move.SUBMIT, Actor(ActorKind.PUBLIC), self.submit, context=context), now)

    def _walked(self, view: View | None, command: Command, now: datetime) -> Walked:
        patience.go_on()
        subject, other = self.subject, self._other.incident if self._other else None
        facts = Facts(subject.directory, subject.calendar, now, other=other)
        effects = tuple(core.unfold(view, command, facts, subject.rules, subject.calendar, self._source))
        return Walked(effects[-1].view, now, effects)

    def _timers(self, walked: Walked) -> Iterator[tuple[Deed, Walked]]:
        for deed in self.timers(walked):
            if (after := self.do(walked, deed)) is not None:
                yield deed, after

    def timers(self, walked: Walked) -> Iterator[Deed]:
        """What moves the case by itself, each at its own time."""
        for clock in walked.view.clocks.values():
            if clock.stage in BY_ITSELF and clock.next_at is not None:
                command = ladder.ring(clock, self.subject.rules, behind=False)
                yield Deed(command.move, None, max(clock.next_at, walked.now), command)

    # Who acts

    def _people(self) -> Iterator[tuple[str, Actor]]:
        """People of each role over the place, the nearest first, and of the units and grids that can be sent."""
        found: dict[tuple[Role, bool, UUID | None, str], list[Post]] = {}
        now, sent = self.subject.now, {code for to in self._receivers for code in to.values()}
        for post in sorted(self.subject.directory.posts.values(), key=self._far):
            if post.holds(now) and self._there(post):
                code = self.subject.directory.path_of(post).rpartition(".")[2]
                own = code if post.role == Role.HANDLER and code in sent else ""
                found.setdefault((post.role, post.chief, post.unit_id, own), []).append(post)
        for posts in found.values():
            yield from ((str(p.person_id), Actor(ActorKind.PERSON, p.person_id)) for p in posts[:PER_ROLE])

    def _far(self, post: Post) -> tuple[bool, int, UUID]:
        """Who is over the place before who is merely near, the nearest first."""
        path = self.subject.directory.path_of(post)
        return not below(self._path, path), -path.count("."), post.id

    def _there(self, post: Post) -> bool:
        around = self.subject.directory.township_path(self._path)
        near = post.role in (Role.HANDLER, Role.INFORMANT)
        paths = rights.paths_of(post, self.subject.directory)
        return any(below(self._path, path) or (near and below(path, around)) for path in paths)

    def _sent(self) -> Iterator[dict[str, str]]:
        """Who could be sent to the place: grids of its township that have handlers, units that serve it."""
        directory, now, around = self.subject.directory, self.subject.now, None
        around = directory.township_path(self._path)
        held = (post for post in sorted(directory.posts.values(), key=self._far) if post.holds(now))
        grids = (directory.path_of(post) for post in held if post.role == Role.HANDLER)
        near = dict.fromkeys(path for path in grids if below(path, around) or below(self._path, path))
        yield from ({"grid": path.rpartition(".")[2]} for path in islice(near, PER_ROLE + 1))
        units = {post.unit_id for post in directory.posts.values() if post.unit_id and post.holds(now)}
        for unit in sorted((u for each in units if (u := directory.unit_by_id(each))), key=lambda unit: unit.code):
            if takes(unit, self.submit.category) and any(below(self._path, path) for path in unit.paths):
                yield {"unit": unit.code}

    # What they do

    def _deeds(self, walked: Walked, moves: frozenset[Move]) -> Iterator[Deed]:
        view = walked.view
        facts = Facts(self.subject.directory, self.subject.calendar, walked.now)
        receipt = Actor(ActorKind.RECEIPT, incident_id=view.incident.id)
        leaving = [
            (kind, about, arrows)
            for kind in KINDS
            for about, record in view.of(kind).items()
            if (arrows := _leaving(TABLES[run_by(kind, record)], record.state, moves))  # type: ignore[attr-defined]
        ]
        for by, actor in {REPORTER: receipt, **self._actors}.items():
            for kind, about, arrows in leaving:
                held = rights.standings(view, about, actor, facts)
                for move in dict.fromkeys(arrow.move for arrow in arrows if arrow.by & held):
                    yield from self._commands(walked, kind, about, move, by, actor)

    def _commands(self, walked: Walked, kind: Kind, about: UUID, move: Move, by: str, actor: Actor) -> Iterator[Deed]:
        model = PAYLOADS[move]
        for said in _SAID.get(move, _nothing)(self, walked, about):
            fields = model.model_fields
            filled = {name: "x" for name in ("reason", "note") if name in fields and fields[name].is_required()}
            on = {str(kind): about} if str(kind) in fields else {}
            payload = model.model_validate({**filled, **on, **said})
            yield Deed(move, by, walked.now + TICK, Command(move, actor, payload, about=about))

    def elsewhere(self, view: View) -> list[dict[str, str]]:
        """Receivers that are not at work on the case."""
        directory = self.subject.directory
        busy = {directory.target(*task.receiver).code for task in view.tasks.values() if task.open}
        return [each for each in self._receivers if not busy & set(each.values())]

    @property
    def other(self) -> str:
        """The number of another report that is open."""
        assert self._other is not None, "it was started"
        return self._other.incident.number


def deepest(subject: Subject) -> str:
    """The code of the first grid of the lowest duty level that there is."""
    found = (grid.code for level in (4, 3, 2) for grid in subject.directory.at_level(level, subject.now))
    return next(found, subject.directory.root.code)


Saying = Callable[[Walker, Walked, UUID], Iterator[dict[str, Any]]]
"""The payloads of a move that are worth trying."""


def _nothing(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    yield {}


def _dispatch(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    if not walked.view.incident.unserved:
        yield {}
    yield from ({"to": to} for to in walker.elsewhere(walked.view)[:1] if walked.view.incident.unserved)


def _another(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    yield from ({"to": to} for to in walker.elsewhere(walked.view)[:1])


def _split(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    """One helper stands for all."""
    if len(walked.view.tasks) == 1:
        yield from _another(walker, walked, about)


def _whistle(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    units = [to["unit"] for to in walker.elsewhere(walked.view) if "unit" in to]
    if len(walked.view.tasks) == 1 and units:
        yield {"units": units[:1]}


def _longer(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    clocks = [clock for clock in walked.view.clocks.values() if clock.subject_id == about and clock.running]
    yield from ({"budget": "1wm" if clock.works else "1m"} for clock in clocks[:1])


def _later(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    yield {"until": (walked.now + timedelta(hours=12)).isoformat()}


def _place(walker: Walker, walked: Walked, about: UUID) -> Iterator[dict[str, Any]]:
    yield {"grid": walked.view.incident.grid or walker.grid}


_SAID: Final[Mapping[Move, Saying]] = {
    Move.DISPATCH: _dispatch,
    Move.REDISPATCH: _another,
    Move.SPLIT: _split,
    Move.WHISTLE: _whistle,
    Move.RETURN: lambda walker, walked, about: iter([{"type": ReturnType.NOT_OURS}]),
    Move.VERIFY: lambda walker, walked, about: iter([{"satisfied": True}]),
    Move.REQUEST_EXTENSION: _longer,
    Move.REQUEST_SUSPENSION: _later,
    Move.RELOCATE: _place,
    Move.RECLASSIFY: lambda walker, walked, about: iter([{"severity": walked.view.incident.severity}]),
    Move.TAKE_UP: _dispatch,
    Move.PUBLISH: lambda walker, walked, about: iter([{"text": "x"}]),
    Move.MERGE: lambda walker, walked, about: iter([{"into": walker.other}]),
}


@lru_cache(maxsize=4096)
def _leaving(table: Table, state: str, moves: frozenset[Move]) -> tuple[Arrow, ...]:
    """The arrows that lead from a state by one of these moves, of those that people ask for of this machine."""
    kind = table.kind
    return tuple(a for a in table if a.move in moves and state in a.start and machine_of(a.move) in machines_of(kind))
