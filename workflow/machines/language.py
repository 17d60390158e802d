"""The language of the tables: moves, standings, kinds of subject, arrows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from models.people import Role


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
    PRESS = "press"  # 催答
    RAISE_ORDER = "raise_order"  # 提级督办
    ANSWER = "answer"  # 督办回复
    ACCEPT_ANSWER = "accept_answer"
    REFUSE_ANSWER = "refuse_answer"
    LIFT = "lift"  # 解除督办
    OBJECT = "object"  # 异议
    APPEAL = "appeal"  # 超时申诉
    DISPUTE = "dispute"  # 对指标提出异议
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    INSPECT = "inspect"  # 抽查
    SEND_TO_LOOK = "send_to_look"  # 派去复查
    STILL_GOOD = "still_good"  # 还是好的
    NOT_GOOD = "not_good"  # 没有修好
    FALL_AWAY = "fall_away"  # 复查作罢
    NOTE = "note"  # 备注
    ASK = "ask"  # 询问
    MESSAGE = "message"  # 留言
    ROLL = "roll"
    """The incident follows its tasks; never asked for by anybody."""
    RETIME = "retime"
    """A published or amended calendar moved a deadline."""
    REGRID = "regrid"  # 随网格调整
    MIGRATE = "migrate"  # 迁移到新版规则
    """Open business goes on under other rules: its route is chosen and its deadlines are counted by them."""
    HEAR = "hear"  # 联席会议议过
    """A meeting heard the case: it is no longer waiting on the agenda."""
    PLAN = "plan"  # 列入计划
    CALL = "call"  # 临时召集
    DRAW = "draw"  # 拟定议程
    INVITE = "invite"  # 通知参会
    POSTPONE = "postpone"  # 改期
    CANCEL = "cancel"  # 取消
    HOLD = "hold"  # 召开
    MINUTE = "minute"  # 形成纪要
    ADJOURN = "adjourn"  # 散会、了结
    CARRY_OUT = "carry_out"  # 办理回报
    SEND_BACK = "send_back"  # 退回重办
    SIGN_OFF = "sign_off"  # 销号
    DROP = "drop"  # 撤销决定
    ADD_ITEM = "add_item"  # 增加议题
    ORDER_ITEMS = "order_items"  # 调整议程顺序
    STRIKE_ITEM = "strike_item"  # 撤下议题
    RESTORE_ITEM = "restore_item"  # 恢复议题
    INVITE_GUEST = "invite_guest"  # 邀请列席
    LEAVE_OUT_GUEST = "leave_out_guest"  # 不再邀请列席
    SET_LINK = "set_link"  # 线上会议链接
    PUBLISH_CONCLUSION = "publish_conclusion"  # 公开会议结论
    TELL_AGAIN = "tell_again"
    """The agenda changed after the invitations: those invited hear of it, once for many changes."""
    FALL_BEHIND = "fall_behind"  # 应开未开
    """The period for which a meeting was owed has ended, and it has not been held."""
    PROPOSE = "propose"  # 提出动议
    LEAVE = "leave"  # 留待下次
    ADOPT = "adopt"  # 通过
    REJECT = "reject"  # 否决
    TAKE_BACK = "take_back"  # 撤回动议
    HOLD_BACK = "hold_back"  # 暂缓启用
    INSIST = "insist"  # 坚持启用
    SWITCH_ON = "switch_on"  # 启用
    ADD = "add"  # 设巡查点
    SHIFT = "shift"  # 巡查点迁移
    RETIRE = "retire"  # 撤销巡查点
    MISS = "miss"  # 逾期未查
    CHECK_OFF = "check_off"  # 巡查无异常
    FIND = "find"  # 巡查发现问题
    WAIVE = "waive"  # 免查
    START = "start"  # 发起专项排查
    CALL_OFF = "call_off"  # 中止专项排查
    CONCLUDE = "conclude"  # 专项排查到期结束
    REPLY = "reply"  # 答复
    TAKE_UP = "take_up"  # 采纳、认领
    PUBLISH = "publish"  # 公开
    WITHHOLD = "withhold"  # 撤下
    DRAW_UP = "draw_up"  # 编制通报
    EDIT = "edit"  # 编辑通报
    HAND_BACK = "hand_back"  # 退改
    APPROVE = "approve"  # 审定
    ISSUE = "issue"  # 发布通报
    SEND = "send"  # 印发
    DISCARD = "discard"  # 撤稿
    CORRECT = "correct"  # 更正
    SUPERSEDE = "supersede"  # 被更正替代


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
    INSPECTOR = "inspector"
    """Sent to take the second look."""
    DOER = "doer"
    """Of the receiver that a task was given to: the unit, the grid's handlers, the person."""
    ARBITER = "arbiter"
    """Sits at the level that decides an objection."""
    ATTENDEE = "attendee"
    """Invited to a meeting."""
    CONVENER = "convener"
    """Holds the supervisor's post of the level whose body meets."""
    KEEPER = "keeper"
    """Keeps the rules: of the centre, or an administrator."""
    HELPER = "helper"
    """Could take up a wish that is published: of a unit that serves the place, or a handler there. Sees no more of it
    than everybody does."""
    SYSTEM = "system"
    """The engine itself: a rule, a ladder, a roll-up."""


class Kind(StrEnum):
    """The kinds of subject that have a machine, in the order in which they are locked."""

    INCIDENT = "incident"
    PROPOSAL = "proposal"
    """An incident that is a suggestion or a wish: the same record, by another table."""
    TASK = "task"
    REQUEST = "request"
    ORDER = "order"
    OBJECTION = "objection"
    INSPECTION = "inspection"
    MEETING = "meeting"
    DECISION = "decision"
    MOTION = "motion"
    CAMPAIGN = "campaign"
    SPOT = "spot"
    PATROL = "patrol"
    BULLETIN = "bulletin"


Guard = Callable[[Any], bool]
"""A condition of an arrow, by name: of cases in `workflow.guards`, of meetings in `workflow.meetings.guards`, each
asked the question of its own kind of root. False blocks the move with the guard's name as the reason."""


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

    @cached_property
    def _leaving(self) -> dict[tuple[str, str], tuple[Arrow, ...]]:
        """The arrows by where they start and by their move."""
        found: dict[tuple[str, str], tuple[Arrow, ...]] = {}
        for arrow in self.arrows:
            for state in arrow.start:
                found[state, arrow.move] = (*found.get((state, arrow.move), ()), arrow)
        return found

    def leaving(self, state: str, move: Move) -> tuple[Arrow, ...]:
        return self._leaving.get((state, move), ())

    def __iter__(self) -> Iterator[Arrow]:
        return iter(self.arrows)


def arrow(
    move: Move,
    start: frozenset[Any] | set[Any],
    to: Any,
    by: frozenset[Standing],
    *guards: Guard,
    reason: bool = False,
) -> Arrow:
    return Arrow(move, frozenset(str(s) for s in start), to and str(to), by, guards, reason)


ANYBODY = frozenset(Standing) - {Standing.SYSTEM, Standing.HELPER}
SYSTEM = frozenset({Standing.SYSTEM})
CENTRE = frozenset({Standing.CENTRE})
DOER = frozenset({Standing.DOER})
