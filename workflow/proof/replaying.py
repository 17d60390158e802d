"""Drives a counter-example through the engine in memory, and says how the incident really lies.

Nothing here believes the finding: the report is taken, people act, clocks ring at their own instants, and then the
predicates of `lying` look at what came of it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.incident import Source
from models.ledger import ActorKind
from workflow.commands import PAYLOADS, SYSTEM, Actor, Submit
from workflow.effects import Effects, Outcome
from workflow.errors import GridwardError
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.proof import looks, patience, unapproved
from workflow.proof.findings import Act, Example, Subject
from workflow.proof.lying import LIES, Past, Step
from workflow.proof.walking import REPORTER

UNREPORTED = "draft"
"""The state of a report that could not be taken."""


@dataclass(frozen=True, slots=True)
class Lies:
    """How an incident lies at the end of its example: the state that it stands in, and every code of `lying` that
    holds of it."""

    state: str
    codes: tuple[str, ...]


def replay(example: Example, subject: Subject) -> Lies | None:
    """Plays an example out under the subject's rules, directory and calendar; None if the incident does not lie.

    GridwardError where an act of the example is refused: then it is no example.
    """
    if other := _other(example):
        codes, lies_in = other
        found = {code: state for code in codes if (state := lies_in(example, subject, code)) is not None}
        return Lies(next(iter(found.values())), tuple(found)) if found else None
    past = play(example, subject)
    codes = tuple(code for code, lies in LIES.items() if lies(past))
    return Lies(_state(past), codes) if codes else None


def lying_in(example: Example, subject: Subject, code: str) -> str | None:
    """The state in which the incident lies in the way of one code; None if it does not. Raises as `replay`."""
    if other := _other(example):
        return other[1](example, subject, code)
    past = play(example, subject)
    return _state(past) if LIES[code](past) else None


def _other(example: Example) -> tuple[Collection[str], Callable[[Example, Subject, str], str | None]] | None:
    """Of what is no incident how it can lie, and what tells whether it does: a patrol, a bulletin's draft."""
    if looks.of_it(example):
        return looks.LIES, looks.lying_in
    return (unapproved.LIES, unapproved.lying_in) if unapproved.of_it(example) else None


def bears_out(example: Example, subject: Subject) -> bool:
    """Whether the incident really lies in the state and in the way that the example says."""
    return lying_in(example, subject, example.lies) == example.state


def _state(past: Past) -> str:
    return str(past.view.incident.state) if past.steps else UNREPORTED


def play(example: Example, subject: Subject) -> Past:
    """What comes of an example. Acts that are reports (`submit`) are other people's, each at its own time."""
    patience.go_on()
    world = _Recorded(subject)
    for act in _acts(example, until=example.at):
        _act(world, act, None)
    _ring(world, example.at)
    before = len(world.steps)
    try:
        case = world.submit(_reporter(example, subject), Submit.model_validate(dict(example.report)), example.at)
    except GridwardError as refusal:
        return Past(subject, example.at, example.until, refusal=refusal)
    stopped = _lived(world, example, case.incident.id)
    steps = tuple(step for step in world.steps[before:] if step.entry.subject_id == case.incident.id)
    notices = tuple(notice for notice in world.notices.values() if notice.incident_id == case.incident.id)
    events = tuple(event for event in world.events if event.incident_id == case.incident.id)
    return Past(subject, example.at, example.until, steps, notices, events, stopped)


def _lived(world: World, example: Example, case: UUID) -> GridwardError | None:
    """What people do and clocks ring until the end; the refusal where a clock rang and the engine refused it."""
    for act in (*_acts(example, since=example.at), None):
        try:
            _ring(world, act.at if act else example.until)
        except GridwardError as why:
            return why
        if act is not None:
            _act(world, act, case)
    return None


class _Recorded(World):
    """A city that keeps every step of its cases."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject.directory, subject.rules, subject.calendar, Seeded(1))
        self.steps: list[Step] = []

    def write(self, effects: Outcome) -> None:
        super().write(effects)
        if isinstance(effects, Effects):
            self.steps.append(Step(effects.entry, effects.view))


def _acts(example: Example, since: datetime | None = None, until: datetime | None = None) -> Iterator[Act]:
    """Those from the report on, or those before it, in order of time."""
    for act in sorted(example.acts, key=lambda act: act.at):
        earlier = act.move == Move.SUBMIT and act.at <= example.at
        if earlier == (until is not None):
            yield act


def _ring(world: World, until: datetime) -> None:
    """Everything that is due by then fires, each rung at its own instant."""
    while (due := world.next_due()) is not None and due <= until:
        world.sweep(due)


def _reporter(example: Example, subject: Subject) -> Actor:
    """An informant's report comes from the informant of the place, any other from somebody in the street."""
    place = subject.directory.place(str(example.report.get("grid")), example.at)
    if place is None or example.report.get("source", Source.INFORMANT) != Source.INFORMANT:
        return Actor(ActorKind.PUBLIC)
    informant = subject.directory.informant(place.path, example.at, subject.calendar)
    return Actor(ActorKind.PERSON, informant) if informant else Actor(ActorKind.PUBLIC)


def _act(world: World, act: Act, case: UUID | None) -> None:
    move = Move(act.move)
    payload = PAYLOADS[move].model_validate(dict(act.payload))
    if isinstance(payload, Submit):
        world.submit(Actor(ActorKind.PUBLIC), payload, act.at)
    elif case is not None:
        world.fire(_actor(act.by, case), case, move, payload, act.at)


def _actor(by: str | None, case: UUID) -> Actor:
    if by is None:
        return SYSTEM
    return Actor(ActorKind.RECEIPT, incident_id=case) if by == REPORTER else Actor(ActorKind.PERSON, UUID(by))
