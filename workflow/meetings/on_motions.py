"""What a meeting does to the motions on its agenda: adopts, rejects, or leaves them to the next one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from models.clock import Stage
from models.meeting import Decision, DecisionState
from models.motion import Motion
from workflow.errors import BadInput
from workflow.machines import Kind, Move
from workflow.meetings.draft import MeetingDraft
from workflow.meetings.payloads import OnMotion


def decide(draft: MeetingDraft, said: Sequence[OnMotion]) -> None:
    """Each once; what is not named is left. BadInput for what is not on the agenda any more, and for an adopted one
    whose proof found failures where nobody says why."""
    waiting = {motion.number: motion for motion in _waiting(draft).values()}
    for index, each in enumerate(said):
        motion = waiting.pop(each.number, None)
        if motion is None:
            raise BadInput(f"motions.{index}.number", "motion-not-before-this-meeting", value=each.number)
        if not each.adopted:
            draft.words[motion.id] = each.text
            draft.because("motion-put-down", motion=motion.number)
            draft.move_motion(motion.id, Move.REJECT)
        elif motion.failures and each.despite is None:
            raise BadInput(f"motions.{index}.despite", "adopted-despite-what", count=motion.failures)
        else:
            _adopt(draft, motion, each.text)
    _leave(draft, waiting.values())


def leave(draft: MeetingDraft) -> None:
    """None of them was decided on."""
    _leave(draft, _waiting(draft).values())


def _waiting(draft: MeetingDraft) -> Mapping[UUID, Motion]:
    """Those before this meeting, as the engine found them."""
    found: Mapping[UUID, Motion] = (draft.command.context or {}).get("motions", {})
    return found


def _leave(draft: MeetingDraft, motions: Iterable[Motion]) -> None:
    for motion in motions:
        draft.because("motion-not-decided", motion=motion.number)
        draft.move_motion(motion.id, Move.LEAVE)


def _adopt(draft: MeetingDraft, motion: Motion, text: str) -> None:
    number = max((decision.number for decision in draft.decisions.values()), default=0) + 1
    decision = Decision(
        id=draft.new_id(),
        meeting_id=draft.root_id,
        number=number,
        state=DecisionState.OPEN,
        motion_id=motion.id,
        person_id=motion.proposed_by,
        due_at=draft.calendar.due(draft.now, draft.rules.limits.budgets[Stage.DECISION]).at,
        decided_at=draft.now,
    )
    draft.put(Kind.DECISION, decision)
    draft.words[decision.id] = text
    draft.because("motion-carried", motion=motion.number, decision=number)
    draft.move_motion(motion.id, Move.ADOPT, decision=f"{draft.meeting.number}/{number}")
