"""The functional core of motions: `decide` says what a command should do to one, `workflow.view.apply` does it.

The same shape as `workflow.meetings.core` has for meetings, and the same entries.
"""

from workflow import rights
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Command
from workflow.effects import MotionEffects
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.identity import Source as Ids
from workflow.machines import Kind, Move
from workflow.motions.draft import MotionDraft
from workflow.motions.moves import MOVES
from workflow.recording import admit, written
from workflow.rules.language import Rules
from workflow.view import MotionView


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
        _stand(draft)
    draft.held &= draft.move(Kind.MOTION, draft.root_id, command.move, draft.held).by
    MOVES[command.move](draft)
    draft.change(version=draft.motion.version + 1)
    return MotionEffects(**written(draft, view))


def _blank(command: Command) -> MotionView:
    if command.move != Move.PROPOSE:
        raise NotFound()
    return MotionView((command.context or {})["motion"])


def _stand(draft: MotionDraft) -> None:
    draft.held = rights.motion_standings(draft.command.actor, draft.facts)
    if not draft.held:
        raise NotFound()
    admit(draft, Kind.MOTION)
