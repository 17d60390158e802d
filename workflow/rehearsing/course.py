"""A case lived again under other rules: people act as they did, at their times; rules, clocks and ladders act anew.

The moves are the engine's own (`workflow.moves`), on a draft that is kept from move to move, writes no ledger and
asks nobody's rights. A rung that the record has fires when it did; any other at its own instant. What no longer fits
is left out and listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from pydantic import ValidationError

from models.clock import Clock
from models.incident import Ending, Incident, State
from models.ledger import ActorKind
from models.notice import NoticeKind
from models.task import TaskState
from workflow import core, ladder
from workflow.calendar import CalendarError
from workflow.clocks import BY_ITSELF
from workflow.commands import NOTHING, PAYLOADS, Actor, Command, Dispatch, Payload, Submit
from workflow.errors import BadInput, GridwardError
from workflow.machines import NOTES, Kind, Move, Standing
from workflow.moves import ACTS, dispatching, opening
from workflow.moves.ending import end
from workflow.rehearsing.history import RUNGS, Key, Line, Rang, Record, identity
from workflow.rehearsing.sketch import Ground, Message, Sketch
from workflow.rehearsing.suggested import as_suggested
from workflow.rules.language import Rules
from workflow.view import CLOCK

PLAIN: Final[Mapping[Move, tuple[str, ...]]] = {
    Move.ABSORB: ("repeats",),
    Move.HEAR: ("tabled_at",),
    Move.RETIME: (),
    Move.MIGRATE: (),
    Move.REGRID: ("grid_id", "grid", "path", "township", "village", "specials"),
}
"""What comes to a case from outside, and the fields that it sets. A migration sets none: a case is
rehearsed under the same rules from its beginning."""

READ: Final = frozenset(
    {
        Move.SUBMIT,
        Move.ACCEPT,
        Move.RECLASSIFY,
        Move.RELOCATE,
        Move.DISPATCH,
        Move.REDISPATCH,
        Move.SPLIT,
        Move.WHISTLE,
        Move.RETURN,
        Move.PROGRESS,
        Move.RESOLVE,
        Move.HANDLE_HERE,
        Move.REQUEST_EXTENSION,
        Move.REQUEST_SUSPENSION,
        Move.SUPERVISE,
        Move.DISPUTE,
        Move.TAKE_UP,
        Move.PUBLISH,
        Move.SEND_TO_LOOK,
    }
)
"""The moves whose payload decides something."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Something on record that no longer fits: by which entry, what, when, and why (a code)."""

    seq: int
    move: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Fired:
    """A rung fired, and what it did."""

    at: datetime
    move: str
    stage: str


class Course(Sketch):
    """One case as it goes under other rules. `messages`, `fired` and `unfit` are what came of it so far."""

    def __init__(self, record: Record, before: Rules, ground: Ground) -> None:
        super().__init__(record, ground)
        self._rules_then, self._route_then = before, ""
        self.messages: list[Message] = []
        self.fired: list[Fired] = []
        self.unfit: list[Unfit] = []
        self._own = {*record.rang.values(), *record.lingering}
        """The rungs that fire when the record says, or not at all."""
        self._by_itself: dict[str, int] = {}

    def live(self) -> "Course":
        """To the end of the record, or no further than the report where that would not have been taken in."""
        for line in self.record.history.lines:
            self._ring_until(line.at)
            self._route_then = self.record.sets.get(line.seq, {}).get("route", self._route_then)
            rang = self.record.rang.get(line.seq)
            if rang is not None:
                self._ring_as_recorded(rang, line)
            elif line.move not in RUNGS or not line.system:
                self._go_on(line)
            if self.incident.state == State.DRAFT:
                return self
        self._ring_until(self.ground.until)
        return self

    def _go_on(self, line: Line) -> None:
        """What somebody did, and what follows of it by the rules."""
        move = Move(line.move)
        if line.system and move in (Move.ACCEPT, Move.DISPATCH):
            self._was_automatic(move, line)
            return
        if move in PLAIN:
            self._take_over(move, line)
        elif self._do(line, move, self._payload(line, move)) and move in core.LEADS_ON:
            self._lead_on(line)

    def _lead_on(self, line: Line) -> None:
        following = iter(self.record.history.lines[line.seq :])
        then = core.of_itself(self.view(), self.rules)
        while then is not None:
            recorded = next(following, None)
            alike = recorded is not None and recorded.system and recorded.move == then.move
            asked = recorded if recorded is not None and alike else _of_system(line)
            if not self._do(asked, then.move, then.payload):
                return
            self._by_itself[then.move] = self._by_itself.get(then.move, 0) + 1
            then = core.of_itself(self.view(), self.rules)

    def _was_automatic(self, move: Move, line: Line) -> None:
        """What the rules did of themselves then, and do not now: somebody is taken to do it at the same time."""
        if self._by_itself.get(move, 0):
            self._by_itself[move] -= 1
        elif self._do(line, move, PAYLOADS[move]()):
            self.unfit.append(Unfit(line.seq, move, line.at, "by-hand"))

    def _take_over(self, move: Move, line: Line) -> None:
        """What another case or a meeting did to this one."""
        fields = self.record.sets.get(line.seq, {})
        if move == Move.RETIME and self.ground.tried is None:
            self._do(line, move, NOTHING)
        taken = {name: fields[name] for name in PLAIN[move] if name in fields}
        if "tabled_at" in taken and taken["tabled_at"] is not None:
            taken["tabled_at"] = datetime.fromisoformat(taken["tabled_at"])
        if taken:
            self.change(**taken)

    def _payload(self, line: Line, move: Move) -> Payload:
        if move not in READ or line.facts is None:
            return NOTHING
        try:
            return PAYLOADS[move].model_validate(line.command)
        except ValidationError:
            return PAYLOADS[move].model_construct(**line.command)

    def _do(self, line: Line, move: Move, payload: Payload) -> bool:
        """One move; undone and listed where it no longer fits."""
        kept = {kind: dict(found) for kind, found in self.records.items()}
        try:
            self.begin(line, Command(move, Actor(_kind(line), line.actor_id), payload, context=_context(line)))
            self._act(line, move, payload)
        except (GridwardError, CalendarError) as refusal:
            self.records, self._whole, self.stirred = kept, None, False
            self._own_incident = cast(Incident, kept[Kind.INCIDENT][self.incident_id])
            self.unfit.append(Unfit(line.seq, move, line.at, _why(refusal)))
            return False
        self.messages += self.told_now
        return True

    def _act(self, line: Line, move: Move, payload: Payload) -> None:
        if line.facts is None and move in READ and not line.system:
            raise BadInput("facts", "facts-erased")
        self.about = self._meant(line)
        kind = next(kind for kind, found in self.records.items() if self.about in found)
        self.held = frozenset({Standing(line.standing)} if line.standing else ())
        if move == Move.RESOLVE and self.sets.get("state") == State.RESOLVED:
            self._finish_others()
        self.held &= self.move(Kind(kind), self.about, move, self.held).by
        self._do_what_it_does(move, payload)
        self._settle(move)
        if "ended_level" in self.sets and self.incident.ended_at == self.now:
            self.change(ended_level=self.sets["ended_level"])

    def _do_what_it_does(self, move: Move, payload: Payload) -> None:
        """The move's own act, but where somebody chose what a rehearsal cannot look for: whom to ask, what to join."""
        if move == Move.SUBMIT:
            self._take_in(cast(Submit, payload))
        elif move == Move.DISPATCH:
            then = self._rules_then, self._route_then
            dispatching.dispatch(self, as_suggested(self, cast(Dispatch, payload), *then))
        elif move == Move.CHECK:
            asked = identity(self.sets["checker_id"])
            self.change(checker_id=asked)
            self.tell(self.facts.in_place_of(asked), NoticeKind.CHECK)
        elif move == Move.MERGE:
            self.change(merged_into=identity(self.sets["merged_into"]))
            end(self, Ending.MERGED)
        else:
            ACTS[move](self, payload)

    def _take_in(self, payload: Submit) -> None:
        if payload.category not in self.rules.catalogue:
            raise BadInput("category", "unknown-category")
        self.change(flow=self.rules.catalogue[payload.category].flow)
        if not self.ground.recall:
            self.change(**opening.located(self.facts.place("", payload.grid, payload.location), self.facts))
        opening.submit(self, payload)

    def _settle(self, move: Move) -> None:
        """Where only a clock rang, nothing follows."""
        if self.stirred and move not in NOTES:
            core.heed(self)
            core.roll(self)
            self.follow_clocks()
            self.stirred = False

    def _meant(self, line: Line) -> UUID:
        """The subject that a line is about; where it is not there, the only open one of its kind."""
        for found in self.records.values():
            if line.about in found:
                return line.about
        kind = next((born.kind for born in self.record.born if born.id == line.about), Kind.INCIDENT)
        records = cast("dict[UUID, Any]", self.records[kind])
        standing = [identity for identity, record in records.items() if record.open]
        if len(standing) != 1 or kind in (Kind.TASK, Kind.INCIDENT):
            raise BadInput("about", "gone")
        return standing[0]

    def _finish_others(self) -> None:
        """Whom the rules send only now is taken to be done when the record says that the case was."""
        known = {born.id for born in self.record.born}
        for task in list(self.tasks.values()):
            if task.open and task.id not in known:
                self.put(Kind.TASK, task.but(state=TaskState.DONE, ended_at=self.now))

    # Time

    def _ring_until(self, until: datetime) -> None:
        """The rungs that are due, each at its own instant, but for those that the record has itself."""
        while (clock := self._due(until)) is not None:
            at = max(cast(datetime, clock.next_at), self.now)
            self._ring(clock, _of_system(self.line), at, self._behind(clock, at))

    def _due(self, until: datetime) -> Clock | None:
        armed = cast("dict[UUID, Clock]", self.records[CLOCK]).values()
        due = [c for c in armed if c.next_at is not None and c.next_at <= until and _rang(c) not in self._own]
        return ladder.due(due, until) if due else None

    def _behind(self, clock: Clock, at: datetime) -> bool:
        if clock.stage in BY_ITSELF or at == clock.next_at:
            return False
        rungs = self.rules.ladders[clock.ladder]
        return self.timing.rung_at(clock, rungs, clock.rung + 1) <= at

    def _ring_as_recorded(self, rang: Rang, line: Line) -> None:
        for clock in cast("dict[UUID, Clock]", self.records[CLOCK]).values():
            if clock.next_at == rang.due and _rang(clock) == rang:
                self._ring(clock, line, line.at, line.quiet)
                return

    def _ring(self, clock: Clock, line: Line, at: datetime, quiet: bool) -> None:
        """A rung that cannot be counted on is listed, and stays silent."""
        try:
            self._fire(clock, line, at, quiet)
        except (GridwardError, CalendarError) as refusal:
            self._own.add(_rang(clock))
            self.unfit.append(Unfit(line.seq, Move.REMIND, at, _why(refusal)))

    def _fire(self, clock: Clock, line: Line, at: datetime, quiet: bool) -> None:
        command = ladder.ring(clock, self.rules, quiet)
        self.begin(line, command, at)
        self.held = frozenset({Standing.SYSTEM})
        self.about = command.about or self.incident_id
        self.fired.append(Fired(at, command.move, clock.stage))
        self.move(Kind.TASK if self.about in self.tasks else Kind.INCIDENT, self.about, command.move, self.held)
        ladder.act(self, clock)
        if clock.stage in BY_ITSELF:
            ACTS[command.move](self, command.payload)
        self._settle(command.move)
        self.messages += self.told_now


def _kind(line: Line) -> ActorKind:
    return ActorKind.SYSTEM if line.system else ActorKind.PERSON


def _of_system(line: Line) -> Line:
    """The same instant, at which the rules or a clock act of themselves and nothing is on record."""
    return line._replace(facts=None, system=True, actor_id=None, standing=str(Standing.SYSTEM))


def _context(line: Line) -> Mapping[str, Any] | None:
    seen = line.asked.get("case")
    return {"words": seen["words"]} if seen else None


def _why(refusal: Exception) -> str:
    if not isinstance(refusal, GridwardError):
        return "beyond-the-calendar"
    facts = refusal.facts
    return str(facts.get("reason") or facts.get("guard") or refusal.code)


def _rang(clock: Clock) -> Rang:
    return Rang(Key(clock.subject_id, clock.stage, clock.round), clock.rung, cast(datetime, clock.next_at))
