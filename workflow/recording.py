"""From a draft to what is written: its changes and the ledger's entry. And a subject's clocks rung one by one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from models.clock import Clock, Stage
from models.ledger import Entry
from workflow import ladder, ledger, rights
from workflow.calendar import Calendar
from workflow.clocks import BY_ITSELF
from workflow.commands import Command
from workflow.drafting import Drafting
from workflow.effects import Outcome
from workflow.errors import Forbidden, StaleVersion
from workflow.facts import Facts
from workflow.machines import Kind, Standing, machine_of
from workflow.rules.language import Rules
from workflow.timing import Timing
from workflow.view import Change, Whole, at, differences

O = TypeVar("O", bound=Outcome)  # noqa: E741
_ORDER = [*reversed([str(s) for s in Standing])]


def recorded(draft: Drafting, before: Whole, after: Whole) -> tuple[Entry, tuple[Change, ...]]:
    """The entry that tells what the draft has become, and the changes in it."""
    changes = differences(None if before.seq == 0 else before, after)
    return _entry(draft, before, [change.to_json() for change in changes]), changes


def written(draft: Drafting, before: Whole) -> dict[str, Any]:
    """What the outcome of every command has: the subject as it is then, the entry that tells of it, and what is written
    with them."""
    after = draft.view()
    entry, changes = recorded(draft, before, after)
    return {
        "view": at(after, entry),
        "entry": entry,
        "changes": changes,
        "notices": tuple(draft.notices.values()),
        "hushed": tuple(draft.hushed),
        "events": tuple(draft.events),
    }


def admit(draft: Drafting, kind: Kind) -> None:
    """Rights first, then the version. Raises Forbidden where the move is none of such a subject, or not for one who
    stands to it as its actor does; StaleVersion where it has moved on since it was seen."""
    command, root = draft.command, draft.root
    if machine_of(command.move) != kind or not rights.permitted(command.move, draft.held):
        raise Forbidden(move=str(command.move))
    if command.version is not None and command.version != root.version:
        raise StaleVersion(current=root.version, state=str(root.state), seen=command.version)


def _entry(draft: Drafting, before: Whole, changes: list[dict[str, Any]]) -> Entry:
    command, salt = draft.command, draft.source.salt()
    facts = {"command": command.payload.model_dump(mode="json", exclude_none=True), "asked": draft.facts.asked}
    draft.facts.asked = {}
    entry = Entry(
        subject_id=draft.root_id,
        seq=draft.seq,
        happened_at=command.happened_at or draft.now,
        recorded_at=draft.now,
        actor_kind=command.actor.kind,
        actor_id=command.actor.id,
        standing=min((str(s) for s in draft.held), key=_ORDER.index, default=""),
        move=str(command.move),
        about=draft.about,
        changes=changes,
        reasons=draft.reasons,
        facts=facts,
        rules_version=draft.rules.number,
        calendar_version=draft.calendar.version,
        salt=salt,
        facts_hash=ledger.facts_hash(salt, facts),
        prev_hash=before.hash,
        hash="",
    )
    return entry.but(hash=ledger.entry_hash(entry))


def rung_by_rung(
    view: Whole,
    until: datetime,
    facts: Facts,
    rules: Rules,
    calendar: Calendar,
    ladders: Callable[[Any], Mapping[Stage, str]],
    decide: Callable[[Any, Command, Facts], O],
    own_time: bool,
) -> Iterator[O]:
    """Every rung that is due by `until`, in order. With `own_time` each is decided at its own instant (a wound-on
    demonstration); otherwise at `facts.now`, and of a clock's rungs only the last one speaks."""
    while True:
        clock = ladder.due(view.clocks.values(), until)
        if clock is None or clock.next_at is None:
            return
        now = clock.next_at if own_time else facts.now
        behind = not own_time and _behind(clock, Timing(now, rules, calendar, ladders(view)))
        outcome = decide(view, ladder.ring(clock, rules, behind), replace(facts, now=now, asked={}))
        yield outcome
        view = outcome.view


def _behind(clock: Clock, timing: Timing) -> bool:
    """Whether the rung after the one that is due is due as well."""
    if clock.stage in BY_ITSELF:
        return False
    return timing.rung_at(clock, timing.rules.ladders[clock.ladder], clock.rung + 1) <= timing.now
