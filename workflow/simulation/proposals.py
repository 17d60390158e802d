"""What people do with suggestions and small wishes: answered or taken up, carried out, published, and rated.

They throw dice of their own, so that what is proposed changes nothing of what becomes of the problems.
"""

from datetime import timedelta
from typing import Final

from models.incident import Flow, State
from models.task import ReturnType, TaskKind, TaskState
from workflow.commands import (
    Accept,
    Confirm,
    Dispatch,
    OnTask,
    Publish,
    Reasoned,
    Reclassify,
    Relocate,
    Reply,
    Resolve,
    Return,
    TakeUp,
    Verify,
)
from workflow.machines import Move
from workflow.simulation.minds import Choice, Deed, Mind, Plan, Sight, Wait

ANSWER: Final = Reply(note="感谢建言，相关情况已经核实，答复如上")
TAKEN: Final = TakeUp(note="建议很好，已安排去办")
PUBLISHED: Final = {Flow.SUGGESTION: "建议改善公共设施", Flow.WISH: "需要一件生活用品"}


def putting(sight: Sight, mind: Mind) -> Choice:
    """Put on the map, into its kind, and taken in."""
    incident, problem = sight.view.incident, mind.problem(sight.view)
    if incident.grid_id is None:
        return Deed(Move.RELOCATE, Relocate(grid=problem.grid)) if sight.may(Move.RELOCATE) else None
    early = incident.state in (State.REPORTED, State.ACCEPTED) and incident.published_at is None
    if early and incident.category != problem.category and sight.may(Move.RECLASSIFY) and mind.chance(0.6):
        return Deed(Move.RECLASSIFY, Reclassify(category=problem.category, reason="类别有误"))
    return Deed(Move.ACCEPT, Accept()) if sight.may(Move.ACCEPT) else None


def publishing(sight: Sight, mind: Mind) -> Choice:
    """The desk writes down for everybody what is proposed, and later what was answered."""
    incident = sight.view.incident
    if not sight.may(Move.PUBLISH) or incident.published_at is not None or not incident.open:
        return None
    if not mind.chance(0.8 if incident.flow == Flow.WISH else 0.25):
        return None
    answer = None if incident.unanswered else "已答复"
    return Deed(Move.PUBLISH, Publish(text=PUBLISHED[incident.flow], answer=answer))


def taking(sight: Sight, mind: Mind) -> Choice:
    task = next((task for task in sight.mine if task.state == TaskState.ASSIGNED), None)
    if task is None:
        return None
    if not task.final and task.kind == TaskKind.LEAD and mind.chance(0.05):
        return Deed(Move.RETURN, Return(type=ReturnType.NOT_OURS, reason="不属于本单位职责", task=task.id))
    move = Move.CHECK_IN if task.kind == TaskKind.WHISTLE else Move.ACKNOWLEDGE
    return Deed(move, OnTask(task=task.id))


def answering(sight: Sight, mind: Mind) -> Choice:
    """Whoever has it answers it, adopts it, passes it on, or says why not; what a roundtable talks about waits for
    that."""
    if not sight.may(Move.REPLY) or not sight.view.incident.unanswered:
        return None
    has = sight.mine or sight.view.incident.state == State.ACCEPTED
    if not has:
        return None
    talk = mind.talks.get(sight.view.incident.id)
    meeting = mind.meetings[talk].meeting if talk else None
    if meeting is not None and meeting.open and meeting.published_at is None:
        return Wait(max(meeting.starts_at, sight.now + timedelta(days=1)))
    key = (sight.view.incident.id, sight.view.incident.reworks)
    plan = mind.plans.setdefault(key, Plan(mind.after(sight.now, 4, 60)))
    if sight.now < plan.finish:
        return Wait(plan.finish)
    drawn = mind.rng.random()
    if drawn < 0.25 and sight.may(Move.DISPATCH):
        return Deed(Move.DISPATCH, Dispatch())
    if drawn < 0.3 and sight.may(Move.DECLINE):
        return Deed(Move.DECLINE, Reasoned(reason="不属于本地事务"))
    adopts = drawn < (0.85 if sight.view.incident.flow == Flow.WISH else 0.6)
    if adopts and sight.may(Move.TAKE_UP) and (sight.mine or not sight.view.incident.unserved):
        return Deed(Move.TAKE_UP, TAKEN)
    return Deed(Move.REPLY, ANSWER)


def sending(sight: Sight, mind: Mind) -> Choice:
    """What was taken up and came back is sent to whom the rules suggest."""
    incident = sight.view.incident
    if incident.state != State.ACCEPTED or incident.unanswered or not sight.may(Move.DISPATCH):
        return None
    return None if incident.unserved else Deed(Move.DISPATCH, Dispatch())


def working(sight: Sight, mind: Mind) -> Choice:
    task = next((task for task in sight.mine if task.state == TaskState.HANDLING), None)
    if task is None or not sight.may(Move.RESOLVE):
        return None
    plan = mind.plans.get((task.id, task.round))
    if plan is None:
        due = mind.due(sight.view, task)
        left = max(due - sight.now, timedelta(hours=4)) if due else timedelta(days=3)
        finish = sight.now + timedelta(seconds=int(left.total_seconds() * mind.rng.uniform(0.3, 1.05)))
        plan = mind.plans[task.id, task.round] = Plan(finish)
    if sight.now < plan.finish:
        return Wait(plan.finish)
    return Deed(Move.RESOLVE, Resolve(task=task.id, note="已办好"))


def rating(sight: Sight, mind: Mind) -> Choice:
    """Told of the answer, or that it is done: whoever proposed it says whether that helped."""
    if sight.view.incident.state != State.RESOLVED:
        return None
    if sight.may(Move.CONFIRM):
        if sight.may(Move.REWORK) and mind.chance(0.1):
            return Deed(Move.REWORK, Reasoned(reason="没有说清楚"))
        return Deed(Move.CONFIRM, Confirm(rating=mind.rng.choice((3, 4, 4, 5, 5))))
    return Deed(Move.VERIFY, Verify(satisfied=True)) if sight.may(Move.VERIFY) else None


HABITS: Final = (taking, putting, publishing, answering, sending, rating, working)
