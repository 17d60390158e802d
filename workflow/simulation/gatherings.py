"""What people do about meetings: hold and minute them, decide, carry out what was decided, and look whether it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from models.meeting import Decision, DecisionState, MeetingState
from workflow.commands import NOTHING, Reasoned, Receiver
from workflow.duties import opening
from workflow.machines import Move
from workflow.meetings import agenda
from workflow.meetings.payloads import (
    MOST_HEARD,
    AddItem,
    Conclusion,
    InviteGuest,
    Minute,
    OnDecision,
    OnDecisionReasoned,
    Postpone,
    PublicDecision,
    Resolution,
)
from workflow.meetings.putting_off import latest
from workflow.responsible import lead
from workflow.simulation.minds import Choice, Deed, MeetingSight, Mind, Plan, Wait
from workflow.view import View

BUDGETS: Final = ("3wd", "5wd", "10wd")
MOST: Final = 12
"""So many decisions a meeting takes."""
SITTING: Final = timedelta(hours=1)
"""So long a meeting takes at least: nobody writes its minutes before."""


def convening(sight: MeetingSight, mind: Mind) -> Choice:
    """Who calls a meeting holds it at its time; now and then it is put off, or called off."""
    meeting = sight.view.meeting
    if not meeting.coming:
        return None
    if sight.may(Move.HOLD):
        return Deed(Move.HOLD, NOTHING)
    if not sight.may(Move.DRAW):
        return None
    if sight.may(Move.POSTPONE) and mind.chance(0.03):
        day = mind.calendar.next_workday(meeting.starts_at.astimezone(mind.calendar.tz).date())
        at = max(opening(mind.calendar, day) + timedelta(hours=1), sight.now + timedelta(hours=1))
        if at <= latest(meeting, mind.rules, mind.calendar):
            return Deed(Move.POSTPONE, Postpone(starts_at=at, reason="与会人员出差"))
    if meeting.topic is not None and sight.may(Move.CANCEL) and mind.chance(0.03):
        return Deed(Move.CANCEL, Reasoned(reason="问题已经解决"))
    return Wait(max(meeting.starts_at, sight.now + timedelta(minutes=10)))


def minuting(sight: MeetingSight, mind: Mind) -> Choice:
    """After a meeting its minutes, with a decision for each case that it heard."""
    held = sight.view.meeting.held_at
    if held is None or not sight.may(Move.MINUTE):
        return None
    if sight.now < held + SITTING:
        return Wait(mind.after(held + SITTING, 0, 6))
    decisions = list(_resolutions(sight, mind))[:MOST]
    if not decisions and mind.chance(0.3):
        return Deed(Move.ADJOURN, Reasoned(reason="没有需要议决的事项"))
    heard = _heard(sight, mind, {each.incident for each in decisions})
    return Deed(Move.MINUTE, Minute(text="会议听取了情况", decisions=decisions, heard=heard))


def _heard(sight: MeetingSight, mind: Mind, decided: set[str | None]) -> list[str]:
    """The tabled cases that were talked about and on which nothing was decided; now and then time runs out for one."""
    others = [n for n in agenda.tabled(sight.view.meeting.agenda).values() if n not in decided]
    return [number for number in others[:MOST_HEARD] if not mind.chance(0.1)]


def _resolutions(sight: MeetingSight, mind: Mind) -> Iterator[Resolution]:
    for item in sight.view.meeting.agenda:
        view = _case(item, mind)
        if view is None or (item["kind"] != "tabled" and not mind.chance(0.3)):
            continue
        owner = _owner(view, mind)
        if owner is not None:
            budget = mind.rng.choice(BUDGETS)
            yield Resolution(text="限时办结", owner=owner, budget=budget, incident=view.incident.number)


def _case(item: dict[str, Any], mind: Mind) -> View | None:
    if item["kind"] not in ("tabled", *agenda.TOPICS):
        return None
    view = mind.views.get(UUID(item["subject"]))
    return view if view is not None and view.incident.open else None


def _owner(view: View, mind: Mind) -> Receiver | None:
    """Whoever works on the case, or the handlers of its place."""
    task = lead(view)
    if task is None:
        grid = view.incident.village or view.incident.township
        target = mind.directory.handlers_grid(view.incident.path, view.incident.reported_at) if grid else None
        return Receiver(grid=target.code) if target else None
    kinds: dict[str, Callable[[Any], Receiver]] = {
        "unit": lambda each: Receiver(unit=each.code),
        "grid": lambda each: Receiver(grid=each.code),
        "person": lambda each: Receiver(person=each.id),
    }
    target = mind.target(task)
    return kinds[target.kind](target)


def carrying_out(sight: MeetingSight, mind: Mind) -> Choice:
    """What was decided is done when it is done, sooner or later."""
    decision = next((each for each in sight.mine if each.state == DecisionState.OPEN), None)
    if decision is None or not sight.may(Move.CARRY_OUT):
        return None
    key = (decision.id, decision.sent_back)
    plan = mind.plans.get(key) or mind.plans.setdefault(key, _plan(sight, mind, decision))
    if sight.now < plan.finish:
        return Wait(plan.finish)
    return Deed(Move.CARRY_OUT, OnDecisionReasoned(decision=decision.id, reason="已经落实"))


def _plan(sight: MeetingSight, mind: Mind, decision: Decision) -> Plan:
    left = (decision.due_at - sight.now).total_seconds()
    if left <= 0:
        return Plan(mind.after(sight.now, 2, 24))
    return Plan(sight.now + timedelta(seconds=int(left * mind.rng.uniform(*mind.manner(sight.actor.id).work))))


def judging(sight: MeetingSight, mind: Mind) -> Choice:
    """What is said to be done is signed off, or sent back."""
    reported = [each for each in sight.view.decisions.values() if each.state == DecisionState.REPORTED]
    if not reported:
        return None
    decision = reported[0]
    if sight.may(Move.SEND_BACK) and decision.sent_back < 2 and mind.chance(0.12):
        return Deed(Move.SEND_BACK, OnDecisionReasoned(decision=decision.id, reason="还不到位"))
    if sight.may(Move.SIGN_OFF) and decision.carried_by != sight.actor.id:
        return Deed(Move.SIGN_OFF, OnDecision(decision=decision.id))
    return None


def dropping(sight: MeetingSight, mind: Mind) -> Choice:
    """A decision whose case has ended meanwhile is not wanted any more."""
    if not sight.may(Move.DROP):
        return None
    for decision in sight.view.decisions.values():
        view = mind.views.get(decision.incident_id) if decision.incident_id else None
        moot = decision.state == DecisionState.OPEN and view is not None and not view.incident.open
        if moot and mind.chance(0.5):
            return Deed(Move.DROP, OnDecisionReasoned(decision=decision.id, reason="案件已经办结"))
    return None


def shaping(sight: MeetingSight, mind: Mind) -> Choice:
    """Who convenes puts something on the agenda of one meeting in three, and asks somebody from outside to a
    roundtable. By dice of its own, made from the meeting: nobody else's life depends on it."""
    meeting = sight.view.meeting
    if not sight.may(Move.STRIKE_ITEM) or meeting.state == MeetingState.PLANNED:
        return None
    dice = Random(f"{mind.seed}/shaping/{meeting.number}").random()
    if dice < 1 / 3 and not meeting.added:
        return Deed(Move.ADD_ITEM, AddItem(subject="听取上次决定事项的落实情况"))
    if meeting.topic is not None and not meeting.guests:
        return Deed(Move.INVITE_GUEST, InviteGuest(organisation="市供电公司", purpose="介绍改造计划"))
    return None


def publishing(sight: MeetingSight, mind: Mind) -> Choice:
    """What a roundtable came to is written for everybody within a day or two."""
    meeting = sight.view.meeting
    if not sight.may(Move.PUBLISH_CONCLUSION) or not meeting.owes_conclusion or meeting.minuted_at is None:
        return None
    hours = Random(f"{mind.seed}/publishing/{meeting.number}").randint(2, 40)
    if sight.now < meeting.minuted_at + timedelta(hours=hours):
        return Wait(meeting.minuted_at + timedelta(hours=hours))
    said = [PublicDecision(number=each.number, text="限时整改到位") for each in sight.view.decisions.values()]
    text = "会议听取了居民和有关单位的意见，议定由责任单位限期整改，结果向社会公开。"
    return Deed(Move.PUBLISH_CONCLUSION, Conclusion(text=text, decisions=said, names_nobody=True))


HABITS: Final = (publishing, minuting, shaping, convening, judging, carrying_out, dropping)


def choose(sight: MeetingSight, mind: Mind) -> Choice:
    return next((choice for habit in HABITS if (choice := habit(sight, mind)) is not None), None)
