"""What each move on a meeting or a decision does beside moving its subject: one small function a move."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.clock import Stage
from models.meeting import Decision, DecisionState, MeetingState
from models.notice import NoticeKind
from workflow import duties
from workflow.calendar import Budget, CalendarError
from workflow.carrying_over import Leaving, carry_over
from workflow.commands import Payload, Plain, Reasoned
from workflow.directory import Target
from workflow.errors import BadInput
from workflow.ledger import instant
from workflow.machines import Kind, Move
from workflow.meetings import agenda, editing, on_motions, outside
from workflow.meetings.agenda import Gathered
from workflow.meetings.attendees import attendees
from workflow.meetings.draft import Act, MeetingDraft, owner
from workflow.meetings.guards import PUT_OFFS
from workflow.meetings.payloads import Call, Conclusion, Minute, OnDecision, OnDecisionReasoned, Postpone, Resolution
from workflow.meetings.putting_off import latest

SENT_BACKS: Final = 3
"""From so many times on that a decision was sent back the level above hears of each."""

FURTHEST = timedelta(days=366)
"""How far ahead the deadline of a decision is set."""


def plan(draft: MeetingDraft, payload: Plain) -> None:
    """`context` says why it is called: `regular`, or `called` with how many wait, or support a suggestion."""
    context, meeting = draft.command.context or {}, draft.meeting
    if "proposal" in context:
        draft.because("supported", count=context["count"], incident=context["proposal"], until=meeting.starts_at)
    elif "count" in context:
        draft.because("called", count=context["count"], until=meeting.starts_at)
    else:
        code = "planned-anew" if meeting.makes_up else "planned"
        draft.because(code, period=meeting.occasion, until=meeting.starts_at)


def call(draft: MeetingDraft, payload: Call) -> None:
    """A consultation beside the calendar, with what it is about on its agenda. It is drawn and announced as others."""
    at = draft.meeting.starts_at
    _check_ahead(draft, "day", at, draft.now + FURTHEST)
    if not draft.calendar.is_workday(payload.day):
        raise BadInput("day", "not-a-working-day")
    editing.open_with(draft, payload.subject)
    draft.because("called-beside-the-calendar", until=at)


def draw(draft: MeetingDraft, payload: Plain) -> None:
    """The agenda as things are now, and who is to come; who is new after the invitations is invited now, as
    long as its time has not come."""
    found: Gathered = (draft.command.context or {})["gathered"]
    before = draft.meeting.agenda
    known = agenda.motions(before)
    items, struck = editing.arranged(draft.meeting, agenda.items(draft.meeting, found, draft.now))
    heard = [each for each in found.tabled if each.id in agenda.tabled(items)]
    coming = attendees(draft.meeting, heard, draft.facts)
    new = [person for person in coming if str(person) not in draft.meeting.attendees]
    invited = [str(person) for person in coming]
    draft.change(agenda=items, struck=struck, attendees=invited, drawn_at=draft.now)
    draft.because("drawn", count=len(items), tabled=len(heard))
    for put in found.motions:
        if put.id not in known:
            draft.because("motion-on-the-agenda", motion=put.number)
            draft.move_motion(put.id, Move.TABLE)
    if draft.meeting.state == MeetingState.INVITED and not draft.past:
        draft.tell(new, NoticeKind.INVITED)
        editing.redrawn(draft, before)


def invite(draft: MeetingDraft, payload: Plain) -> None:
    """Everybody hears of it; past its time the convener alone, who still has to hold it or to put it off."""
    if draft.past:
        draft.because("invited-past")
        draft.tell_convener(NoticeKind.INVITED)
        return
    draft.change(invited_at=draft.now)
    draft.because("invited", count=len(draft.meeting.attendees))
    draft.tell_everybody(NoticeKind.INVITED)


def postpone(draft: MeetingDraft, payload: Postpone) -> None:
    at = payload.starts_at
    _check_ahead(draft, "starts_at", at, latest(draft.meeting, draft.rules, draft.calendar))
    if not draft.calendar.is_workday(at.astimezone(draft.calendar.tz).date()):
        raise BadInput("starts_at", "not-a-working-day")
    draft.because("postponed", before=instant(draft.meeting.starts_at), until=instant(at))
    draft.change(postponed=draft.meeting.postponed + 1)
    _put_off(draft, at)
    if draft.meeting.postponed >= PUT_OFFS:
        draft.because("put-off-often", times=draft.meeting.postponed)
        draft.raise_above()


def _put_off(draft: MeetingDraft, at: datetime) -> None:
    """Another instant; its clock goes on to that, and those invited hear of it. What still waits to tell them of an
    earlier instant is not sent any more."""
    meeting = draft.meeting
    draft.change(first_at=meeting.first_at or meeting.starts_at, starts_at=at, sequence=meeting.sequence + 1)
    draft.hushed[draft.root_id] = None
    clock = draft.clock(draft.root_id, Stage.MEETING)
    if clock is not None:
        draft.happened(draft.timing.until(clock, at))
    if draft.meeting.state == MeetingState.INVITED:
        draft.tell_everybody(NoticeKind.MEETING_CHANGED)


def cancel(draft: MeetingDraft, payload: Reasoned) -> None:
    """Those invited hear of it, and the level above in any case. What is owed is planned anew, see `owed`."""
    draft.change(ended_at=draft.now, sequence=draft.meeting.sequence + 1)
    draft.because("cancelled")
    on_motions.leave(draft)
    if draft.before.meeting.state == MeetingState.INVITED:
        draft.tell_everybody(NoticeKind.MEETING_CANCELLED)
    draft.tell_above(NoticeKind.MEETING_CANCELLED)


def tell_again(draft: MeetingDraft, payload: Plain) -> None:
    """What was changed on the agenda since the invitations is told once; the time stays."""
    draft.because("agenda-changed", count=len(draft.meeting.agenda))
    draft.change(changed_at=None)
    draft.tell([UUID(person) for person in draft.meeting.attendees], NoticeKind.MEETING_CHANGED)


def fall_behind(draft: MeetingDraft, payload: Plain) -> None:
    """It was owed for a period that has ended: from now on that is certain, and the body's own supervisors and the
    level above are told, once."""
    draft.change(behind_at=draft.now)
    draft.because("fell-behind", period=draft.meeting.occasion)
    draft.tell_convener(NoticeKind.FELL_BEHIND)
    draft.tell_above(NoticeKind.FELL_BEHIND)


def hold(draft: MeetingDraft, payload: Plain) -> None:
    draft.change(held_at=draft.now, changed_at=None)


def adjourn(draft: MeetingDraft, payload: Reasoned) -> None:
    """Nothing was decided: closed at once. What was tabled comes before the next meeting."""
    draft.change(ended_at=draft.now)
    draft.because("nothing-decided")
    on_motions.leave(draft)


def minute(draft: MeetingDraft, payload: Minute) -> None:
    """The minutes are written, its decisions are given out; the tabled cases that a decision or the minutes name have
    been heard, the others wait for the next meeting."""
    draft.change(minuted_at=draft.now)
    draft.words[draft.root_id] = payload.text
    for number, resolution in enumerate(payload.decisions, 1):
        decision = _decided(draft, resolution, number)
        draft.put(Kind.DECISION, decision)
        draft.words[decision.id] = resolution.text
    on_motions.decide(draft, payload.motions)
    for decision in list(draft.decisions.values()):
        draft.because(
            "decided", decision=decision.number, receiver=owner(decision, draft.facts).code, due=decision.due_at
        )
        draft.tell_owner(decision, NoticeKind.DECISION)
    draft.tell_everybody(NoticeKind.MINUTES)
    _hear(draft, payload.heard)
    settle(draft)


def _hear(draft: MeetingDraft, named: list[str]) -> None:
    cases = agenda.tabled(draft.meeting.agenda)
    for index, number in enumerate(named):
        if number not in cases.values():
            raise BadInput(f"heard.{index}", "not-on-the-agenda", value=number)
    decided = {decision.incident_id for decision in draft.decisions.values()}
    draft.heard = {case: _heard(draft, case) for case, number in cases.items() if case in decided or number in named}
    if len(draft.heard) < len(cases):
        draft.because("left-tabled", count=len(cases) - len(draft.heard))


def _decided(draft: MeetingDraft, said: Resolution, number: int) -> Decision:
    field = f"decisions.{number - 1}"
    target = draft.facts.receiver(f"{field}.owner", said.owner)
    case = agenda.case(draft.meeting.agenda, said.incident) if said.incident else None
    if said.incident and case is None:
        raise BadInput(f"{field}.incident", "not-on-the-agenda", value=said.incident)
    return Decision(
        id=draft.new_id(),
        meeting_id=draft.root_id,
        number=number,
        state=DecisionState.OPEN,
        incident_id=case,
        due_at=_due(draft, said, field),
        decided_at=draft.now,
        **_owned_by(target),
    )


def _owned_by(target: Target) -> dict[str, Any]:
    return {f"{target.kind}_id": target.id}


def _due(draft: MeetingDraft, said: Resolution, field: str) -> datetime:
    named = f"{field}.{'budget' if said.due_at is None else 'due_at'}"
    at = _counted(draft, said.budget, named) if said.due_at is None else said.due_at
    _check_ahead(draft, named, at, draft.now + FURTHEST)
    return at


def _check_ahead(draft: MeetingDraft, field: str, at: datetime, last: datetime) -> None:
    if not draft.now < at <= last:
        raise BadInput(field, "out-of-range", earliest=draft.now.isoformat(), latest=instant(last))


def _counted(draft: MeetingDraft, written: str | None, field: str) -> datetime:
    try:
        budget = Budget.parse(written) if written else draft.rules.limits.budgets[Stage.DECISION]
        return draft.calendar.due(draft.now, budget).at
    except CalendarError as cause:
        raise BadInput(field, "beyond-the-calendar") from cause
    except ValueError as cause:
        raise BadInput(field, "not-a-budget", value=written) from cause


def _heard(draft: MeetingDraft, case: UUID) -> Mapping[str, Any]:
    """What the ledger of a case is to say: which meeting heard it, and what it decided by when."""
    decided = [(d.number, instant(d.due_at)) for d in draft.decisions.values() if d.incident_id == case]
    return {"meeting": draft.meeting.number, "decisions": sorted(decided)}


def settle(draft: MeetingDraft) -> None:
    """A meeting whose decisions have all come to an end is closed by itself."""
    waits = draft.meeting.owes_conclusion or any(decision.open for decision in draft.decisions.values())
    if draft.meeting.state == MeetingState.MINUTED and not waits:
        draft.move(Kind.MEETING, draft.root_id, Move.ADJOURN)
        draft.change(ended_at=draft.now)
        draft.because("all-carried-out")


def publish(draft: MeetingDraft, payload: Conclusion) -> None:
    """Of a roundtable about a suggestion, what it came to is the answer to that, the first time that it is public."""
    meeting = draft.before.meeting
    outside.publish(draft, payload)
    if meeting.proposal_id is not None and meeting.published_at is None:
        draft.answered[meeting.proposal_id] = payload.text
    settle(draft)


def carry_out(draft: MeetingDraft, payload: OnDecisionReasoned) -> None:
    draft.amend(Kind.DECISION, draft.about, carried_at=draft.now, carried_by=draft.actor_id)
    if draft.decisions[draft.about].late(draft.now):
        draft.because("carried-out-late", due=draft.decisions[draft.about].due_at)
    draft.tell_convener(NoticeKind.ANSWERED)


def send_back(draft: MeetingDraft, payload: OnDecisionReasoned) -> None:
    """Not done yet. The first time the owner has what was left when it was reported; after that the deadline stays
    where it is, and from `SENT_BACKS` on each time is raised."""
    found = draft.decisions[draft.about]
    times = found.sent_back + 1
    clock = draft.clock(found.id, Stage.DECISION)
    if clock is not None and times > 1:
        draft.happened(draft.timing.charge(clock, found.due_at))
    draft.amend(Kind.DECISION, draft.about, carried_at=None, carried_by=None, sent_back=times)
    draft.because("sent-back", times=times)
    draft.tell_owner(draft.decisions[draft.about], NoticeKind.REWORK)
    if times >= SENT_BACKS:
        draft.raise_above(draft.about)


def end_decision(draft: MeetingDraft, payload: OnDecision | OnDecisionReasoned) -> None:
    """It is done, or not wanted any more; then what it adopted is not either."""
    draft.amend(Kind.DECISION, draft.about, ended_at=draft.now, ended_by=draft.actor_id)
    decision = draft.decisions[draft.about]
    draft.tell_owner(decision, NoticeKind.DECIDED)
    if decision.motion_id is not None:
        draft.move_motion(decision.motion_id, Move.TAKE_BACK)
    settle(draft)


def switch_on(draft: MeetingDraft, payload: Plain) -> None:
    """The rules that a decision adopted are in force: it is done. The motion itself tells of it."""
    draft.amend(Kind.DECISION, draft.about, ended_at=draft.now)
    draft.because("switched-on", decision=draft.decisions[draft.about].number)
    settle(draft)


def retime(draft: MeetingDraft, payload: Payload) -> None:
    """The calendar was published or amended: what is counted in working time is counted anew, and a meeting that
    would fall on a rest day is put off to the next working day."""
    draft.change(calendar_version=draft.calendar.version)
    for clock in list(draft.view().clocks.values()):
        if not clock.over:
            draft.happened(draft.timing.retime(clock))
    day = draft.meeting.starts_at.astimezone(draft.calendar.tz).date()
    if draft.meeting.coming and not draft.calendar.is_workday(day):
        at = duties.opening(draft.calendar, draft.calendar.next_workday(day))
        draft.because("put-off", until=at, calendar=draft.calendar.version)
        _put_off(draft, at)


def migrate(draft: MeetingDraft, payload: Payload) -> None:
    """It goes on under other rules; what was called and decided stays as it was."""
    leaving: Leaving = (draft.command.context or {})["leaving"]
    draft.because("migrated", before=leaving.rules.number, version=draft.rules.number)
    draft.change(rules_version=draft.rules.number, calendar_version=draft.calendar.version)
    carry_over(draft, leaving)


MOVES: Mapping[Move, Act] = {
    Move.PLAN: plan,
    Move.CALL: call,
    Move.DRAW: draw,
    Move.INVITE: invite,
    Move.POSTPONE: postpone,
    Move.CANCEL: cancel,
    Move.ADD_ITEM: editing.add,
    Move.ORDER_ITEMS: editing.order,
    Move.STRIKE_ITEM: editing.strike,
    Move.RESTORE_ITEM: editing.restore,
    Move.INVITE_GUEST: outside.invite_guest,
    Move.LEAVE_OUT_GUEST: outside.leave_out_guest,
    Move.SET_LINK: outside.set_link,
    Move.TELL_AGAIN: tell_again,
    Move.FALL_BEHIND: fall_behind,
    Move.HOLD: hold,
    Move.MINUTE: minute,
    Move.PUBLISH_CONCLUSION: publish,
    Move.ADJOURN: adjourn,
    Move.CARRY_OUT: carry_out,
    Move.SEND_BACK: send_back,
    Move.SIGN_OFF: end_decision,
    Move.DROP: end_decision,
    Move.SWITCH_ON: switch_on,
    Move.RETIME: retime,
    Move.MIGRATE: migrate,
}
