"""The driver: from event to event in virtual time. People act, due clocks ring at their own instants, days open.

At one instant clocks ring first, then people act in the order in which that was laid down. Nothing here depends on
where the life takes place, on hashes, or on the clock on the wall.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final
from uuid import UUID

from models.incident import Incident, Source
from models.ledger import ActorKind
from models.notice import Notice
from models.people import Role
from workflow.commands import Actor
from workflow.duties import opening, told
from workflow.errors import GridwardError
from workflow.machines import Move
from workflow.simulation import assembled, gatherings, habits, invariants, oversight, supporting, walked
from workflow.simulation.editors import Editors
from workflow.simulation.fresh import Act
from workflow.simulation.ground import Ground, Published, Touch
from workflow.simulation.minds import Choice, Deed, Mind, Wait
from workflow.simulation.problems import Street, Telling, groups_of
from workflow.simulation.scene import Scene
from workflow.simulation.tally import Tally
from workflow.simulation.walks import A_TOWNSHIP, Walk, Walks
from workflow.view import BulletinView, CampaignView, MeetingView, PatrolView, View, Whole

PUBLIC: Final = Actor(ActorKind.PUBLIC)
CALLED_IN: Final = frozenset({Source.HOTLINE, Source.COUNTER, Source.LETTER})
GOES_ON: Final = frozenset(
    {
        Move.CLAIM,
        Move.ACCEPT,
        Move.RELOCATE,
        Move.RECLASSIFY,
        Move.ACKNOWLEDGE,
        Move.CHECK_IN,
        Move.PROGRESS,
        Move.REQUEST_EXTENSION,
        Move.REQUEST_SUSPENSION,
        Move.UPHOLD,
    }
)
"""After these whoever made the move goes on with the case."""


@dataclass(frozen=True)
class Look:
    """Somebody means to look at a case or a meeting: a person of the staff, or who holds the receipt."""

    actor: Actor
    subject_id: UUID
    overseeing: bool = False
    """For the sake of oversight alone."""


@dataclass(frozen=True)
class Opening:
    """A day's work begins: the calendar of duties is looked at."""


Event = Look | Telling | Opening | Act | Walk


@dataclass(repr=False)
class Life:
    """One life of one city from its first day's midnight on. `checking` is left out only where nothing is to be
    proved."""

    scene: Scene
    ground: Ground
    first: date
    days: int
    seed: int
    rate: float
    checking: bool = True
    spots: int = A_TOWNSHIP
    """How many things to patrol there are a township."""
    tally: Tally = field(default_factory=Tally)
    mind: Mind = field(init=False)
    refused: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    now: datetime = field(init=False)
    until: datetime | None = None
    """The instant at which it ends, where that is not the last day's midnight."""
    still: datetime | None = None
    """From then on people act no more: what reaches them waits. Clocks go on, and what is `staged` happens."""
    staged: Sequence[Act] = ()
    published: list[Published] = field(default_factory=list)
    _events: list[tuple[datetime, int, Event]] = field(default_factory=list)
    _count: int = 0
    _meant: dict[Look, datetime] = field(default_factory=dict)
    _supportable: dict[UUID, Incident] = field(default_factory=dict)
    _shadows: dict[UUID, Whole] = field(default_factory=dict)
    _quiet: dict[UUID, Whole] = field(default_factory=dict)
    """What had ended when all was last checked, and how it stood."""

    def __post_init__(self) -> None:
        scene = self.scene
        self.mind = Mind(scene.directory, scene.rules, scene.calendar, self.seed)
        self._delays = Random(f"{self.seed}/delays")
        self._looks = Random(f"{self.seed}/delays of second looks")
        self._street = Street(
            scene.directory, scene.rules, scene.calendar, groups_of(scene.city.grids), self.seed, self.rate
        )
        self.now = self._opened = self.midnight(self.first)
        for act in self.staged:
            self._push(act.at, act)
        self.bulletins: dict[UUID, BulletinView] = {}
        self.walks = Walks(scene, self.seed, self.first, self.spots)
        self._finders = Random(f"{self.seed}/delays of what patrols found")
        self._editors = Editors(scene.directory, scene.calendar, self.seed)
        self._promises = invariants.Ground(scene.directory, scene.rules, scene.calendar)

    @property
    def end(self) -> datetime:
        return self.midnight(self.first + timedelta(days=self.days))

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.scene.calendar.tz).astimezone(UTC)

    async def run(self, progress: Callable[[float], None] = lambda _: None) -> None:
        """Lives every day. Raises Broken where a promise does not hold."""
        for number in range(self.days):
            day = self.first + timedelta(days=number)
            self._push(opening(self.scene.calendar, day), Opening())
            for telling in self._street.day(day):
                self._push(telling.at, telling)
            end = self.midnight(day + timedelta(days=1))
            end = min(end, self.until) if self.until else end
            await self._live_until(end)
            if self.checking:
                await self._check_all(end)
            progress((number + 1) / self.days)

    async def _live_until(self, end: datetime) -> None:
        while True:
            due = await self.ground.next_due()
            event = self._events[0][0] if self._events else None
            at = min((each for each in (due, event) if each is not None), default=end)
            if at >= end:
                return
            self.now = max(at, self.now)
            if due is not None and due <= at:
                touches = await self.ground.ring(self.now)
                self._follow(touches, self.now, settled=True)
                if any(entry.move == Move.TABLE for touch in touches for entry in touch.entries):
                    await self._convene()
            else:
                _, _, what = heappop(self._events)
                await self._happen(what)

    async def _happen(self, what: Event) -> None:
        if isinstance(what, Telling):
            await self._report(what)
        elif isinstance(what, Look):
            if self.still is None or self.now < self.still:
                await self._look(what, self.now)
        elif isinstance(what, Act):
            self._follow(await what.do(self.ground, self.now), self.now)
        elif isinstance(what, Walk):
            if self.still is None or self.now < self.still:
                await self._walk(what)
        else:
            await self._open()

    async def _open(self) -> None:
        """What the calendar of duties asks for at this hour: first the meetings, then the bulletins, then what is to be
        looked at again. By then people have supported what was published."""
        await self._supported()
        await self._convene()
        calendar, rule = self.scene.calendar, self.scene.rules.bulletin
        for occasion in told(rule, calendar, self._opened, self.now, self.midnight(self.first)):
            published, touches = await self.ground.publish(occasion.period, self.now)
            self.published.append(published)
            self._follow(touches, self.now)
        drawn = await self.ground.inspect(self._opened, self.now, self.midnight(self.first))
        self._follow(drawn, self.now)
        self._opened = self.now
        for done in await self.walks.open(self.ground, self.now):
            self._follow(done, self.now)

    async def _supported(self) -> None:
        day = self.now.astimezone(self.scene.calendar.tz).date()
        for identity, incident in sorted(self._supportable.items()):
            who = supporting.supporters(incident, day, self.seed)
            if who:
                await self.ground.support(identity, who, self.now)

    async def _convene(self) -> None:
        self._follow(await self.ground.convene(self.now), self.now)

    def _push(self, at: datetime, what: Event) -> None:
        self._count += 1
        heappush(self._events, (at, self._count, what))

    # People

    async def _report(self, telling: Telling) -> None:
        problem, at = telling.problem, telling.at
        actor = self._teller(telling)
        touches = await self.ground.submit(actor, telling.submit, at)
        identity: UUID = touches[0].view.root.id
        self.mind.problems[identity] = problem
        self.mind.cases.setdefault(problem.number, []).append(identity)
        self._follow(touches, at)
        if actor == PUBLIC:
            receipt = Actor(ActorKind.RECEIPT, incident_id=identity)
            for hours in (self._delays.uniform(0.2, 4), self._delays.uniform(30, 200)):
                self._mean(receipt, identity, at + timedelta(seconds=int(3600 * hours)))
        elif self._delays.random() < 0.4:
            self._mean(actor, identity, at + timedelta(seconds=int(60 * self._delays.uniform(2, 40))))

    async def _walk(self, walk: Walk) -> None:
        """Somebody looks at a spot, or sets out again another day; what they found is a case as any other."""
        touches, again = await self.walks.go(walk, self.ground, self.now)
        self.mind.problems |= self.walks.problems
        self._follow(touches, self.now)
        if again is not None:
            self._push(again, Walk(walk.patrol_id, walk.tries + 1))

    def _teller(self, telling: Telling) -> Actor:
        """Who reports: the informant of the place, another on patrol, the desk that was called, or anybody."""
        directory, path, at, calendar = self.scene.directory, telling.problem.path, telling.at, self.scene.calendar
        if telling.source in CALLED_IN:
            return _person(directory.reach(Role.INTAKE, path, at, calendar).persons[0])
        if telling.source == Source.ORDER:
            return _person(directory.reach(Role.SUPERVISOR, path, at, calendar).persons[0])
        informant = directory.informant(path, at, calendar)
        if telling.source not in (Source.INFORMANT, Source.PATROL) or informant is None:
            return PUBLIC
        if telling.source == Source.PATROL:
            informant = directory.informant(path, at, calendar, frozenset({informant})) or informant
        return _person(informant)

    async def _look(self, look: Look, now: datetime) -> None:
        if self._meant.get(look) != now:
            return
        del self._meant[look]
        if look.actor.id is not None and not self._on_duty(look.actor.id, now):
            self._intend(look, now + timedelta(minutes=1), wait=True)
            return
        view: Whole = (
            self.mind.views.get(look.subject_id)
            or self.mind.meetings.get(look.subject_id)
            or self.bulletins[look.subject_id]
        )
        choice = self._choice(view, look, now)
        if isinstance(choice, Wait):
            self._intend(look, max(choice.until, now + timedelta(minutes=1)))
        elif isinstance(choice, Deed):
            await self._act(look, view, choice, now)

    def _choice(self, view: Whole, look: Look, now: datetime) -> Choice:
        actor = look.actor
        if isinstance(view, MeetingView):
            seen = self.mind.meeting_sight(view, actor, now)
            mind = self.mind.aside if view.meeting.proposal_id else self.mind
            return gatherings.choose(seen, mind) if seen.allowed else None
        if isinstance(view, BulletinView):
            return self._editors.choose(view, actor, now)
        assert isinstance(view, View)
        sight = self.mind.sight(view, actor, now)
        choose = oversight.choose if look.overseeing else habits.choose
        return choose(sight, self.mind) if sight.allowed else None

    async def _act(self, look: Look, view: Whole, deed: Deed, now: datetime) -> None:
        try:
            touches = await self.ground.fire(look.actor, view, deed.move, deed.payload, now)
        except GridwardError as refusal:
            reason = str(refusal.facts.get("reason") or refusal.facts.get("guard") or refusal.code)
            self.refused[f"{deed.move} {reason}"] = self.refused.get(f"{deed.move} {reason}", 0) + 1
            return
        if look.overseeing and isinstance(view, View):
            self.mind.apart |= oversight.takes_up(view, deed, _case(touches, view))
            self._follow(touches, now)
            return
        self._follow(touches, now)
        dice = self._finders if look.subject_id in self.walks.problems else self._delays
        if deed.move in GOES_ON:
            self._mean(look.actor, look.subject_id, now + timedelta(seconds=dice.randrange(60, 400)))
        elif deed.move == Move.HOLD:
            about = isinstance(view, MeetingView) and view.meeting.proposal_id is not None
            dice = self.mind.aside.rng if about else dice
            self._mean(look.actor, look.subject_id, now + timedelta(minutes=dice.randrange(90, 600)))
        elif deed.move == Move.RESOLVE and habits.was_late(self.mind.views[look.subject_id]):
            self._mean(look.actor, look.subject_id, now + timedelta(hours=dice.randrange(4, 72)))

    def _mean(self, actor: Actor, subject_id: UUID, at: datetime) -> None:
        self._intend(Look(actor, subject_id), at)

    def _intend(self, look: Look, at: datetime, wait: bool = False) -> None:
        """Somebody means to look at a case or a meeting then, or as soon after as they are on duty; the sooner of two
        intents counts. With `wait`, somebody else is on duty in their place: not before they are there themselves."""
        when = at
        if look.actor.id is not None:
            found = self._next_on_duty(look.actor.id, at)
            if found is None or (wait and found <= at):
                return
            when = found
        known = self._meant.get(look)
        if known is None or when < known:
            self._meant[look] = when
            self._push(when, look)

    def _on_duty(self, person: UUID, now: datetime) -> bool:
        directory, calendar = self.scene.directory, self.scene.calendar
        posts = directory.posts_of(person, now) + directory.standing_in(person, now, calendar)
        return any(directory.on_duty(post, now, calendar) == person for post in posts)

    def _next_on_duty(self, person: UUID, at: datetime) -> datetime | None:
        if self._on_duty(person, at):
            return at
        directory, calendar = self.scene.directory, self.scene.calendar
        posts = directory.posts_of(person, at)
        times = [directory.next_on_duty(post, at, calendar) for post in posts]
        return min((each for each in times if each is not None), default=None)

    # What follows

    def _follow(self, touches: list[Touch], now: datetime, settled: bool = False) -> None:
        touches = sorted(touches, key=lambda touch: touch.view.root.id.int)
        for touch in touches:
            self.steps += len(touch.entries)
            self._know(touch, now)
            self.tally.add(touch)
            if self.checking:
                self._check(touch, now, settled)
        for touch in touches:
            for notice in touch.notices:
                self._told(notice, now)

    def _know(self, touch: Touch, now: datetime) -> None:
        """How something stands by now, and what somebody means to do about it."""
        view = touch.view
        if isinstance(view, MeetingView):
            self.mind.meetings[view.meeting.id] = view
            if view.meeting.proposal_id is not None:
                self.mind.talks[view.meeting.proposal_id] = view.meeting.id
        elif isinstance(view, View):
            self.mind.views[view.incident.id] = view
            self._stands(view.incident)
            self._visited(touch, now)
        elif isinstance(view, BulletinView):
            self.bulletins[view.bulletin.id] = view
            self._take_up(view, now)
        elif (at := self.walks.saw(view)) is not None:
            self._push(max(at, now), Walk(view.root.id))

    def _visited(self, touch: Touch, now: datetime) -> None:
        """Whoever supervises, or is counted, comes by of themselves; not by what patrols found, so that it stays as it
        is where there are none."""
        assert isinstance(touch.view, View)
        for entry in touch.entries if touch.view.incident.patrol_id is None else ():
            for visit in oversight.visits(touch.view, entry, self.mind, now):
                self._intend(Look(_person(visit.person), touch.view.incident.id, overseeing=True), visit.at)

    def _stands(self, incident: Incident) -> None:
        """What can be supported from now on, or no more."""
        if supporting.supportable(incident):
            self._supportable[incident.id] = incident
        else:
            self._supportable.pop(incident.id, None)

    def _take_up(self, view: BulletinView, now: datetime) -> None:
        """Whoever's turn it is with a bulletin looks at it, or nobody does."""
        found = self._editors.turn(view, now)
        if found is not None:
            self._mean(found[0], view.bulletin.id, found[1])

    def _told(self, notice: Notice, now: datetime) -> None:
        """Whoever is told looks, sooner or later, or never."""
        subject = notice.incident_id or notice.meeting_id
        if subject is None:
            return
        overseeing = notice.about in self.mind.apart
        manner = self.mind.manner(notice.recipient_id)
        dice = self.mind.overseeing.rng if overseeing else self._dice(notice)
        if dice.random() < manner.ignores:
            return
        mean = manner.minutes * (0.4 if notice.urgent else 1.0)
        seconds = 30 + int(60 * dice.expovariate(1 / mean))
        self._intend(Look(_person(notice.recipient_id), subject, overseeing), now + timedelta(seconds=seconds))

    def _dice(self, notice: Notice) -> Random:
        """Second looks and second reviews have dice of their own, and roundtables about a suggestion: they delay
        nothing else."""
        meeting = self.mind.meetings.get(notice.meeting_id) if notice.meeting_id else None
        if meeting is not None and meeting.meeting.proposal_id is not None:
            return self.mind.aside.rng
        view = self.mind.views.get(notice.incident_id) if notice.incident_id else None
        if view is None:
            return self._delays
        if view.incident.patrol_id is not None:
            return self._finders
        objection = view.objections.get(notice.about)
        second = objection is not None and objection.seconded_at is not None
        return self._looks if second or notice.about in view.inspections else self._delays

    # What must hold

    def _check(self, touch: Touch, now: datetime, settled: bool) -> None:
        identity: UUID = touch.view.root.id
        shadow = self._shadows.get(identity)
        for entry in touch.entries:
            after = invariants.advance(shadow, entry)
            queued = tuple(notice for notice in touch.notices if notice.entry == entry.seq)
            invariants.check_step(invariants.Step(shadow, entry, after, queued, self._promises))
            shadow = after
        invariants.check_replay(shadow, touch.view, now)
        self._shadows[identity] = touch.view  # the same, as has just been seen
        self._check_standing(touch.view, now, settled)

    def _check_standing(self, view: Whole, now: datetime, settled: bool = True) -> None:
        if isinstance(view, View):
            invariants.check_case(invariants.Stood(view, now, self._promises, settled))
        elif isinstance(view, MeetingView):
            assembled.check_meeting(assembled.Met(view, now, self._promises, settled))
        elif isinstance(view, BulletinView):
            assembled.check_bulletin(view, now, settled)
        elif isinstance(view, PatrolView | CampaignView):
            walked.check_patrol(view, now, self._promises, settled)

    async def _check_all(self, now: datetime) -> None:
        """Every case as it is stored against its replay, and against what must hold of it. What had ended and has not
        been touched since was looked at when it did."""
        stored, meetings = await self.ground.views(), await self.ground.meetings()
        patrols = await self.ground.patrols()
        wholes: Mapping[UUID, Whole] = {**stored, **meetings, **await self.ground.bulletins(), **patrols}
        for identity, view in wholes.items():
            if self._quiet.get(identity) is view:
                continue
            invariants.check_replay(self._shadows.get(identity), view, now)
            self._check_standing(view, now)
            if not view.root.open and all(clock.over for clock in view.clocks.values()):
                self._quiet[identity] = view
                invariants.check_chain(await self.ground.entries(identity), view, now)
                await self.ground.ended(identity)
        invariants.check_all(stored, self.mind.views, now)
        walked.check_rounds(patrols, stored, now, self._promises)
        published = [each.period for each in self.published]
        assembled.check_calendar(meetings.values(), published, self.midnight(self.first), now, self._promises)

    async def check_chains(self, now: datetime) -> None:
        """Every ledger, from its first entry on."""
        wholes: Mapping[UUID, Whole] = {
            **await self.ground.views(),
            **await self.ground.meetings(),
            **await self.ground.bulletins(),
            **await self.ground.patrols(),
        }
        for identity, view in wholes.items():
            invariants.check_chain(await self.ground.entries(identity), view, now)


def _case(touches: list[Touch], before: View) -> View:
    """A case as it is after a move of its own."""
    after = (touch.view for touch in touches if touch.view.root.id == before.incident.id)
    return next((view for view in after if isinstance(view, View)), before)


def _person(identity: UUID) -> Actor:
    return Actor(ActorKind.PERSON, identity)
