"""The state machines, each one small table; the only place that says what may follow what.

Charts in the docs, buttons on a page, the `allowed` list of the API and the rights check are read from these tables.
`transitions` runs them on a throw-away cursor: guards are its conditions, so a table is also what is executed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, cast

from transitions import Machine as Engine

from models.incident import ENDS, State
from models.people import Role
from models.task import ObjectionState, OrderState, RequestState, TaskState
from workflow import guards
from workflow.errors import Blocked, IllegalMove
from workflow.guards import Question


class Move(StrEnum):
    """Everything that can be done to a subject. The comment names the field's own word."""

    SUBMIT = "submit"  # 上报
    CLAIM = "claim"  # 领取
    RELEASE = "release"  # 放回
    CHECK = "check"  # 核实
    CONFIRM = "confirm"  # 属实
    DENY = "deny"  # 不属实
    ACCEPT = "accept"  # 受理、立案
    DECLINE = "decline"  # 不予受理
    RECLASSIFY = "reclassify"  # 改类
    RELOCATE = "relocate"  # 改址
    DISPATCH = "dispatch"  # 派遣
    REDISPATCH = "redispatch"  # 改派
    SPLIT = "split"  # 分派协办
    WHISTLE = "whistle"  # 吹哨
    CHECK_IN = "check_in"  # 应哨
    ACKNOWLEDGE = "acknowledge"  # 签收
    PROGRESS = "progress"  # 进展
    RETURN = "return_"  # 退回
    RESOLVE = "resolve"  # 反馈
    HANDLE_HERE = "handle_here"  # 自行处置
    RECALL = "recall"  # 收回
    SUSPEND = "suspend"  # 挂账
    RESUME = "resume"  # 恢复
    REQUEST_EXTENSION = "request_extension"  # 申请延期
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    REQUEST_SUSPENSION = "request_suspension"  # 申请挂账
    GRANT_SUSPENSION = "grant_suspension"
    REFUSE_SUSPENSION = "refuse_suspension"
    LAPSE = "lapse"  # 失效
    VERIFY = "verify"  # 核查
    REWORK = "rework"  # 返工
    CLOSE = "close"  # 结案
    REOPEN = "reopen"  # 重新立案
    WITHDRAW = "withdraw"  # 撤回
    VOID = "void"  # 作废
    MERGE = "merge"  # 并案
    UNMERGE = "unmerge"  # 撤销并案
    ABSORB = "absorb"  # 并入
    RAISE = "raise"  # 上报上级
    HAND_DOWN = "hand_down"  # 下派
    REMIND = "remind"  # 催办
    WARN = "warn"  # 预警
    TABLE = "table"  # 提交联席会议
    SUPERVISE = "supervise"  # 督办
    ANSWER = "answer"  # 督办回复
    ACCEPT_ANSWER = "accept_answer"
    REFUSE_ANSWER = "refuse_answer"
    LIFT = "lift"  # 解除督办
    OBJECT = "object"  # 异议
    APPEAL = "appeal"  # 超时申诉
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    NOTE = "note"  # 备注
    ASK = "ask"  # 询问
    MESSAGE = "message"  # 留言
    ROLL = "roll"
    """The incident follows its tasks; never asked for by anybody."""
    RETIME = "retime"
    """A published or amended calendar, or a migration of rules, moved a deadline."""


class Standing(StrEnum):
    """As what somebody acts on one subject: by a post, or by a relation to it."""

    INFORMANT = Role.INFORMANT.value
    HANDLER = Role.HANDLER.value
    INTAKE = Role.INTAKE.value
    DISPATCHER = Role.DISPATCHER.value
    CHIEF = "chief"
    TOWNSHIP_SUPERVISOR = Role.TOWNSHIP_SUPERVISOR.value
    SUPERVISOR = Role.SUPERVISOR.value
    DUTY = Role.DUTY.value
    CENTRE = Role.CENTRE.value
    REPORTER = "reporter"
    CHECKER = "checker"
    VERIFIER = "verifier"
    DOER = "doer"
    """Of the receiver that a task was given to: the unit, the grid's handlers, the person."""
    ARBITER = "arbiter"
    """Sits at the level that decides an objection."""
    SYSTEM = "system"
    """The engine itself: a rule, a ladder, a roll-up."""


class Kind(StrEnum):
    """The kinds of subject that have a machine, in the order in which they are locked."""

    INCIDENT = "incident"
    TASK = "task"
    REQUEST = "request"
    ORDER = "order"
    OBJECTION = "objection"


Guard = Callable[[Question], bool]
"""A condition of an arrow, by name, in `workflow.guards`; False blocks the move with the guard's name as the reason."""


@dataclass(frozen=True)
class Arrow:
    """One line of a table. `to` is None where the state stays."""

    move: Move
    start: frozenset[str]
    to: str | None
    by: frozenset[Standing]
    guards: tuple[Guard, ...] = ()
    reason: bool = False
    """Whether the move must be given a reason in words."""


@dataclass(frozen=True)
class Table:
    kind: Kind
    initial: str
    states: tuple[str, ...]
    ends: frozenset[str]
    arrows: tuple[Arrow, ...]

    def moves(self) -> tuple[Move, ...]:
        return tuple(dict.fromkeys(arrow.move for arrow in self.arrows))

    def leaving(self, state: str, move: Move) -> tuple[Arrow, ...]:
        return tuple(a for a in self.arrows if a.move == move and state in a.start)

    def __iter__(self) -> Iterator[Arrow]:
        return iter(self.arrows)


S, T, Q, D, J = State, TaskState, RequestState, OrderState, ObjectionState
ANYBODY = frozenset(Standing) - {Standing.SYSTEM}
SYSTEM = frozenset({Standing.SYSTEM})
DESK = frozenset({Standing.INTAKE, Standing.DISPATCHER, Standing.DUTY})
DISPATCH = frozenset({Standing.DISPATCHER, Standing.DUTY})
ABOVE = frozenset({Standing.TOWNSHIP_SUPERVISOR, Standing.SUPERVISOR})
ARBITRATION = frozenset({Standing.CHIEF, Standing.TOWNSHIP_SUPERVISOR})
CENTRE = frozenset({Standing.CENTRE})
ON_THE_SPOT = frozenset({Standing.INFORMANT, Standing.HANDLER})
DOER = frozenset({Standing.DOER})
CHECKER = frozenset({Standing.CHECKER})
VERIFIER = frozenset({Standing.VERIFIER})
REPORTER = frozenset({Standing.REPORTER})
ARBITER = frozenset({Standing.ARBITER})

OPENING = frozenset({S.REPORTED, S.CHECKING, S.ACCEPTED})
WORKING = frozenset({S.DISPATCHED, S.HANDLING, S.SUSPENDED})
OPEN = OPENING | WORKING | {S.RESOLVED}
STORED = OPEN | ENDS
ROLLED = (S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.SUSPENDED, S.RESOLVED)


def arrow(
    move: Move,
    start: frozenset[Any] | set[Any],
    to: Any,
    by: frozenset[Standing],
    *guards: Guard,
    reason: bool = False,
) -> Arrow:
    return Arrow(move, frozenset(str(s) for s in start), to and str(to), by, guards, reason)


_INCIDENT = (
    arrow(Move.SUBMIT, {S.DRAFT}, S.REPORTED, REPORTER | SYSTEM),
    arrow(Move.CLAIM, OPENING | {S.RESOLVED}, None, DESK, guards.is_free),
    arrow(Move.RELEASE, OPENING | {S.RESOLVED}, None, DESK, guards.is_claimed),
    arrow(Move.CHECK, {S.REPORTED}, S.CHECKING, DESK | SYSTEM, guards.has_place, guards.not_checked),
    arrow(Move.CONFIRM, {S.CHECKING}, S.REPORTED, CHECKER),
    arrow(Move.DENY, {S.CHECKING}, S.REPORTED, CHECKER, reason=True),
    arrow(Move.ACCEPT, {S.REPORTED, S.CHECKING}, S.ACCEPTED, DESK | SYSTEM, guards.has_place),
    arrow(Move.DECLINE, OPENING, S.DECLINED, DISPATCH, reason=True),
    arrow(Move.RECLASSIFY, OPENING | WORKING, None, DESK, reason=True),
    arrow(Move.RELOCATE, OPENING | WORKING, None, DESK),
    arrow(Move.RELOCATE, OPENING | WORKING, None, CENTRE, guards.lacks_place),
    arrow(Move.DISPATCH, {S.ACCEPTED}, S.DISPATCHED, DISPATCH | SYSTEM, guards.returns_left, guards.tasks_left),
    arrow(Move.DISPATCH, {S.ACCEPTED}, S.DISPATCHED, ARBITRATION),
    arrow(Move.DISPATCH, {S.ACCEPTED}, S.DISPATCHED, CENTRE, guards.lacks_receiver),
    arrow(
        Move.REDISPATCH,
        WORKING,
        S.DISPATCHED,
        DISPATCH,
        guards.returns_left,
        guards.redispatches_left,
        guards.tasks_left,
    ),
    arrow(Move.REDISPATCH, WORKING, S.DISPATCHED, ARBITRATION, guards.arbitrations_left, guards.tasks_left),
    arrow(Move.SPLIT, WORKING, None, DISPATCH, guards.tasks_left),
    arrow(
        Move.WHISTLE,
        WORKING,
        None,
        DISPATCH | {Standing.HANDLER, Standing.TOWNSHIP_SUPERVISOR},
        guards.tasks_left,
        reason=True,
    ),
    *(arrow(Move.ROLL, WORKING, to, SYSTEM, guards.rolls_to(to)) for to in ROLLED),
    arrow(Move.HANDLE_HERE, {S.REPORTED, S.ACCEPTED}, S.RESOLVED, ON_THE_SPOT, guards.has_place),
    arrow(Move.VERIFY, {S.RESOLVED}, S.CLOSED, VERIFIER | DISPATCH, guards.did_not_do_the_work),
    arrow(Move.CONFIRM, {S.RESOLVED}, S.CLOSED, REPORTER, guards.did_not_do_the_work),
    arrow(
        Move.REWORK,
        {S.RESOLVED},
        S.HANDLING,
        VERIFIER | REPORTER | DISPATCH,
        guards.did_not_do_the_work,
        guards.reworks_left,
        reason=True,
    ),
    arrow(Move.CLOSE, {S.RESOLVED}, S.CLOSED, DISPATCH, guards.did_not_do_the_work, reason=True),
    arrow(Move.CLOSE, {S.RESOLVED}, S.CLOSED, SYSTEM),
    arrow(Move.REOPEN, {S.CLOSED}, S.ACCEPTED, ABOVE, guards.reopens_left, reason=True),
    arrow(Move.REOPEN, {S.CLOSED}, S.ACCEPTED, SYSTEM),
    arrow(Move.REOPEN, {S.DECLINED, S.WITHDRAWN, S.VOIDED}, S.REPORTED, ABOVE, guards.reopens_left, reason=True),
    arrow(Move.REOPEN, {S.DECLINED, S.WITHDRAWN, S.VOIDED}, S.REPORTED, SYSTEM),
    arrow(Move.WITHDRAW, OPENING, S.WITHDRAWN, REPORTER, reason=True),
    arrow(Move.VOID, OPEN, S.VOIDED, frozenset({Standing.CHIEF}), reason=True),
    arrow(Move.MERGE, OPENING, S.MERGED, DESK),
    arrow(Move.UNMERGE, {S.MERGED}, S.REPORTED, DISPATCH, guards.reopens_left, reason=True),
    arrow(Move.UNMERGE, {S.MERGED}, S.REPORTED, SYSTEM),
    arrow(Move.ABSORB, STORED, None, SYSTEM),
    arrow(
        Move.RAISE,
        OPEN,
        None,
        DISPATCH | DOER | {Standing.HANDLER, Standing.TOWNSHIP_SUPERVISOR},
        guards.below_top,
        reason=True,
    ),
    arrow(Move.RAISE, STORED, None, SYSTEM),
    arrow(
        Move.HAND_DOWN,
        OPEN,
        None,
        DISPATCH | ABOVE,
        guards.above_ground,
        guards.hand_downs_left,
        reason=True,
    ),
    arrow(Move.REMIND, OPEN, None, DESK | ABOVE),
    arrow(Move.REMIND, STORED, None, SYSTEM),
    arrow(Move.WARN, STORED, None, SYSTEM),
    arrow(Move.TABLE, OPEN, None, frozenset({Standing.SUPERVISOR}), guards.not_tabled, reason=True),
    arrow(Move.TABLE, STORED, None, SYSTEM),
    arrow(Move.SUPERVISE, OPEN, None, ABOVE, guards.no_open_order, reason=True),
    arrow(Move.SUPERVISE, STORED, None, SYSTEM),
    arrow(
        Move.OBJECT,
        ENDS,
        None,
        REPORTER,
        guards.within_objection_period,
        guards.no_open_objection,
        guards.objections_left,
        reason=True,
    ),
    arrow(
        Move.APPEAL,
        {S.CLOSED},
        None,
        DOER,
        guards.was_late,
        guards.not_appealed,
        guards.no_open_objection,
        reason=True,
    ),
    arrow(Move.NOTE, STORED, None, ANYBODY, reason=True),
    arrow(Move.ASK, OPEN, None, DESK | DOER | CHECKER | VERIFIER, reason=True),
    arrow(Move.MESSAGE, STORED, None, REPORTER, reason=True),
    arrow(Move.RETIME, STORED, None, SYSTEM),
)

_TASK = (
    arrow(Move.ACKNOWLEDGE, {T.ASSIGNED}, T.HANDLING, DOER, guards.is_not_whistle),
    arrow(Move.CHECK_IN, {T.ASSIGNED}, T.HANDLING, DOER, guards.is_whistle),
    arrow(Move.PROGRESS, {T.HANDLING}, None, DOER, reason=True),
    arrow(Move.RETURN, {T.ASSIGNED, T.HANDLING}, T.RETURNED, DOER, guards.may_return, reason=True),
    arrow(
        Move.REQUEST_EXTENSION,
        {T.ASSIGNED, T.HANDLING},
        None,
        DOER,
        guards.extensions_left,
        guards.nothing_asked,
        guards.before_deadline,
        reason=True,
    ),
    arrow(
        Move.REQUEST_SUSPENSION,
        {T.HANDLING},
        None,
        DOER,
        guards.suspensions_left,
        guards.nothing_asked,
        reason=True,
    ),
    arrow(Move.SUSPEND, {T.HANDLING}, T.SUSPENDED, SYSTEM),
    arrow(Move.RESUME, {T.SUSPENDED}, T.HANDLING, DISPATCH | SYSTEM),
    arrow(Move.RESOLVE, {T.HANDLING}, T.DONE, DOER),
    arrow(Move.REWORK, {T.DONE}, T.HANDLING, SYSTEM),
    arrow(Move.RECALL, {T.ASSIGNED, T.HANDLING, T.SUSPENDED}, T.RECALLED, SYSTEM),
)

_GRANTERS = DISPATCH | {Standing.TOWNSHIP_SUPERVISOR}
_REQUEST = (
    arrow(Move.GRANT_EXTENSION, {Q.ASKED}, Q.GRANTED, _GRANTERS, guards.asks_extension),
    arrow(Move.REFUSE_EXTENSION, {Q.ASKED}, Q.REFUSED, _GRANTERS, guards.asks_extension, reason=True),
    arrow(Move.GRANT_SUSPENSION, {Q.ASKED}, Q.GRANTED, _GRANTERS, guards.asks_suspension),
    arrow(Move.REFUSE_SUSPENSION, {Q.ASKED}, Q.REFUSED, _GRANTERS, guards.asks_suspension, reason=True),
    arrow(Move.LAPSE, {Q.ASKED}, Q.MOOT, SYSTEM),
)

_ORDER = (
    arrow(
        Move.ANSWER,
        {D.ISSUED},
        D.ANSWERED,
        DOER | DISPATCH | {Standing.TOWNSHIP_SUPERVISOR},
        reason=True,
    ),
    arrow(Move.ACCEPT_ANSWER, {D.ANSWERED}, D.FULFILLED, ARBITER),
    arrow(Move.REFUSE_ANSWER, {D.ANSWERED}, D.ISSUED, ARBITER, guards.refusals_left, reason=True),
    arrow(Move.LIFT, {D.ISSUED, D.ANSWERED}, D.LIFTED, ARBITER | SYSTEM, reason=True),
)

_OBJECTION = (
    arrow(Move.UPHOLD, {J.LODGED}, J.UPHELD, ARBITER, guards.did_not_decide, reason=True),
    arrow(Move.UPHOLD, {J.LODGED}, J.UPHELD, SYSTEM),
    arrow(Move.DISMISS, {J.LODGED}, J.DISMISSED, ARBITER, guards.did_not_decide, reason=True),
)

_TASK_ENDS = frozenset({T.DONE, T.RETURNED, T.RECALLED})
TABLES: dict[Kind, Table] = {
    table.kind: table
    for table in (
        Table(Kind.INCIDENT, S.DRAFT, tuple(S), ENDS, _INCIDENT),
        Table(Kind.TASK, T.ASSIGNED, tuple(T), _TASK_ENDS, _TASK),
        Table(Kind.REQUEST, Q.ASKED, tuple(Q), frozenset(Q) - {Q.ASKED}, _REQUEST),
        Table(Kind.ORDER, D.ISSUED, tuple(D), frozenset({D.FULFILLED, D.LIFTED}), _ORDER),
        Table(Kind.OBJECTION, J.LODGED, tuple(J), frozenset({J.UPHELD, J.DISMISSED}), _OBJECTION),
    )
}


def machine_of(move: Move) -> Kind | None:
    """The machine that a person's move belongs to; None for what only the engine does."""
    return _MACHINE_OF.get(move)


_MACHINE_OF = {a.move: kind for kind, table in reversed(TABLES.items()) for a in table if a.by != SYSTEM}


@dataclass
class _Cursor:
    """The throw-away model that `transitions` moves."""

    state: str


@cache
def _engine(kind: Kind) -> Engine:
    """The table as a `transitions` machine. A move that stays is an internal transition; guards are its conditions."""
    table = TABLES[kind]
    engine = Engine(
        model=None,
        states=[str(s) for s in table.states],
        initial=str(table.initial),
        auto_transitions=False,
        send_event=False,
    )
    for a in table.arrows:
        engine.add_transition(str(a.move), cast(Any, sorted(a.start)), a.to, conditions=[_first(a)])
    return engine


def _first(a: Arrow) -> Callable[[Arrow], bool]:
    """The arrow that was found lawful is the one that runs."""

    def chosen(lawful: Arrow) -> bool:
        return lawful is a

    return chosen


def lawful(kind: Kind, state: str, move: Move, standings: frozenset[Standing], question: Question) -> Arrow:
    """The arrow that these standings may take now; IllegalMove where none leads on, Blocked by the guard that holds."""
    arrows = TABLES[kind].leaving(state, move)
    if not arrows:
        raise IllegalMove(kind=str(kind), state=str(state), move=str(move))
    held: str | None = None
    for a in arrows:
        if not a.by & standings:
            continue
        failed = next((guard.__name__ for guard in a.guards if not guard(question)), None)
        if failed is None:
            return a
        held = failed
    raise Blocked(held or "not_yours", kind=str(kind), state=str(state), move=str(move))


def follow(kind: Kind, state: str, a: Arrow) -> str:
    """The state that an arrow leads to, as `transitions` runs it."""
    cursor = _Cursor(str(state))
    engine = _engine(kind)
    if not engine.events[str(a.move)].trigger(cursor, a):
        raise IllegalMove(kind=str(kind), state=str(state), move=str(a.move))
    return cursor.state
