"""A meeting as its reader may see it, made from what the engine shows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, Final, Literal
from uuid import UUID

from api import deadlines
from api.cases import Lamp, ReceiverOf
from api.documents import GridOf, Named
from api.gatherings import (
    AgendaItem,
    AnswerCounts,
    BodyOwed,
    ConclusionOf,
    DecisionOf,
    DutiesOf,
    GuestOf,
    MeetingOf,
    MeetingOwed,
    MeetingRow,
    MeetingRows,
)
from api.showing import Reader, told
from models.clock import Stage
from models.meeting import Decision, Meeting
from models.territory import TOWNSHIP, VILLAGE, Grid
from workflow import inviting, minuting, rights
from workflow.convening import SeenMeeting
from workflow.in_force import Now
from workflow.machines import Kind
from workflow.meetings import agenda
from workflow.meetings.answering import Tally
from workflow.meetings.behind import Owed
from workflow.meetings.draft import owner
from workflow.meetings.putting_off import latest
from workflow.sentences import Names
from workflow.store.guests import Guest
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
        behind_at=found.behind_at,
        published_at=found.published_at,
        closes_by=latest(found, by.now.rules, by.now.calendar) if found.coming else None,
        late=found.coming and found.starts_at < by.now.at,
        link=found.link if rights.comes(seen.held) else None,
        guests=[_guest(each) for each in seen.invited_from_outside],
        agenda=[_item(item, seen, by) for item in found.agenda],
        struck=[_item(item, seen, by) for item in found.struck],
        conclusion=_conclusion(seen),
        minutes=seen.words.get(found.id, ""),
        decisions=[_decision(each, seen, by) for each in sorted(view.decisions.values(), key=lambda d: d.number)],
        allowed=list(seen.allowed),
        deadlines=[
            deadlines.deadline(clock, (e for e in seen.events if e.clock_id == clock.id), by.now)
            for clock in sorted(view.clocks.values(), key=lambda clock: (clock.started_at, clock.id))
        ],
        timeline=[told(each, by, Kind.MEETING) for each in seen.entries],
    )


def _grid(found: Meeting, names: Names) -> GridOf | None:
    grid = names.directory.grid_by_id(found.grid_id)
    return GridOf(code=grid.code, name=grid.name) if grid else None


def _guest(found: Guest) -> GuestOf:
    return GuestOf(id=found.id, organisation=found.organisation, purpose=found.purpose, letter=_letter(found))


def _letter(found: Guest) -> Literal["none", "waiting", "sent", "failed"]:
    if found.owed is not None:
        return "waiting"
    if found.last_error is not None:
        return "failed"
    return "none" if found.sent_at is None else "sent"


def _conclusion(seen: SeenMeeting) -> ConclusionOf | None:
    said = seen.conclusion
    return ConclusionOf(text=said.text, decisions=said.decisions) if said else None


def _item(item: dict[str, Any], seen: SeenMeeting, by: Reader) -> AgendaItem:
    return AgendaItem(
        key=agenda.key(item),
        by=by.person(UUID(item["by"])) if "by" in item else None,
        entry=item.get("entry"),
        kind=item["kind"],
        subject=item["subject"],
        number=item["number"],
        late=bool(item.get("late")),
        text=minuting.words(item, by.names, seen.words),
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


def duties(year: int, found: Sequence[Owed], now: Now, calls: Sequence[Grid]) -> DutiesOf:
    """What is owed by each body; who falls behind first."""
    bodies = [
        _owed(each) for each in sorted(found, key=lambda each: (not each.behind, each.grid.level, each.grid.code))
    ]
    called = [GridOf(code=each.code, name=each.name) for each in calls]
    return DutiesOf(year=year, as_of=now.at, behind=sum(each.behind for each in bodies), bodies=bodies, calls=called)


def _owed(found: Owed) -> BodyOwed:
    names = tuple(MeetingOwed.model_fields)
    return BodyOwed(
        grid=GridOf(code=found.grid.code, name=found.grid.name),
        level=found.grid.level,
        owed=sum(not duty.extra for duty in found.duties),
        held=found.count("held", "held_late"),
        ahead=found.count("ahead"),
        late=found.count("late"),
        missed=found.count("missed"),
        behind=found.behind,
        duties=[MeetingOwed(**{name: getattr(duty, name) for name in names}) for duty in found.duties],
    )


MOST_OWNERS: Final = 20


def owners(seen: SeenMeeting, words: str) -> list[ReceiverOf]:
    """Who could carry a decision out, the first few that the words fit: units, grids of the body's territory, persons
    among those invited."""
    directory, at, wanted = seen.now.directory, seen.now.at, words.strip().casefold()
    found: list[ReceiverOf] = [ReceiverOf(kind="unit", code=u.code, name=u.name) for u in directory.units(at)]
    for level in (TOWNSHIP, VILLAGE):
        for grid in directory.at_level(level, at):
            if rights.below(grid.path, seen.view.meeting.path):
                found.append(ReceiverOf(kind="grid", code=grid.code, name=grid.name))
    for each in map(UUID, seen.view.meeting.attendees):
        known = directory.person(each)
        if known is not None:
            found.append(ReceiverOf(kind="person", code=str(each), name=known.name))
    fits = (each for each in found if wanted in each.name.casefold() or each.code.casefold().startswith(wanted))
    return list(islice(fits, MOST_OWNERS))
