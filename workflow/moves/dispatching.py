"""Sending out: the lead task, co-tasks beside it, whistles, and taking work back to give it to another."""

from models.notice import NoticeKind
from models.task import Task, TaskKind
from workflow import receivers
from workflow.commands import Dispatch, Receiver, Redispatch, Split, Whistle
from workflow.directory import Target
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.machines import Kind, Move
from workflow.rollup import LEADS


def dispatch(draft: Draft, payload: Dispatch) -> None:
    """To the receiver that was named, or that the rules suggest, with co-handlers beside it. Past the cap of returns
    it is an arbitration: the receiver may not return it."""
    final = draft.returns_spent
    lead, co = _receivers(draft, payload)
    if final:
        draft.because("arbitrated", returns=draft.incident.returns)
        draft.change(arbitrated=True)
    assign(draft, lead, TaskKind.LEAD, "to", final)
    for index, target in enumerate(co):
        if target.id != lead.id:
            assign(draft, target, TaskKind.CO, f"co.{index}", final)
    draft.change(unserved=False, claimed_by=None, claimed_at=None)


def _receivers(draft: Draft, payload: Dispatch) -> tuple[Target, list[Target]]:
    named = [draft.facts.receiver(f"co.{i}", receiver) for i, receiver in enumerate(payload.co)]
    if payload.to is not None:
        return draft.facts.receiver("to", payload.to), named
    lead = receivers.suggestion(draft)
    if lead is None:
        raise BadInput("to", "receiver-needed")
    return lead, named or receivers.co_receivers(draft)


def assign(draft: Draft, target: Target, kind: TaskKind, field: str, final: bool = False) -> Task:
    task = receivers.give(draft, target, kind, field, final)
    draft.tell_target(target, NoticeKind.WHISTLE if kind == TaskKind.WHISTLE else NoticeKind.ASSIGNED, task.id)
    return task


def redispatch(draft: Draft, payload: Redispatch) -> None:
    """Takes a task back and gives it to another. The same receiver's clock goes on, another's starts anew."""
    old = _taken_back(draft, payload)
    kind = old.kind if old is not None and old.kind not in LEADS else TaskKind.LEAD
    final = draft.returns_spent
    if old is not None:
        draft.move(Kind.TASK, old.id, Move.RECALL)
        draft.amend(Kind.TASK, old.id, ended_at=draft.now)
        lapse_requests(draft, old)
        draft.because("taken-back", receiver=receivers.target_of(old, draft.facts).code)
    assign(draft, draft.facts.receiver("to", payload.to), kind, "to", final)


def _taken_back(draft: Draft, payload: Redispatch) -> Task | None:
    if payload.task is not None:
        task = draft.tasks.get(payload.task)
        if task is None or not task.open:
            raise BadInput("task", "no-open-task")
        return task
    return next((task for task in draft.tasks.values() if task.open and task.kind in LEADS), None)


def lapse_requests(draft: Draft, task: Task) -> None:
    """What was asked for a task that has ended is moot."""
    for request in list(draft.requests.values()):
        if request.open and request.task_id == task.id:
            draft.move(Kind.REQUEST, request.id, Move.LAPSE)
            draft.amend(Kind.REQUEST, request.id, decided_at=draft.now)


def split(draft: Draft, payload: Split) -> None:
    assign(draft, draft.facts.receiver("to", payload.to), TaskKind.CO, "to")


def whistle(draft: Draft, payload: Whistle) -> None:
    """吹哨: units are called to the place and check in there."""
    for index, code in enumerate(dict.fromkeys(payload.units)):
        field = f"units.{index}"
        target = draft.facts.receiver(field, Receiver(unit=code))
        if any(task.open and task.unit_id == target.id for task in draft.tasks.values()):
            raise BadInput(field, "already-there", unit=code)
        assign(draft, target, TaskKind.WHISTLE, field)


MOVES: dict[Move, Act] = {
    Move.DISPATCH: dispatch,
    Move.REDISPATCH: redispatch,
    Move.SPLIT: split,
    Move.WHISTLE: whistle,
}
