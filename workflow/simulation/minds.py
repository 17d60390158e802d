"""What the people of a simulated city see, know and intend; the material of their habits."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from models.clock import Stage
from models.meeting import Decision
from models.people import Post, Role
from models.task import Task
from models.territory import CITY
from workflow import rights
from workflow.calendar import Calendar
from workflow.commands import Actor, Payload
from workflow.directory import Directory, Target
from workflow.facts import Facts
from workflow.guards import Question
from workflow.machines import Move
from workflow.receivers import target_of
from workflow.rules.language import Rules
from workflow.simulation.problems import Problem
from workflow.simulation.tempers import Manner, Tempers
from workflow.view import MeetingView, View


@dataclass(frozen=True)
class Deed:
    """A move that somebody decides to make."""

    move: Move
    payload: Payload


@dataclass(frozen=True)
class Wait:
    """Nothing yet: look again then."""

    until: datetime


Choice = Deed | Wait | None


@dataclass
class Plan:
    """How somebody means to get a task done."""

    finish: datetime
    longer: datetime | None = None
    """When to ask for more time."""
    suspend: datetime | None = None
    progress: datetime | None = None


@dataclass(frozen=True)
class Sight:
    """A case as one person sees it: the moves that they are offered, and which tasks are theirs."""

    view: View
    actor: Actor
    now: datetime
    allowed: frozenset[str]
    mine: tuple[Task, ...]
    posts: tuple[Post, ...]

    def may(self, *moves: Move) -> bool:
        return any(str(move) in self.allowed for move in moves)

    def decides(self, level: int) -> bool:
        """Whether it is for them to decide on an answer or an objection of a level."""
        roles = {post.role for post in self.posts}
        return Role.SUPERVISOR in roles or (level > CITY and Role.TOWNSHIP_SUPERVISOR in roles)


@dataclass(frozen=True)
class MeetingSight:
    """A meeting as one person sees it, and which of its open decisions are theirs to carry out."""

    view: MeetingView
    actor: Actor
    now: datetime
    allowed: frozenset[str]
    mine: tuple[Decision, ...]

    def may(self, *moves: Move) -> bool:
        return any(str(move) in self.allowed for move in moves)


@dataclass(repr=False)
class Mind:
    """What the people know between them: the city's books, what is really there, their plans; and their dice."""

    directory: Directory
    rules: Rules
    calendar: Calendar
    seed: int
    rng: Random = field(init=False)
    looks: Random = field(init=False)
    """The dice of second looks and second reviews: of their own, so that a life without any stays as it is."""
    tempers: Tempers = field(init=False)
    problems: dict[UUID, Problem] = field(default_factory=dict)
    cases: dict[int, list[UUID]] = field(default_factory=dict)
    """The cases that tell of a problem, by its number."""
    views: dict[UUID, View] = field(default_factory=dict)
    meetings: dict[UUID, MeetingView] = field(default_factory=dict)
    talks: dict[UUID, UUID] = field(default_factory=dict)
    """The roundtable that was called about a suggestion."""
    plans: dict[tuple[UUID, int], Plan] = field(default_factory=dict)
    apart: set[UUID] = field(default_factory=set)
    """The orders and objections that came of oversight, which has dice and looks of its own."""
    oversees: bool = False
    """Whether it is the mind for these."""

    def __post_init__(self) -> None:
        self.rng, self.tempers = Random(f"{self.seed}/choices"), Tempers(self.seed)
        self.looks = Random(f"{self.seed}/second looks")

    @cached_property
    def aside(self) -> "Mind":
        """The same books and plans, with other dice: what is proposed changes nothing of what becomes of problems."""
        found = copy(self)
        found.rng = Random(f"{self.seed}/proposals")
        return found

    @cached_property
    def overseeing(self) -> "Mind":
        """The same books and plans, for what came of oversight alone: it draws nothing that others would have."""
        found = copy(self)
        found.rng, found.oversees = Random(f"{self.seed}/oversight"), True
        return found

    def has(self, matter: UUID) -> bool:
        """Whether an order or an objection is for this mind."""
        return (matter in self.apart) == self.oversees

    @cached_property
    def walking(self) -> "Mind":
        """The same again for what patrols found: that there are patrols changes nothing of what the street reports."""
        found = copy(self)
        found.rng = Random(f"{self.seed}/found by patrols")
        return found

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def manner(self, person: UUID | None) -> Manner:
        return self.tempers.manner(person)

    def after(self, now: datetime, low: float, high: float) -> datetime:
        """So many hours later, between two bounds."""
        return now + timedelta(seconds=int(3600 * self.rng.uniform(low, high)))

    def problem(self, view: View) -> Problem:
        return self.problems[view.incident.id]

    def others(self, view: View) -> Iterator[View]:
        """Older cases of the same problem."""
        for identity in self.cases.get(self.problem(view).number, ()):
            if identity < view.incident.id:
                yield self.views[identity]

    def sight(self, view: View, actor: Actor, now: datetime) -> Sight:
        """What a page would show: the view, and what the tables offer."""
        facts = Facts(self.directory, self.calendar, now)
        posts = facts.posts(actor.id) if actor.id else ()
        question = Question(view, view.incident.id, actor.id, now, self.rules.limits_of(view.incident.route))
        mine = tuple(t for t in view.tasks.values() if t.open and actor.id and rights.does(t, actor.id, posts))
        return Sight(view, actor, now, frozenset(rights.allowed(view, actor, facts, question)), mine, posts)

    def meeting_sight(self, view: MeetingView, actor: Actor, now: datetime) -> MeetingSight:
        facts = Facts(self.directory, self.calendar, now)
        posts = facts.posts(actor.id) if actor.id else ()
        open_ = [decision for decision in view.decisions.values() if decision.open]
        mine = tuple(each for each in open_ if actor.id and rights.does(each, actor.id, posts))
        return MeetingSight(view, actor, now, frozenset(rights.meeting_allowed(view, actor, facts)), mine)

    def due(self, view: View, task: Task) -> datetime | None:
        clock = view.clock(task.id, Stage.HANDLE)
        return clock.due_at if clock else None

    def target(self, task: Task) -> Target:
        """The receiver of a task, as its name says."""
        return target_of(task, Facts(self.directory, self.calendar, task.assigned_at))
