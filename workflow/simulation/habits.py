"""What people do with what waits for them: one small function a situation, chosen from what they are offered.

Each takes a sight and the mind and answers a deed, a time to look again, or nothing; the first answer counts.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from models.clock import Outcome, Stage
from models.incident import Source, State
from models.task import ObjectionState, OrderState, RequestKind, ReturnType, Task, TaskKind, TaskState
from workflow.commands import (
    NOTHING,
    Accept,
    Check,
    Dispatch,
    HandleHere,
    Looked,
    Merge,
    Noted,
    NotGood,
    OnObjection,
    OnOrder,
    OnOrderReasoned,
    OnRequest,
    OnTask,
    Plain,
    Progress,
    Reasoned,
    Receiver,
    Reclassify,
    Redispatch,
    RefuseRequest,
    Relocate,
    RequestExtension,
    RequestSuspension,
    Resolve,
    Return,
    Split,
    Supervise,
    Verify,
    Whistle,
)
from workflow.directory import takes
from workflow.machines import Move
from workflow.rights import below
from workflow.rollup import LEADS
from workflow.simulation import proposals
from workflow.simulation.minds import Choice, Deed, Mind, Plan, Sight, Wait
from workflow.view import View

RETURNS: Final = (
    (ReturnType.NOT_OURS, "不属于本单位职责"),
    (ReturnType.WRONG_PLACE, "不在本单位辖区"),
    (ReturnType.WRONG_CATEGORY, "类别不符"),
    (ReturnType.CANNOT_FIND, "现场未找到"),
    (ReturnType.NEEDS_OTHERS, "需要其他单位配合"),
)


def taking(sight: Sight, mind: Mind) -> Choice:
    """A task that was given to them: taken, or passed back."""
    task = next((task for task in sight.mine if task.state == TaskState.ASSIGNED), None)
    if task is None:
        return None
    manner = mind.manner(sight.actor.id)
    if not task.final and task.kind in LEADS and mind.chance(manner.returns):
        kind, reason = mind.rng.choice(RETURNS)
        return Deed(Move.RETURN, Return(type=kind, reason=reason, task=task.id))
    move = Move.CHECK_IN if task.kind == TaskKind.WHISTLE else Move.ACKNOWLEDGE
    return Deed(move, OnTask(task=task.id))


def working(sight: Sight, mind: Mind) -> Choice:
    """A task that they have taken: done when it is done, with more time asked for where it will not be."""
    task = next((task for task in sight.mine if task.state == TaskState.HANDLING), None)
    if task is None:
        return None
    plan = mind.plans.get((task.id, task.round))
    if plan is None:
        plan = mind.plans[task.id, task.round] = _plan(sight, mind, task)
    if (asked := _asking(sight, mind, task, plan)) is not None:
        return asked
    if sight.now >= plan.finish:
        return Deed(Move.RESOLVE, Resolve(task=task.id, note="处置完毕"))
    ahead = (plan.finish, plan.longer, plan.suspend, plan.progress)
    return Wait(min(at for at in ahead if at is not None))


def _plan(sight: Sight, mind: Mind, task: Task) -> Plan:
    due, manner = mind.due(sight.view, task), mind.manner(sight.actor.id)
    if due is None or due <= sight.now:
        return Plan(mind.after(sight.now, 0.5, 8))
    share, left = mind.rng.uniform(*manner.work), due - sight.now
    plan = Plan(sight.now + _part(left, share))
    if share > 0.8 and mind.chance(0.5):
        plan.longer = sight.now + _part(left, 0.75)
    if left > timedelta(days=1) and mind.chance(0.06):
        plan.suspend = sight.now + _part(left, 0.3 * share)
    if mind.chance(0.1):
        plan.progress = sight.now + _part(left, 0.5 * share)
    return plan


def _part(length: timedelta, share: float) -> timedelta:
    return timedelta(seconds=int(length.total_seconds() * share))


def _asking(sight: Sight, mind: Mind, task: Task, plan: Plan) -> Choice:
    """What the plan says is to be asked for or told by now; each once."""
    now = sight.now
    if plan.longer is not None and now >= plan.longer:
        plan.longer = None
        clock = sight.view.clock(task.id, Stage.HANDLE)
        if clock is not None and sight.may(Move.REQUEST_EXTENSION):
            plan.finish = max(plan.finish, mind.after(now, 1, 6))
            reason = "材料未到，需要延期"
            return Deed(Move.REQUEST_EXTENSION, RequestExtension(budget=clock.budget, reason=reason, task=task.id))
    if plan.suspend is not None and now >= plan.suspend:
        plan.suspend = None
        if sight.may(Move.REQUEST_SUSPENSION):
            until = mind.after(now, 72, 480)
            reason = "需要等待停水施工"
            return Deed(Move.REQUEST_SUSPENSION, RequestSuspension(until=until, reason=reason, task=task.id))
    if plan.progress is not None and now >= plan.progress:
        plan.progress = None
        return Deed(Move.PROGRESS, Progress(note="正在处置", task=task.id))
    return None


def answering_requests(sight: Sight, mind: Mind) -> Choice:
    """What a doer asked for: granted, or refused with a reason."""
    if not sight.may(Move.REFUSE_EXTENSION, Move.REFUSE_SUSPENSION):
        return None
    asked = next((request for request in sight.view.requests.values() if request.open), None)
    if asked is None:
        return None
    longer = asked.kind == RequestKind.EXTENSION
    past = asked.until is not None and asked.until <= sight.now
    grant = Move.GRANT_EXTENSION if longer else Move.GRANT_SUSPENSION
    if not past and sight.may(grant) and mind.chance(0.8):
        return Deed(grant, OnRequest(request=asked.id))
    move = Move.REFUSE_EXTENSION if longer else Move.REFUSE_SUSPENSION
    return Deed(move, RefuseRequest(request=asked.id, reason="可以按期完成"))


def checking(sight: Sight, mind: Mind) -> Choice:
    """Asked whether a report is so, they go and look."""
    if sight.view.incident.state != State.CHECKING or not sight.may(Move.CONFIRM):
        return None
    if mind.problem(sight.view).true or mind.chance(0.1):
        return Deed(Move.CONFIRM, Plain(note="属实"))
    return Deed(Move.DENY, Reasoned(reason="现场没有"))


def filing(sight: Sight, mind: Mind) -> Choice:
    """A fresh report at the desk: put on the map, joined to its twin, checked, put into its kind, filed or declined."""
    incident = sight.view.incident
    if incident.state != State.REPORTED or not sight.may(Move.ACCEPT, Move.RELOCATE, Move.DECLINE):
        return None
    problem = mind.problem(sight.view)
    if incident.grid_id is None:
        return Deed(Move.RELOCATE, Relocate(grid=problem.grid)) if sight.may(Move.RELOCATE) else None
    if (joined := _joining(sight, mind)) is not None:
        return joined
    return _weighed(sight, mind, problem.true, problem.category)


def _weighed(sight: Sight, mind: Mind, true: bool, category: str) -> Choice:
    incident = sight.view.incident
    caller = incident.source not in (Source.INFORMANT, Source.PATROL, Source.ORDER)
    if caller and incident.checked is None and sight.may(Move.CHECK) and mind.chance(0.25 if true else 0.7):
        return Deed(Move.CHECK, Check())
    doubted = incident.checked is False or (not true and mind.chance(0.5))
    if doubted and sight.may(Move.DECLINE):
        return Deed(Move.DECLINE, Reasoned(reason="核实不属实"))
    if incident.category != category and sight.may(Move.RECLASSIFY) and mind.chance(0.6):
        return Deed(Move.RECLASSIFY, Reclassify(category=category, reason="类别有误"))
    if incident.claimed_by is None and sight.may(Move.CLAIM) and mind.chance(0.05):
        return Deed(Move.CLAIM, NOTHING)
    return Deed(Move.ACCEPT, Accept()) if sight.may(Move.ACCEPT) else None


def _joining(sight: Sight, mind: Mind) -> Choice:
    """The same thing reported again goes on in the older case, where the desk notices."""
    if sight.view.incident.repeats == 0 or not sight.may(Move.MERGE):
        return None
    twin = next((v for v in mind.others(sight.view) if v.incident.open and _seen(sight, mind, v.incident.path)), None)
    if twin is None or not mind.chance(0.8):
        return None
    return Deed(Move.MERGE, Merge(into=twin.incident.number))


def _seen(sight: Sight, mind: Mind, path: str) -> bool:
    grids = [mind.directory.grid_by_id(post.grid_id) for post in sight.posts if post.grid_id]
    return any(grid is not None and below(path, grid.path) for grid in grids)


def sending(sight: Sight, mind: Mind) -> Choice:
    """A filed case is sent to whom the rules suggest; after a return, or where they know nobody, to another."""
    incident = sight.view.incident
    if incident.state != State.ACCEPTED or not sight.may(Move.DISPATCH):
        return None
    if incident.returns == 0 and not incident.unserved and incident.reopens == 0:
        return Deed(Move.DISPATCH, Dispatch())
    to = _another(sight, mind)
    return Deed(Move.DISPATCH, Dispatch(to=to) if to else Dispatch())


def _another(sight: Sight, mind: Mind) -> Receiver | None:
    """Somebody who serves the place and has not had the case lately: its village, or a unit."""
    incident, last = sight.view.incident, max(sight.view.tasks.values(), key=lambda t: t.assigned_at, default=None)
    found = []
    handlers = mind.directory.handlers_grid(incident.path, sight.now, tuple(incident.specials))
    if handlers is not None and (last is None or last.grid_id != handlers.id):
        found.append(Receiver(grid=handlers.code))
    for kind in ("township_team", "urban_management", "municipal", "gas", "water_supply"):
        units = mind.directory.units_for(kind, incident.category, incident.path, sight.now)
        fit = (unit for unit in units if (last is None or last.unit_id != unit.id) and takes(unit, incident.category))
        found += [Receiver(unit=unit.code) for unit in fit if unit.code != incident.caused_by]
    return mind.rng.choice(found[:2]) if found else None


def verifying(sight: Sight, mind: Mind) -> Choice:
    """Fed back: somebody looks whether it holds."""
    incident = sight.view.incident
    if incident.state != State.RESOLVED or not sight.may(Move.VERIFY, Move.CONFIRM):
        return None
    done = [task.done_by for task in sight.view.tasks.values() if task.state == TaskState.DONE and task.kind in LEADS]
    holds = mind.chance(mind.manner(done[-1] if done else None).holds)
    if not holds and sight.may(Move.REWORK):
        return Deed(Move.REWORK, Reasoned(reason="没有处置到位"))
    if not sight.may(Move.VERIFY):
        return Deed(Move.CONFIRM, NOTHING)
    if sight.may(Move.CLOSE) and mind.chance(0.02):
        return Deed(Move.CLOSE, Reasoned(reason="电话核实"))
    return Deed(Move.VERIFY, Verify(satisfied=True))


def ordered(sight: Sight, mind: Mind) -> Choice:
    """A supervision order is answered by those below, and its answer judged by those above."""
    order = next((order for order in sight.view.orders.values() if order.open and mind.has(order.id)), None)
    if order is None:
        return None
    readily = 0.15 if mind.oversees else 0.85  # what a person orders asks for more than what a ladder does
    if order.state == OrderState.ISSUED and sight.may(Move.ANSWER) and mind.chance(readily):
        return Deed(Move.ANSWER, OnOrderReasoned(order=order.id, reason="已督促，限时办结"))
    if order.state == OrderState.ANSWERED and sight.may(Move.ACCEPT_ANSWER):
        if sight.may(Move.REFUSE_ANSWER) and mind.chance(0.15):
            return Deed(Move.REFUSE_ANSWER, OnOrderReasoned(order=order.id, reason="没有说明原因"))
        return Deed(Move.ACCEPT_ANSWER, OnOrder(order=order.id))
    return None


def arbitrating(sight: Sight, mind: Mind) -> Choice:
    """An objection, decided one level up; a timeout appeal by two, of whom the second mostly agrees."""
    waiting = (each for each in sight.view.objections.values() if each.open and mind.has(each.id))
    objection = next((each for each in waiting if sight.decides(each.level)), None)
    if objection is None or not sight.may(Move.DISMISS):
        return None
    second = objection.state == ObjectionState.SECONDED
    upheld = mind.looks.random() < 0.7 if second else mind.chance(0.35)
    move = Move.UPHOLD if upheld else Move.DISMISS
    return Deed(move, OnObjection(objection=objection.id, reason="经复核"))


def objecting(sight: Sight, mind: Mind) -> Choice:
    """A reporter who does not agree with the end; a unit that holds its lateness was not its own."""
    incident = sight.view.incident
    if incident.open:
        return None
    wronged = mind.problem(sight.view).true and incident.state == State.DECLINED
    if sight.may(Move.OBJECT) and mind.chance(0.5 if wronged else 0.02):
        return Deed(Move.OBJECT, Reasoned(reason="问题还在"))
    if sight.may(Move.APPEAL) and mind.chance(0.15):
        return Deed(Move.APPEAL, Reasoned(reason="等待配件，非本单位原因"))
    return None


def looking_again(sight: Sight, mind: Mind) -> Choice:
    """A second look at what was closed: whoever was sent takes it; where nobody could be, the supervisor does."""
    inspection = next((each for each in sight.view.inspections.values() if each.open), None)
    if inspection is None or not sight.may(Move.STILL_GOOD):
        return None
    stands = {sight.actor.id, *(post.person_id for post in sight.posts)}
    if inspection.looker_id is not None and inspection.looker_id not in stands:
        return None
    done = [t.done_by for t in sight.view.tasks.values() if t.state == TaskState.DONE and t.kind in LEADS]
    breaks = 0.5 * (1 - mind.manner(done[-1] if done else None).holds)
    if mind.looks.random() < breaks:
        return Deed(Move.NOT_GOOD, NotGood(inspection=inspection.id, reason="又坏了，没有修好"))
    return Deed(Move.STILL_GOOD, Looked(inspection=inspection.id, note="还是好的"))


def reporting(sight: Sight, mind: Mind) -> Choice:
    """A reporter looks at their own case: puts it right, takes it back, or asks."""
    incident = sight.view.incident
    if incident.reporter_id != sight.actor.id and sight.actor.incident_id != incident.id:
        return None
    if sight.may(Move.HANDLE_HERE) and not incident.urgent and mind.chance(0.08):
        return Deed(Move.HANDLE_HERE, HandleHere(note="顺手清理了"))
    if sight.may(Move.WITHDRAW) and mind.chance(0.01):
        return Deed(Move.WITHDRAW, Reasoned(reason="看错了"))
    if sight.may(Move.MESSAGE) and incident.open and mind.chance(0.02):
        return Deed(Move.MESSAGE, Noted(note="请尽快处理"))
    return None


def pressing(sight: Sight, mind: Mind) -> Choice:
    """Who oversees a case that is late: reminds, calls others in, gives it to another, supervises, tables, voids."""
    incident = sight.view.incident
    if not incident.open or not any(_late(sight)):
        return None
    tools: list[tuple[float, Callable[[], Choice]]] = [
        (0.12, lambda: _if(sight, Move.REMIND, NOTHING)),
        (0.05, lambda: _redispatching(sight, mind)),
        (0.03, lambda: _calling(sight, mind)),
        (0.03, lambda: _if(sight, Move.SUPERVISE, Supervise(reason="久拖不决"))),
        (0.02, lambda: _if(sight, Move.TABLE, Reasoned(reason="涉及多个单位"))),
        (0.02, lambda: _if(sight, Move.HAND_DOWN, Reasoned(reason="由乡镇继续办理"))),
        (0.02, lambda: _if(sight, Move.RAISE, Reasoned(reason="乡镇难以解决"))),
        (0.01, lambda: _if(sight, Move.VOID, Reasoned(reason="误报"))),
        (0.03, lambda: _if(sight, Move.NOTE, Noted(note="已电话联系"))),
    ]
    drawn = mind.rng.random()
    for share, tool in tools:
        if drawn < share:
            return tool()
        drawn -= share
    return None


def _late(sight: Sight) -> list[bool]:
    clocks = sight.view.clocks.values()
    return [True for clock in clocks if not clock.over and clock.due_at is not None and clock.due_at <= sight.now]


def _if(sight: Sight, move: Move, payload: Plain | Reasoned | Noted) -> Choice:
    return Deed(move, payload) if sight.may(move) else None


def _redispatching(sight: Sight, mind: Mind) -> Choice:
    waits = any(task.state == TaskState.ASSIGNED and task.kind in LEADS for task in sight.view.tasks.values())
    to = _another(sight, mind) if waits and sight.may(Move.REDISPATCH) else None
    return Deed(Move.REDISPATCH, Redispatch(to=to, reason="迟迟不签收")) if to else None


def _calling(sight: Sight, mind: Mind) -> Choice:
    """Others are called to it: a unit by a whistle, or beside the lead."""
    to = _another(sight, mind) if sight.may(Move.WHISTLE) else None
    if to is None or to.unit is None or mind.directory.unit(to.unit) is None:
        return None
    there = {task.unit_id for task in sight.view.tasks.values() if task.open}
    unit = mind.directory.unit(to.unit)
    if unit is not None and unit.id in there:
        return None
    if sight.may(Move.SPLIT) and mind.chance(0.4):
        return Deed(Move.SPLIT, Split(to=to))
    return Deed(Move.WHISTLE, Whistle(units=[to.unit], reason="请到现场"))


HABITS: Final = (
    taking,
    answering_requests,
    arbitrating,
    looking_again,
    ordered,
    checking,
    filing,
    sending,
    verifying,
    pressing,
    working,
    reporting,
    objecting,
)
"""In the order in which they are tried."""


PROPOSED: Final = (
    *proposals.HABITS,
    answering_requests,
    arbitrating,
    ordered,
    pressing,
    objecting,
)
"""The same of suggestions and small wishes."""


def choose(sight: Sight, mind: Mind) -> Choice:
    incident = sight.view.incident
    if incident.patrol_id is not None:
        mind = mind.walking
    mind, tried = (mind.aside, PROPOSED) if incident.proposed else (mind, HABITS)
    return next((choice for habit in tried if (choice := habit(sight, mind)) is not None), None)


def was_late(view: View) -> bool:
    """Whether work on a case was fed back late, which its unit may appeal."""
    return any(clock.stage == Stage.HANDLE and clock.outcome == Outcome.LATE for clock in view.clocks.values())
