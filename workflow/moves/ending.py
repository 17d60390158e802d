"""How a case comes to an end: whatever is open on it ends with it, and its reporter is told."""

from models.incident import Ending
from models.notice import NoticeKind
from workflow.draft import Draft
from workflow.effects import Publication
from workflow.machines import Kind, Move, Standing

LEVELS = {
    Standing.SUPERVISOR: 1,
    Standing.TOWNSHIP_SUPERVISOR: 2,
    Standing.CHIEF: 2,
    Standing.DISPATCHER: 2,
    Standing.INTAKE: 2,
    Standing.DUTY: 2,
}
"""The duty level at which somebody of that standing decides; whoever is not named decides below the township."""

UNREADABLE = frozenset({Ending.WITHDRAWN, Ending.VOIDED, Ending.MERGED})
"""What ended so nobody reads any more, published as it may have been."""


def end(draft: Draft, ending: Ending) -> None:
    """Everything open on the incident ends with it. An objection goes one level above who decided."""
    level = min((LEVELS[held] for held in draft.held if held in LEVELS), default=3)
    draft.end_all(Kind.TASK, Move.RECALL)
    draft.end_all(Kind.REQUEST, Move.LAPSE)
    for order in [order for order in draft.orders.values() if order.open]:
        draft.amend(Kind.ORDER, order.id, decided_at=draft.now)
    draft.end_all(Kind.ORDER, Move.LIFT)
    draft.change(
        ending=ending,
        ended_at=draft.now,
        ended_by=draft.actor_id,
        ended_level=level,
        ended_from=draft.before.incident.state,
        claimed_by=None,
        claimed_at=None,
    )
    if ending in UNREADABLE and draft.incident.published_at is not None:
        draft.publication = Publication(draft.incident_id, None)
        draft.change(published_at=None)
    draft.because("ended", ending=ending)
    draft.tell_reporter(NoticeKind.ENDED, ending=str(ending))
    draft.tell(draft.facts.followers, NoticeKind.ENDED, draft.incident_id, ending=str(ending))
