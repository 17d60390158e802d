"""A city in memory: the same deciding as the database's, with dictionaries in place of tables.

What the tests hold the database against, and what a simulation runs on. Its indexes do what the tables' indexes do:
what a step costs does not grow with what is stored.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from heapq import heappop, heappush
from math import cos, hypot, radians
from typing import Any
from uuid import UUID

from models.clock import ClockEvent
from models.incident import SUPPORTED
from models.ledger import Entry
from models.notice import Notice, NoticeState
from models.patrol import Patrol
from models.photo import Photo, PhotoUse
from workflow import core, rights
from workflow.bulletins import Issue
from workflow.calendar import Calendar
from workflow.carrying_over import Leaving
from workflow.commands import SYSTEM, Actor, Command, Payload, Plain, Submit
from workflow.directory import Directory
from workflow.drafting import CALLS
from workflow.effects import Effects, Outcome
from workflow.errors import NotFound, Unfit
from workflow.facts import Facts, repeated
from workflow.gazette.remembered import Gazette
from workflow.identity import Source
from workflow.machines import Move
from workflow.meetings import outside
from workflow.meetings.remembered import Meetings
from workflow.patrols.remembered import Patrols
from workflow.rules.language import Rules
from workflow.second_looks import SecondLooks
from workflow.view import BulletinView, MeetingView, View, Whole

FIRST_NUMBER = 1001
METRES_A_DEGREE = 111_320
MOST_REPEATS = 100


class World:
    """One city under its rules and calendar. `now` is passed in with each thing that happens."""

    def __init__(self, directory: Directory, rules: Rules, calendar: Calendar, source: Source) -> None:
        self.directory, self.rules, self.calendar, self.source = directory, rules, calendar, source
        self._versions = {rules.number: (rules, calendar)}
        self.views: dict[UUID, View] = {}
        self.entries: dict[UUID, list[Entry]] = {}
        self.notices: dict[str, Notice] = {}
        self.events: list[ClockEvent] = []
        self.assembly = Meetings(self)
        self.patrolling = Patrols(self)
        self.second_looks = SecondLooks(self)
        self.supports: dict[UUID, int] = {}
        """How many support what was published."""
        self.photos: dict[UUID, Photo] = {}
        self.photo_uses: list[PhotoUse] = []
        self.gazette = Gazette(self)
        self._next = FIRST_NUMBER
        self._numbers: dict[str, UUID] = {}
        self._armed: list[tuple[datetime, UUID]] = []
        """A heap of when an incident's next rung fires; what has moved since is dropped when it comes up."""
        self._open: dict[str, dict[UUID, None]] = {}
        """By category."""
        self._loads: Counter[UUID] = Counter()
        """Open tasks by their receiver."""
        self._merged: dict[UUID, dict[UUID, None]] = {}
        """By the incident that they were merged into."""
        self._calling: dict[UUID, list[str]] = {}
        """The keys of queued notices that call for an act, by their subject."""

    def submit(self, actor: Actor, submit: Submit, now: datetime) -> View:
        context = {"id": self.source.id(now), "number": f"{self.rules.prefix}-{self._next}"}
        self._next += 1
        command = Command(Move.SUBMIT, actor, submit, context=context)
        counts = [self._repeats(submit, now, *measure) for measure in self.rules.counted]
        photos, same = self._nameable(None, actor, submit), self._find(submit.same_as)
        other = self.views[same].incident if same else None
        patrol = self._patrol(actor, submit.patrol, now)
        known = repeated(self.rules.counted, counts)
        facts = self._facts(now, **known, photos=photos, other=other, patrol=patrol)
        view = self._do(None, command, facts)
        if patrol is not None:
            self.patrolling.found(actor, patrol.id, view.incident.id, view.incident.number, now)
        return view

    def _patrol(self, actor: Actor, ref: str | None, now: datetime) -> Patrol | None:
        """The patrol that a report names, where its reporter has it to do."""
        view = self.patrolling.named(ref) if ref is not None else None
        if view is None:
            return None
        held = rights.patrol_standings(view, actor, self._facts(now))
        return view.patrol if rights.permitted(Move.FIND, held) else None

    def fire(
        self, actor: Actor, ref: UUID, move: Move, payload: Payload, now: datetime, version: int | None = None
    ) -> View:
        if ref not in self.views:
            raise NotFound()
        into = self._find(getattr(payload, "into", None))
        command = Command(move, actor, payload, version)
        if move in (Move.RECLASSIFY, Move.RELOCATE):
            command = Command(move, actor, payload, version, context={"words": self._words(ref)})
        other = self.views[into].incident if into else None
        photos = self._nameable(ref, actor, payload)
        facts = self._facts(now, other=other, followers=self._followers(ref), photos=photos)
        return self._do(self.views[ref], command, facts)

    def switch_on(self, rules: Rules, calendar: Calendar) -> None:
        """Other rules, and the calendar with their hours, hold for what comes; what is open keeps its own."""
        self._versions[rules.number] = (rules, calendar)
        self.rules, self.calendar = rules, calendar

    def pinned(self, view: Whole | None) -> tuple[Rules, Calendar]:
        """The rules and the calendar that a root subject is counted by; of a new one those in force."""
        return self._versions[view.root.rules_version] if view else (self.rules, self.calendar)

    def migrate(self, now: datetime) -> dict[UUID, Unfit]:
        """Moves what is open to the rules in force, cases first and by id; why, where one stays as it was."""
        cases = (self.views[identity] for identity in sorted(self.views))
        open_: list[Whole] = [view for view in cases if view.waits]
        open_ += [view for _, view in sorted(self.meetings.items()) if view.meeting.open]
        refused: dict[UUID, Unfit] = {}
        for view in (each for each in open_ if each.root.rules_version != self.rules.number):
            try:
                self._migrate(view, now)
            except Unfit as unfit:
                refused[view.root.id] = unfit
        return refused

    def _migrate(self, view: Whole, now: datetime) -> None:
        command = Command(
            Move.MIGRATE, SYSTEM, context={"leaving": Leaving(self.pinned(view)[0], self._routed_by(view))}
        )
        if isinstance(view, MeetingView):
            self.assembly.migrate(view, command, now)
        elif isinstance(view, View):
            self.write(core.decide(view, command, self._facts(now), self.rules, self.calendar, self.source))

    def _routed_by(self, view: Whole) -> list[dict[str, Any]]:
        """What a case's route was chosen by, each time."""
        return [entry.asked["case"] for entry in self.entries[view.root.id] if "case" in entry.asked]

    def sweep(self, now: datetime, limit: int = 200) -> int:
        """Fires everything that is due, the most overdue incident first; how many rungs."""
        late: dict[UUID, None] = {}
        while (first := self._first()) is not None and first[0] <= now:
            late.setdefault(heappop(self._armed)[1])
        fired = self._pass_over([i for i in late if i in self.views], self._ring, now, limit)
        fired += self._pass_over([i for i in late if i in self.meetings], self.assembly.ring, now, limit)
        for of in (self.patrolling.patrols, self.patrolling.campaigns):
            fired += self._pass_over([i for i in late if i in of], self.patrolling.ring, now, limit)
        fired += self._pass_over([i for i in late if i in self.gazette.views], self.gazette.ring, now, limit)
        self.gazette.settle(now)
        return fired

    def _pass_over(
        self, late: list[UUID], ring: Callable[[UUID, datetime, int], int], now: datetime, limit: int
    ) -> int:
        """Rings each in turn, at most `limit` rungs at once, until nothing of it is due."""
        fired = 0
        while late:
            fired += sum(ring(identity, now, limit) for identity in late)
            ahead = [(at, identity) for identity in late if (at := next_rung(self._whole(identity))) is not None]
            for each in ahead:
                heappush(self._armed, each)
            late = [identity for at, identity in sorted(ahead) if at <= now]
        return fired

    def _whole(self, identity: UUID) -> Whole | None:
        found = self.views.get(identity) or self.meetings.get(identity) or self.patrolling.whole(identity)
        return found or self.gazette.views.get(identity)

    @property
    def meetings(self) -> dict[UUID, MeetingView]:
        return self.assembly.views

    def convene(self, now: datetime) -> int:
        """Plans, calls, draws and announces every meeting that is owed by now; how many moves that took."""
        return self.assembly.convene(now)

    def fire_meeting(
        self, actor: Actor, ref: UUID, move: Move, payload: Payload, now: datetime, version: int | None = None
    ) -> MeetingView:
        return self.assembly.fire(actor, ref, move, payload, now, version)

    def hear(self, case: UUID, context: Mapping[str, Any], now: datetime) -> None:
        """The entry in the ledger of a case that a meeting heard."""
        command = Command(Move.HEAR, SYSTEM, context=context)
        view = self.views[case]
        self.write(core.decide(view, command, self._facts(now), *self.pinned(view), self.source))

    def answer(self, case: UUID, text: str, meeting: str, now: datetime) -> None:
        """What a roundtable came to for everybody answers the suggestion that it was about, if that still waits."""
        view = self.views[case]
        command = outside.answer(view, text, meeting)
        if command is not None:
            facts = self._facts(now, followers=self._followers(case))
            self.write(core.decide(view, command, facts, *self.pinned(view), self.source))

    def support(self, case: UUID, more: int) -> None:
        """Counts so many more who support what is published and can still be decided or done."""
        incident = self.views[case].incident
        if incident.published_at is None or incident.state not in SUPPORTED:
            raise NotFound()
        self.supports[case] = self.supports.get(case, 0) + more

    def _ring(self, identity: UUID, now: datetime, limit: int) -> int:
        facts = self._facts(now, followers=self._followers(identity))
        pinned = self.pinned(self.views[identity])
        effects = list(core.ring_all(self.views[identity], now, facts, *pinned, self.source, limit))
        for each in effects:
            self.write(each)
        return len(effects)

    def draw_up(self, period: str, now: datetime) -> Issue:
        """The bulletins of a period that has ended, drawn up once; the city's."""
        return self.gazette.draw_up(period, now)

    def fire_bulletin(
        self, actor: Actor, ref: UUID, move: Move, payload: Payload, now: datetime, version: int | None = None
    ) -> BulletinView:
        return self.gazette.fire(actor, ref, move, payload, now, version)

    def next_due(self) -> datetime | None:
        """When the next rung of any clock fires."""
        first = self._first()
        return first[0] if first else None

    def _first(self) -> tuple[datetime, UUID] | None:
        """The next rung that stands, at the top of the heap."""
        while self._armed:
            at, identity = self._armed[0]
            if next_rung(self._whole(identity)) == at:
                return at, identity
            heappop(self._armed)
        return None

    def _do(self, view: View | None, command: Command, facts: Facts) -> View:
        written = list(core.unfold(view, command, facts, *self.pinned(view), self.source))
        for effects in written:
            self.write(effects)
        for effects in written:
            if effects.absorbed is not None:
                self._absorb(effects, facts.now, *effects.absorbed)
        return written[-1].view

    def _absorb(self, effects: Effects, now: datetime, other: UUID, by: int) -> None:
        context = {"by": by, "number": effects.view.incident.number}
        command = Command(Move.ABSORB, SYSTEM, Plain(), context=context)
        view = self.views[other]
        self.write(core.decide(view, command, self._facts(now), *self.pinned(view), self.source))

    def write(self, effects: Outcome) -> None:
        """What the store's writer does, in the same order."""
        entry = effects.entry
        if isinstance(effects, Effects):
            self._index(effects.view)
            self.views[entry.subject_id] = effects.view
            self._use(effects.photos)
        self.entries.setdefault(entry.subject_id, []).append(entry)
        self.events += effects.events
        self._hush(effects.hushed)
        for notice in effects.notices:
            if notice.key not in self.notices:
                self.notices[notice.key] = notice
                if notice.kind in CALLS:
                    self._calling.setdefault(notice.about, []).append(notice.key)

    def _index(self, view: View) -> None:
        incident = view.incident
        old = self.views.get(incident.id)
        before = old.incident if old is not None else None
        if before is not None and before.open:
            self._open.get(before.category, {}).pop(incident.id, None)
        if incident.open:
            self._open.setdefault(incident.category, {})[incident.id] = None
        if before is not None and before.merged_into is not None:
            self._merged.get(before.merged_into, {}).pop(incident.id, None)
        if incident.merged_into is not None:
            self._merged.setdefault(incident.merged_into, {})[incident.id] = None
        self._numbers[incident.number] = incident.id
        self._loads.update(task.receiver[1] for task in view.tasks.values() if task.open)
        self._loads.subtract(task.receiver[1] for task in (old.tasks.values() if old else ()) if task.open)
        self.arm(old, view)

    def arm(self, old: Whole | None, view: Whole) -> None:
        """Puts a subject into the order in which rungs fire."""
        at = next_rung(view)
        if at is not None and (old is None or next_rung(old) != at):
            heappush(self._armed, (at, view.root.id))

    def _hush(self, subjects: Iterable[UUID]) -> None:
        for subject in subjects:
            for key in self._calling.pop(subject, ()):
                notice = self.notices.get(key)
                if notice is not None and notice.state == NoticeState.QUEUED:
                    self.notices[key] = notice.but(state=NoticeState.CANCELLED)

    def upload(self, photo: Photo) -> None:
        self.photos[photo.id] = photo

    def _use(self, uses: Iterable[PhotoUse]) -> None:
        for use in uses:
            self.photo_uses.append(use)
            photo = self.photos[use.photo_id]
            self.photos[photo.id] = photo.but(used_at=photo.used_at or use.at)

    def _nameable(self, ref: UUID | None, actor: Actor, payload: Payload) -> dict[UUID, str]:
        """Those of the photos that a payload names which the actor may name."""
        named = [self.photos[each] for each in getattr(payload, "photos", ()) if each in self.photos]
        on_case = {use.photo_id for use in self.photo_uses if use.incident_id == ref} if named else set()
        return rights.nameable(named, on_case, actor)

    def _facts(self, now: datetime, **known: Any) -> Facts:
        return Facts(self.directory, self.calendar, now, loads=self._loads, **known)

    def _followers(self, ref: UUID) -> tuple[UUID, ...]:
        """Who reported what was merged into an incident."""
        if ref not in self._merged:
            return ()
        found, seen, into = set[UUID](), set[UUID](), [ref]
        while into:
            merged = [self.views[each].incident for each in self._merged.get(into.pop(), ()) if each not in seen]
            found |= {incident.reporter_id for incident in merged if incident.reporter_id}
            seen |= {incident.id for incident in merged}
            into += [incident.id for incident in merged]
        return tuple(sorted(found))

    def _find(self, ref: str | None) -> UUID | None:
        if ref is None:
            return None
        if ref in self._numbers:
            return self._numbers[ref]
        try:
            identity = UUID(ref)
        except ValueError:
            return None
        return identity if identity in self.views else None

    def _words(self, ref: UUID) -> str:
        facts = self.entries[ref][0].facts or {}
        return str(facts.get("command", {}).get("description", ""))

    def _repeats(self, submit: Submit, now: datetime, metres: int, days: int) -> int:
        since = now - timedelta(days=days)
        place = self.directory.place(submit.grid, now) if submit.grid else None
        path = place.path if place else ""
        around = (self.views[each] for each in self._open.get(submit.category, ()) if each in self.views)
        found = (
            view for view in around if view.incident.reported_at >= since and self._near(view, submit, path, metres)
        )
        return min(MOST_REPEATS, sum(1 for _ in found))

    def _near(self, view: View, submit: Submit, path: str, metres: int) -> bool:
        """Within so many metres where both have a point, otherwise in the same grid."""
        mine, theirs = submit.location, view.incident
        if mine is None or mine.lat is None or mine.lon is None or theirs.lat is None or theirs.lon is None:
            return bool(path) and theirs.path == path
        north = (theirs.lat - mine.lat) * METRES_A_DEGREE
        east = (theirs.lon - mine.lon) * METRES_A_DEGREE * cos(radians(mine.lat))
        return hypot(north, east) <= metres


def next_rung(view: Whole | None) -> datetime | None:
    """When the next rung of any of its clocks fires."""
    clocks = view.clocks.values() if view else ()
    return min((clock.next_at for clock in clocks if clock.next_at is not None), default=None)
