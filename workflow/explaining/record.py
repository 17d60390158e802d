"""What an explanation is made of: a case's ledger, its clocks and messages, and every version that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.clock import Clock, ClockEvent
from models.ledger import Entry
from models.notice import Notice
from workflow.calendar import Calendar
from workflow.rules.language import Rules
from workflow.view import View


@dataclass(frozen=True)
class Record:
    """`rules` are the versions by number, `calendars` by the numbers of days and rules. Nothing in it is asked of the
    present but `at`, up to which clocks that still run are counted."""

    view: View
    entries: Sequence[Entry]
    events: Sequence[ClockEvent]
    notices: Sequence[Notice]
    rules: Mapping[int, Rules]
    calendars: Mapping[tuple[int, int], Calendar]
    at: datetime

    def calendar(self, clock: Clock) -> Calendar:
        """The calendar that a clock was counted by last."""
        return self.calendars[clock.calendar_version, clock.rules_version]
