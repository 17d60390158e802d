"""What time does to cases: the sweep that fires what is due, the winding on of a demonstration's clock, and the
counting anew of deadlines when the calendar is amended."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from models.database import Database
from workflow import core, duties, ledger, store
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Command
from workflow.days import Days
from workflow.effects import Outcome
from workflow.errors import BadInput, Unforeseen
from workflow.gazette import core as gazette
from workflow.identity import Source
from workflow.in_force import InForce, Now
from workflow.machines import Move
from workflow.meetings import core as meetings
from workflow.patrols import core as patrols
from workflow.rules.language import Rules
from workflow.store.errors import again
from workflow.view import BulletinView, CampaignView, MeetingView, PatrolView, View, W, Whole

log = structlog.get_logger()

RUNGS_AT_ONCE = 200
"""The most rungs of one incident that one pass fires."""

SUBJECTS_AT_ONCE = 500
RETIMED_AT_ONCE = 200

STEP = timedelta(minutes=30)
"""How far a wound-on clock goes at once: what falls due within it fires in one set, each at its own instant."""


DUE: Mapping[type[Whole], Callable[..., Awaitable[list[UUID]]]] = {
    View: store.due.due_subjects,
    MeetingView: store.due.due_meetings,
    PatrolView: store.due.due_patrols,
    CampaignView: store.due.due_campaigns,
    BulletinView: store.due.due_bulletins,
}
"""The kinds of root subject that the sweep looks at, in this order, and how those that are due are found and locked."""

COUNTED: Mapping[type[Whole], Callable[..., Awaitable[list[UUID]]]] = {
    View: store.reading.counted_otherwise,
    MeetingView: store.meetings.counted_otherwise,
    PatrolView: store.patrols.counted_otherwise,
    CampaignView: store.patrols.campaigns_counted_otherwise,
    BulletinView: store.bulletins.counted_otherwise,
}
"""And how those that another calendar counts anew are found, but for some."""


@dataclass(frozen=True)
class Uncounted:
    """A case or meeting whose deadlines a calendar cannot count, and why: mostly too little working time is left."""

    number: str
    why: str


@dataclass(frozen=True)
class Amended:
    """What came of putting another calendar in force: how many cases and meetings were counted anew by it, and those
    that it cannot count, which stay as they were counted before."""

    counted: int
    uncounted: tuple[Uncounted, ...]


@dataclass(frozen=True)
class Known:
    """What is known of a subject that rings: who reported what was merged into it; of a campaign, how many of its
    patrols have not been done."""

    followers: tuple[UUID, ...] = ()
    left: int = 0


class Timekeeping:
    def __init__(self, database: Database, source: Source, in_force: InForce, of_patrols: Source | None = None) -> None:
        """`of_patrols` is where the ids of what happens to patrols come from, if not from `source`."""
        self.database, self.source, self.in_force = database, source, in_force
        self.of_patrols = of_patrols or source

    async def sweep(
        self,
        limit: int = SUBJECTS_AT_ONCE,
        until: datetime | None = None,
        failed: set[UUID] | None = None,
        enough: Callable[[], bool] = lambda: False,
    ) -> int:
        """Fires the rungs that are due, in sets; how many. With `until`, what is due by then fires at its own instant.

        An incident that cannot be decided or written is logged, put into `failed` and passed over, so that it stops
        nobody else's clock; the auditor sees it stay. Between two sets it stops where that is `enough`.
        """
        fired, failed = 0, set() if failed is None else failed
        for root in DUE:
            while not enough():
                rungs, subjects = await again(self._sweep_set, root, limit, until, failed)
                fired += rungs
                if not subjects:
                    break
        return fired

    async def _sweep_set(
        self, root: type[Whole], limit: int, until: datetime | None, failed: set[UUID]
    ) -> tuple[int, int]:
        """One transaction: how many rungs fired, of how many subjects that were due."""
        async with store.transaction(self.database) as connection:
            now = await self.in_force.at(connection)
            ids = await DUE[root](connection, until or now.at, limit, failed)
            views = await self._loaded(connection, root, ids, failed)
            followers = await store.reading.followers(connection, ids) if root is View else {}
            left = await store.patrols.left_of(connection, ids) if root is CampaignView else {}
            decided: dict[UUID, list[Outcome]] = {}
            for identity in (each for each in ids if each in views):
                pinned = await self.in_force.pinned(connection, views[identity].root)
                try:
                    known = Known(followers.get(identity, ()), left.get(identity, 0))
                    decided[identity] = self._ring(views[identity], pinned, now, until, known)
                except Exception:
                    log.exception("incident_not_swept", incident=str(identity))
                    failed.add(identity)
            return await self._write(connection, decided, failed), len(ids)

    async def _loaded(
        self, connection: store.Connection, root: type[W], ids: list[UUID], failed: set[UUID], lock: bool = False
    ) -> dict[UUID, W]:
        """The views of a set; where one cannot even be read, each by itself, and that one is passed over."""
        try:
            return await store.reading.load(connection, root, ids, lock=lock)
        except (ValueError, OverflowError):
            log.exception("set_loaded_singly", incidents=len(ids))
        found: dict[UUID, W] = {}
        for identity in ids:
            try:
                found |= await store.reading.load(connection, root, [identity], lock=lock)
            except (ValueError, OverflowError):
                log.exception("incident_not_swept", incident=str(identity))
                failed.add(identity)
        return found

    async def _write(
        self, connection: store.Connection, decided: Mapping[UUID, list[Outcome]], failed: set[UUID]
    ) -> int:
        """All in one set; where that cannot be, each incident for itself. How many rungs were written."""
        whole = [effects for each in decided.values() for effects in each]
        try:
            async with store.savepoint(connection):
                await store.writing.write(connection, whole)
            return len(whole)
        except (store.Inconsistent, BadInput):
            log.exception("set_written_singly", incidents=len(decided))
        written = 0
        for identity, each in decided.items():
            try:
                async with store.savepoint(connection):
                    await store.writing.write(connection, each)
                written += len(each)
            except (store.Inconsistent, BadInput):
                log.exception("incident_not_swept", incident=str(identity))
                failed.add(identity)
        return written

    def _ring(
        self,
        view: Whole,
        pinned: tuple[Rules, Calendar],
        now: Now,
        until: datetime | None,
        known: "Known",
    ) -> list[Outcome]:
        rules, calendar = pinned
        facts = now.facts(followers=known.followers)
        horizon, own_time = until or now.at, until is not None
        if isinstance(view, MeetingView):
            of_meeting = meetings.ring_all
            return list(of_meeting(view, horizon, facts, rules, calendar, self.source, RUNGS_AT_ONCE, own_time))
        if isinstance(view, PatrolView | CampaignView):
            ids, most = self.of_patrols, RUNGS_AT_ONCE
            return list(patrols.ring_all(view, horizon, facts, rules, calendar, ids, most, own_time, known.left))
        if isinstance(view, BulletinView):
            of_bulletin = gazette.ring_all
            return list(of_bulletin(view, horizon, facts, rules, calendar, self.source, RUNGS_AT_ONCE, own_time))
        assert isinstance(view, View)
        return list(core.ring_all(view, horizon, facts, rules, calendar, self.source, RUNGS_AT_ONCE, own_time))

    async def advance(
        self,
        by: timedelta,
        opening: Callable[[datetime], Awaitable[None]],
        progress: Callable[[float], None] | None = None,
    ) -> int:
        """Winds a demonstration's clock on: all that falls due on the way fires in its order, at its own instant, and
        each day's opening is met as `opening` does it."""
        now = await self.in_force.now()
        start, end, at = now.at, now.at + by, now.at
        fired, failed = 0, set[UUID]()
        for stop in [*duties.openings(now.calendar, start, end), end]:
            while (due := await self._next_due(failed)) is not None and due <= stop:
                at = min(stop, max(due, at) + STEP)
                fired += await self.sweep(until=at, failed=failed)
                await self._wind_to(at)
                if progress is not None:
                    progress((at - start) / by)
            at = stop
            await self._wind_to(stop)
            if stop != end:
                await opening(stop)
        return fired

    async def _next_due(self, failed: set[UUID]) -> datetime | None:
        async with store.snapshot(self.database) as connection:
            return await store.due.next_due(connection, failed)

    async def _wind_to(self, at: datetime) -> None:
        async with store.transaction(self.database) as connection:
            await store.seeding.wind_to(connection, int((at - self.in_force.clock()).total_seconds()))

    async def amend_calendar(self, days: Days, author: str, note: str, seen: int | None = None) -> Amended:
        """Puts another calendar in force and counts every deadline still ahead anew by it. Each case gets an entry of
        its own, and a reporter whose promise moves is told. One that cannot be counted is logged and passed over, so
        that it keeps no other from it. Where it is in force already, what was left of that is counted.

        Unforeseen where another calendar is in force than the one that was `seen`. Where yet another one is put in
        force meanwhile, what is left is for whoever did that.
        """
        number = await again(self._published, days.to_json(), author, note, seen)
        counted, uncounted = 0, dict[UUID, Uncounted]()
        for root in COUNTED:
            while True:
                once, looked = await again(self._retime_set, root, number, uncounted)
                counted += once
                if not looked:
                    break
        return Amended(counted, tuple(uncounted.values()))

    async def _published(self, content: dict[str, object], author: str, note: str, seen: int | None) -> int:
        async with store.transaction(self.database) as connection:
            active = await store.versions.take(connection)
            at, hashed = await self.in_force.instant(connection), ledger.digest(content)
            if (await store.versions.calendar_days(connection, active.calendar))["years"] == content["years"]:
                return active.calendar
            if seen is not None and seen != active.calendar:
                raise Unforeseen()
            number = await store.versions.add_calendar(connection, content, hashed, author, note, at)
            await store.versions.activate(connection, calendar=number)
            await store.versions.log_calendar(connection, number, active.calendar, author, note, at)
            return number

    async def _retime_set(self, root: type[Whole], number: int, uncounted: dict[UUID, Uncounted]) -> tuple[int, int]:
        """One transaction: how many were counted anew, of how many that another calendar counted."""
        async with store.transaction(self.database) as connection:
            ids = await COUNTED[root](connection, number, RETIMED_AT_ONCE, list(uncounted))
            views, failed = dict[UUID, Whole](), set[UUID]()
            views.update(await self._loaded(connection, root, ids, failed, lock=True))
            now = await self.in_force.at(connection)
            if now.calendar.version != number:
                return 0, 0
            decided: dict[UUID, list[Outcome]] = {}
            for identity, view in views.items():
                try:
                    rules = await self.in_force.rules(connection, view.root.rules_version)
                    calendar = await self.in_force.calendar(connection, number, rules)
                    decided[identity] = [retimed(view, now, rules, calendar, self.source)]
                except Exception as fault:
                    log.exception("incident_not_counted", incident=str(identity))
                    uncounted[identity] = Uncounted(view.root.number, str(fault))
            written = await self._write(connection, decided, failed)
            for identity in failed:
                number_of = views[identity].root.number if identity in views else str(identity)
                uncounted[identity] = Uncounted(number_of, "unreadable")
            return written, len(ids)


def retimed(view: Whole, now: Now, rules: Rules, calendar: Calendar, source: Source) -> Outcome:
    """What another calendar makes of one case or meeting."""
    command, facts = Command(Move.RETIME, SYSTEM), now.facts()
    if isinstance(view, MeetingView):
        return meetings.decide(view, command, facts, rules, calendar, source)
    if isinstance(view, PatrolView | CampaignView):
        return patrols.decide(view, command, facts, rules, calendar, source)
    if isinstance(view, BulletinView):
        return gazette.decide(view, command, facts, rules, calendar, source)
    assert isinstance(view, View)
    return core.decide(view, command, facts, rules, calendar, source)
