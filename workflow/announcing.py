"""What open pages are told of an outcome: where its subject lies and lay, whom and what it is and was given to."""

from collections.abc import Iterable
from uuid import UUID

from models.incident import Incident
from workflow import rights
from workflow.effects import Outcome
from workflow.events import Event
from workflow.view import BulletinView, CampaignView, MeetingView, MotionView, PatrolView, SpotView, View


def event_of(outcome: Outcome) -> Event:
    """The live event of an outcome."""
    view = outcome.view
    if isinstance(view, MeetingView):
        return _of_meeting(outcome, view)
    if isinstance(view, MotionView):
        return _of_news(outcome, view.motion.number)
    if isinstance(view, BulletinView):
        return _of_news(outcome, view.bulletin.number)
    if isinstance(view, SpotView | PatrolView | CampaignView):
        return _of_patrol(outcome, view)
    assert isinstance(view, View)
    return _of_incident(outcome, view)


def _of_incident(outcome: Outcome, view: View) -> Event:
    incident, before, tasks = view.incident, _before(outcome, view), view.tasks.values()
    given = {*(task.person_id for task in tasks), *rights.asked(incident), *rights.asked(before)}
    own = {incident.reporter_id, incident.verifier_id, before.verifier_id}
    return Event(
        at=outcome.entry.recorded_at,
        seq=outcome.entry.seq,
        move=outcome.entry.move,
        incident_id=incident.id,
        number=incident.number,
        path=incident.path,
        came_from=before.path if before.path != incident.path else None,
        specials=sorted({*incident.specials, *before.specials}),
        persons=_texts(given | own),
        asked=_texts(given),
        units=_texts(task.unit_id for task in tasks),
        grids=_texts(task.grid_id for task in tasks),
        told=_texts(notice.recipient_id for notice in outcome.notices),
    )


def _of_meeting(outcome: Outcome, view: MeetingView) -> Event:
    meeting, decisions = view.meeting, view.decisions.values()
    owners = _texts(decision.person_id for decision in decisions)
    return Event(
        at=outcome.entry.recorded_at,
        seq=outcome.entry.seq,
        move=outcome.entry.move,
        meeting_id=meeting.id,
        number=meeting.number,
        path=meeting.path,
        persons=sorted({*meeting.attendees, *owners}),
        asked=owners,
        units=_texts(decision.unit_id for decision in decisions),
        grids=_texts(decision.grid_id for decision in decisions),
        told=_texts(notice.recipient_id for notice in outcome.notices),
    )


def _of_news(outcome: Outcome, number: str) -> Event:
    """Of a motion or a bulletin: news for those who are told of it."""
    told, entry = _texts(notice.recipient_id for notice in outcome.notices), outcome.entry
    return Event(at=entry.recorded_at, seq=entry.seq, move=entry.move, number=number, persons=told, told=told)


def _of_patrol(outcome: Outcome, view: SpotView | PatrolView | CampaignView) -> Event:
    """Of a campaign's patrol, the campaign's too: whoever has it open sees how it goes."""
    entry, told = outcome.entry, _texts(notice.recipient_id for notice in outcome.notices)
    campaign = view.campaign.id if isinstance(view, CampaignView) else None
    return Event(
        at=entry.recorded_at,
        seq=entry.seq,
        move=entry.move,
        patrol_id=view.patrol.id if isinstance(view, PatrolView) else None,
        campaign_id=view.patrol.campaign_id if isinstance(view, PatrolView) else campaign,
        number=view.root.number,
        path=view.root.path,
        told=told,
    )


def _before(outcome: Outcome, view: View) -> Incident:
    """The incident as it was before the change, or as it is where the change did not touch it or made it."""
    for change in outcome.changes:
        if isinstance(change.before, Incident):
            return change.before
    return view.incident


def _texts(ids: Iterable[UUID | None]) -> list[str]:
    return sorted({str(identity) for identity in ids if identity is not None})
