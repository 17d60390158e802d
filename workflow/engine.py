"""The one door: every change of a case goes through `submit`, `fire` or `sweep`, each one transaction.

Lock, load the view, decide, and write subject, ledger entry, clocks and notices together, through one writer. Locks
are taken in one order: incidents by id, then what hangs on them. What was decided under another version of the rules
than is in force when it is written is decided again.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from models.database import Database
from models.incident import Incident
from models.ledger import Entry
from workflow import core, ledger, receivers, responsible, rights, store, wall
from workflow.calendar import Calendar, Days
from workflow.commands import SYSTEM, Actor, Command, Payload, Plain, Reporter, Submit
from workflow.directory import Directory, Reached, Target
from workflow.effects import Effects
from workflow.errors import GridwardError, KeyReused, NotFound
from workflow.facts import Facts
from workflow.guards import Question
from workflow.identity import Chance, Source
from workflow.keys import Keys
from workflow.machines import Move
from workflow.rules.language import Case, Routing, Rules
from workflow.rules.reading import read
from workflow.store.errors import TryAgain
from workflow.view import View

log = structlog.get_logger()

TRIES = 5
"""How often a change is tried again after a deadlock or a change of rules under it."""

RUNGS_AT_ONCE = 200
"""The most rungs of one incident that one pass fires."""

GROUP = 64
"""The most reports that one transaction takes in."""

STEP = timedelta(minutes=30)
"""How far a wound-on clock goes at once: what falls due within it fires in one set, each at its own instant."""


@dataclass
class _Report:
    """A report that waits to be written."""

    actor: Actor
    submit: Submit
    reporter: Reporter | None
    key: str
    request_hash: str
    answer: asyncio.Future[dict[str, Any]]

    def settle(self, outcome: "dict[str, Any] | GridwardError") -> None:
        if isinstance(outcome, GridwardError):
            self.fail(outcome)
        elif not self.answer.done():
            self.answer.set_result(outcome)

    def fail(self, cause: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(cause)


Settled = list[tuple[_Report, dict[str, Any] | GridwardError]]
Decided = tuple[_Report, list[Effects], dict[str, Any]]


@dataclass(frozen=True)
class Now:
    """What is in force in one transaction."""

    at: datetime
    rules: Rules
    calendar: Calendar
    directory: Directory


@dataclass(frozen=True)
class Seen:
    """An incident as one person may see it."""

    view: View
    description: str
    address: str | None
    entries: Sequence[Entry]
    allowed: tuple[str, ...]
    responsible: Reached
    suggestion: Target | None
    load: int
    routing: Routing | None
    now: Now


class Engine:
    """`clock` is the clock on the wall; ids and salts come from `source`. Both are passed in by tests."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        source: Source | None = None,
        clock: Callable[[], datetime] = wall.now,
    ) -> None:
        self.database, self.keys, self.source, self.clock = database, keys, source or Chance(), clock
        self._rules: dict[int, Rules] = {}
        self._calendars: dict[tuple[int, int], Calendar] = {}
        self._directory: Directory | None = None
        self._waiting: list[_Report] = []
        self._writing: asyncio.Task[None] | None = None

    # What is in force

    async def in_force(self, connection: store.Connection) -> Now:
        """Rules, calendar, directory and time, with the active versions held until the transaction ends."""
        active = await store.versions.active(connection)
        rules = await self._rules_of(connection, active.rules)
        return Now(
            at=self.clock() + timedelta(seconds=active.offset_seconds),
            rules=rules,
            calendar=await self._calendar_of(connection, active.calendar, rules),
            directory=await self._directory_of(connection, active.directory),
        )

    async def now(self) -> Now:
        async with store.transaction(self.database) as connection:
            return await self.in_force(connection)

    async def _rules_of(self, connection: store.Connection, number: int) -> Rules:
        if number not in self._rules:
            text = await store.versions.rules_text(connection, number)
            self._rules[number] = read(text).numbered(number)
        return self._rules[number]

    async def _calendar_of(self, connection: store.Connection, number: int, rules: Rules) -> Calendar:
        key = (number, rules.number)
        if key not in self._calendars:
            days = Days.from_json(await store.versions.calendar_days(connection, number))
            self._calendars[key] = Calendar(days, rules.slots, rules.workday_seconds)
        return self._calendars[key]

    async def _directory_of(self, connection: store.Connection, version: int) -> Directory:
        if self._directory is None or self._directory.version != version:
            self._directory = await store.directory.load_directory(connection)
        return self._directory

    async def _pinned(self, connection: store.Connection, incident: Incident, now: Now) -> tuple[Rules, Calendar]:
        """The versions that an incident is counted by."""
        rules = await self._rules_of(connection, incident.rules_version)
        return rules, await self._calendar_of(connection, incident.calendar_version, rules)

    def _facts(self, now: Now, **known: Any) -> Facts:
        return Facts(now.directory, now.calendar, now.at, **known)

    # Moves

    async def fire(
        self,
        actor: Actor,
        ref: UUID,
        move: Move,
        payload: Payload,
        version: int | None = None,
        key: str | None = None,
        request_hash: str = "",
    ) -> dict[str, Any]:
        """One move on one incident. The answer is `{id, number, state, version, seq}`; the same key gives the same."""
        command = Command(move, actor, payload, version)
        return await self._again(self._fire, ref, command, key, request_hash)

    async def _again(self, act: Any, *args: Any) -> Any:
        for _ in range(TRIES - 1):
            try:
                return await act(*args)
            except TryAgain:
                log.info("transaction_tried_again")
        return await act(*args)

    async def _fire(self, ref: UUID, command: Command, key: str | None, request_hash: str) -> dict[str, Any]:
        async with store.transaction(self.database) as connection:
            if key is not None:
                known = await store.commands.recall(connection, command.actor.key, key)
                if known is not None:
                    return _same(known, request_hash)
            other = await self._other(connection, command)
            views = await store.reading.load_views(connection, sorted({ref, *([other] if other else [])}), lock=True)
            if ref not in views:
                raise NotFound()
            now = await self.in_force(connection)
            known_other = views[other].incident if other in views else None
            command = await self._with_words(connection, ref, command)
            facts = self._facts(now, other=known_other)
            rules, calendar = await self._pinned(connection, views[ref].incident, now)
            written = list(core.unfold(views[ref], command, facts, rules, calendar, self.source))
            written += await self._absorbed(connection, views, written, now)
            await store.writing.write(connection, written)
            answer = _answer(_last(written, ref))
            if key is not None:
                row = store.commands.Remembered(command.actor.key, key, request_hash, answer, now.at)
                if not await store.commands.remember(connection, [row]):
                    raise TryAgain(cause="a twin was first")
            return answer

    async def _with_words(self, connection: store.Connection, ref: UUID, command: Command) -> Command:
        """Choosing a route anew needs the words that were reported."""
        if command.move not in (Move.RECLASSIFY, Move.RELOCATE):
            return command
        words = await store.reading.wording(connection, [ref])
        return replace(command, context={"words": words[ref][0] if ref in words else ""})

    async def _other(self, connection: store.Connection, command: Command) -> UUID | None:
        into = getattr(command.payload, "into", None) if command.move == Move.MERGE else None
        if into is not None:
            return await store.reading.find_incident(connection, into)
        return None

    async def _absorbed(
        self, connection: store.Connection, views: dict[UUID, View], written: Sequence[Effects], now: Now
    ) -> list[Effects]:
        """The entry in the ledger of the incident that takes a merged one's report in, or lets it go."""
        found: list[Effects] = []
        for effects in written:
            if effects.absorbed is None:
                continue
            other, by = effects.absorbed
            if other not in views:
                views |= await store.reading.load_views(connection, [other], lock=True)
            command = Command(Move.ABSORB, SYSTEM, Plain(), context={"by": by, "number": effects.view.incident.number})
            rules, calendar = await self._pinned(connection, views[other].incident, now)
            found.append(core.decide(views[other], command, self._facts(now), rules, calendar, self.source))
        return found

    # Reports, written in groups

    async def submit(
        self, actor: Actor, submit: Submit, reporter: Reporter | None, key: str, request_hash: str
    ) -> dict[str, Any]:
        """Takes a report in: `{id, number, state, version, receipt, …}` once it is stored. What arrives while a group
        is being written goes with the next one; each is answered after its commit, its own errors to itself."""
        report = _Report(actor, submit, reporter, key, request_hash, asyncio.get_running_loop().create_future())
        self._waiting.append(report)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_waiting())
        return await report.answer

    async def _write_waiting(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            await self._write_group(group)

    async def _write_group(self, group: list[_Report]) -> None:
        """One transaction for the group; where that fails, each for itself, so that no report falls with another."""
        try:
            await self._again(self._submit_group, group)
        except Exception as cause:  # noqa: BLE001 - the loop's edge: every report is answered or failed by itself
            if len(group) == 1:
                group[0].fail(cause)
                return
            log.warning("group_written_singly", reports=len(group), cause=type(cause).__name__)
            for report in group:
                await self._write_group([report])

    async def _submit_group(self, group: list[_Report]) -> None:
        settled: list[tuple[_Report, dict[str, Any] | GridwardError]] = []
        async with store.transaction(self.database) as connection:
            fresh = await self._not_yet_known(connection, group, settled)
            now = await self.in_force(connection)
            decided = await self._decided(connection, fresh, now, settled)
            rows = [
                store.commands.Remembered(r.actor.key, r.key, r.request_hash, answer, now.at)
                for r, _, answer in decided
            ]
            new = await store.commands.remember(connection, rows)
            if len(new) < len(decided):
                raise TryAgain(cause="a twin was first")
            await self._store(connection, decided, now)
        settled += [(report, answer) for report, _, answer in decided]
        for report, outcome in settled:
            report.settle(outcome)

    async def _not_yet_known(
        self, connection: store.Connection, group: list[_Report], settled: Settled
    ) -> list[_Report]:
        """Answers replays from the record; a twin within the group waits for the next one."""
        fresh: dict[tuple[str, str], _Report] = {}
        known = await store.commands.recall_many(connection, [(r.actor.key, r.key) for r in group])
        for report in group:
            identity = (report.actor.key, report.key)
            if identity in known:
                settled.append((report, _outcome(known[identity], report.request_hash)))
            elif identity in fresh:
                self._waiting.append(report)
            else:
                fresh[identity] = report
        return [fresh[identity] for identity in sorted(fresh)]

    async def _decided(
        self, connection: store.Connection, fresh: list[_Report], now: Now, settled: Settled
    ) -> list[Decided]:
        numbers = await store.reading.next_numbers(connection, len(fresh))
        repeats = await store.reading.repeats(connection, [self._nearby(r.submit, now) for r in fresh])
        decided: list[Decided] = []
        for report, number, count in zip(fresh, numbers, repeats, strict=True):
            context = {"id": self.source.id(now.at), "number": f"{now.rules.prefix}-{number}"}
            command = Command(Move.SUBMIT, report.actor, report.submit, context=context)
            facts = self._facts(now, repeats=count)
            try:
                effects = list(core.unfold(None, command, facts, now.rules, now.calendar, self.source))
            except GridwardError as refused:
                settled.append((report, refused))
                continue
            decided.append((report, effects, self._receipted(effects)))
        return decided

    def _nearby(self, submit: Submit, now: Now) -> store.reading.Nearby:
        point = submit.location
        place = now.directory.place(submit.grid, now.at) if submit.grid else None
        twins = now.rules.limits.duplicates
        return store.reading.Nearby(
            category=submit.category,
            path=place.path if place else "",
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            since=now.at - timedelta(days=twins.days),
            metres=twins.metres,
        )

    def _receipted(self, effects: Sequence[Effects]) -> dict[str, Any]:
        """The answer to a report, with a receipt over its number, time and first entry."""
        first, incident = effects[0].entry, effects[-1].view.incident
        receipt = ledger.Receipt(incident.id, incident.number, ledger.instant(first.recorded_at), first.hash)
        promise = incident.promise_at
        return {
            **_answer(effects[-1].view),
            "receipt": ledger.sign(receipt, self.keys.signing),
            "promise_at": promise.isoformat() if promise else None,
            "township": incident.township,
            "grid": incident.grid,
        }

    async def _store(self, connection: store.Connection, decided: list[Decided], now: Now) -> None:
        await store.writing.write(connection, [e for _, effects, _ in decided for e in effects])
        ids = [effects[0].view.incident.id for _, effects, _ in decided]
        words = [
            (i, r.submit.description, r.submit.location.address if r.submit.location else None)
            for i, (r, _, _) in zip(ids, decided, strict=True)
        ]
        await store.writing.insert_wording(connection, words)
        people = [
            (i, self.keys.seal(r.reporter.name), self.keys.seal(r.reporter.phone), now.at)
            for i, (r, _, _) in zip(ids, decided, strict=True)
            if r.reporter is not None and (r.reporter.name or r.reporter.phone)
        ]
        await store.writing.insert_reporters(connection, people)

    # Seeing

    async def see(self, actor: Actor, ref: str) -> Seen:
        """One incident with what this person may do; NotFound where they may not know of it."""
        async with store.transaction(self.database) as connection:
            found = await store.reading.find_incident(connection, ref)
            now = await self.in_force(connection)
            views = await store.reading.load_views(connection, [found]) if found else {}
            if found is None or found not in views:
                raise NotFound()
            view = views[found]
            facts = self._facts(now)
            if not rights.standings(view, found, actor, facts):
                raise NotFound()
            rules, calendar = await self._pinned(connection, view.incident, now)
            words = await store.reading.wording(connection, [found])
            entries = await store.reading.entries(connection, found)
            question = Question(view, found, actor.id, now.at, rules.limits)
            target = self._suggestion(view, rules, facts)
            load = await store.reading.load_of(connection, [target.id], [target.id]) if target else {}
        description, address = words.get(found, ("", None))
        return Seen(
            view=view,
            description=description,
            address=address,
            entries=entries,
            allowed=rights.allowed(view, actor, facts, question),
            responsible=responsible.of_incident(view, facts),
            suggestion=target,
            load=load.get(target.id, 0) if target else 0,
            routing=_routing(entries, rules),
            now=replace(now, rules=rules, calendar=calendar),
        )

    def _suggestion(self, view: View, rules: Rules, facts: Facts) -> Target | None:
        incident = view.incident
        if not incident.open or incident.grid_id is None or view.tasks:
            return None
        route = rules.named(incident.route)
        return receivers.suggested(route.to, incident.category, incident.path, incident.specials, facts)

    # Time

    async def sweep(self, limit: int = 500) -> int:
        """Fires the rungs that are due, in sets; how many. Any number of sweeps may run at once."""
        fired = 0
        while True:
            once: int = await self._again(self._sweep, limit, None)
            fired += once
            if once == 0:
                return fired

    async def _sweep(self, limit: int, until: datetime | None) -> int:
        """One set. With `until`, each rung is decided at its own instant (a wound-on demonstration)."""
        async with store.transaction(self.database) as connection:
            now = await self.in_force(connection)
            horizon = until or now.at
            ids = await store.due.due_subjects(connection, horizon, limit)
            if not ids:
                return 0
            views = await store.reading.load_views(connection, ids)
            written: list[Effects] = []
            for identity in ids:
                view = views[identity]
                rules, calendar = await self._pinned(connection, view.incident, now)
                written += core.ring_all(
                    view, horizon, self._facts(now), rules, calendar, self.source, RUNGS_AT_ONCE, until is not None
                )
            await store.writing.write(connection, written)
            return len(written)

    async def advance(self, by: timedelta, progress: Callable[[float], None] | None = None) -> int:
        """Winds a demonstration's clock on: all that falls due on the way fires in its order, at its own instant."""
        start = (await self.now()).at
        end, fired = start + by, 0
        while True:
            async with store.transaction(self.database) as connection:
                due = await store.due.next_due(connection)
            if due is None or due > end:
                break
            step = min(end, max(due, start) + STEP)
            fired += await self._fire_until(step)
            await self._wind_to(step)
            if progress is not None:
                progress((step - start) / by)
        await self._wind_to(end)
        return fired

    async def _fire_until(self, step: datetime) -> int:
        fired = 0
        while True:
            once: int = await self._again(self._sweep, 500, step)
            fired += once
            if once == 0:
                return fired

    async def _wind_to(self, at: datetime) -> None:
        async with store.transaction(self.database) as connection:
            now = await self.in_force(connection)
            seconds = int((at - now.at).total_seconds())
            if seconds > 0:
                await store.seeding.advance_offset(connection, seconds)


def _answer(view: View) -> dict[str, Any]:
    incident = view.incident
    return {
        "id": str(incident.id),
        "number": incident.number,
        "state": str(incident.state),
        "version": incident.version,
        "seq": view.seq,
    }


def _last(written: Sequence[Effects], ref: UUID) -> View:
    return [effects.view for effects in written if effects.view.incident.id == ref][-1]


def _outcome(known: store.commands.Remembered, request_hash: str) -> dict[str, Any] | GridwardError:
    return known.answer if known.request_hash == request_hash else KeyReused(key=known.key)


def _same(known: store.commands.Remembered, request_hash: str) -> dict[str, Any]:
    outcome = _outcome(known, request_hash)
    if isinstance(outcome, GridwardError):
        raise outcome
    return outcome


def _routing(entries: Sequence[Entry], rules: Rules) -> Routing | None:
    """Why the last choice of a route fell as it did, from what was recorded then."""
    for entry in reversed(entries):
        case = ((entry.facts or {}).get("asked") or {}).get("case")
        if case is not None:
            whole = {name: tuple(value) if isinstance(value, list) else value for name, value in case.items()}
            return rules.routing(Case(**whole))
    return None
