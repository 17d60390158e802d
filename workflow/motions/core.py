"""The functional core of motions: `decide` says what a command should do to one, `workflow.view.apply` does it.

The same shape as `workflow.meetings.core` has for meetings, and the same entries.
"""

from workflow import rights
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Command
from workflow.effects import MotionEffects
from workflow.errors import Forbidden, NotFound, StaleVersion
from workflow.facts import Facts
from workflow.identity import Source as Ids
from workflow.machines import Kind, Move, machine_of
from workflow.motions.draft import MotionDraft
from workflow.motions.moves import MOVES
from workflow.recording import recorded
from workflow.rules.language import Rules
from workflow.view import MotionView, at


def decide(
    view: MotionView | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids
) -> MotionEffects:
    """What a command should do to a motion, with its reasons. A new one is handed over as `context["motion"]`.

    Raises NotFound or Forbidden before anything of its state is told, then StaleVersion or IllegalMove.
    """
    if view is None:
        view = _blank(command)
    draft = MotionDraft(view, command, facts, rules, calendar, source)
    if command.actor != SYSTEM:
        _stand(draft, view)
    draft.held &= draft.move(Kind.MOTION, draft.root_id, command.move, draft.held).by
    MOVES[command.move](draft)
    draft.change(version=draft.motion.version + 1)
    after = draft.view()
    entry, changes = recorded(draft, view, after)
    return MotionEffects(
        view=at(after, entry),
        entry=entry,
        changes=changes,
        notices=tuple(draft.notices.values()),
        hushed=tuple(draft.hushed),
    )


def _blank(command: Command) -> MotionView:
    if command.move != Move.PROPOSE:
        raise NotFound()
    return MotionView((command.context or {})["motion"])


def _stand(draft: MotionDraft, view: MotionView) -> None:
    """Rights first, then the version."""
    command, motion = draft.command, view.motion
    draft.held = rights.motion_standings(command.actor, draft.facts)
    if not draft.held:
        raise NotFound()
    if machine_of(command.move) != Kind.MOTION or not rights.permitted(command.move, draft.held):
        raise Forbidden(move=str(command.move))
    if command.version is not None and command.version != motion.version:
        raise StaleVersion(current=motion.version, state=str(motion.state), seen=command.version)
