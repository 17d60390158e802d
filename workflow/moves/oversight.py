"""What the levels owe each other: reminders, raising, objections, and words between people."""

from typing import Any

from models.incident import State
from models.notice import NoticeKind
from models.people import Role
from models.task import FigureOf, Objection, ObjectionKind, ObjectionState
from models.territory import CITY, TOWNSHIP
from workflow import responsible
from workflow.commands import Dispute, Noted, OnObjection, Plain, Reasoned
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.indicators import FORMULAS, WATCHED
from workflow.machines import Kind, Move, Standing
from workflow.moves.feedback import rate
from workflow.moves.opening import reopen, unmerge
from workflow.rights import level_role


def remind(draft: Draft, payload: Plain) -> None:
    """催办: whoever has the case is told, and a clock tells them again until something is done."""
    incident = draft.incident
    draft.change(
        reminders_by_hand=incident.reminders_by_hand + 1,
        unheeded=incident.unheeded + 1,
        reminded_at=draft.now,
        pressed_at=draft.now,
        pressing=True,
    )
    draft.because("reminded-by-hand", times=draft.incident.reminders_by_hand, count=draft.incident.unheeded)
    responsible.tell(draft, NoticeKind.REMIND, count=draft.incident.unheeded)


def raise_(draft: Draft, payload: Plain) -> None:
    """One level up: an overseer is added, the doer stays."""
    to_level(draft, draft.incident.level - 1)


def to_level(draft: Draft, level: int) -> None:
    level = max(CITY, level)
    if level < draft.incident.level:
        draft.change(level=level, raised_at=draft.now)
        draft.because("raised", level=level)
    draft.tell_role(level_role(level), NoticeKind.RAISED)


def hand_down(draft: Draft, payload: Reasoned) -> None:
    draft.change(level=draft.incident.level + 1, hand_downs=draft.incident.hand_downs + 1)
    draft.because("handed-down", level=draft.incident.level)
    responsible.tell(draft, NoticeKind.ARRIVED)


def table(draft: Draft, payload: Plain) -> None:
    """Onto the joint meeting's agenda."""
    if draft.incident.tabled_at is None:
        draft.change(tabled_at=draft.now)
        draft.because("tabled")
    draft.tell_role(Role.SUPERVISOR, NoticeKind.TABLED)


def hear(draft: Draft, payload: Plain) -> None:
    """A meeting heard the case. `context` says which, and what it decided by when."""
    context = draft.command.context or {}
    draft.change(tabled_at=None)
    if not context["decisions"]:
        draft.because("heard", meeting=context["meeting"])
    for decision, due in context["decisions"]:
        draft.because("heard-decided", meeting=context["meeting"], decision=decision, due=due)


def object_(draft: Draft, payload: Reasoned) -> None:
    """异议: decided one level above who decided the end."""
    rate(draft, payload)
    ended = draft.incident.ended_level
    _lodge(draft, ObjectionKind.ENDING, min(TOWNSHIP, max(CITY, (ended or TOWNSHIP + 1) - 1)))


def appeal(draft: Draft, payload: Reasoned) -> None:
    """超时申诉: the unit holds that its lateness should not count. Two reviewers decide, one after the other."""
    _lodge(draft, ObjectionKind.LATENESS, TOWNSHIP)


def dispute(draft: Draft, payload: Dispute) -> None:
    """对指标提出异议: a figure counts this case and should not. Of a person or a unit the township decides, of a
    township the city."""
    if payload.figure not in (*FORMULAS, *WATCHED):
        raise BadInput("figure", "not-counted")
    about = {"figure_of": payload.of, "figure_key": _counted(draft, payload.of), "figure": payload.figure}
    if any(about.items() <= objection.model_dump(mode="python").items() for objection in draft.objections.values()):
        raise BadInput("figure", "objected-already")
    _lodge(draft, ObjectionKind.FIGURE, CITY if payload.of == FigureOf.TOWNSHIP else TOWNSHIP, **about)


def _counted(draft: Draft, of: FigureOf) -> str:
    """The key of who objects among those whose figures are kept; BadInput for somebody else's."""
    incident = draft.incident
    if of == FigureOf.TOWNSHIP:
        found = incident.township if Standing.TOWNSHIP_SUPERVISOR in draft.held else None
    elif of == FigureOf.UNIT:
        posts = draft.facts.posts(draft.actor_id) if draft.actor_id else ()
        units = {post.unit_id for post in posts if post.unit_id}
        found = next((str(task.unit_id) for task in draft.tasks.values() if task.unit_id in units), None)
    elif of == FigureOf.INFORMANT or draft.held != {Standing.REPORTER}:
        found = str(draft.actor_id)
    else:
        found = None
    if found is None:
        raise BadInput("of", "not-counted")
    return found


def _lodge(draft: Draft, kind: ObjectionKind, level: int, **about: Any) -> None:
    objection = Objection(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        kind=kind,
        state=ObjectionState.LODGED,
        level=level,
        lodged_by=draft.actor_id,
        lodged_at=draft.now,
        **about,
    )
    draft.put(Kind.OBJECTION, objection)
    if kind == ObjectionKind.ENDING:
        draft.change(objections=draft.incident.objections + 1)
    draft.because("objected", kind=kind, level=level)
    draft.tell_role(level_role(level), NoticeKind.OBJECTED, objection.id)


def uphold(draft: Draft, payload: OnObjection) -> None:
    """The end is undone, or the lateness exempted (that it was late stays on the record), or the case left out of the
    figure from the day of the ruling on: what was told of days that have ended stays as it was told."""
    if draft.objections[draft.about].state == ObjectionState.SECONDED:
        _second(draft)
        return
    objection = _ruled(draft)
    if objection.kind == ObjectionKind.LATENESS:
        draft.change(exempt=True)
        draft.because("exempted")
    elif objection.kind == ObjectionKind.FIGURE:
        draft.because("left-out")
    elif draft.incident.state == State.MERGED:
        draft.move(Kind.INCIDENT, draft.incident_id, Move.UNMERGE)
        unmerge(draft, payload)
    else:
        draft.move(Kind.INCIDENT, draft.incident_id, Move.REOPEN)
        reopen(draft, payload)


def _second(draft: Draft) -> None:
    """The first of two reviewers upholds an appeal: another one of the township decides, or the city where the township
    has no other."""
    objection, first = draft.objections[draft.about], draft.actor_id
    others = draft.facts.others(level_role(TOWNSHIP), draft.incident.path, first)
    level = TOWNSHIP if others else CITY
    draft.amend(Kind.OBJECTION, objection.id, seconded_by=first, seconded_at=draft.now, level=level)
    draft.because("seconded", level=level)
    draft.tell_role(level_role(level), NoticeKind.OBJECTED, objection.id)


def dismiss(draft: Draft, payload: OnObjection) -> None:
    _ruled(draft)
    draft.because("dismissed")


def _ruled(draft: Draft) -> Objection:
    objection = draft.objections[draft.about]
    draft.amend(Kind.OBJECTION, objection.id, decided_by=draft.actor_id, decided_at=draft.now)
    if objection.lodged_by is not None:
        draft.tell([objection.lodged_by], NoticeKind.DECIDED, objection.id)
    return objection


def note(draft: Draft, payload: Noted) -> None:
    """A remark on the ledger; nothing else changes."""


def ask(draft: Draft, payload: Noted) -> None:
    draft.tell_reporter(NoticeKind.ASKED)


def message(draft: Draft, payload: Noted) -> None:
    responsible.tell(draft, NoticeKind.MESSAGE)


def retime(draft: Draft, payload: Plain) -> None:
    """The calendar was published or amended: every deadline still ahead is counted anew, and the reporter told."""
    before = draft.incident.promise_at
    draft.change(calendar_version=draft.calendar.version)
    for clock in list(draft.view().clocks.values()):
        if not clock.over:
            draft.happened(draft.timing.retime(clock))
    draft.follow_clocks()
    if draft.incident.promise_at != before:
        draft.because("promise-moved", calendar=draft.calendar.version)
        draft.tell_reporter(NoticeKind.PROMISE_MOVED)


MOVES: dict[Move, Act] = {
    Move.REMIND: remind,
    Move.RAISE: raise_,
    Move.HAND_DOWN: hand_down,
    Move.TABLE: table,
    Move.OBJECT: object_,
    Move.APPEAL: appeal,
    Move.DISPUTE: dispute,
    Move.UPHOLD: uphold,
    Move.DISMISS: dismiss,
    Move.NOTE: note,
    Move.ASK: ask,
    Move.MESSAGE: message,
    Move.RETIME: retime,
    Move.HEAR: hear,
}
