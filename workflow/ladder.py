"""What a rung of a ladder does when its clock reaches it: remind, warn, raise, supervise, table.

Each rung fires once in effect. After an outage all that were passed fire in order, and only the last one of a clock
speaks, so that nobody gets a pile of messages.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from models.clock import Clock, Stage
from models.notice import NoticeKind
from models.people import Role
from models.territory import CITY
from workflow import receivers, responsible
from workflow.clocks import BY_ITSELF
from workflow.commands import SYSTEM, Command, Plain, Reasoned
from workflow.directory import Target
from workflow.draft import Draft
from workflow.machines import Move
from workflow.moves import ordering
from workflow.moves.oversight import table, to_level
from workflow.rules.language import Action, Audience, Rules, Rung

MOVE_OF: Mapping[Action, Move] = {
    Action.REMIND: Move.REMIND,
    Action.WARN: Move.WARN,
    Action.RAISE: Move.RAISE,
    Action.SUPERVISE: Move.SUPERVISE,
    Action.TABLE: Move.TABLE,
}
NOTICE_OF: Mapping[Move, NoticeKind] = {
    Move.REMIND: NoticeKind.REMIND,
    Move.WARN: NoticeKind.WARN,
    Move.RAISE: NoticeKind.RAISED,
    Move.SUPERVISE: NoticeKind.SUPERVISED,
    Move.TABLE: NoticeKind.TABLED,
}
ROLE_OF: Mapping[Audience, Role] = {
    Audience.DISPATCHER: Role.DISPATCHER,
    Audience.DUTY: Role.DUTY,
    Audience.TOWNSHIP_SUPERVISOR: Role.TOWNSHIP_SUPERVISOR,
    Audience.SUPERVISOR: Role.SUPERVISOR,
    Audience.CENTRE: Role.CENTRE,
}


def ring(clock: Clock, rules: Rules, behind: bool) -> Command:
    """The command that a due clock gives. `behind` says that a later rung of it is due as well, so this one is
    silent. `happened_at` is the rung's own instant."""
    context = {"clock": clock.id, "behind": behind}
    if clock.stage == Stage.SUSPENSION:
        return Command(Move.RESUME, SYSTEM, about=clock.subject_id, happened_at=clock.next_at, context=context)
    if clock.stage == Stage.CLOSURE:
        reasoned = Reasoned(reason="closed by time-out")
        return Command(Move.CLOSE, SYSTEM, reasoned, happened_at=clock.next_at, context=context)
    if clock.stage == Stage.CAMPAIGN:
        return Command(Move.CONCLUDE, SYSTEM, happened_at=clock.next_at, context=context)
    if clock.stage == Stage.RELEASE:
        return Command(Move.ISSUE, SYSTEM, happened_at=clock.next_at, context=context)
    move = MOVE_OF[rung_of(clock, rules).do]
    return Command(move, SYSTEM, Plain(), happened_at=clock.next_at, context=context)


def rung_of(clock: Clock, rules: Rules) -> Rung:
    """The rung that fires next; past the end of the ladder, its last."""
    rungs = rules.ladders[clock.ladder].rungs
    return rungs[min(clock.rung, len(rungs) - 1)]


def act(draft: Draft, clock: Clock) -> None:
    """What a rung does beside its notices, and whom it tells."""
    if clock.stage in BY_ITSELF:
        draft.happened(draft.timing.rung(clock))
        return
    rung, move = rung_of(clock, draft.rules), draft.command.move
    draft.because("rung", stage=clock.stage, ladder=clock.ladder, rung=clock.rung + 1, due=clock.due_at)
    quiet = bool((draft.command.context or {}).get("behind"))
    before = dict(draft.notices)
    if clock.stage != Stage.INSPECTION:  # the case has ended: who is late to look again changes nothing of it
        _DO.get(move, _nothing)(draft, rung)
    draft.channels = rung.channels
    for audience in rung.tell:
        _tell(draft, clock, audience, NOTICE_OF[move])
    if quiet:
        draft.notices = before
        draft.because("superseded")
    elif move in (Move.REMIND, Move.WARN):
        ordering.counted(draft, clock)
    draft.happened(draft.timing.rung(clock))


def _nothing(draft: Draft, rung: Rung) -> None:
    """Reminding and warning only speak."""


def _raise(draft: Draft, rung: Rung) -> None:
    to_level(draft, rung.level or draft.incident.level - 1)
    clock = draft.ringing
    order = draft.orders.get(clock.subject_id) if clock else None
    if order is not None and order.level > CITY and rung.level == CITY:
        ordering.to_the_city(draft, order)


def _supervise(draft: Draft, rung: Rung) -> None:
    ordering.supervise(draft, Plain())


def _table(draft: Draft, rung: Rung) -> None:
    table(draft, Plain())


_DO: Mapping[Move, Callable[[Draft, Rung], None]] = {
    Move.RAISE: _raise,
    Move.SUPERVISE: _supervise,
    Move.TABLE: _table,
}


def _tell(draft: Draft, clock: Clock, audience: Audience, kind: NoticeKind) -> None:
    if audience == Audience.RESPONSIBLE:
        responsible.tell(draft, kind)
    elif audience == Audience.REPORTER:
        draft.tell_reporter(kind)
    elif audience == Audience.DOER:
        for task in _doing(draft, clock):
            draft.tell_target(task, kind, clock.subject_id)
    elif audience != Audience.DUTY or at_the_desk(draft):
        draft.tell_role(ROLE_OF[audience], kind)


def at_the_desk(draft: Draft) -> bool:
    """Whether the township's duty desk is manned: it is while the posts sleep, and rests while they are awake."""
    return not draft.facts.reach(Role.DUTY, draft.incident.path, urgent=False).passed


def _doing(draft: Draft, clock: Clock) -> Iterable[Target]:
    tasks = [draft.tasks[clock.subject_id]] if clock.subject_id in draft.tasks else list(draft.tasks.values())
    return [receivers.target_of(task, draft.facts) for task in tasks if task.open]


def due(clocks: Iterable[Clock], until: datetime) -> Clock | None:
    """The clock whose rung is the most overdue, if any is due by then."""
    armed = [clock for clock in clocks if clock.next_at is not None and clock.next_at <= until]
    return min(armed, key=_by_time, default=None)


def _by_time(clock: Clock) -> tuple[datetime, UUID]:
    if clock.next_at is None:
        raise ValueError("not armed")
    return clock.next_at, clock.id
