"""The machines of a case: its own, that of a suggestion or wish, and those of its tasks, requests, supervision orders,
objections and inspections."""

from dataclasses import replace

from models.incident import ENDS, State
from models.inspection import INSPECTION_ENDS, InspectionState
from models.task import ObjectionState, OrderState, RequestState, TaskState
from workflow import guards
from workflow.machines.language import ANYBODY, CENTRE, DOER, SYSTEM, Kind, Move, Standing, Table, arrow

S, T, Q, D, J, I = State, TaskState, RequestState, OrderState, ObjectionState, InspectionState  # noqa: E741
DESK = frozenset({Standing.INTAKE, Standing.DISPATCHER, Standing.DUTY})
DISPATCH = frozenset({Standing.DISPATCHER, Standing.DUTY})
ABOVE = frozenset({Standing.TOWNSHIP_SUPERVISOR, Standing.SUPERVISOR})
ARBITRATION = frozenset({Standing.CHIEF, Standing.TOWNSHIP_SUPERVISOR})
ON_THE_SPOT = frozenset({Standing.INFORMANT, Standing.HANDLER})
CHECKER = frozenset({Standing.CHECKER})
VERIFIER = frozenset({Standing.VERIFIER})
REPORTER = frozenset({Standing.REPORTER})
ARBITER = frozenset({Standing.ARBITER})
COUNTED = (
    CHECKER
    | VERIFIER
    | DOER
    | {
        Standing.INFORMANT,
        Standing.INTAKE,
        Standing.DISPATCHER,
        Standing.TOWNSHIP_SUPERVISOR,
    }
)
"""Of whom a case may be counted in a figure."""

OPENING = frozenset({S.REPORTED, S.CHECKING, S.ACCEPTED})
WORKING = frozenset({S.DISPATCHED, S.HANDLING, S.SUSPENDED})
OPEN = OPENING | WORKING | {S.RESOLVED}
STORED = OPEN | ENDS
ROLLED = (S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.SUSPENDED, S.RESOLVED)
NOTES = frozenset({Move.NOTE, Move.ASK, Move.MESSAGE})
"""Words between people: they never conflict and leave the version alone."""
HEEDS = frozenset(
    {
        *(Move.CLAIM, Move.CHECK, Move.CONFIRM, Move.DENY, Move.ACCEPT, Move.DECLINE, Move.RECLASSIFY, Move.RELOCATE),
        *(Move.DISPATCH, Move.REDISPATCH, Move.SPLIT, Move.WHISTLE, Move.HANDLE_HERE, Move.ACKNOWLEDGE, Move.CHECK_IN),
        *(Move.PROGRESS, Move.RETURN, Move.RESOLVE, Move.RESUME, Move.REQUEST_EXTENSION, Move.REQUEST_SUSPENSION),
        *(Move.GRANT_EXTENSION, Move.REFUSE_EXTENSION, Move.GRANT_SUSPENSION, Move.REFUSE_SUSPENSION, Move.ANSWER),
        *(Move.VERIFY, Move.REWORK, Move.CLOSE, Move.REOPEN, Move.UPHOLD, Move.WITHDRAW, Move.VOID),
        *(Move.MERGE, Move.UNMERGE),
    }
)
"""What is done with a case, so that nobody need be reminded of it for the moment."""

_TAKING_IN = (
    arrow(Move.SUBMIT, {S.DRAFT}, S.REPORTED, REPORTER | SYSTEM),
    arrow(Move.CLAIM, OPENING | {S.RESOLVED}, None, DESK, guards.is_free),
    arrow(Move.RELEASE, OPENING | {S.RESOLVED}, None, DESK, guards.is_claimed),
)
_SORTING = (
    arrow(Move.RECLASSIFY, OPENING | WORKING, None, DESK, reason=True),
    arrow(Move.RELOCATE, OPENING | WORKING, None, DESK),
    arrow(Move.RELOCATE, OPENING | WORKING, None, CENTRE, guards.lacks_place),
)
_SENDING = (
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
)
_LIVING = (
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
)
_AROUND = (
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
    arrow(Move.REMIND, OPEN, None, DESK | ABOVE, guards.paused_since_reminded),
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
    arrow(
        Move.INSPECT,
        {S.CLOSED},
        None,
        ABOVE,
        guards.is_a_problem,
        guards.not_inspected,
        guards.reopens_left,
        reason=True,
    ),
    arrow(Move.INSPECT, {S.CLOSED}, None, SYSTEM, guards.is_a_problem, guards.not_inspected, guards.reopens_left),
    arrow(Move.DISPUTE, STORED, None, COUNTED, guards.few_disputes, reason=True),
    arrow(Move.DISPUTE, STORED, None, REPORTER, guards.was_found_by_them, guards.few_disputes, reason=True),
    arrow(Move.NOTE, STORED, None, ANYBODY, reason=True),
    arrow(Move.ASK, OPEN, None, DESK | DOER | CHECKER | VERIFIER, reason=True),
    arrow(Move.MESSAGE, STORED, None, REPORTER, reason=True),
    arrow(Move.HEAR, STORED, None, SYSTEM),
    arrow(Move.RETIME, STORED, None, SYSTEM),
    arrow(Move.MIGRATE, STORED, None, SYSTEM),
    arrow(Move.REGRID, OPEN, None, SYSTEM),
)

_INCIDENT = (
    *_TAKING_IN,
    arrow(Move.CHECK, {S.REPORTED}, S.CHECKING, DESK | SYSTEM, guards.has_place, guards.not_checked),
    arrow(Move.CONFIRM, {S.CHECKING}, S.REPORTED, CHECKER),
    arrow(Move.DENY, {S.CHECKING}, S.REPORTED, CHECKER, reason=True),
    arrow(Move.ACCEPT, {S.REPORTED, S.CHECKING}, S.ACCEPTED, DESK | SYSTEM, guards.has_place),
    arrow(Move.DECLINE, OPENING, S.DECLINED, DISPATCH, reason=True),
    *_SORTING,
    *_SENDING,
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
    *_LIVING,
    *_AROUND,
)

_ANSWERING = DISPATCH | ABOVE | DOER
_UNANSWERED = frozenset({S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.HANDLING})

_PROPOSAL = (
    *_TAKING_IN,
    arrow(Move.ACCEPT, {S.REPORTED}, S.ACCEPTED, DESK | SYSTEM, guards.has_place),
    arrow(Move.DECLINE, OPENING, S.DECLINED, DISPATCH | ABOVE, reason=True),
    *_SORTING,
    *_SENDING,
    arrow(Move.REPLY, _UNANSWERED, S.RESOLVED, _ANSWERING | SYSTEM, guards.is_unanswered),
    arrow(
        Move.TAKE_UP,
        _UNANSWERED,
        S.DISPATCHED,
        _ANSWERING | {Standing.HELPER},
        guards.has_place,
        guards.is_unanswered,
        guards.tasks_left,
    ),
    arrow(
        Move.VERIFY,
        {S.RESOLVED},
        S.CLOSED,
        VERIFIER | DISPATCH,
        guards.was_carried_out,
        guards.did_not_do_the_work,
    ),
    arrow(Move.CONFIRM, {S.RESOLVED}, S.CLOSED, REPORTER, guards.did_not_do_the_work),
    arrow(
        Move.REWORK,
        {S.RESOLVED},
        S.HANDLING,
        VERIFIER | REPORTER | DISPATCH,
        guards.was_carried_out,
        guards.did_not_do_the_work,
        guards.reworks_left,
        reason=True,
    ),
    arrow(
        Move.REWORK,
        {S.RESOLVED},
        S.ACCEPTED,
        REPORTER,
        guards.was_only_answered,
        guards.did_not_do_the_work,
        guards.reworks_left,
        reason=True,
    ),
    arrow(Move.CLOSE, {S.RESOLVED}, S.CLOSED, DISPATCH, guards.did_not_do_the_work, reason=True),
    arrow(Move.CLOSE, {S.RESOLVED}, S.CLOSED, SYSTEM),
    arrow(Move.PUBLISH, STORED, None, DISPATCH | ABOVE, guards.has_place, guards.may_be_read),
    arrow(Move.WITHHOLD, STORED, None, DISPATCH | ABOVE, guards.is_published, reason=True),
    *_LIVING,
    *_AROUND,
)
"""A suggestion or a wish. Nobody looks on the spot whether it is so, and nobody puts it right in passing."""

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
        guards.is_to_be_done,
        guards.suspensions_left,
        guards.nothing_asked,
        reason=True,
    ),
    arrow(Move.SUSPEND, {T.HANDLING}, T.SUSPENDED, SYSTEM),
    arrow(Move.RESUME, {T.SUSPENDED}, T.HANDLING, DISPATCH | SYSTEM),
    arrow(Move.RESOLVE, {T.HANDLING}, T.DONE, DOER, guards.is_to_be_done),
    arrow(Move.REWORK, {T.DONE}, T.HANDLING, SYSTEM),
    arrow(Move.RECALL, {T.ASSIGNED, T.HANDLING, T.SUSPENDED}, T.RECALLED, SYSTEM),
)

_GRANTERS = DISPATCH | {Standing.TOWNSHIP_SUPERVISOR}
_REQUEST = (
    arrow(Move.GRANT_EXTENSION, {Q.ASKED}, Q.GRANTED, _GRANTERS, guards.asks_extension, guards.extensions_left),
    arrow(Move.REFUSE_EXTENSION, {Q.ASKED}, Q.REFUSED, _GRANTERS, guards.asks_extension, reason=True),
    arrow(Move.GRANT_SUSPENSION, {Q.ASKED}, Q.GRANTED, _GRANTERS, guards.asks_suspension, guards.suspensions_left),
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
    arrow(Move.PRESS, {D.ISSUED}, None, ARBITER, guards.paused_since_pressed),
    arrow(
        Move.RAISE_ORDER,
        {D.ISSUED, D.ANSWERED},
        None,
        frozenset({Standing.SUPERVISOR}),
        guards.order_below_city,
        reason=True,
    ),
    arrow(Move.ACCEPT_ANSWER, {D.ANSWERED}, D.FULFILLED, ARBITER),
    arrow(Move.REFUSE_ANSWER, {D.ANSWERED}, D.ISSUED, ARBITER, guards.refusals_left, reason=True),
    arrow(Move.LIFT, {D.ISSUED, D.ANSWERED}, D.LIFTED, ARBITER | SYSTEM, reason=True),
)

_RULES_ON_IT = (ARBITER, guards.did_not_decide, guards.did_not_do_the_work)
_OBJECTION = (
    # A timeout appeal is reviewed by two: the first to uphold it seconds it.
    arrow(Move.UPHOLD, {J.LODGED}, J.SECONDED, *_RULES_ON_IT, guards.is_of_lateness, reason=True),
    arrow(Move.UPHOLD, {J.SECONDED}, J.UPHELD, *_RULES_ON_IT, guards.did_not_second, reason=True),
    arrow(Move.UPHOLD, {J.LODGED}, J.UPHELD, *_RULES_ON_IT, guards.is_of_the_ending, reason=True),
    arrow(Move.UPHOLD, {J.LODGED}, J.UPHELD, SYSTEM),
    arrow(Move.DISMISS, {J.LODGED}, J.DISMISSED, *_RULES_ON_IT, reason=True),
    arrow(Move.DISMISS, {J.SECONDED}, J.DISMISSED, *_RULES_ON_IT, guards.did_not_second, reason=True),
)

INSPECTOR = frozenset({Standing.INSPECTOR})
_LOOKED = (INSPECTOR | ABOVE, guards.looks_afresh)
_INSPECTION = (
    arrow(Move.SEND_TO_LOOK, {I.DRAWN, I.LOOKING}, I.LOOKING, ABOVE | SYSTEM),
    arrow(Move.STILL_GOOD, {I.DRAWN, I.LOOKING}, I.PASSED, *_LOOKED),
    arrow(Move.NOT_GOOD, {I.DRAWN, I.LOOKING}, I.FAILED, *_LOOKED, reason=True),
    arrow(Move.FALL_AWAY, {I.DRAWN, I.LOOKING}, I.VOID, SYSTEM),
)

_TASK_ENDS = frozenset({T.DONE, T.RETURNED, T.RECALLED})
OF_CASES = (
    Table(Kind.INCIDENT, S.DRAFT, tuple(S), ENDS, _INCIDENT),
    Table(
        Kind.PROPOSAL,
        S.DRAFT,
        tuple(state for state in S if state != S.CHECKING),
        ENDS,
        tuple(replace(each, start=each.start - {S.CHECKING}) for each in _PROPOSAL),
    ),
    Table(Kind.TASK, T.ASSIGNED, tuple(T), _TASK_ENDS, _TASK),
    Table(Kind.REQUEST, Q.ASKED, tuple(Q), frozenset(Q) - {Q.ASKED}, _REQUEST),
    Table(Kind.ORDER, D.ISSUED, tuple(D), frozenset({D.FULFILLED, D.LIFTED}), _ORDER),
    Table(Kind.OBJECTION, J.LODGED, tuple(J), frozenset({J.UPHELD, J.DISMISSED}), _OBJECTION),
    Table(Kind.INSPECTION, I.DRAWN, tuple(I), INSPECTION_ENDS, _INSPECTION),
)
