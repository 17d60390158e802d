"""A root subject while one command changes it: what the drafts of incidents and of meetings have in common.

Made from a frozen view, thrown away after. Every change of state goes through `move`, which runs the machine's table.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from models.clock import Clock, ClockEvent, Stage
from models.columns import Value
from models.notice import Channel, Notice, NoticeKind
from models.people import Role
from workflow import following
from workflow.calendar import Calendar
from workflow.clocks import Wanted
from workflow.commands import Command
from workflow.directory import Reached, Target
from workflow.facts import Facts
from workflow.identity import Source
from workflow.machines import TABLES, Arrow, Kind, Move, Standing, follow, lawful, run_by
from workflow.rules.language import Rules
from workflow.timing import Happened, Timing
from workflow.view import CLOCK, Whole

SYSTEM = frozenset({Standing.SYSTEM})
CALLS = frozenset(
    {
        NoticeKind.ARRIVED,
        NoticeKind.ASSIGNED,
        NoticeKind.CHECK,
        NoticeKind.VERIFY,
        NoticeKind.INSPECTION,
        NoticeKind.REQUESTED,
        NoticeKind.REMIND,
        NoticeKind.WARN,
        NoticeKind.WHISTLE,
        NoticeKind.REWORK,
        NoticeKind.RETURNED,
        NoticeKind.DECISION,
        NoticeKind.INVITED,
        NoticeKind.MEETING_CHANGED,
        NoticeKind.BULLETIN_DRAFT,
    }
)
"""The kinds of notice that call for an act; pointless once their subject has moved on."""

VERSIONED = frozenset({Kind.TASK})
"""Subjects beside the root that have a version of their own."""


class Drafting:
    """The moves' hands."""

    def __init__(
        self, view: Whole, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Source
    ) -> None:
        self.command, self.facts, self.rules, self.calendar, self.source = command, facts, rules, calendar, source
        self.now = facts.now
        self.seq = view.seq + 1
        self.records: dict[str, dict[UUID, Value]] = {kind: dict(view.of(kind)) for kind in view.KINDS}
        self.root_kind = Kind(view.KINDS[0])
        self.root_id: UUID = view.root.id
        self.about = self.root_id
        self.held: frozenset[Standing] = SYSTEM
        self.reasons: list[dict[str, Any]] = []
        self.notices: dict[str, Notice] = {}
        self.hushed: dict[UUID, None] = {}
        self.events: list[ClockEvent] = []
        self._whole: Whole | None = view
        """What it has become so far, once that was asked for."""
        self._said: set[tuple[str, NoticeKind, UUID]] = set()
        self.channels: tuple[Channel, ...] = ()
        """Those that a rung names for what is told from now on; none for the usual ones."""

    # What each kind of root says for itself

    @abstractmethod
    def view(self) -> Whole:
        """What the subject has become so far."""

    @property
    @abstractmethod
    def on(self) -> Mapping[str, Any]:
        """What clocks and notices hang on: `incident_id` or `meeting_id`; clocks also `bulletin_id`."""

    @property
    def told_on(self) -> Mapping[str, Any]:
        """What its notices hang on, where that is not what its clocks do."""
        return self.on

    @property
    @abstractmethod
    def ladders(self) -> Mapping[Stage, str]:
        """The ladder of each stage."""

    @property
    @abstractmethod
    def urgent(self) -> bool:
        """Whether its notices pass through quiet hours."""

    @property
    @abstractmethod
    def called(self) -> Mapping[str, str]:
        """What each of its notices says of it: numbers and codes."""

    @abstractmethod
    def wanted(self) -> Iterator[Wanted]:
        """The clocks that its states ask for."""

    @abstractmethod
    def question(self, about: UUID, held: frozenset[Standing]) -> Any:
        """What its guards are asked."""

    # What there is

    @property
    def root(self) -> Any:
        return self.records[self.root_kind][self.root_id]

    @property
    def actor_id(self) -> UUID | None:
        return self.command.actor.id

    @property
    def timing(self) -> Timing:
        return Timing(self.now, self.rules, self.calendar, self.ladders)

    def new_id(self) -> UUID:
        return self.source.id(self.now)

    # Changing it

    def put(self, kind: str, record: Any) -> None:
        self.records[kind][record.id] = record
        self._whole = None

    def change(self, **fields: Any) -> None:
        """The root subject's own fields."""
        self.put(self.root_kind, self.root.but(**fields))

    def amend(self, kind: str, identity: UUID, **fields: Any) -> None:
        self.put(kind, self.records[kind][identity].but(**fields))

    def lawful(self, kind: Kind, identity: UUID, move: Move, held: frozenset[Standing]) -> Arrow:
        record: Any = self.records[kind][identity]
        return lawful(run_by(kind, record), record.state, move, held, self.question(identity, held))

    def move(self, kind: Kind, identity: UUID, move: Move, held: frozenset[Standing] = SYSTEM) -> Arrow:
        """Takes a subject along an arrow of its machine; notices that called for an act on it lose their point."""
        record: Any = self.records[kind][identity]
        arrow = self.lawful(kind, identity, move, held)
        state = follow(run_by(kind, record), record.state, arrow)
        if state == record.state:
            return arrow
        fields: dict[str, Any] = {"state": type(record.state)(state)}
        if kind in VERSIONED:
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
        by = {"channels": [str(channel) for channel in self.channels]} if self.channels else {}
        for person in persons:
            if person == self.actor_id:
                continue
            cause = f"{clock.id}:{clock.round}:{clock.rung}" if clock else f"{self.root_id}:{self.seq}"
            key = f"{cause}:{about or self.about}:{kind}:{person}:app"
            self.notices[key] = Notice(
                id=self.new_id(),
                key=key,
                about=about or self.about,
                entry=self.seq,
                kind=kind,
                recipient_id=person,
                urgent=self.urgent,
                args={**self.called, **args, **by},
                created_at=self.now,
                **self.told_on,
            )

    def tell_role(self, role: Role, kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
        self.told(self.facts.reach(role, self.root.path, self.urgent), kind, about, str(role), args)

    def tell_target(self, target: Target, kind: NoticeKind, about: UUID | None = None, **args: Any) -> None:
        reached = self.facts.reach_target(target, self.root.path, self.urgent)
        self.told(reached, kind, about, target.code, args)

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
            watch = self.facts.reach(Role.CENTRE, self.facts.directory.root.path, self.urgent)
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
                entry=self.seq,
                kind=happened.kind,
                at=self.now,
                seconds=happened.seconds,
                rung=clock.rung,
                due_at=clock.due_at,
                **self.on,
            )
        )

    def clock(self, subject_id: UUID, stage: Stage) -> Clock | None:
        return self.view().clock(subject_id, stage)

    def follow_clocks(self) -> None:
        """Arms, pauses and stops what the new states ask for."""
        for happened in list(following.follow(self.view(), self.wanted(), self.timing, self.new_id, self.on)):
            self.happened(happened)
