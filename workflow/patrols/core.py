"""The functional core of patrols: `decide` says what a command should do to a spot, a patrol or a campaign,
`workflow.view.apply` does it. The same shape as `workflow.meetings.core` has for meetings, and the same entries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from models.clock import Stage
from models.patrol import PatrolPhoto
from workflow import rights
from workflow.calendar import Calendar
from workflow.clocks import BY_ITSELF
from workflow.commands import SYSTEM, Command
from workflow.effects import PatrolEffects
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.identity import Source as Ids
from workflow.machines import Move
from workflow.patrols import ladder
from workflow.patrols.draft import PatrolDraft
from workflow.patrols.moves import MOVES
from workflow.recording import admit, rung_by_rung, written
from workflow.rules.language import Rules
from workflow.view import Whole

FIRST = frozenset({Move.ADD, Move.PLAN, Move.START})
"""By these a subject begins, which is handed over as `context["new"]`."""


def decide(
    view: Whole | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids
) -> PatrolEffects:
    """What a command should do to one of them, with its reasons.

    Raises NotFound or Forbidden before anything of its state is told, then StaleVersion or IllegalMove, and BadInput
    for a payload that cannot be meant.
    """
    if view is None:
        if command.move not in FIRST:
            raise NotFound()
        view = (command.context or {})["new"]
    draft = PatrolDraft(view, command, facts, rules, calendar, source)
    if command.actor != SYSTEM:
        _stand(draft, view)
    draft.held &= draft.move(draft.root_kind, draft.root_id, command.move, draft.held).by
    _act(draft)
    draft.follow_clocks()
    draft.change(version=draft.root.version + 1)
    return _effects(draft, view)


def _stand(draft: PatrolDraft, view: Whole) -> None:
    """Who may not know of it learns nothing of it."""
    draft.held = rights.patrol_standings(view, draft.command.actor, draft.facts)
    if not draft.held:
        raise NotFound()
    admit(draft, draft.root_kind)


def _act(draft: PatrolDraft) -> None:
    clock = draft.ringing
    if clock is not None and clock.stage not in BY_ITSELF:
        ladder.act(draft, clock)
        return
    if clock is not None:
        draft.happened(draft.timing.rung(clock))
    MOVES[draft.command.move](draft, draft.command.payload)


def _effects(draft: PatrolDraft, before: Whole) -> PatrolEffects:
    named = draft.facts.asked.get("photos", {})
    return PatrolEffects(
        **written(draft, before),
        photos=tuple(_photo(photo, draft) for photo in named),
    )


def _photo(photo: str, draft: PatrolDraft) -> PatrolPhoto:
    return PatrolPhoto(photo_id=UUID(photo), patrol_id=draft.root_id, entry=draft.seq, at=draft.now)


def ring_all(
    view: Whole,
    until: datetime,
    facts: Facts,
    rules: Rules,
    calendar: Calendar,
    source: Ids,
    limit: int,
    own_time: bool = False,
    left: int = 0,
) -> Iterator[PatrolEffects]:
    """The rungs that are due by `until`, at most `limit`; see `rung_by_rung`. `left` is how many of a campaign's
    patrols have not been done."""

    def decided(seen: Whole, command: Command, asked: Facts) -> PatrolEffects:
        told: dict[str, Any] = {**(command.context or {}), "left": left}
        return decide(seen, replace(command, context=told), asked, rules, calendar, source)

    def ladders(seen: Whole) -> Mapping[Stage, str]:
        return PatrolDraft(seen, Command(Move.REMIND, SYSTEM), facts, rules, calendar, source).ladders

    return islice(rung_by_rung(view, until, facts, rules, calendar, ladders, decided, own_time), limit)
