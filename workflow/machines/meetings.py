"""The machines of a meeting and of what it decides."""

from models.meeting import COMING, DECISION_ENDS, MEETING_ENDS, DecisionState, MeetingState
from workflow.machines.language import CENTRE, DOER, SYSTEM, Kind, Move, Standing, Table, arrow
from workflow.meetings import guards

M, D = MeetingState, DecisionState
CONVENE = CENTRE | {Standing.CONVENER}
STORED = frozenset(M)
SHAPED = COMING | {M.HELD}
"""Up to the minutes the convener adds to the agenda; whoever is invited, until it begins."""
UNSETTLED = frozenset({D.OPEN, D.REPORTED})

_MEETING = (
    arrow(Move.PLAN, {M.PLANNED}, None, SYSTEM),
    arrow(Move.CALL, {M.PLANNED}, None, frozenset({Standing.CONVENER}), guards.is_called_only_now),
    arrow(Move.DRAW, {M.PLANNED}, M.DRAWN, CONVENE | SYSTEM),
    arrow(Move.DRAW, {M.DRAWN, M.INVITED}, None, CONVENE | SYSTEM),
    arrow(Move.INVITE, {M.DRAWN}, M.INVITED, CONVENE | SYSTEM),
    arrow(Move.POSTPONE, COMING, None, CONVENE, guards.may_still_be_put_off, reason=True),
    arrow(Move.CANCEL, COMING, M.CANCELLED, CONVENE, guards.does_not_make_up, reason=True),
    arrow(Move.ADD_ITEM, COMING, None, CONVENE | {Standing.ATTENDEE}),
    arrow(Move.ADD_ITEM, {M.HELD}, None, CONVENE),
    arrow(Move.ORDER_ITEMS, SHAPED, None, CONVENE),
    arrow(Move.STRIKE_ITEM, COMING, None, CONVENE, reason=True),
    arrow(Move.RESTORE_ITEM, SHAPED, None, CONVENE),
    arrow(Move.INVITE_GUEST, COMING, None, CONVENE),
    arrow(Move.LEAVE_OUT_GUEST, COMING, None, CONVENE),
    arrow(Move.SET_LINK, COMING, None, CONVENE),
    arrow(Move.TELL_AGAIN, {M.INVITED}, None, SYSTEM),
    arrow(Move.FALL_BEHIND, COMING, None, SYSTEM),
    arrow(Move.HOLD, {M.DRAWN, M.INVITED}, M.HELD, CONVENE, guards.has_begun),
    arrow(Move.MINUTE, {M.HELD}, M.MINUTED, CONVENE, reason=True),
    arrow(Move.ADJOURN, {M.HELD}, M.CLOSED, CONVENE, reason=True),
    arrow(
        Move.PUBLISH_CONCLUSION, {M.MINUTED, M.CLOSED}, None, CONVENE, guards.is_a_roundtable, guards.has_its_minutes
    ),
    arrow(Move.ADJOURN, {M.MINUTED}, M.CLOSED, SYSTEM, guards.nothing_left_to_do),
    *(arrow(move, STORED, None, SYSTEM) for move in (Move.REMIND, Move.WARN, Move.RAISE, Move.SUPERVISE, Move.TABLE)),
    arrow(Move.RETIME, STORED, None, SYSTEM),
    arrow(Move.MIGRATE, STORED, None, SYSTEM),
)

_DECISION = (
    arrow(Move.CARRY_OUT, {D.OPEN}, D.REPORTED, DOER, guards.adopts_no_motion, reason=True),
    arrow(Move.SEND_BACK, {D.REPORTED}, D.OPEN, CONVENE, reason=True),
    arrow(Move.SIGN_OFF, {D.REPORTED}, D.DONE, CONVENE, guards.did_not_carry_it_out),
    arrow(Move.DROP, UNSETTLED, D.DROPPED, CONVENE, reason=True),
    arrow(Move.SWITCH_ON, {D.OPEN}, D.DONE, SYSTEM),
)

OF_MEETINGS = (
    Table(Kind.MEETING, M.PLANNED, tuple(M), MEETING_ENDS, _MEETING),
    Table(Kind.DECISION, D.OPEN, tuple(D), DECISION_ENDS, _DECISION),
)
