"""What a rung of a meeting's clock does: it reminds, warns, and raises to the level above. There is no agenda to table
it to and nobody to supervise but those who are told, so these two only speak."""

from models.clock import Clock
from models.meeting import DecisionState
from models.notice import NoticeKind
from models.people import Role
from models.territory import CITY, TOWNSHIP
from workflow.ladder import NOTICE_OF, ROLE_OF, rung_of
from workflow.machines import Move
from workflow.meetings.draft import MeetingDraft, owner
from workflow.rules.language import Audience

OF_TOWNSHIPS = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.DISPATCHER})


def act(draft: MeetingDraft, clock: Clock) -> None:
    """What a rung does, and whom it tells. A rung that is overtaken by a later one tells nobody."""
    rung, move = rung_of(clock, draft.rules), draft.command.move
    draft.because("rung", stage=clock.stage, ladder=clock.ladder, rung=clock.rung + 1, due=clock.due_at)
    before = dict(draft.notices)
    if move == Move.RAISE:
        _raise(draft, clock, rung.level or CITY)
    draft.channels = rung.channels
    for audience in rung.tell:
        _tell(draft, clock, audience, NOTICE_OF[move])
    if (draft.command.context or {}).get("behind"):
        draft.notices = before
        draft.because("superseded")
    draft.happened(draft.timing.rung(clock))


def _raise(draft: MeetingDraft, clock: Clock, level: int) -> None:
    """To the level above the body's; above the city there is the centre."""
    if draft.meeting.level > CITY and level > CITY:
        draft.change(raised_at=draft.now)
    else:
        draft.raise_above(clock.subject_id)


def _tell(draft: MeetingDraft, clock: Clock, audience: Audience, kind: NoticeKind) -> None:
    decision, about = draft.decisions.get(clock.subject_id), clock.subject_id
    if audience == Audience.REPORTER:
        return
    role = ROLE_OF.get(audience)
    if role is None:
        acting = decision is not None and (audience == Audience.DOER or decision.state == DecisionState.OPEN)
        if decision is not None and acting:
            reached = draft.facts.reach_target(owner(decision, draft.facts), draft.meeting.path)
            draft.told(reached, kind, about, "responsible", {})
        else:
            draft.tell_convener(kind, about)
    elif role in OF_TOWNSHIPS and draft.meeting.level < TOWNSHIP:
        draft.tell_convener(kind, about)
    else:
        draft.tell_role(role, kind, about)
