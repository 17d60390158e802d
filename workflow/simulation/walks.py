"""The patrols of a simulated city: spots entered in the first weeks, campaigns now and then, and people who walk their
lists, or do not; some find something, and report it.

Whatever is drawn here comes from streams of its own, so that a life without a standing patrol stays as it is, and in
one with them nothing is drawn otherwise for what the street reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from models.incident import Source
from models.ledger import ActorKind
from models.patrol import Patrol, PatrolState
from models.people import Role
from workflow.commands import Actor, Location, Submit
from workflow.demonstration.spots import spots
from workflow.machines import Move
from workflow.patrols.payloads import CheckOff, StartCampaign
from workflow.simulation.ground import Ground, Touch
from workflow.simulation.problems import Problem
from workflow.simulation.scene import Scene
from workflow.view import CampaignView, PatrolView, SpotView, View, Whole

NEVER: Final = 0.07
"""How likely nobody looks at a spot before it is missed; half as likely nobody looks after that either."""

FINDS: Final = 0.03
"""How likely somebody who looks finds something."""

FIRST_DAYS: Final = 15
"""The spots are entered over so many days, so that not all are due on one."""

A_TOWNSHIP: Final = 8

EVERY, FROM, LASTS = 12, 3, timedelta(days=9)
"""A campaign begins on every twelfth day from the fourth on, and lasts nine days."""

TRIES: Final = 6
"""On so many days somebody sets out and is not on duty; then they let it be."""

BY_DAY: Final = time(8, 30)


@dataclass(frozen=True)
class Walk:
    """Somebody means to look at a spot, for the nth time."""

    patrol_id: UUID
    tries: int = 0


@dataclass
class Walks:
    """Everybody's rounds. `spots`, `patrols` and `campaigns` are those that there are, as they were last seen."""

    scene: Scene
    seed: int
    first: date
    many: int = A_TOWNSHIP
    """Spots a township."""
    finds: float = FINDS
    spots: dict[UUID, SpotView] = field(default_factory=dict)
    patrols: dict[UUID, PatrolView] = field(default_factory=dict)
    campaigns: dict[UUID, CampaignView] = field(default_factory=dict)
    problems: dict[UUID, Problem] = field(default_factory=dict)
    """What was found, by its case."""
    _meant: dict[UUID, PatrolState] = field(default_factory=dict)
    """In which state of a patrol somebody last made up their mind."""

    def __post_init__(self) -> None:
        rules = self.scene.rules.patrols
        self._rng = Random(f"{self.seed}/patrols")
        found = list(spots(self.scene.city.grids, rules, self.seed, self.many)) if rules.templates else []
        Random(f"{self.seed}/spots").shuffle(found)
        self._left, self._a_day = found, -(-len(found) // FIRST_DAYS)

    @property
    def wholes(self) -> Mapping[UUID, Whole]:
        return {**self.spots, **self.patrols, **self.campaigns}

    # What is kept at the centre

    def keeper(self, now: datetime) -> Actor | None:
        """Who enters spots and starts campaigns."""
        directory = self.scene.directory
        holders = directory.holders(Role.CENTRE, directory.root.path, now)
        return Actor(ActorKind.PERSON, holders[0]) if holders else None

    async def open(self, ground: Ground, now: datetime) -> list[list[Touch]]:
        """What is entered and started when a day's work begins."""
        keeper = self.keeper(now)
        if keeper is None or not (self._left or self.spots):
            return []
        today, self._left = self._left[: self._a_day], self._left[self._a_day :]
        done = [await ground.enter(keeper, said, now) for said in today]
        if (asked := self._campaign(now)) is not None:
            done.append(await ground.start(keeper, asked, now))
        return done

    def _campaign(self, now: datetime) -> StartCampaign | None:
        """Of kinds that no standing patrol looks at, each in its turn; of any where there is none."""
        rules, number = self.scene.rules.patrols, (now.astimezone(self.scene.calendar.tz).date() - self.first).days
        if number < FROM or (number - FROM) % EVERY or not rules.kinds:
            return None
        looked_at = {template.kind for template in rules.templates.values()}
        kinds = [kind for kind in rules.kinds if kind not in looked_at] or list(rules.kinds)
        kind = kinds[(number - FROM) // EVERY % len(kinds)]
        return StartCampaign(
            title=f"{rules.kinds[kind].zh}专项排查",
            kinds=[kind],
            grid=self.scene.directory.root.code,
            until=now + LASTS,
        )

    # Who walks

    def saw(self, view: Whole) -> datetime | None:
        """A spot, a patrol or a campaign as it stands now; when somebody means to look at it, if their mind is made
        up."""
        if isinstance(view, SpotView):
            self.spots[view.spot.id] = view
        elif isinstance(view, CampaignView):
            self.campaigns[view.campaign.id] = view
        elif isinstance(view, PatrolView):
            self.patrols[view.patrol.id] = view
            if view.patrol.open and self._meant.get(view.patrol.id) != view.patrol.state:
                self._meant[view.patrol.id] = view.patrol.state
                return self._when(view.patrol)
        return None

    def _when(self, patrol: Patrol) -> datetime | None:
        """Somewhere in the last part of its time; of what was missed, within some days, or never."""
        never, share = self._rng.random(), self._rng.uniform(0.3, 0.97)
        if patrol.missed_at is not None:
            return self._by_day(patrol.missed_at + timedelta(days=4) * share) if never >= NEVER / 2 else None
        due = patrol.due_at or patrol.made_at
        return self._by_day(patrol.made_at + (due - patrol.made_at) * share) if never >= NEVER else None

    def _by_day(self, at: datetime) -> datetime:
        """In the working hours of that day."""
        tz = self.scene.calendar.tz
        begins = datetime.combine(at.astimezone(tz).date(), BY_DAY, tz)
        return max(at, begins + timedelta(minutes=self._rng.randrange(0, 500)))

    async def go(self, walk: Walk, ground: Ground, now: datetime) -> tuple[list[Touch], datetime | None]:
        """What comes of it; or when they try again, where nobody whose it is is on duty."""
        view = self.patrols[walk.patrol_id]
        if not view.patrol.open:
            return [], None
        looker = self._looker(view.patrol, now)
        if looker is None:
            again = self._by_day(now + timedelta(days=1))
            return [], again if walk.tries < TRIES else None
        if self._rng.random() < self.finds and (said := self._finding(view.patrol)) is not None:
            return await self._report(looker, view.patrol, said, ground, now), None
        return await ground.fire(looker, view, Move.CHECK_OFF, CheckOff(), now), None

    def _looker(self, patrol: Patrol, at: datetime) -> Actor | None:
        reached = self.scene.directory.reach(patrol.role, patrol.path, at, self.scene.calendar)
        there = reached.role == patrol.role and not reached.passed
        return Actor(ActorKind.PERSON, reached.persons[0]) if there and reached.persons else None

    def _finding(self, patrol: Patrol) -> Submit | None:
        rules, spot = self.scene.rules, self.spots[patrol.spot_id].spot
        template = rules.patrols.templates.get(patrol.template or "")
        kind = rules.patrols.kinds.get(patrol.kind)
        category = (template.finding if template else None) or (kind.finding if kind else None)
        grid = self.scene.directory.grid_by_id(spot.grid_id)
        if category is None or category not in rules.catalogue or grid is None:
            return None
        return Submit(
            category=category,
            description=f"{spot.name}：{rules.catalogue[category].zh}",
            grid=grid.code,
            location=Location(lat=spot.lat, lon=spot.lon, address=spot.name),
            severity=self._rng.choices((2, 3, 4), (1, 4, 5))[0],
            source=Source.PATROL,
            patrol=patrol.number,
        )

    async def _report(self, looker: Actor, patrol: Patrol, said: Submit, ground: Ground, now: datetime) -> list[Touch]:
        touches = await ground.submit(looker, said, now)
        case = next(touch.view for touch in touches if isinstance(touch.view, View))
        self.problems[case.incident.id] = Problem(
            number=-1 - len(self.problems),
            category=said.category,
            grid=said.grid or "",
            path=patrol.path,
            severity=said.severity or 3,
            true=True,
            point=None,
        )
        return touches
