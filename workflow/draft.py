"""An incident while one command changes it: what the moves work on. Made from a frozen view, thrown away after."""

from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from models.clock import Clock, ClockEvent, Stage
from models.columns import Value
from models.incident import Incident
from models.notice import Notice, NoticeKind
from models.people import Role
from models.task import Objection, Order, Request, Task
from models.territory import CITY
from workflow import clocks
from workflow.calendar import Calendar
from workflow.clocks import Happened, Timing
from workflow.commands import Command
from workflow.directory import Reached, Target
from workflow.facts import Facts
from workflow.guards import Question
from workflow.identity import Source
from workflow.machines import TABLES, Arrow, Kind, Move, Standing, follow, lawful
from workflow.rules.language import Case, Route, Rules
from workflow.view import CLOCK, RECORDS, View, assemble

SYSTEM = frozenset({Standing.SYSTEM})
CALLS = frozenset(
    {
        NoticeKind.ARRIVED,
        NoticeKind.ASSIGNED,
        NoticeKind.CHECK,
        NoticeKind.VERIFY,
        NoticeKind.REQUESTED,
        NoticeKind.REMIND,
        NoticeKind.WARN,
        NoticeKind.WHISTLE,
        NoticeKind.REWORK,
        NoticeKind.RETURNED,
    }
)
"""The kinds of notice that call for an act; pointless once their subject has moved on."""


class Draft:
    """The moves' hands. Every change of state goes through `move`, which runs the machine's table."""

    def __init__(
        self, view: View, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Source
    ) -> None:
        self.command, self.facts, self.rules, self.calendar, self.source = command, facts, rules, calendar, source
        self.now = facts.now
        self.seq = view.seq + 1
        self.records: dict[str, dict[UUID, Value]] = {kind: dict(view.of(kind)) for kind in RECORDS}
        self.incident_id = view.incident.id
        self.about = self.incident_id
        self.held: frozenset[Standing] = SYSTEM
        self.before = view
        self.reasons: list[dict[str, Any]] = []
        self.notices: dict[str, Notice] = {}
        self.hushed: dict[UUID, None] = {}
        self.events: list[ClockEvent] = []
        self.absorbed: tuple[UUID, int] | None = None
        self._said: set[tuple[str, NoticeKind, UUID]] = set()
        self._view: View | None = view

    # What there is

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
    def actor_id(self) -> UUID | None:
        return self.command.actor.id

    @property
    def route(self) -> Route:
        return self.rules.named(self.incident.route)

    @property
    def timing(self) -> Timing:
        return Timing(self.now, self.rules, self.calendar, self.route)

    def view(self) -> View:
        if self._view is None:
            self._view = assemble(self.incident_id, self.records, self.before.seq, self.before.hash)
        return self._view

    def new_id(self) -> UUID:
        return self.source.id(self.now)

    # Changing it

    def put(self, kind: str, record: Any) -> None:
        self.records[kind][record.id] = record
        self._view = None

    def change(self, **fields: Any) -> None:
        """The incident's own fields."""
        self.put(Kind.INCIDENT, self.incident.but(**fields))

    def amend(self, kind: str, identity: UUID, **fields: Any) -> None:
        self.put(kind, self.records[kind][identity].but(**fields))

    def lawful(self, kind: Kind, identity: UUID, move: Move, held: frozenset[Standing]) -> Arrow:
        record: Any = self.records[kind][identity]
        doing = Standing.DOER in held
        question = Question(self.view(), identity, self.actor_id, self.now, self.rules.limits, doing)
        return lawful(kind, record.state, move, held, question)

    def move(self, kind: Kind, identity: UUID, move: Move, held: frozenset[Standing] = SYSTEM) -> Arrow:
        """Takes a subject along an arrow of its machine; notices that called for an act on it lose their point."""
        record: Any = self.records[kind][identity]
        arrow = self.lawful(kind, identity, move, held)
        state = follow(kind, record.state, arrow)
        if state == record.state:
            return arrow
        fields: dict[str, Any] = {"state": type(record.state)(state)}
        if kind == Kind.TASK:
            fields["version"] = record.version + 1
        self.put(kind, record.but(**fields))
        self.hushed[identity] = None
        return arrow

    def end_all(self, kind: Kind, move: Move) -> None:
        """Ends what is still open of a kind, by the engine's own move."""
        for identity, record in list(self.records[kind].items()):
            if cast(Any, record).state not in TABLES[kind].ends:
                self.move(kind, identity, move)

    # Saying why, and to whom

    def because(self, code: str, **facts: Any) -> None:
        """A reason of this decision: the code of a sentence and what it says."""
        self.reasons.append({"code": code, **{name: str(value) for name, value in facts.items()}})

    def tell(self, persons: Iterable[UUID], kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
        """One message a person; the one who acts needs none."""
        clock = self.ringing
        for person in persons:
            if person == self.actor_id:
                continue
            cause = f"{clock.id}:{clock.round}:{clock.rung}" if clock else f"{self.incident_id}:{self.seq}"
            key = f"{cause}:{about or self.about}:{kind}:{person}:app"
            self.notices[key] = Notice(
                id=self.new_id(),
                key=key,
                incident_id=self.incident_id,
                about=about or self.about,
                entry=self.seq,
                kind=kind,
                recipient_id=person,
                urgent=self.incident.urgent,
                args={"number": self.incident.number, "category": self.incident.category, **args},
                created_at=self.now,
            )

    def tell_role(self, role: Role, kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
        self.told(self.facts.reach(role, self.incident.path, self.incident.urgent), kind, about, str(role), args)

    def tell_target(self, target: Target, kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
        reached = self.facts.reach_target(target, self.incident.path, self.incident.urgent)
        self.told(reached, kind, about, target.code, args)

    def tell_reporter(self, kind: NoticeKind, **args: Any) -> None:
        if self.incident.reporter_id is not None:
            self.tell([self.incident.reporter_id], kind, self.incident_id, **args)

    def told(self, reached: Reached, kind: NoticeKind, about: UUID | None, sought: str, args: dict[str, Any]) -> None:
        said = (sought, kind, about or self.about)
        if said in self._said:
            return
        self._said.add(said)
        for passed in reached.passed:
            self.because("passed-over", role=passed.role, grid=passed.grid, why=passed.why)
        self.because("told", sought=sought, kind=kind, count=len(reached.persons))
        if reached.woken:
            self.because("woken", sought=sought, count=len(reached.woken))
        self.tell(reached.persons, kind, about, **args)
        if reached.alarm:
            self.because("alarm", sought=sought)
            watch = self.facts.reach(Role.CENTRE, self.facts.directory.root.path, self.incident.urgent)
            self.tell(watch.persons, NoticeKind.ALARM, about, sought=sought)

    @property
    def ringing(self) -> Clock | None:
        """The clock whose rung this command is, if it is one."""
        context = self.command.context or {}
        return cast("Clock | None", self.records[CLOCK].get(context["clock"])) if "clock" in context else None

    # Clocks

    def happened(self, happened: Happened) -> None:
        """Writes down what happened to a clock."""
        clock = happened.clock
        self.put(CLOCK, clock)
        self.events.append(
            ClockEvent(
                id=self.new_id(),
                clock_id=clock.id,
                incident_id=self.incident_id,
                entry=self.seq,
                kind=happened.kind,
                at=self.now,
                seconds=happened.seconds,
                rung=clock.rung,
                due_at=clock.due_at,
            )
        )

    def clock(self, subject_id: UUID, stage: Stage) -> Clock | None:
        return self.view().clock(subject_id, stage)

    def follow_clocks(self) -> None:
        """Arms, pauses and stops what the new states ask for, and notes the deadlines that queues are ordered by."""
        for happened in list(clocks.follow(self.view(), self.timing, self.new_id)):
            self.happened(happened)
        alive = [cast(Clock, c) for c in self.records[CLOCK].values() if not cast(Clock, c).over]
        dues = [c.due_at for c in alive if c.stage in clocks.LEADING and c.due_at is not None]
        promise = self.clock(self.incident_id, Stage.PROMISE)
        promise_at = promise.due_at if promise and promise.due_at else self.incident.promise_at
        self.change(due_at=min(dues, default=None), promise_at=promise_at)

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
        )

    def choose_route(self, words: str) -> Route:
        case = self.case(words)
        route = self.rules.route(case)
        self.facts.asked["case"] = {name: list(v) if isinstance(v, tuple) else v for name, v in case._asdict().items()}
        self.because("routed", route=route.name, version=self.rules.number)
        return route


Act = Callable[[Draft, Any], None]
"""What a move does beside moving its subject; its second argument is the payload that the move's command carries."""


def level_role(level: int) -> Role:
    """Who oversees at a duty level."""
    return Role.SUPERVISOR if level <= CITY else Role.TOWNSHIP_SUPERVISOR
