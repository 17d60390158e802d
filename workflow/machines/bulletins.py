"""The machine of a bulletin: drawn up, edited, approved, published, sent. Its figures are never among what changes."""

from models.bulletin import BULLETIN_ENDS, DRAFTS, BulletinState
from workflow.gazette import guards
from workflow.machines.language import CENTRE, SYSTEM, Kind, Move, Standing, Table, arrow

S = BulletinState
EDITORS = CENTRE | {Standing.TOWNSHIP_SUPERVISOR}
SUPERVISORS = frozenset({Standing.TOWNSHIP_SUPERVISOR, Standing.SUPERVISOR})
STORED = frozenset(S) - {S.NEW}
RUNGS = (Move.REMIND, Move.WARN, Move.RAISE, Move.SUPERVISE, Move.TABLE)

_BULLETIN = (
    arrow(Move.DRAW_UP, {S.NEW}, S.DRAFTED, SYSTEM),
    arrow(Move.EDIT, {S.DRAFTED, S.EDITED}, S.EDITED, EDITORS),
    arrow(Move.APPROVE, {S.DRAFTED, S.EDITED}, S.APPROVED, SUPERVISORS, guards.somebody_else_edited),
    arrow(Move.HAND_BACK, {S.EDITED, S.APPROVED}, S.DRAFTED, SUPERVISORS, reason=True),
    arrow(Move.ISSUE, {S.APPROVED}, S.PUBLISHED, EDITORS | SUPERVISORS),
    arrow(Move.ISSUE, DRAFTS, S.PUBLISHED, SYSTEM),
    arrow(Move.SEND, {S.PUBLISHED}, S.SENT, SYSTEM),
    arrow(Move.DISCARD, DRAFTS, S.WITHDRAWN, SUPERVISORS, reason=True),
    arrow(Move.CORRECT, {S.SENT}, None, EDITORS | SUPERVISORS, guards.is_not_being_corrected, reason=True),
    arrow(Move.SUPERSEDE, {S.SENT}, S.SUPERSEDED, SYSTEM),
    *(arrow(move, STORED, None, SYSTEM) for move in RUNGS),
    arrow(Move.RETIME, STORED, None, SYSTEM),
)

OF_BULLETINS = (Table(Kind.BULLETIN, S.NEW, tuple(S), BULLETIN_ENDS, _BULLETIN),)
