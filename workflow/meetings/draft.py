"""A meeting while one command changes it: what the moves work on."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from models.clock import Stage
from models.meeting import Decision, DecisionState, Meeting, MeetingState
from models.notice import NoticeKind
from models.people import Role
from models.territory import CITY
from workflow.calendar import Calendar
from workflow.clocks import Wanted
from workflow.commands import Command
from workflow.directory import Reached, Target
from workflow.drafting import Drafting
from workflow.facts import Facts
from workflow.identity import Source
from workflow.ledger import instant
from workflow.machines import Kind, Move, Standing
from workflow.meetings.guards import Question
from workflow.meetings.payloads import InviteGuest
from workflow.rights import level_role
from workflow.rules.language import Rules
from workflow.view import MeetingView, assemble

if TYPE_CHECKING:
    from workflow.meetings.outside import GuestLetters, Published


class MeetingDraft(Drafting):
    """The hands of the moves of a meeting and of its decisions."""

    def __init__(
        self, view: MeetingView, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Source
    ) -> None:
        super().__init__(view, command, facts, rules, calendar, source)
        self.before = view
        self.heard: dict[UUID, Mapping[str, Any]] = {}
        self.words: dict[UUID, str] = {}
        self.motions: dict[UUID, tuple[Move, Mapping[str, Any]]] = {}
        self.guests: dict[UUID, InviteGuest] = {}
        self.letters: GuestLetters = {}
        self.conclusion: Published | None = None
        self.answered: dict[UUID, str] = {}

    @property
    def meeting(self) -> Meeting:
        return cast(Meeting, self.records[Kind.MEETING][self.root_id])

    @property
    def decisions(self) -> dict[UUID, Decision]:
        return cast("dict[UUID, Decision]", self.records[Kind.DECISION])

    @property
    def on(self) -> Mapping[str, Any]:
        return {"meeting_id": self.root_id}

    @property
    def ladders(self) -> Mapping[Stage, str]:
        return self.rules.limits.ladders

    @property
    def urgent(self) -> bool:
        return False

    @property
    def past(self) -> bool:
        """Whether its time has come: who was not invited by then is not invited any more."""
        return self.meeting.starts_at <= self.now

    @property
    def called(self) -> Mapping[str, str]:
        """`at` is when it begins, `due` when the decision that it is about must be carried out."""
        meeting = self.meeting
        said = {"number": meeting.number, "kind": str(meeting.kind), "at": instant(meeting.starts_at)}
        about = self.ringing.subject_id if self.ringing else self.about
        decision = self.decisions.get(about)
        return {**said, "due": instant(decision.due_at), "decision": str(decision.number)} if decision else said

    def view(self) -> MeetingView:
        if self._whole is None:
            self._whole = assemble(MeetingView, self.root_id, self.records, self.before.seq, self.before.hash)
        return cast(MeetingView, self._whole)

    def wanted(self) -> Iterator[Wanted]:
        return wanted(self.view(), self.rules)

    def question(self, about: UUID, held: frozenset[Standing]) -> Question:
        return Question(self.view(), about, self.actor_id, self.now)

    def follow_clocks(self) -> None:
        """Lets the clocks follow the states, and the deadlines of decisions their clocks."""
        super().follow_clocks()
        for decision in list(self.decisions.values()):
            clock = self.clock(decision.id, Stage.DECISION)
            if clock is not None and clock.running and clock.due_at != decision.due_at:
                self.amend(Kind.DECISION, decision.id, due_at=clock.due_at)

    def move_motion(self, identity: UUID, move: Move, **context: Any) -> None:
        """Has a motion moved with this, in the same transaction; its ledger names the meeting."""
        self.motions[identity] = (move, {"id": self.root_id, "meeting": self.meeting.number, **context})

    def tell_above(self, kind: NoticeKind, about: UUID | None = None) -> None:
        """The city's supervisors of a township's meeting; of the city's own the centre, above which there is nobody."""
        self.tell_role(Role.SUPERVISOR if self.meeting.level > CITY else Role.CENTRE, kind, about)

    def tell_above_of_agenda(self) -> None:
        """The level above hears what was taken off; it is nothing that is raised to it."""
        self.tell_above(NoticeKind.MEETING_CHANGED)

    def tell_everybody(self, kind: NoticeKind) -> None:
        """All who are invited, the guests from outside as well."""
        self.tell([UUID(person) for person in self.meeting.attendees], kind)
        if kind in TO_GUESTS:
            self.letters |= dict.fromkeys(map(UUID, self.meeting.guests), kind)

    def raise_above(self, about: UUID | None = None) -> None:
        self.change(raised_at=self.now)
        if self.meeting.level > CITY:
            self.because("raised", level=CITY)
        self.tell_above(NoticeKind.RAISED, about)

    def tell_convener(self, kind: NoticeKind, about: UUID | None = None) -> None:
        self.told(convener(self.meeting, self.facts), kind, about, "responsible", {})

    def tell_owner(self, decision: Decision, kind: NoticeKind) -> None:
        said = {"due": instant(decision.due_at), "decision": str(decision.number)}
        self.tell_target(owner(decision, self.facts), kind, decision.id, **said)


TO_GUESTS: Final = frozenset({NoticeKind.INVITED, NoticeKind.MEETING_CHANGED, NoticeKind.MEETING_CANCELLED})
"""What guests from outside hear of: the meeting's time and place, never what was said there."""

Act = Callable[[MeetingDraft, Any], None]
"""What a move does beside moving its subject; its second argument is the payload that the move's command carries."""


def convener(meeting: Meeting, facts: Facts) -> Reached:
    """Who is told as the convener of a meeting."""
    return facts.reach(level_role(meeting.level), meeting.path)


def owner(decision: Decision, facts: Facts) -> Target:
    """Who has a decision to carry out."""
    return facts.directory.target(*decision.owner)


def wanted(view: MeetingView, rules: Rules) -> Iterator[Wanted]:
    """The clocks that the states of a meeting and of its decisions ask for."""
    meeting, budgets = view.meeting, rules.limits.budgets
    if meeting.coming:
        yield Wanted(meeting.id, Stage.MEETING, until=meeting.starts_at)
    if meeting.state == MeetingState.HELD:
        yield Wanted(meeting.id, Stage.MINUTES, budget=budgets[Stage.MINUTES])
    if meeting.open and meeting.owes_conclusion:
        yield Wanted(meeting.id, Stage.CONCLUSION, budget=budgets[Stage.CONCLUSION])
    for decision in view.decisions.values():
        if decision.open:
            runs = decision.state == DecisionState.OPEN
            yield Wanted(decision.id, Stage.DECISION, runs, until=decision.due_at)
        if decision.state == DecisionState.REPORTED:
            yield Wanted(decision.id, Stage.REVIEW, budget=budgets[Stage.REVIEW])
