"""Versions of the rules: stored, switched on once they are proved, and taken back. What was ever in force stays told.

A switch is one transaction over the row that every change reads, so it holds for all processes from its commit on.
Open cases keep the version that they were opened under; `workflow.migrating_cases` moves them.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from models.record import Switch
from workflow import store
from workflow.engine import Engine
from workflow.errors import NothingBefore, Superseded, Unproved
from workflow.proof.findings import Finding, Proof, Subject
from workflow.proof.proving import prove
from workflow.rules.reading import read
from workflow.store.errors import TryAgain, again

Proving = Callable[[Subject], Proof]


async def propose(engine: Engine, text: str, name: str, author: str, note: str) -> int:
    """Stores a rules file without switching it on; its number, which the same text has for ever. `name` is the file's,
    for what is wrong with it: RulesInvalid has all of that."""
    rules = await engine.aside.do(read, text, name)
    async with store.transaction(engine.database) as connection:
        at = await engine.in_force.instant(connection)
        return await store.versions.add_rules(connection, rules.text, rules.hash, author, note, at)


async def subject_of(engine: Engine, number: int) -> Subject:
    """What is proved of a version: it, over the city as it is now. NotFound where there is no such version."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        rules = await engine.in_force.rules(connection, number)
        calendar = await engine.in_force.calendar(connection, now.calendar.version, rules)
        return Subject(rules, now.directory, calendar, now.at)


@dataclass(frozen=True)
class _Wish:
    """A version that somebody wants in force, and what its proof found."""

    number: int
    by: str
    why: str
    decision: str | None
    despite: str | None
    failures: tuple[Finding, ...]
    seen: int | None


async def switch_on(
    engine: Engine,
    number: int,
    by: str,
    why: str,
    decision: str | None = None,
    despite: str | None = None,
    seen: int | None = None,
    *,
    proving: Proving = prove,
) -> Switch:
    """Puts a stored version in force for what is reported from now on, in all processes at once. It is proved first,
    aside from the loop: where an incident could lie under it, it is Unproved unless `despite` says why it should hold
    all the same, which is stored with the failures. `decision` is the number of the meeting's decision behind it.
    Superseded where not the version `seen` is in force by then but another one, which it would undo unseen.

    What goes live is what was proved: where staff, territory or calendar change meanwhile, it is proved again, and
    TryAgain where they never stand still.

    A version that is in force already is left so, and its last switch returned (a decision is logged all the same).
    """
    reason = (despite or "").strip() or None
    for _ in range(PROVED_ANEW):
        async with engine.aside.turn():
            subject = await subject_of(engine, number)
            proof = await asyncio.to_thread(proving, subject)
        if not proof.holds and reason is None:
            raise Unproved(proof.failures, number=number)
        wish = _Wish(number, by, why.strip(), decision, None if proof.holds else reason, proof.failures, seen)
        switch = await again(_switch, engine, wish, subject)
        if switch is not None:
            return switch
    raise TryAgain(cause="city-changes")


PROVED_ANEW: Final = 3
"""How often rules are proved over a city that has changed by the time that it is done."""


async def _switch(engine: Engine, wish: _Wish, proved: Subject) -> Switch | None:
    """None where the city is not the one that it was proved over."""
    async with store.transaction(engine.database) as connection:
        active, log = await store.versions.take(connection), await store.versions.switches(connection)
        if (active.directory, active.calendar) != (proved.directory.version, proved.calendar.version):
            return None
        if wish.seen is not None and wish.seen != active.rules:
            raise Superseded(version=wish.seen, current=active.rules)
        if active.rules == wish.number and wish.decision is None and log:
            return log[-1]
        switch = Switch(
            number=len(log) + 1,
            at=await engine.in_force.instant(connection),
            rules_version=wish.number,
            before=active.rules,
            by=wish.by,
            why=wish.why,
            decision=wish.decision,
            despite=wish.despite,
            failures=[{"code": each.code, "facts": dict(each.facts), "line": each.line} for each in wish.failures],
        )
        return await _written(connection, switch)


async def _written(connection: store.Connection, switch: Switch) -> Switch:
    await store.versions.activate(connection, rules=switch.rules_version)
    await store.versions.log(connection, switch)
    return switch


async def roll_back(engine: Engine, by: str, why: str, seen: int | None = None) -> Switch:
    """Puts the rules back in force that were so before the last switch that was not taken back already. At once and
    without a proof: it is the way out. NothingBefore where there was no such switch, Superseded where not the version
    `seen` is in force but another one, so that who asks twice does not go back twice."""
    return await again(_rolled_back, engine, by, why.strip(), seen)


async def _rolled_back(engine: Engine, by: str, why: str, seen: int | None) -> Switch:
    async with store.transaction(engine.database) as connection:
        active, log = await store.versions.take(connection), await store.versions.switches(connection)
        if seen is not None and seen != active.rules:
            raise Superseded(version=seen, current=active.rules)
        last = standing(log)
        if last is None or last.before is None:
            raise NothingBefore()
        switch = Switch(
            number=len(log) + 1,
            at=await engine.in_force.instant(connection),
            rules_version=last.before,
            before=active.rules,
            by=by,
            why=why,
            undoes=last.number,
        )
        return await _written(connection, switch)


def standing(log: Sequence[Switch]) -> Switch | None:
    """The last switch of a log that changed something and was not taken back; None where there is none."""
    taken_back = {switch.undoes for switch in log}
    changed = (each for each in reversed(log) if each.undoes is None and each.before not in (None, each.rules_version))
    return next((switch for switch in changed if switch.number not in taken_back), None)
