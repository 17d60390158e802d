"""Taking reports in, in groups: what arrives while one group is being written goes with the next.

One transaction a group, each report answered after its commit; where that fails each is written for itself, so that no
report falls with another.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog

from models.database import Database
from models.incident import Incident
from models.patrol import Patrol, Spot
from workflow import core, ledger, receivers, rights, store
from workflow.commands import Actor, Command, Reporter, Submit
from workflow.door import Answer, answer, recalled
from workflow.effects import Effects
from workflow.errors import GridwardError
from workflow.facts import repeated
from workflow.identity import Source
from workflow.in_force import InForce, Now
from workflow.keys import Keys
from workflow.machines import Kind, Move
from workflow.patrolling import Patrolling
from workflow.store.errors import TryAgain, again
from workflow.view import PatrolView

log = structlog.get_logger()

GROUP = 64
"""The most reports that one transaction takes in."""


@dataclass
class Report:
    """A report that waits to be written."""

    actor: Actor
    submit: Submit
    reporter: Reporter | None
    key: str
    request_hash: str
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def identity(self) -> tuple[str, str]:
        return self.actor.key, self.key

    def settle(self, outcome: Answer | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


@dataclass(frozen=True)
class Decided:
    """What is to be written for a report, and what its sender will be answered."""

    report: Report
    effects: Sequence[Effects]
    answer: Answer
    patrol: UUID | None = None
    """The patrol that found it, and that is to say so."""


Settled = list[tuple[Report, Answer | GridwardError]]


class Intake:
    def __init__(
        self, database: Database, keys: Keys, source: Source, in_force: InForce, patrolling: Patrolling
    ) -> None:
        self.database, self.keys, self.source, self.in_force = database, keys, source, in_force
        self.patrolling = patrolling
        self._waiting: list[Report] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, report: Report) -> Answer:
        """The answer to a report once it is stored. Nothing that a caller does after this undoes the writing."""
        self._waiting.append(report)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_waiting())
        return await report.answer

    async def finished(self) -> None:
        """Until everything that was taken in is written."""
        while self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing])

    async def _write_waiting(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            await self._write(group)

    async def _write(self, group: list[Report]) -> None:
        try:
            await again(self._write_group, group)
        except Exception as cause:  # noqa: BLE001 - the edge: every report is answered or failed by itself
            if len(group) == 1:
                group[0].settle(cause)
                return
            log.warning("group_written_singly", reports=len(group), cause=type(cause).__name__)
            for report in group:
                await self._write([report])

    async def _write_group(self, group: list[Report]) -> None:
        settled: Settled = []
        async with store.transaction(self.database) as connection:
            fresh, twins = await self._not_yet_known(connection, group, settled)
            now = await self.in_force.at(connection)
            named = await _named(connection, fresh)
            decided = await self._decide(connection, fresh, now, settled, named)
            rows = [
                store.commands.Remembered(*d.report.identity, d.report.request_hash, d.answer, now.at) for d in decided
            ]
            if len(await store.commands.remember(connection, rows)) < len(decided):
                raise TryAgain(cause="a twin was first")
            await self._store(connection, decided, now)
            told = [(d.report.actor, d.patrol, d.effects[-1]) for d in decided if d.patrol is not None]
            await self.patrolling.found(connection, told, named.views, named.spots, now)
        self._waiting += twins
        for report, outcome in settled + [(d.report, d.answer) for d in decided]:
            report.settle(outcome)

    async def _not_yet_known(
        self, connection: store.Connection, group: list[Report], settled: Settled
    ) -> tuple[list[Report], list[Report]]:
        """The reports to be written, and their twins within the group, which wait for the next one. Replays are
        answered from the record."""
        known = await store.commands.recall_many(connection, [report.identity for report in group])
        fresh: dict[tuple[str, str], Report] = {}
        twins: list[Report] = []
        for report in group:
            if report.identity in known:
                settled.append((report, recalled(known[report.identity], report.request_hash)))
            elif report.identity in fresh:
                twins.append(report)
            else:
                fresh[report.identity] = report
        return list(fresh.values()), twins

    async def _decide(
        self, connection: store.Connection, fresh: list[Report], now: Now, settled: Settled, named: "Named"
    ) -> list[Decided]:
        numbers = await store.reading.next_numbers(connection, len(fresh))
        asked = [each for report in fresh for each in nearby(report.submit, now)]
        counts = await store.reading.repeats(connection, asked)
        rivals = (receivers.weighed(report.submit, None, now.rules, now.facts()) for report in fresh)
        loads = await store.reading.load_of(connection, {found for ids in rivals for found in ids})
        photos = await store.photos.held(connection, [photo for report in fresh for photo in report.submit.photos])
        same = await _said_same(connection, fresh)
        decided = []
        for place, (report, number) in enumerate(zip(fresh, numbers, strict=True)):
            context = {"id": self.source.id(now.at), "number": f"{now.rules.prefix}-{number}"}
            command = Command(Move.SUBMIT, report.actor, report.submit, context=context)
            try:
                taken = [photos[each] for each in report.submit.photos if each in photos]
                photographed = rights.nameable(taken, (), report.actor)
                patrol = named.of(report, now)
                counted = repeated(now.rules.counted, counts, place)
                other = same.get(report.submit.same_as or "")
                facts = now.facts(**counted, loads=loads, photos=photographed, other=other, patrol=patrol)
                effects = list(core.unfold(None, command, facts, now.rules, now.calendar, self.source))
            except GridwardError as refused:
                settled.append((report, refused))
            else:
                found = patrol.id if patrol is not None else None
                decided.append(Decided(report, effects, self._receipted(effects), found))
        return decided

    def _receipted(self, effects: Sequence[Effects]) -> Answer:
        """The answer to a report, with a receipt over its number, time and first entry."""
        first, incident = effects[0].entry, effects[-1].view.incident
        receipt = ledger.Receipt(incident.id, incident.number, ledger.instant(first.recorded_at), first.hash)
        promise = incident.promise_at
        return {
            **answer(effects[-1].view),
            "receipt": ledger.sign(receipt, self.keys.signing),
            "promise_at": promise.isoformat() if promise else None,
            "township": incident.township,
            "grid": incident.grid,
        }

    async def _store(self, connection: store.Connection, decided: list[Decided], now: Now) -> None:
        """The effects, and beside them what the deciding never sees: the wording, and who reported, encrypted."""
        await store.writing.write(connection, [effects for each in decided for effects in each.effects])
        words, people = [], []
        for each in decided:
            identity, submit, person = each.effects[0].view.incident.id, each.report.submit, each.report.reporter
            words.append((identity, submit.description, submit.location.address if submit.location else None))
            if person is not None and (person.name or person.phone):
                people.append((identity, self.keys.seal(person.name), self.keys.seal(person.phone), now.at))
        await store.writing.insert_wording(connection, words)
        await store.writing.insert_reporters(connection, people)


@dataclass(frozen=True)
class Named:
    """The patrols that reports say they come from, locked, by what they call them, and the spots of these."""

    refs: Mapping[str, UUID]
    views: Mapping[UUID, PatrolView]
    spots: Mapping[UUID, Spot]

    def of(self, report: Report, now: Now) -> Patrol | None:
        """The patrol that found it. One that the reporter has nothing to do with is left out of it: a report that
        waited on a phone does not fail for that. So is one that there is not: nobody learns by asking which there
        are."""
        if report.submit.patrol is None:
            return None
        view = self.views.get(self.refs.get(report.submit.patrol, _NONE))
        if view is None:
            return None
        held = rights.patrol_standings(view, report.actor, now.facts())
        return view.patrol if rights.permitted(Move.FIND, held) else None


_NONE = UUID(int=0)


async def _named(connection: store.Connection, reports: Sequence[Report]) -> Named:
    refs: dict[str, UUID] = {}
    for ref in {report.submit.patrol for report in reports if report.submit.patrol is not None}:
        identity = await store.patrols.find(connection, Kind.PATROL, ref)
        if identity is not None:
            refs[ref] = identity
    found = [await store.patrols.spot_of(connection, identity) for identity in sorted(set(refs.values()))]
    views = await store.reading.load(connection, PatrolView, refs.values(), lock=True) if refs else {}
    return Named(refs, views, {spot.id: spot for spot in found if spot is not None})


async def _said_same(connection: store.Connection, reports: Sequence[Report]) -> dict[str, Incident]:
    """The cases that reports say they are the same as, by the number or the id that they say."""
    found: dict[str, Incident] = {}
    for ref in {report.submit.same_as for report in reports if report.submit.same_as is not None}:
        identity = await store.reading.find_incident(connection, ref)
        incident = await store.reading.incident(connection, identity) if identity else None
        if incident is not None:
            found[ref] = incident
    return found


def nearby(submit: Submit, now: Now) -> list[store.reading.Nearby]:
    """What counts as a repeat of a report, by each measure of the rules."""
    point = submit.location
    place = now.directory.place(submit.grid, now.at) if submit.grid else None
    return [
        store.reading.Nearby(
            category=submit.category,
            path=place.path if place else "",
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            since=now.at - timedelta(days=days),
            metres=metres,
        )
        for metres, days in now.rules.counted
    ]
