"""A simulated life in memory, through the functional core."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from models.ledger import Entry
from models.notice import Notice
from workflow.calendar import Calendar
from workflow.commands import Actor, Payload, Submit
from workflow.directory import Directory
from workflow.effects import BulletinEffects, Outcome
from workflow.identity import Source
from workflow.machines import Move
from workflow.memory import World
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.rules.language import Rules
from workflow.simulation.ground import Published, Touch
from workflow.view import BulletinView, MeetingView, PatrolView, View, Whole


class Witness(World):
    """A city in memory that hands over what it decided."""

    def __init__(self, directory: Directory, rules: Rules, calendar: Calendar, source: Source) -> None:
        super().__init__(directory, rules, calendar, source)
        self._decided: list[Outcome] = []

    def write(self, effects: Outcome) -> None:
        self._decided.append(effects)
        super().write(effects)

    def taken(self) -> list[Outcome]:
        """What was decided since this was last asked."""
        taken, self._decided = self._decided, []
        return taken


class InMemory:
    """`kept` has all that was decided, where it is to be written somewhere afterwards. A `lean` one forgets what
    nobody asks for again: a year has a hundred thousand entries."""

    def __init__(self, world: Witness, keep: bool = False, lean: bool = False) -> None:
        self.world, self.keep, self.lean = world, keep, lean
        self.kept: list[Outcome] = []

    async def submit(self, actor: Actor, submit: Submit, now: datetime) -> list[Touch]:
        self.world.submit(actor, submit, now)
        return self._touched()

    async def fire(self, actor: Actor, view: Whole, move: Move, payload: Payload, now: datetime) -> list[Touch]:
        self._door(view)(actor, view.root.id, move, payload, now, view.root.version)
        return self._touched()

    def _door(self, view: Whole) -> Callable[..., Whole]:
        if isinstance(view, BulletinView):
            return self.world.fire_bulletin
        if isinstance(view, PatrolView):
            return self.world.patrolling.fire
        return self.world.fire_meeting if isinstance(view, MeetingView) else self.world.fire

    async def ring(self, now: datetime) -> list[Touch]:
        self.world.sweep(now)
        return self._touched()

    async def support(self, incident_id: UUID, who: Sequence[str], now: datetime) -> None:
        self.world.support(incident_id, len(who))

    async def convene(self, now: datetime) -> list[Touch]:
        self.world.convene(now)
        return self._touched()

    async def inspect(self, after: datetime, now: datetime, since: datetime) -> list[Touch]:
        self.world.second_looks.draw(after, now, since)
        return self._touched()

    async def publish(self, period: str, now: datetime) -> tuple[Published, list[Touch]]:
        issue = self.world.draw_up(period, now)
        told = (notice for notice in self.world.notices.values() if notice.about == issue.id)
        published = Published(period, issue.hash, tuple(sorted(told, key=lambda notice: notice.key)))
        return published, self._touched()

    async def enter(self, actor: Actor, said: AddSpot, now: datetime) -> list[Touch]:
        self.world.patrolling.add(actor, said, now, made_up=True)
        return self._touched()

    async def start(self, actor: Actor, said: StartCampaign, now: datetime) -> list[Touch]:
        self.world.patrolling.start(actor, said, now)
        return self._touched()

    async def patrols(self) -> Mapping[UUID, Whole]:
        patrolling = self.world.patrolling
        return {**patrolling.spots, **patrolling.patrols, **patrolling.campaigns}

    async def bulletins(self) -> Mapping[UUID, BulletinView]:
        return self.world.gazette.views

    async def next_due(self) -> datetime | None:
        return self.world.next_due()

    async def views(self) -> Mapping[UUID, View]:
        return self.world.views

    async def meetings(self) -> Mapping[UUID, MeetingView]:
        return self.world.meetings

    async def entries(self, subject_id: UUID) -> list[Entry]:
        return self.world.entries[subject_id]

    async def ended(self, subject_id: UUID) -> None:
        """The facts of an ended case's entries, which can be taken away without touching its chain; the words of the
        report stay."""
        if self.lean:
            first, *rest = self.world.entries[subject_id]
            self.world.entries[subject_id] = [first, *(entry.but(facts=None) for entry in rest)]

    def _touched(self) -> list[Touch]:
        taken = self.world.taken()
        if self.lean:
            self.world.events.clear()
        if self.keep:
            # Bulletins are not among them: those that the calendar asked for are drawn up where it is written.
            self.kept += [each for each in taken if not isinstance(each, BulletinEffects)]
        return list(touches(taken, self.world.notices))


def touches(decided: Iterable[Outcome], queued: Mapping[str, Notice]) -> Iterable[Touch]:
    """What was decided, by case or meeting, in the order in which each was first touched. Of notices those that were
    `queued`: a patrol's whose list was told of already that day says nothing more."""
    found: dict[UUID, list[Outcome]] = {}
    for effects in decided:
        found.setdefault(effects.entry.subject_id, []).append(effects)
    for each in found.values():
        notices = sorted(
            (n for effects in each for n in effects.notices if queued[n.key].id == n.id), key=lambda n: (n.entry, n.key)
        )
        yield Touch(each[-1].view, tuple(effects.entry for effects in each), tuple(notices))
