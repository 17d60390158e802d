"""An incident as its reader may see it, made from what the engine shows."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from uuid import UUID

from api import deadlines, sheets
from api.cases import (
    AnswerOf,
    Around,
    EntryOf,
    GridPath,
    IncidentOf,
    InspectionOf,
    Item,
    ObjectionOf,
    OrderOf,
    OwnTask,
    PhotoOf,
    ReceiverOf,
    Reminded,
    RequestOf,
    Responsible,
    SameAs,
    Step,
    Suggestion,
    TaskOf,
    Work,
)
from api.documents import CategoryOf, Named
from models.clock import Clock, Stage
from models.incident import Incident, State
from models.inspection import Inspection
from models.ledger import ActorKind, Entry
from models.task import Task
from models.territory import Grid
from workflow import explaining, rights
from workflow.clocks import leading
from workflow.commands import Actor
from workflow.directory import Reached
from workflow.engine import Seen
from workflow.explaining.headlines import headline
from workflow.in_force import Now
from workflow.machines import Kind, Move, Standing
from workflow.messages import say
from workflow.receivers import Chosen
from workflow.rights import Scope
from workflow.rules.language import Choose, Route
from workflow.sentences import Names, reason, word
from workflow.store.reading import Answer
from workflow.suggestions import step as proposed
from workflow.view import View

STEPS: Final[Mapping[State, Step]] = {
    State.DRAFT: "discover",
    State.REPORTED: "report",
    State.CHECKING: "report",
    State.ACCEPTED: "report",
    State.DISPATCHED: "dispatch",
    State.HANDLING: "handle",
    State.SUSPENDED: "handle",
    State.RESOLVED: "feedback",
    State.CLOSED: "feedback",
}
"""The five stages that everybody knows; the other ends stay at the one they came from."""

TO_REPORTER: Final = frozenset(
    {
        *(Move.ASK, Move.MESSAGE, Move.DECLINE, Move.OBJECT, Move.WITHDRAW, Move.CONFIRM),
        *(Move.REPLY, Move.TAKE_UP, Move.PUBLISH),
    }
)
"""The moves whose words are between the staff and the reporter; who holds a receipt reads no others."""


@dataclass(frozen=True)
class Reader:
    """Who reads. A receipt shows its one case without the names of anybody and without what the staff write; `hidden`
    is who reported, whom nobody else is told by name."""

    names: Names
    now: Now
    public: bool = False
    asker: UUID | None = None
    hidden: UUID | None = None

    def person(self, person_id: UUID | None) -> Named | None:
        if person_id is None or self.public or (person_id == self.hidden and person_id != self.asker):
            return None
        return Named(id=person_id, name=self.names.person(person_id))

    def category(self, key: str) -> CategoryOf:
        found = self.names.rules.category(key)
        return CategoryOf(key=key, zh=found.zh if found else key, en=found.en if found else key)


def reader(actor: Actor, names: Names, now: Now) -> Reader:
    return Reader(names, now, actor.kind == ActorKind.RECEIPT, actor.id)


def step(incident: Incident) -> Step:
    return STEPS.get(incident.state) or STEPS.get(incident.ended_from or State.REPORTED, "report")


def incident(seen: Seen, by: Reader) -> IncidentOf:
    """The whole document."""
    view, case = seen.view, seen.view.incident
    return IncidentOf(
        **_own(case),
        stage=step(case),
        step=proposed(case) if case.proposed else None,
        answer=_answer(seen.entries) if case.proposed else None,
        lamp=deadlines.lamp(view, by.now),
        category=by.category(case.category),
        description=seen.description,
        address=seen.address,
        grid=_path(case, by),
        same_as=_same(case, seen.numbers),
        found_by=_found_by(case, seen.numbers),
        claimed_by=by.person(case.claimed_by),
        claimed_at=None if by.public else case.claimed_at,
        tasks=[_task(task, by) for task in view.tasks.values()],
        requests=[RequestOf.model_validate(each, from_attributes=True) for each in view.requests.values()],
        orders=[OrderOf.model_validate(each, from_attributes=True) for each in view.orders.values()],
        objections=[
            ObjectionOf.model_validate(objection, from_attributes=True) for objection in view.objections.values()
        ],
        inspections=[] if by.public else [_inspection(each, by) for each in view.inspections.values()],
        allowed=list(seen.allowed),
        reporter_access=_access(seen.held, by),
        deadlines=[
            deadlines.deadline(clock, (e for e in seen.events if e.clock_id == clock.id), by.now)
            for clock in sorted(view.clocks.values(), key=lambda clock: (clock.started_at, clock.id))
            if clock.stage != Stage.REMINDER
        ],
        responsible=None if by.public or not case.open else _responsible(seen.responsible, by),
        reminded=None if by.public else _reminded(view),
        suggestion=None if by.public else _suggestion(seen, by.names),
        photos=[PhotoOf(id=use.photo_id, seq=use.entry, move=use.move, at=use.at) for use in seen.photos],
        why=list(explaining.why(seen, by.names, by.public)),
        timeline=[told(entry, replace(by, hidden=case.reporter_id)) for entry in seen.entries],
    )


def _answer(entries: Iterable[Entry]) -> str | None:
    """What was last answered to whoever proposed it."""
    said = [_text(entry) for entry in entries if entry.move in (Move.REPLY, Move.TAKE_UP)]
    return (said[-1] or None) if said else None


def _inspection(each: Inspection, by: Reader) -> InspectionOf:
    known = {name: getattr(each, name) for name in InspectionOf.model_fields if name not in ("looker", "mine")}
    return InspectionOf(**known, looker=by.person(each.looker_id), mine=each.looker_id == by.asker)


def _access(held: Collection[Standing], by: Reader) -> Literal["look", "log", "none"]:
    if by.public or not rights.sees_looks(held):
        return "none"
    return "look" if rights.looks_at_reporter(held) else "log"


_OWN: Final = (
    "id", "number", "flow", "state", "version", "level", "severity", "source", "township", "lat", "lon", "occurred_at",
    "reported_at", "urgent", "repeats", "merged_into", "ending", "promise_at",
)  # fmt: skip


def _own(case: Incident) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _OWN}


def _path(case: Incident, by: Reader) -> GridPath | None:
    grid = by.names.directory.grid(case.grid) if case.grid else None
    return grid_path(grid, by.names) if grid else None


def grid_path(grid: Grid, names: Names) -> GridPath:
    above = map(names.directory.grid, grid.path.split("."))
    return GridPath(code=grid.code, name=grid.name, path_names=[each.name for each in above if each])


def _task(task: Task, by: Reader) -> TaskOf:
    fields = {name: getattr(task, name) for name in TaskOf.model_fields if name != "receiver"}
    return TaskOf(receiver=_receiver(task, by), **fields)


def _receiver(task: Task, by: Reader) -> ReceiverOf:
    kind, identity = task.receiver
    if kind == "person" and by.public:
        return ReceiverOf(kind="person", code="", name="")
    found = by.names.directory.target(kind, identity)
    return ReceiverOf(kind=found.kind, code=found.code, name=found.name)


def _suggestion(seen: Seen, names: Names) -> Suggestion | None:
    if seen.suggestion is None:
        return None
    return suggested(seen.suggestion, seen.now.rules.named(seen.view.incident.route), seen.load, names)


def suggested(chosen: Chosen, route: Route, load: int, names: Names) -> Suggestion:
    """Whom a case's route suggests, and why them."""
    target, by = chosen
    role = word(names.language, "role", by.role or "") or ""
    why = say(names.language, f"suggested-{by.how}", route=route.name, role=role)
    if route.choose is Choose.LEAST_LOADED:
        why = say(names.language, "suggested-least-loaded", why=why)
    return Suggestion(kind=target.kind, code=target.code, name=target.name, load=load, why=why)


def _responsible(reached: Reached, by: Reader) -> Responsible:
    return Responsible(
        role=reached.role,
        persons=[Named(id=person, name=by.names.person(person)) for person in reached.persons],
        woken=[Named(id=person, name=by.names.person(person)) for person in reached.woken],
        next_at=reached.passed[0].next_at if reached.passed else None,
        alarm=reached.alarm,
    )


def _reminded(view: View) -> Reminded | None:
    case = view.incident
    if case.reminded_at is None:
        return None
    clock = view.clock(case.id, Stage.REMINDER)
    return Reminded(
        unheeded=case.unheeded,
        by_hand=case.reminders_by_hand,
        by_ladder=case.reminders,
        last_at=case.reminded_at,
        repeats_at=clock.next_at if clock and not clock.over else None,
    )


def told(entry: Entry, by: Reader, kind: Kind = Kind.INCIDENT) -> EntryOf:
    """One entry of the ledger of a subject of this kind."""
    return EntryOf(
        seq=entry.seq,
        move=entry.move,
        said="" if by.public else headline(entry, by.names, kind),
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        actor=by.person(entry.actor_id) if entry.actor_kind == ActorKind.PERSON else None,
        standing=entry.standing or None,
        text=_text(entry) if not by.public or entry.move in TO_REPORTER else "",
        reasons=[] if by.public else [reason(by.names, each) for each in entry.reasons],
    )


def _text(entry: Entry) -> str:
    """What was written with the move; nothing once it was erased."""
    said = entry.command
    parts = (said.get("reason") or said.get("note") or said.get("text"), said.get("requirement"))
    return "\n".join(str(each) for each in parts if each)


def own_task(task: Task, view: View, by: Reader) -> OwnTask:
    """A task as who does it sees it."""
    clock = view.clock(task.id, Stage.HANDLE)
    hand = deadlines.Hand(clock, by.now) if clock else None
    asked = (each.kind for each in view.requests.values() if each.task_id == task.id and each.open)
    return OwnTask(
        **dict(_task(task, by)),
        due_at=clock.due_at if clock else None,
        left_seconds=hand.left if hand else None,
        left_works=clock.works if clock else False,
        lamp=hand.lamp if hand else "green",
        asked=next(asked, None),
    )


def items(
    views: Iterable[View],
    words: Mapping[UUID, tuple[str, str | None]],
    suggestions: Mapping[UUID, Suggestion],
    numbers: Mapping[UUID, str],
    by: Reader,
    work: Mapping[UUID, Work] | None = None,
) -> Iterator[Item]:
    """The rows of a list, in the order of the views. `numbers` are those of the cases that they are said to be."""
    for view in views:
        case = view.incident
        nearest = next(iter(leading(view)), None) or _second_look(view)
        own = _own(case) | _point(case, by)
        yield Item(
            **{name: value for name, value in own.items() if name in Item.model_fields},
            stage=step(case),
            step=proposed(case) if case.proposed else None,
            lamp=deadlines.lamp(view, by.now),
            category=by.category(case.category),
            description=words.get(case.id, ("", None))[0],
            grid=_path(case, by),
            due_at=case.due_at,
            left_seconds=deadlines.Hand(nearest, by.now).left if nearest else None,
            left_works=nearest.works if nearest else False,
            claimed_by=by.person(case.claimed_by),
            checker=by.person(case.checker_id),
            checked=case.checked,
            claimed_at=case.claimed_at,
            suggestion=suggestions.get(case.id),
            work=(work or {}).get(case.id),
            same_as=_same(case, numbers),
            reminded=_reminded(view),
        )


def _second_look(view: View) -> Clock | None:
    """The clock of a second look that waits."""
    return next((c for c in view.clocks.values() if c.stage == Stage.INSPECTION and not c.over), None)


def answered(item: Item, said: Answer | None, names: Names) -> Item:
    """A row with what was answered to the case's supervision order."""
    if said is None:
        return item
    by = Named(id=said.by, name=names.person(said.by)) if said.by else None
    return item.model_copy(update={"answer": AnswerOf(by=by, at=said.at, level=said.level, text=said.text)})


def _point(case: Incident, by: Reader) -> dict[str, Any]:
    """Where a case is shown on a map: at its own point, or within its grid."""
    if case.lat is not None:
        return {"lat": case.lat, "lon": case.lon, "exact": True}
    grid = by.names.directory.grid(case.grid) if case.grid else None
    lat, lon = sheets.territory(by.now).centre(grid) if grid else (None, None)
    return {"lat": lat, "lon": lon, "exact": False}


def near(view: View, metres: int | None, scope: Scope, by: Reader) -> Around:
    """A case as whoever is about to report may know it."""
    case = view.incident
    return Around(
        **{name: getattr(case, name) for name in ("id", "number", "state", "reported_at", "repeats")},
        category=by.category(case.category),
        stage=step(case),
        grid=_path(case, by),
        metres=metres,
        mine=case.reporter_id is not None and case.reporter_id == scope.person_id,
        opens=scope.sees(case, view.tasks.values()),
    )


def _same(case: Incident, numbers: Mapping[UUID, str]) -> SameAs | None:
    number = numbers.get(case.same_as) if case.same_as else None
    return SameAs(id=case.same_as, number=number) if case.same_as and number else None


def _found_by(case: Incident, numbers: Mapping[UUID, str]) -> SameAs | None:
    number = numbers.get(case.patrol_id) if case.patrol_id else None
    return SameAs(id=case.patrol_id, number=number) if case.patrol_id and number else None
