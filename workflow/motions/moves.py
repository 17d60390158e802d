"""What each move on a motion does beside moving it. `context` is what the engine says with it."""

from collections.abc import Mapping

from models.people import Role
from workflow.machines import Move
from workflow.motions import forecast
from workflow.motions.draft import Act, MotionDraft


def propose(draft: MotionDraft) -> None:
    """With its proof and its rehearsal, which stay as they are: the meeting is asked on the strength of them."""
    motion = draft.motion
    draft.because("motion-proposed", version=motion.proposes, against=motion.against)
    draft.because("motion-proof", failures=motion.failures, warnings=forecast.warnings(motion.proof))
    if motion.rehearsal:
        draft.because("motion-rehearsal", **forecast.headline(motion.rehearsal))
    else:
        draft.because("motion-unrehearsed")
    draft.tell_keepers(Role.SUPERVISOR)


def table(draft: MotionDraft) -> None:
    draft.change(meeting_id=draft.context["id"], tabled_at=draft.now)
    draft.because("motion-tabled", meeting=draft.context["meeting"])
    draft.tell_proposer()


def leave(draft: MotionDraft) -> None:
    """The meeting did not decide on it: it waits for the next one."""
    draft.change(meeting_id=None, tabled_at=None)
    draft.because("motion-left", meeting=draft.context["meeting"])
    draft.tell_proposer()


def adopt(draft: MotionDraft) -> None:
    decision = draft.context["decision"]
    draft.change(decision=decision, decided_at=draft.now)
    draft.because("motion-adopted", decision=decision, version=draft.motion.proposes)
    if draft.motion.failures:
        draft.because("motion-adopted-despite", failures=draft.motion.failures)
    draft.tell_keepers()


def reject(draft: MotionDraft) -> None:
    draft.change(decided_at=draft.now, ended_at=draft.now)
    draft.because("motion-rejected", meeting=draft.context["meeting"])
    draft.tell_keepers()


def take_back(draft: MotionDraft) -> None:
    """By who keeps the rules, or since the decision that adopted it was dropped."""
    draft.change(ended_at=draft.now)
    if "meeting" in draft.context:
        draft.because("motion-dropped", meeting=draft.context["meeting"])
    else:
        draft.because("motion-taken-back")
    draft.tell_keepers()


def hold_back(draft: MotionDraft) -> None:
    """It was adopted and cannot be switched on: nothing is switched on silently, and nothing is left so silently."""
    why = draft.context["why"]
    draft.change(held_back=why, held_at=draft.now)
    draft.because(why, **draft.context.get("facts", {}))
    draft.tell_keepers(Role.SUPERVISOR)


def insist(draft: MotionDraft) -> None:
    """Somebody says why it is to be switched on all the same; what held it back has no more to say."""
    draft.change(held_back=None, held_at=None)
    draft.because("motion-insisted")


def switch_on(draft: MotionDraft) -> None:
    motion, at = draft.motion, draft.context["at"]
    draft.change(switched_at=at, ended_at=draft.now, held_back=None, held_at=None)
    draft.because("motion-in-force", version=motion.proposes, decision=motion.decision, until=at)
    draft.tell_keepers(Role.SUPERVISOR)


MOVES: Mapping[Move, Act] = {
    Move.PROPOSE: propose,
    Move.TABLE: table,
    Move.LEAVE: leave,
    Move.ADOPT: adopt,
    Move.REJECT: reject,
    Move.TAKE_BACK: take_back,
    Move.HOLD_BACK: hold_back,
    Move.INSIST: insist,
    Move.SWITCH_ON: switch_on,
}
