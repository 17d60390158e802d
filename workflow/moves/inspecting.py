"""Inspection (督促检查): a second look at what was closed. What is not put right is reopened, and counts as redone."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from models.incident import Incident
from models.inspection import Inspection, InspectionState
from models.notice import NoticeKind
from models.people import Role
from models.task import Task, TaskState
from workflow import receivers
from workflow.commands import Looked, NotGood, Payload, SendToLook
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.machines import Kind, Move, Standing
from workflow.moves.opening import reopen
from workflow.rollup import LEADS


def inspect(draft: Draft, payload: Payload) -> None:
    """抽查: by a draw of the rules (`context` says which), or by hand with a reason."""
    by: Mapping[str, Any] = draft.command.context or {}
    work = _work(draft)
    inspection = Inspection(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        state=InspectionState.DRAWN,
        life=draft.incident.reopens,
        period=by.get("period"),
        sample=by.get("sample"),
        lot=by.get("lot"),
        township=draft.incident.township,
        category=draft.incident.category,
        unit_id=work[-1].unit_id if work else None,
        drawn_by=draft.actor_id,
        drawn_at=draft.now,
    )
    draft.put(Kind.INSPECTION, inspection)
    identity = next(each.id for each in draft.inspections.values() if each.open)
    draft.change(inspector_id=None)
    if by:
        draft.because("drawn-by-lot", **by)
    else:
        draft.because("sent-by-hand")
    looker = _looker(draft, None)
    if looker is None:
        _nobody(draft, identity)
    else:
        draft.move(Kind.INSPECTION, identity, Move.SEND_TO_LOOK)
        _sent(draft, identity, looker)


def send_to_look(draft: Draft, payload: SendToLook) -> None:
    """Another informant is sent, or one where there was none: whom the township names, or the next."""
    before, named = draft.inspections[draft.about], getattr(payload, "person", None)
    if named is not None and named not in _may_be_sent(draft):
        raise BadInput("person", "unknown-person")
    looker = named or _looker(draft, before.looker_id)
    if looker is None:
        raise BadInput("person", "unknown-person")
    _sent(draft, before.id, looker)


def _may_be_sent(draft: Draft) -> frozenset[UUID]:
    """The informants of the case's township but those who have had to do with it."""
    had = involved(draft.incident, draft.tasks.values())
    posts = draft.facts.directory.informants(draft.incident.path, draft.now, had)
    return frozenset(post.person_id for post in posts)


def _looker(draft: Draft, but: UUID | None) -> UUID | None:
    """The nearest informant who has not had to do with the case, nor `but`."""
    had = involved(draft.incident, draft.tasks.values())
    return draft.facts.informant(draft.incident.path, had | ({but} if but else frozenset()))


def involved(incident: Incident, tasks: Iterable[Task]) -> frozenset[UUID]:
    """Who reported it, did the work, or looked or decided when it was closed: none of them looks again."""
    named = {incident.reporter_id, incident.verifier_id, incident.ended_by}
    workers = {person for task in tasks for person in (task.taken_by, task.done_by, task.person_id)}
    return frozenset(person for person in named | workers if person is not None)


def _sent(draft: Draft, inspection: UUID, looker: UUID) -> None:
    draft.amend(Kind.INSPECTION, inspection, looker_id=looker, sent_at=draft.now)
    draft.change(inspector_id=looker)
    draft.hushed[inspection] = None
    draft.because("sent-to-look", person=looker)
    draft.tell(draft.facts.in_place_of(looker), NoticeKind.INSPECTION, inspection)


def _nobody(draft: Draft, inspection: UUID) -> None:
    draft.because("nobody-to-look")
    draft.tell_role(Role.TOWNSHIP_SUPERVISOR, NoticeKind.INSPECTION, inspection)


def still_good(draft: Draft, payload: Looked) -> None:
    _decided(draft, payload)
    draft.because("still-good")


def not_good(draft: Draft, payload: NotGood) -> None:
    """Not put right: the case is filed again as though it had never been closed, and counts as redone. The dispatcher
    sends it on; who had done it hears of it at once."""
    _decided(draft, payload)
    work = _work(draft)
    draft.move(Kind.INCIDENT, draft.incident_id, Move.REOPEN)
    reopen(draft, payload)
    draft.because("not-good")
    for task in work:
        draft.tell_target(receivers.target_of(task, draft.facts), NoticeKind.REWORK, draft.incident_id)
    if Standing.TOWNSHIP_SUPERVISOR not in draft.held:
        draft.tell_role(Role.TOWNSHIP_SUPERVISOR, NoticeKind.INSPECTED, draft.about, found="not_good")


def _decided(draft: Draft, payload: Looked | NotGood) -> None:
    draft.facts.named(getattr(payload, "photos", ()))
    draft.amend(Kind.INSPECTION, draft.about, decided_by=draft.actor_id, decided_at=draft.now)


def _work(draft: Draft) -> list[Task]:
    """The tasks by which the case was put right in its present life, the last one last."""
    found = [
        task
        for task in draft.tasks.values()
        if task.kind in LEADS and task.state == TaskState.DONE and task.life == draft.incident.reopens
    ]
    return sorted(found, key=lambda task: (task.ended_at or task.assigned_at, task.id))


MOVES: dict[Move, Act] = {
    Move.INSPECT: inspect,
    Move.SEND_TO_LOOK: send_to_look,
    Move.STILL_GOOD: still_good,
    Move.NOT_GOOD: not_good,
}
