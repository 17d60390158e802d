"""The functional core: `decide` says what a command should do, `workflow.view.apply` does it to a view.

Pure: no session, no clock, no network. PostgreSQL, the simulation in memory, replay and rehearsal run this same pair.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from models.clock import Stage
from models.incident import Source, State
from models.ledger import Entry
from models.photo import PhotoUse
from workflow import ladder, rights
from workflow.calendar import Calendar, CalendarError
from workflow.clocks import BY_ITSELF
from workflow.commands import SYSTEM, Accept, Command, Dispatch, Reasoned, Submit, Verify
from workflow.draft import Draft
from workflow.effects import Effects
from workflow.errors import BadInput, Forbidden, IllegalMove, NotFound, StaleVersion
from workflow.facts import Facts
from workflow.identity import Source as Ids
from workflow.machines import HEEDS, NOTES, ROLLED, WORKING, Kind, Move, Standing, machine_of
from workflow.moves import ACTS
from workflow.moves.handling import ask_to_verify
from workflow.moves.opening import opened
from workflow.recording import recorded, rung_by_rung
from workflow.rollup import rolled
from workflow.rules.language import Rules
from workflow.subjects import subject_meant
from workflow.view import View, at

CHAIN = 8
"""More moves than this never follow of themselves from one; a longer chain is a fault of the rules."""


def decide(view: View | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids) -> Effects:
    """What a command should do, with its reasons. `facts.now` is the instant it is decided at.

    Raises NotFound or Forbidden before anything of the subject's state is told, then StaleVersion, IllegalMove or
    Blocked, and BadInput for a payload that cannot be meant.
    """
    command = _meant(command)
    if view is None:
        view = _blank(command, facts, rules)
    draft = Draft(view, command, facts, rules, calendar, source)
    kind = Kind.INCIDENT if command.actor == SYSTEM else machine_of(command.move)
    kind = Kind.INCIDENT if kind == Kind.PROPOSAL else kind
    if kind is None or kind not in view.KINDS:
        raise Forbidden(move=str(command.move))
    _stand(draft, view, kind)
    if command.payload == Reasoned.model_construct(reason=""):
        raise BadInput("note", "missing")
    try:
        _act(draft, kind)
    except CalendarError as cause:
        asked = next((name for name in ("budget", "until") if getattr(command.payload, name, None)), None)
        if asked is None:
            raise
        raise BadInput(asked, "beyond-the-calendar") from cause
    return _effects(draft, view)


def _meant(command: Command) -> Command:
    """`verify` that is not satisfied is `rework`, and must say what is not fixed."""
    payload = command.payload
    if command.move != Move.VERIFY or not isinstance(payload, Verify) or payload.satisfied:
        return command
    reason = Reasoned.model_construct(reason=payload.note or "")
    return replace(command, move=Move.REWORK, payload=reason)


def _blank(command: Command, facts: Facts, rules: Rules) -> View:
    """What a report is before it is one: on the phone only."""
    if not isinstance(command.payload, Submit):
        raise NotFound()
    context = dict(command.context or {})
    return View(opened(command.payload, context, facts, rules, command.actor.id))


def _stand(draft: Draft, view: View, kind: Kind) -> None:
    """Rights first, then the version: who may not know of a case learns nothing of it."""
    command = draft.command
    if command.actor == SYSTEM:
        draft.about = command.about or view.incident.id
        return
    if command.move == Move.SUBMIT:
        draft.held = frozenset({Standing.REPORTER})
        return
    held = partial(rights.standings, view, actor=command.actor, facts=draft.facts)
    if not rights.knows(view, command.actor, draft.facts) and Standing.HELPER not in held(view.incident.id):
        raise NotFound()
    draft.about = subject_meant(view, kind, command, held)
    draft.held = held(draft.about)
    if not rights.permitted(command.move, draft.held, view.incident):
        raise Forbidden(move=str(command.move))
    if command.move not in NOTES and command.version is not None and command.version != view.incident.version:
        raise StaleVersion(current=view.incident.version, state=str(view.incident.state), seen=command.version)


def _act(draft: Draft, kind: Kind) -> None:
    """Moves the subject, does what the move does, and lets incident and clocks follow."""
    move = draft.command.move
    if kind != Kind.INCIDENT and draft.about == draft.incident_id:
        raise IllegalMove(kind=str(kind), state=str(draft.incident.state), move=str(move))
    kind = Kind.TASK if draft.about in draft.tasks else kind
    kind = Kind.INSPECTION if draft.about in draft.inspections else kind
    draft.held &= draft.move(kind, draft.about, move, draft.held).by
    clock = draft.ringing
    if clock is not None:
        ladder.act(draft, clock)
    if clock is None or clock.stage in BY_ITSELF:
        ACTS[move](draft, draft.command.payload)
    heed(draft)
    roll(draft)
    if move not in NOTES:
        draft.follow_clocks()
        draft.change(version=draft.incident.version + 1)


def heed(draft: Draft) -> None:
    """Something was done with the case: what it was reminded of has been heeded."""
    if draft.command.move in HEEDS and draft.incident.unheeded:
        draft.change(unheeded=0, pressing=False)


def roll(draft: Draft) -> None:
    """From dispatch to feedback the incident's state is its tasks'."""
    if draft.incident.state not in WORKING:
        return
    state = rolled(draft.tasks.values(), draft.incident.reopens)
    if state == draft.incident.state or state not in ROLLED:
        return
    draft.move(Kind.INCIDENT, draft.incident_id, Move.ROLL)
    draft.because("follows-tasks", state=state)
    if state == State.RESOLVED:
        ask_to_verify(draft)


def _effects(draft: Draft, before: View) -> Effects:
    after = draft.view()
    entry, changes = recorded(draft, before, after)
    return Effects(
        view=at(after, entry),
        entry=entry,
        changes=changes,
        notices=tuple(draft.notices.values()),
        hushed=tuple(draft.hushed),
        events=tuple(draft.events),
        absorbed=draft.absorbed,
        photos=tuple(_uses(draft.command, entry)),
        publication=draft.publication,
    )


def _uses(command: Command, entry: Entry) -> Iterator[PhotoUse]:
    """The photos that a command names, each once."""
    for photo in dict.fromkeys(getattr(command.payload, "photos", ())):
        yield PhotoUse(
            photo_id=photo, incident_id=entry.subject_id, entry=entry.seq, move=entry.move, at=entry.recorded_at
        )


def of_itself(view: View, rules: Rules) -> Command | None:
    """What follows by the rules alone: a check before filing, the filing, the dispatch."""
    incident = view.incident
    if incident.state not in (State.REPORTED, State.ACCEPTED) or incident.grid_id is None or view.tasks:
        return None
    route = rules.named(incident.route)
    if incident.state == State.ACCEPTED:
        first = incident.reopens == 0 and not incident.unserved
        return Command(Move.DISPATCH, SYSTEM, Dispatch()) if route.dispatch and first else None
    unchecked = route.check and incident.source == Source.RESIDENT and incident.checked is None
    if incident.reopens or unchecked or incident.checked is False or not route.accept:
        return None
    return Command(Move.ACCEPT, SYSTEM, Accept())


def unfold(
    view: View | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids
) -> Iterator[Effects]:
    """A command and what follows from it by the rules alone, each with an entry of its own."""
    then: Command | None = command
    for _ in range(CHAIN):
        if then is None:
            return
        effects = decide(view, then, facts, rules, calendar, source)
        yield effects
        view = effects.view
        then = of_itself(view, rules) if then.move in LEADS_ON else None
    if then is not None:
        raise RuntimeError(f"{CHAIN} moves followed of themselves: the rules lead in a circle")


LEADS_ON = frozenset({Move.SUBMIT, Move.ACCEPT, Move.CONFIRM, Move.RELOCATE})
"""After these the rules may go on by themselves."""


def ring_all(
    view: View,
    until: datetime,
    facts: Facts,
    rules: Rules,
    calendar: Calendar,
    source: Ids,
    limit: int,
    own_time: bool = False,
) -> Iterator[Effects]:
    """The rungs of an incident that are due by `until`, at most `limit`; see `rung_by_rung`."""

    def decided(seen: View, command: Command, asked: Facts) -> Effects:
        return decide(seen, command, asked, rules, calendar, source)

    def ladders(seen: View) -> Mapping[Stage, str]:
        return rules.named(seen.incident.route).ladders

    return islice(rung_by_rung(view, until, facts, rules, calendar, ladders, decided, own_time), limit)
