"""How far a meeting may be put off. Pure."""

from datetime import datetime
from typing import Final

from models.meeting import REGULAR, Meeting
from workflow.calendar import Budget, Calendar, Unit
from workflow.duties import span
from workflow.rules.language import Rules

LATEST: Final = Budget(20, Unit.WORK_DAY)
"""So long after its first date a meeting may be held at the latest, where nothing else is said."""


def latest(meeting: Meeting, rules: Rules, calendar: Calendar) -> datetime:
    """The last instant to which it can be put off: of a called one the rule's `within` after it was called; of a
    regular one the end of its period, or `LATEST` after its first date where that is later; of an extra one
    `LATEST` after it."""
    within = rules.meetings[meeting.kind].within
    if within is not None:
        return calendar.due(meeting.planned_at, within).at
    last = calendar.due(meeting.first_at or meeting.starts_at, LATEST).at
    if meeting.kind in REGULAR and not meeting.extra:
        return max(last, span(meeting.occasion, calendar)[1])
    return last
