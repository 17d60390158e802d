"""Moves what is open to the rules in force, with its timers: in sets, a transaction each.

What has been moved is under the new rules and is not looked at again, so it can be broken off anywhere and begun anew.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from models.clock import Stage
from workflow import core, store
from workflow.carrying_over import Leaving
from workflow.commands import SYSTEM, Command
from workflow.effects import Outcome
from workflow.engine import Engine
from workflow.errors import GridwardError, Superseded, Unfit
from workflow.identity import Chance, Source
from workflow.in_force import Now
from workflow.machines import Move
from workflow.meetings import core as meetings
from workflow.store.errors import TryAgain, again
from workflow.view import MeetingView, View, Whole

log = structlog.get_logger()

Tell = Callable[[int], Awaitable[None]]

AT_ONCE = 100
"""How many are decided and written in one transaction."""

OTHERS: Mapping[type[Whole], Callable[..., Awaitable[list[UUID]]]] = {
    View: store.reading.under_other_rules,
    MeetingView: store.meetings.under_other_rules,
}
"""The kinds of root subject in the order in which they are moved, and how those under other rules are found."""


@dataclass(frozen=True)
class Shift:
    """A deadline that moved; none where it stands still."""

    stage: Stage
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Moved:
    """A case (or a meeting, which has no route) that goes on under the new rules."""

    number: str
    kind: str
    rules: int
    route: str
    route_now: str
    deadlines: tuple[Shift, ...]

    @property
    def promise(self) -> Shift | None:
        """How the promise moved, where it did."""
        return next((shift for shift in self.deadlines if shift.stage == Stage.PROMISE), None)


@dataclass(frozen=True)
class Refused:
    """One that stays under its rules. `reason` is a code (messages `unfit-…`), `value` what of it that is about."""

    number: str
    kind: str
    rules: int
    reason: str
    value: str


@dataclass
class Migration:
    """What was moved to the rules `version` and what could not be; with `dry_run`, what would be."""

    version: int
    dry_run: bool
    moved: list[Moved] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class _Share:
    """What one transaction takes on: so many after an id."""

    version: int
    after: UUID | None
    at_once: int
    dry_run: bool


@dataclass(frozen=True)
class _Set:
    """What one transaction came to, and the id after which the next one goes on; none at the end."""

    moved: list[Moved]
    refused: list[Refused]
    last: UUID | None


async def migrate(engine: Engine, dry_run: bool = False, tell: Tell | None = None, at_once: int = AT_ONCE) -> Migration:
    """Moves everything open that is under other rules than those in force. `tell` hears how many were looked at, after
    each set of at most `at_once`.

    Superseded where other rules are switched on meanwhile; what was moved by then stays so.
    """
    version = (await engine.now()).rules.number
    migration, seen = Migration(version, dry_run), 0
    for root in OTHERS:
        after: UUID | None = None
        while True:
            done: _Set = await again(partial(_set, engine, root, _Share(version, after, at_once, dry_run)))
            migration.moved += done.moved
            migration.refused += done.refused
            seen += len(done.moved) + len(done.refused)
            if tell is not None:
                await tell(seen)
            if done.last is None:
                break
            after = done.last
    return migration


async def _set(engine: Engine, root: type[Whole], share: _Share) -> _Set:
    opened: AbstractAsyncContextManager[store.Connection] = (
        store.snapshot(engine.database) if share.dry_run else store.transaction(engine.database)
    )
    async with opened as connection:
        ids = await OTHERS[root](connection, share.version, share.after, share.at_once)
        views = await store.reading.load(connection, root, ids, lock=not share.dry_run)
        now = await engine.in_force.at(connection, share=not share.dry_run)
        if now.rules.number != share.version:
            raise Superseded(version=share.version, current=now.rules.number)
        cases = await store.reading.routed_by(connection, ids) if root is View else {}
        moved, refused, written = list[Moved](), list[Refused](), list[Outcome]()
        for identity, view in views.items():
            if view.root.rules_version == share.version:  # by somebody else, before it was ours
                continue
            rules, _ = await engine.in_force.pinned(connection, view.root)
            leaving = Leaving(rules, cases.get(identity, ()))
            found = _decided(view, leaving, now, Chance() if share.dry_run else engine.source)
            if isinstance(found, Unfit):
                refused.append(_refused(view, found))
            else:
                written.append(found)
                moved.append(_moved(view, found.view))
        if not share.dry_run:
            await store.writing.write(connection, written)
        return _Set(moved, refused, ids[-1] if len(ids) == share.at_once else None)


def _decided(view: Whole, leaving: Leaving, now: Now, source: Source) -> Outcome | Unfit:
    command = Command(Move.MIGRATE, SYSTEM, context={"leaving": leaving})
    try:
        if isinstance(view, MeetingView):
            return meetings.decide(view, command, now.facts(), now.rules, now.calendar, source)
        assert isinstance(view, View)
        return core.decide(view, command, now.facts(), now.rules, now.calendar, source)
    except Unfit as unfit:
        return unfit
    except TryAgain:
        raise
    except Exception as fault:  # one that cannot be decided keeps nobody else from it
        log.exception("not_migrated", subject=str(view.root.id))
        return Unfit("undecidable", fault.code if isinstance(fault, GridwardError) else type(fault).__name__)


def _refused(view: Whole, unfit: Unfit) -> Refused:
    root = view.root
    return Refused(root.number, view.KINDS[0], root.rules_version, unfit.reason, unfit.value)


def _moved(before: Whole, after: Whole) -> Moved:
    shifts = [
        Shift(clock.stage, clock.due_at, after.clocks[clock.id].due_at)
        for clock in before.clocks.values()
        if not clock.over and clock.due_at != after.clocks[clock.id].due_at
    ]
    return Moved(
        number=before.root.number,
        kind=before.KINDS[0],
        rules=before.root.rules_version,
        route=getattr(before.root, "route", ""),
        route_now=getattr(after.root, "route", ""),
        deadlines=tuple(shifts),
    )


def to_json(migration: Migration) -> dict[str, Any]:
    """The report as plain JSON; instants as RFC 3339."""

    def moved(each: Moved) -> dict[str, Any]:
        shifts = [
            {
                "stage": str(s.stage),
                "before": s.before and s.before.isoformat(),
                "after": s.after and s.after.isoformat(),
            }
            for s in each.deadlines
        ]
        return {**vars(each), "deadlines": shifts}

    return {
        "version": migration.version,
        "dry_run": migration.dry_run,
        "moved": [moved(each) for each in migration.moved],
        "refused": [dict(vars(each)) for each in migration.refused],
    }
