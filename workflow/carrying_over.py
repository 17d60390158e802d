"""What a root subject takes along when it goes on under other rules: its clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.clock import Stage
from workflow.calendar import Budget, CalendarError
from workflow.drafting import Drafting
from workflow.errors import Unfit
from workflow.rules.language import Route, Rules


@dataclass(frozen=True)
class Leaving:
    """The rules that a root subject leaves, and of a case what its route was chosen by, each time, as the ledger has
    it; nothing where that was erased."""

    rules: Rules
    cases: Sequence[Mapping[str, Any]] = ()


def carry_over(draft: Drafting, leaving: Leaving, promise: Route | None = None) -> None:
    """Every clock of the root subject that is not over goes on under the new rules; a promise by the route `promise`,
    or where there is none by the budget that it has. One that these do not ask for any more is left to be stopped."""
    budgets = {(want.subject_id, want.stage): want.budget for want in draft.wanted()}
    for clock in list(draft.view().clocks.values()):
        key = clock.subject_id, clock.stage
        if clock.over or key not in budgets:
            continue
        timing, budget = draft.timing, budgets[key]
        if clock.stage == Stage.PROMISE and promise is not None:
            timing, budget = replace(timing, ladders=promise.ladders), promise.budgets[Stage.PROMISE]
        elif clock.stage == Stage.PROMISE:
            budget = Budget.parse(clock.budget)
        try:
            draft.happened(timing.migrate(clock, budget, leaving.rules.ladders.get(clock.ladder)))
        except CalendarError as cause:
            raise Unfit("beyond-the-calendar", str(clock.stage)) from cause
