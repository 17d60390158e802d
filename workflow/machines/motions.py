"""The machine of a motion to change the rules. Who puts it may take it back; the rest follows the meeting."""

from models.motion import MOTION_ENDS, MotionState
from workflow.machines.language import SYSTEM, Kind, Move, Standing, Table, arrow

S = MotionState
KEEPER = frozenset({Standing.KEEPER})

_MOTION = (
    arrow(Move.PROPOSE, {S.DRAFT}, S.PROPOSED, KEEPER, reason=True),
    arrow(Move.TABLE, {S.PROPOSED}, S.TABLED, SYSTEM),
    arrow(Move.LEAVE, {S.TABLED}, S.PROPOSED, SYSTEM),
    arrow(Move.ADOPT, {S.TABLED}, S.ADOPTED, SYSTEM),
    arrow(Move.REJECT, {S.TABLED}, S.REJECTED, SYSTEM),
    arrow(Move.TAKE_BACK, {S.PROPOSED, S.TABLED}, S.WITHDRAWN, KEEPER, reason=True),
    arrow(Move.TAKE_BACK, {S.ADOPTED}, S.WITHDRAWN, SYSTEM),
    arrow(Move.HOLD_BACK, {S.ADOPTED}, None, SYSTEM),
    arrow(Move.INSIST, {S.ADOPTED}, None, KEEPER, reason=True),
    arrow(Move.SWITCH_ON, {S.ADOPTED}, S.IN_FORCE, SYSTEM),
)

OF_MOTIONS = (Table(Kind.MOTION, S.DRAFT, tuple(S), MOTION_ENDS, _MOTION),)
