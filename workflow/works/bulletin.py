"""The bulletins of a period: a part a township freezes the rows of their figures, the whole joins them and draws up the
drafts, of the city and of each township; a later edition is drawn up of the rows that are frozen already."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from models.record import Job
from workflow import bulletin_parts, bulletins, duties, freezing, issuing, store
from workflow.bulletin_names import OTHER, City
from workflow.bulletins import Chains, Edition, Issue, Told
from workflow.engine import Engine
from workflow.errors import BadInput
from workflow.in_force import Now
from workflow.indicators import CaseFacts, Span
from workflow.motions.came import Changes
from workflow.rules.language import Rules
from workflow.works.work import Outcome

KIND: Final = duties.BULLETIN


class Bulletin:
    kind = KIND

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        for occasion in duties.told(now.rules.bulletin, now.calendar, after, now.at, now.since or after):
            yield occasion.period, now.directory.root.code

    def check(self, now: Now, period: str, scope: str) -> str:
        """The city, or a township by its code."""
        root = now.directory.root.code
        bulletins.span_of(issuing.parted(period)[0], now.calendar, now.at, now.since)
        if scope not in ("", root) and scope not in {grid.code for grid in now.directory.townships()}:
            raise BadInput("scope", "foreign-scope", value=scope, scope=root)
        return scope or root

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The townships, also those no longer in use, and what lies nowhere; none where the rows are fixed already."""
        async with store.snapshot(engine.database) as connection:
            if await store.bulletins.fixed(connection, issuing.parted(job.period)[0]):
                return []
        now = await engine.now()
        return [*(grid.code for grid in now.directory.townships()), OTHER]

    async def part(self, engine: Engine, job: Job, part: str) -> Outcome:
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            span = _span(job, now)
            ids = await store.figures.lived(connection, span, part)
            rows = await store.figures.rows(connection, ids, span.end)
        packed = freezing.packed(rows)

        async def effect(connection: store.Connection) -> None:
            await store.bulletins.freeze(connection, job.period, now.directory.root.code, {part: packed})

        return Outcome({"cases": len(rows)}, effect)

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Outcome:
        """What was relocated between the parts, and is in none of them, is read now. Each draft is stored once; who is
        to write to it is told in the transaction that stores it."""
        period, edition = issuing.parted(job.period)
        async with store.snapshot(engine.database) as connection:
            now = await engine.in_force.at(connection, share=False)
            told, frozen = await _told(connection, job, now, results)
            corrects = await issuing.corrected_by(connection, period, job.scope, edition)
        city = City(now.directory, now.rules, now.calendar)
        drawn = [
            bulletins.draw_up(told, city, now.at, Edition(township, edition, corrects))
            for township in _scopes(job, now, edition)
        ]

        async def effect(connection: store.Connection) -> None:
            await store.bulletins.freeze(connection, period, now.directory.root.code, frozen)
            await issuing.put(connection, engine, drawn, now)

        return Outcome(_result(drawn, told), effect)


def _result(drawn: Sequence[Issue], told: Told) -> dict[str, Any]:
    cases = sum(len(rows) for rows in told.parts.values())
    first = drawn[0].bulletin if drawn else None
    said = {"number": first.number, "hash": first.hash} if first else {}
    return {**said, "cases": cases, "bulletins": len(drawn)}


def _scopes(job: Job, now: Now, edition: int) -> list[str | None]:
    """Of whom the job draws one up: none for the city. The city's job draws up all that the rules name; a later edition
    is of one alone."""
    root = now.directory.root.code
    if job.scope != root:
        return [job.scope]
    return [None, *(_townships(job, now, now.rules) if edition == 1 else ())]


def _townships(job: Job, now: Now, rules: Rules) -> list[str]:
    telling = rules.bulletin.of(duties.length(job.period))
    return [grid.code for grid in now.directory.townships()] if telling and telling.townships else []


async def _told(
    connection: store.Connection, job: Job, now: Now, results: Mapping[str, dict[str, Any]]
) -> tuple[Told, dict[str, bytes]]:
    period, span, root = issuing.parted(job.period)[0], _span(job, now), now.directory.root.code
    kept = await store.bulletins.frozen(connection, period, root)
    found = {row.id: row for packed in kept.values() for row in freezing.unpacked(packed)}
    if not await store.bulletins.fixed(connection, period):
        await _add_missing(connection, results, span, found)
    met = await store.figures.meetings(connection, span)
    first, after = (at.astimezone(now.calendar.tz).date() for at in span)
    seals = await store.seals.roots(connection, first, after)
    chains = Chains(*await store.bulletins.audited(connection, span.end), seals)
    unheld = await store.figures.unheld(connection, span, first.year)
    changes = Changes(await store.motions.of_period(connection, span), await store.versions.switches(connection))
    parts = bulletin_parts.by_township(found.values())
    frozen = dict.fromkeys(kept, freezing.packed(())) | {code: freezing.packed(rows) for code, rows in parts.items()}
    return Told(period, span, parts, met, chains, changes, unheld), frozen


async def _add_missing(
    connection: store.Connection, parts: Iterable[str], span: Span, found: dict[Any, CaseFacts]
) -> None:
    ids = {identity for part in parts for identity in await store.figures.lived(connection, span, part)}
    for row in await store.figures.rows(connection, ids - found.keys(), span.end):
        found[row.id] = row


def _span(job: Job, now: Now) -> Span:
    return bulletins.span_of(issuing.parted(job.period)[0], now.calendar, now.at, now.since)
