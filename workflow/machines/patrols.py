"""The machines of spots to patrol, of patrols, and of campaigns."""

from models.patrol import CAMPAIGN_ENDS, PATROL_ENDS, SPOT_ENDS, CampaignState, PatrolState, SpotState
from workflow.machines.language import CENTRE, SYSTEM, Kind, Move, Standing, Table, arrow

P, S, C = PatrolState, SpotState, CampaignState
OPEN = frozenset({P.DUE, P.MISSED})
LOOKS = frozenset({Standing.INFORMANT, Standing.HANDLER, Standing.TOWNSHIP_SUPERVISOR})
KEEPS = CENTRE | {Standing.TOWNSHIP_SUPERVISOR}

_PATROL = (
    arrow(Move.PLAN, {P.DUE}, None, SYSTEM),
    arrow(Move.CHECK_OFF, OPEN, P.DONE, LOOKS),
    arrow(Move.FIND, OPEN, P.FOUND, LOOKS),
    arrow(Move.WAIVE, OPEN, P.DROPPED, KEEPS | SYSTEM, reason=True),
    arrow(Move.MISS, {P.DUE}, P.MISSED, SYSTEM),
    *(arrow(move, OPEN, None, SYSTEM) for move in (Move.REMIND, Move.WARN, Move.RAISE, Move.SUPERVISE, Move.TABLE)),
    arrow(Move.REGRID, OPEN, None, SYSTEM),
    arrow(Move.RETIME, OPEN, None, SYSTEM),
)

_SPOT = (
    arrow(Move.ADD, {S.DRAFT}, S.STANDING, KEEPS),
    arrow(Move.SHIFT, {S.STANDING}, None, KEEPS),
    arrow(Move.REGRID, {S.STANDING}, None, SYSTEM),
    arrow(Move.RETIRE, {S.STANDING}, S.ENDED, KEEPS, reason=True),
)

_CAMPAIGN = (
    arrow(Move.START, {C.DRAFT}, C.RUNNING, KEEPS),
    arrow(Move.CALL_OFF, {C.RUNNING}, C.CALLED_OFF, KEEPS, reason=True),
    arrow(Move.CONCLUDE, {C.RUNNING}, C.ENDED, SYSTEM),
    arrow(Move.RETIME, {C.RUNNING}, None, SYSTEM),
)

OF_PATROLS = (
    Table(Kind.CAMPAIGN, C.DRAFT, tuple(C), CAMPAIGN_ENDS, _CAMPAIGN),
    Table(Kind.SPOT, S.DRAFT, tuple(S), SPOT_ENDS, _SPOT),
    Table(Kind.PATROL, P.DUE, tuple(P), PATROL_ENDS, _PATROL),
)
