"""What a root subject takes along when it goes on under other rules: its clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.clock import Stage
from workflow.calendar import Budget, CalendarError
from workflow.drafting import Drafting
from workflow.errors import Unfit
from workflow.rules.language import Rules


@dataclass(frozen=True)
class Leaving:
    """The rules that a root subject leaves, and of a case what its route was last chosen by, as the ledger has it;
    none where that was erased."""

    rules: Rules
    case: Mapping[str, Any] | None = None


def carry_over(draft: Drafting, leaving: Leaving) -> None:
    """Every clock of the root subject that is not over goes on under the new rules. One that these do not ask for
    any more is left to be stopped."""
    budgets: dict[tuple[UUID, Stage], Budget | None] = {
        (want.subject_id, want.stage): want.budget for want in draft.wanted()
    }
    for clock in list(draft.view().clocks.values()):
        key = clock.subject_id, clock.stage
        if clock.over or key not in budgets:
            continue
        try:
            draft.happened(draft.timing.migrate(clock, budgets[key], leaving.rules.ladders.get(clock.ladder)))
        except CalendarError as cause:
            raise Unfit("beyond-the-calendar", str(clock.stage)) from cause
