"""After the feedback: verified, redone, closed without verification, or confirmed by the reporter."""

from models.incident import Ending, State
from models.ledger import ActorKind
from models.notice import NoticeKind
from models.people import Role
from models.task import TaskState
from workflow import receivers
from workflow.commands import Payload, Plain, Reasoned, Verify
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.machines import Kind, Move, Standing
from workflow.moves.ending import end
from workflow.moves.opening import confirm_check
from workflow.rollup import LEADS


def rate(draft: Draft, payload: Payload) -> None:
    """How content the reporter says they are with what was done. BadInput where anybody else says it for them."""
    rating: int | None = getattr(payload, "rating", None)
    if rating is None:
        return
    if Standing.REPORTER not in draft.held:
        raise BadInput("rating", "reporters-own")
    draft.change(rating=rating)
    draft.because("rated", rating=rating)


def verify(draft: Draft, payload: Verify) -> None:
    draft.because("verified")
    end(draft, Ending.VERIFIED)


def confirm(draft: Draft, payload: Plain) -> None:
    """The answer of who was asked to check, or the reporter's own word that it is fixed."""
    rate(draft, payload)
    if draft.before.incident.state == State.CHECKING:
        confirm_check(draft, payload)
        return
    draft.because("confirmed-by-reporter")
    end(draft, Ending.VERIFIED)


def rework(draft: Draft, payload: Reasoned) -> None:
    """返工: not fixed; the lead does it again, with a round and a clock of its own. An answer that helped nobody is
    given anew."""
    rate(draft, payload)
    if draft.incident.proposed and draft.incident.taken_up_at is None:
        draft.change(answered_at=None)
        draft.tell_role(Role.DISPATCHER, NoticeKind.REWORK)
    for task in list(draft.tasks.values()):
        if task.kind in LEADS and task.state == TaskState.DONE and task.life == draft.incident.reopens:
            draft.move(Kind.TASK, task.id, Move.REWORK)
            draft.amend(Kind.TASK, task.id, round=task.round + 1, done_by=None, ended_at=None)
            draft.tell_target(receivers.target_of(task, draft.facts), NoticeKind.REWORK, task.id)
    draft.change(reworks=draft.incident.reworks + 1, verify_by=None, verifier_id=None)
    draft.because("not-fixed", times=draft.incident.reworks)


def close(draft: Draft, payload: Reasoned) -> None:
    """Without verification, counted apart: by the dispatcher with a reason, or by time-out."""
    timed_out = draft.command.actor.kind == ActorKind.SYSTEM
    draft.because("closed-by-time-out" if timed_out else "closed-unverified")
    end(draft, Ending.TIMED_OUT if timed_out else Ending.UNVERIFIED)


MOVES: dict[Move, Act] = {Move.VERIFY: verify, Move.CONFIRM: confirm, Move.REWORK: rework, Move.CLOSE: close}
