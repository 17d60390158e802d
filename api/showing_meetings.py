"""A meeting as its reader may see it, made from what the engine shows."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from api import deadlines
from api.cases import Lamp, ReceiverOf
from api.documents import GridOf, Named
from api.gatherings import AgendaItem, AnswerCounts, DecisionOf, MeetingOf, MeetingRow, MeetingRows
from api.showing import Reader, told
from models.clock import Stage
from models.meeting import Decision, Meeting
from workflow import inviting, minuting
from workflow.convening import SeenMeeting
from workflow.in_force import Now
from workflow.meetings.answering import Tally
from workflow.meetings.draft import owner
from workflow.sentences import Names
from workflow.store.meetings import Counted, Listed

_OWN: Final = (
    "id", "number", "kind", "state", "version", "level", "period", "starts_at", "planned_at", "invited_at", "held_at",
    "minuted_at", "ended_at",
)  # fmt: skip


def meeting(seen: SeenMeeting, by: Reader) -> MeetingOf:
    """The whole document."""
    view, found = seen.view, seen.view.meeting
    return MeetingOf(
        **{name: getattr(found, name) for name in _OWN},
        title=inviting.title(found, by.names),
        grid=_grid(found, by.names),
        attendees=[Named(id=UUID(person), name=by.names.person(UUID(person))) for person in found.attendees],
        agenda=[_item(item, by.names) for item in found.agenda],
        minutes=seen.words.get(found.id, ""),
        decisions=[_decision(each, seen, by) for each in sorted(view.decisions.values(), key=lambda d: d.number)],
        allowed=list(seen.allowed),
        deadlines=[
            deadlines.deadline(clock, (e for e in seen.events if e.clock_id == clock.id), by.now)
            for clock in sorted(view.clocks.values(), key=lambda clock: (clock.started_at, clock.id))
        ],
        timeline=[told(each, by) for each in seen.entries],
    )


def _grid(found: Meeting, names: Names) -> GridOf | None:
    grid = names.directory.grid_by_id(found.grid_id)
    return GridOf(code=grid.code, name=grid.name) if grid else None


def _item(item: dict[str, Any], names: Names) -> AgendaItem:
    return AgendaItem(
        kind=item["kind"],
        subject=item["subject"],
        number=item["number"],
        late=bool(item.get("late")),
        text=minuting.words(item, names),
    )


def _decision(found: Decision, seen: SeenMeeting, by: Reader) -> DecisionOf:
    target = owner(found, by.now.facts())
    return DecisionOf(
        **{name: getattr(found, name) for name in ("id", "number", "state", "due_at", "carried_at", "ended_at")},
        text=seen.words.get(found.id, ""),
        owner=ReceiverOf(kind=target.kind, code=target.code, name=target.name),
        incident=seen.numbers.get(found.incident_id) if found.incident_id else None,
        motion=seen.numbers.get(found.motion_id) if found.motion_id else None,
        sent_back=found.sent_back,
        lamp=_lamp(found, seen, by.now),
        late=found.late(by.now.at),
    )


def _lamp(found: Decision, seen: SeenMeeting, now: Now) -> Lamp:
    """Red for whatever is or was late; otherwise as its clock has it."""
    if found.late(now.at):
        return "red"
    clock = seen.view.clock(found.id, Stage.DECISION)
    return deadlines.Hand(clock, now).lamp if clock else "green"


def rows(found: Listed, tallies: Mapping[UUID, Tally], names: Names, now: Now) -> MeetingRows:
    return MeetingRows(
        items=[_row(each, tallies.get(each.meeting.id), names, now) for each in found.items], next=found.next
    )


def tally(found: Tally) -> AnswerCounts:
    return AnswerCounts(**asdict(found))


def _row(each: Counted, answers: Tally | None, names: Names, now: Now) -> MeetingRow:
    found = each.meeting
    return MeetingRow(
        **{name: getattr(found, name) for name in _OWN if name in MeetingRow.model_fields},
        title=inviting.title(found, names),
        grid=_grid(found, names),
        decisions=each.decisions,
        undone=each.undone,
        overdue=each.overdue,
        late=found.coming and found.starts_at < now.at,
        answers=tally(answers) if answers else None,
    )
