"""An incident while one command changes it: what the moves work on. Made from a frozen view, thrown away after."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from models.clock import Clock, Stage
from models.incident import Incident
from models.inspection import Inspection
from models.notice import NoticeKind
from models.task import Objection, Order, Request, Task
from workflow import clocks, guards
from workflow.calendar import Calendar
from workflow.clocks import Wanted
from workflow.commands import Command
from workflow.drafting import Drafting
from workflow.effects import Publication
from workflow.facts import Facts
from workflow.guards import Question
from workflow.identity import Source
from workflow.machines import Kind, Standing
from workflow.rules.language import Case, Limits, Route, Rules
from workflow.view import CLOCK, View, assemble


class Draft(Drafting):
    """The hands of the moves of an incident and of what hangs on it."""

    def __init__(
        self, view: View, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Source
    ) -> None:
        super().__init__(view, command, facts, rules, calendar, source)
        self.before = view
        self.absorbed: tuple[UUID, int] | None = None
        self.publication: Publication | None = None

    @property
    def incident_id(self) -> UUID:
        return self.root_id

    @property
    def incident(self) -> Incident:
        return cast(Incident, self.records[Kind.INCIDENT][self.incident_id])

    @property
    def tasks(self) -> dict[UUID, Task]:
        return cast("dict[UUID, Task]", self.records[Kind.TASK])

    @property
    def requests(self) -> dict[UUID, Request]:
        return cast("dict[UUID, Request]", self.records[Kind.REQUEST])

    @property
    def orders(self) -> dict[UUID, Order]:
        return cast("dict[UUID, Order]", self.records[Kind.ORDER])

    @property
    def objections(self) -> dict[UUID, Objection]:
        return cast("dict[UUID, Objection]", self.records[Kind.OBJECTION])

    @property
    def inspections(self) -> dict[UUID, Inspection]:
        return cast("dict[UUID, Inspection]", self.records[Kind.INSPECTION])

    @property
    def route(self) -> Route:
        return self.rules.named(self.incident.route)

    @property
    def limits(self) -> Limits:
        return self.rules.limits_of(self.incident.route)

    @property
    def returns_spent(self) -> bool:
        """Whether the township arbitrates."""
        return guards.returns_spent(self.incident.returns, self.tasks.values(), self.limits)

    @property
    def on(self) -> Mapping[str, Any]:
        return {"incident_id": self.incident_id}

    @property
    def ladders(self) -> Mapping[Stage, str]:
        return self.route.ladders

    @property
    def urgent(self) -> bool:
        return self.incident.urgent

    @property
    def called(self) -> Mapping[str, str]:
        return {"number": self.incident.number, "category": self.incident.category}

    def view(self) -> View:
        if self._whole is None:
            self._whole = assemble(View, self.incident_id, self.records, self.before.seq, self.before.hash)
        return cast(View, self._whole)

    def wanted(self) -> Iterator[Wanted]:
        return clocks.wanted(self.view(), self.route, self.rules)

    def question(self, about: UUID, held: frozenset[Standing]) -> Question:
        return Question(self.view(), about, self.actor_id, self.now, self.limits, Standing.DOER in held)

    def tell_reporter(self, kind: NoticeKind, **args: Any) -> None:
        if self.incident.reporter_id is not None:
            self.tell([self.incident.reporter_id], kind, self.incident_id, **args)

    def follow_clocks(self) -> None:
        """Lets the clocks follow the states, and notes the deadlines that queues are ordered by."""
        super().follow_clocks()
        alive = [cast(Clock, c) for c in self.records[CLOCK].values() if not cast(Clock, c).over]
        dues = [c.due_at for c in alive if c.stage in clocks.LEADING and c.due_at is not None]
        promise = self.clock(self.incident_id, Stage.PROMISE)
        promise_at = promise.due_at if promise and promise.due_at else self.incident.promise_at
        self.change(due_at=min(dues, default=None), promise_at=promise_at)
        for order in list(self.orders.values()):
            due = next((c.due_at for c in alive if c.subject_id == order.id), order.due_at)
            if order.open and due != order.due_at:
                self.amend(Kind.ORDER, order.id, due_at=due)

    # Routing

    def case(self, words: str) -> Case:
        """What the rules see of this incident; recorded, so that the choice can be explained."""
        incident, local = self.incident, self.now.astimezone(self.calendar.tz)
        grid = self.facts.directory.grid_by_id(incident.grid_id) if incident.grid_id else None
        specials = [self.facts.directory.grid(code) for code in incident.specials]
        return Case(
            category=incident.category,
            severity=incident.severity,
            path=incident.path,
            kind=grid.kind if grid else None,
            specials=tuple(incident.specials),
            source=str(incident.source),
            minute=local.hour * 60 + local.minute,
            workday=self.calendar.is_workday(local.date()),
            words=words.lower(),
            repeats=incident.repeats,
            special_kinds=tuple(g.kind for g in specials if g is not None and g.kind is not None),
            day=f"{local:%m-%d}",
            nearby=self._nearby(),
        )

    def _nearby(self) -> tuple[tuple[int, int, int], ...]:
        """The repeats by each measure that the rules ask for; the usual one is the incident's own count."""
        usual = self.rules.limits.duplicates
        counted = {(metres, days): count for metres, days, count in self.incident.nearby or ()}
        counted[usual.metres, usual.days] = self.incident.repeats
        return tuple((*measure, counted[measure]) for measure in self.rules.measures if measure in counted)

    def choose_route(self, words: str) -> Route:
        case = self.case(words)
        route = self.rules.route(case)
        self.facts.asked["case"] = case.recorded()
        self.because("routed", route=route.name, version=self.rules.number)
        return route


Act = Callable[[Draft, Any], None]
"""What a move does beside moving its subject; its second argument is the payload that the move's command carries."""
