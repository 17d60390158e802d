"""What must hold of the meetings of a simulated city, a function a promise."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.meeting import REGULAR, Meeting, MeetingState
from models.territory import CITY, TOWNSHIP
from workflow.clocks import BY_ITSELF
from workflow.duties import occasions, told
from workflow.simulation.invariants import Broken, Ground, Wrong, name_of
from workflow.view import BulletinView, MeetingView


@dataclass(frozen=True)
class Met:
    """One meeting as it stands at an instant; `settled` when what was due by then has rung."""

    view: MeetingView
    now: datetime
    ground: Ground
    settled: bool = True


def a_meeting_falls_on_a_working_day(met: Met) -> Wrong:
    meeting, calendar = met.view.meeting, met.ground.calendar
    if not calendar.is_workday(meeting.starts_at.astimezone(calendar.tz).date()):
        yield f"the {meeting.kind} meeting of {meeting.period} is on a rest day, {meeting.starts_at}"


def every_open_meeting_has_an_armed_clock(met: Met) -> Wrong:
    meeting = met.view.meeting
    alive = [clock for clock in met.view.clocks.values() if not clock.over]
    waits = meeting.coming or meeting.state == MeetingState.HELD
    if waits and not any(clock.next_at is not None for clock in alive):
        yield f"it is {meeting.state} and no clock is armed"
    if not meeting.open and any(clock.subject_id == meeting.id for clock in alive):
        yield "a clock runs on after its end"
    for clock in alive:
        if met.settled and clock.next_at is not None and clock.next_at < met.now and clock.stage not in BY_ITSELF:
            yield f"the {clock.stage} clock's rung of {clock.next_at} did not fire"


def every_decision_is_done_or_shown_as_late(met: Met) -> Wrong:
    """An open decision has a clock of its own, which stands only while what was reported is looked at."""
    for decision in met.view.decisions.values():
        clocks = [clock for clock in met.view.clocks.values() if clock.subject_id == decision.id and not clock.over]
        if decision.open and not clocks:
            yield f"decision {decision.number} is open and has no clock"
        if decision.open and decision.carried_at is None and decision.due_at < met.now and not decision.late(met.now):
            yield f"decision {decision.number} is past its time and not shown as late"
        if not decision.open and (clocks or decision.ended_at is None):
            yield f"decision {decision.number} has ended and its clock runs on"


MEETINGS: Final[tuple[Callable[[Met], Wrong], ...]] = (
    a_meeting_falls_on_a_working_day,
    every_open_meeting_has_an_armed_clock,
    every_decision_is_done_or_shown_as_late,
)


def check_meeting(met: Met) -> None:
    for promise in MEETINGS:
        for what in promise(met):
            raise Broken(name_of(promise), met.view.meeting.number, met.now, what)


PUBLISHED: Final = "every bulletin comes out, and its words are nobody's who did not approve them"


def check_bulletin(view: BulletinView, now: datetime, settled: bool = True) -> None:
    """An open one has an armed clock, and is never left past its time; nobody approved what they wrote themselves."""
    own, alive = view.bulletin, [clock for clock in view.clocks.values() if not clock.over]
    wrong = ""
    if own.open and not any(clock.next_at is not None for clock in alive):
        wrong = f"it is {own.state} and no clock is armed"
    elif not own.open and alive:
        wrong = "a clock runs on after its end"
    elif settled and any(clock.next_at is not None and clock.next_at < now for clock in alive):
        wrong = "a rung did not fire"
    elif own.approved_by is not None and own.approved_by == own.edited_by:
        wrong = "who wrote the words approved them"
    if wrong:
        raise Broken(PUBLISHED, own.number, now, wrong)


ONCE: Final = "every duty of the calendar took place once"

UNSEEN: Final = timedelta(days=1)
"""So long nobody may have looked at what is owed."""


def check_calendar(
    meetings: Iterable[MeetingView], bulletins: Sequence[str], since: datetime, now: datetime, ground: Ground
) -> None:
    """Each regular meeting that was owed since then is there, once a period and body, and where it was called off
    another in its place; and each bulletin, of which `bulletins` are the periods."""
    owed = [each.period for each in told(ground.rules.bulletin, ground.calendar, since, now, since)]
    if owed != list(bulletins):
        raise Broken(ONCE, ground.directory.root.code, now, f"bulletins of {owed} are owed, those of {bulletins} there")
    found = [view.meeting for view in meetings]
    if len({(each.kind, each.path, each.period) for each in found}) != len(found):
        raise Broken(ONCE, ground.directory.root.code, now, "a meeting was called twice for one period")
    known = {(each.kind, each.path, each.occasion) for each in found if _stands(each, now)}
    for kind in REGULAR:
        rule = ground.rules.meetings[kind]
        grids = [ground.directory.root] if rule.level <= CITY else ground.directory.at_level(TOWNSHIP, now)
        for occasion in occasions(rule, ground.calendar, since, now):
            for grid in grids:
                if (kind, grid.path, occasion.period) not in known:
                    raise Broken(
                        ONCE, grid.code, now, f"the {kind} meeting of {occasion.period} was not called, or not anew"
                    )


def _stands(meeting: Meeting, now: datetime) -> bool:
    """Whether it is not called off, or so lately that nobody may have looked at what is owed."""
    lately = meeting.ended_at is not None and meeting.ended_at > now - UNSEEN
    return meeting.state != MeetingState.CANCELLED or lately
