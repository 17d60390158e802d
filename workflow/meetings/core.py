"""The functional core of meetings: `decide` says what a command should do to one, `workflow.view.apply` does it.

The same shape as `workflow.core` has for incidents, and the same entries.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice

from models.clock import Stage
from workflow import rights
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Command
from workflow.effects import MeetingEffects
from workflow.errors import Forbidden, IllegalMove, NotFound, StaleVersion
from workflow.facts import Facts
from workflow.identity import Source as Ids
from workflow.machines import Kind, Move, machine_of
from workflow.meetings import ladder
from workflow.meetings.draft import MeetingDraft
from workflow.meetings.moves import MOVES
from workflow.recording import rung_by_rung, written
from workflow.rules.language import Rules
from workflow.subjects import subject_meant
from workflow.view import MeetingView


def decide(
    view: MeetingView | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids
) -> MeetingEffects:
    """What a command should do to a meeting, with its reasons. A new one is planned by the engine or called by
    its convener, and is handed over as `context["meeting"]`.

    Raises NotFound or Forbidden before anything of the meeting's state is told, then StaleVersion, IllegalMove or
    Blocked, and BadInput for a payload that cannot be meant.
    """
    if view is None:
        view = _blank(command)
    draft = MeetingDraft(view, command, facts, rules, calendar, source)
    kind = _of_system(command.move) if command.actor == SYSTEM else machine_of(command.move)
    if kind is None or kind not in view.KINDS:
        raise Forbidden(move=str(command.move))
    _stand(draft, view, kind)
    _act(draft, kind)
    return _effects(draft, view)


def _of_system(move: Move) -> Kind:
    """What the engine itself moves."""
    return Kind.DECISION if move == Move.SWITCH_ON else Kind.MEETING


def _blank(command: Command) -> MeetingView:
    if command.move != Move.CALL and (command.move != Move.PLAN or command.actor != SYSTEM):
        raise NotFound()
    return MeetingView((command.context or {})["meeting"])


def _stand(draft: MeetingDraft, view: MeetingView, kind: Kind) -> None:
    """Rights first, then the version: who may not know of a meeting learns nothing of it."""
    command, meeting = draft.command, view.meeting
    if command.actor == SYSTEM:
        draft.about = command.about or meeting.id
        return
    held = partial(rights.meeting_standings, view, actor=command.actor, facts=draft.facts)
    if not held(meeting.id):
        raise NotFound()
    draft.about = subject_meant(view, kind, command, held)
    draft.held = held(draft.about)
    if not rights.permitted(command.move, draft.held):
        raise Forbidden(move=str(command.move))
    if command.version is not None and command.version != meeting.version:
        raise StaleVersion(current=meeting.version, state=str(meeting.state), seen=command.version)


def _act(draft: MeetingDraft, kind: Kind) -> None:
    """Moves the subject, does what the move does, and lets the clocks follow."""
    move = draft.command.move
    if kind == Kind.DECISION and draft.about == draft.root_id:
        raise IllegalMove(kind=str(kind), state=str(draft.meeting.state), move=str(move))
    draft.held &= draft.move(kind, draft.about, move, draft.held).by
    clock = draft.ringing
    if clock is not None:
        ladder.act(draft, clock)
    else:
        MOVES[move](draft, draft.command.payload)
    draft.follow_clocks()
    draft.change(version=draft.meeting.version + 1)


def _effects(draft: MeetingDraft, before: MeetingView) -> MeetingEffects:
    return MeetingEffects(
        **written(draft, before),
        heard=draft.heard,
        words=draft.words,
        motions=draft.motions,
        guests=draft.guests,
        letters=draft.letters,
        conclusion=draft.conclusion,
        answered=draft.answered,
    )


def ring_all(
    view: MeetingView,
    until: datetime,
    facts: Facts,
    rules: Rules,
    calendar: Calendar,
    source: Ids,
    limit: int,
    own_time: bool = False,
) -> Iterator[MeetingEffects]:
    """The rungs of a meeting that are due by `until`, at most `limit`; see `rung_by_rung`."""

    def decided(seen: MeetingView, command: Command, asked: Facts) -> MeetingEffects:
        return decide(seen, command, asked, rules, calendar, source)

    def ladders(_: MeetingView) -> Mapping[Stage, str]:
        return rules.limits.ladders

    return islice(rung_by_rung(view, until, facts, rules, calendar, ladders, decided, own_time), limit)
