"""What those who supervise do of themselves, and those who are counted: an order by hand, a late answer pressed for or
taken to the city, a figure objected to. With what comes of these it has dice and looks of its own, so that a life in
which nobody does any of it is the life that it was."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from models.clock import Clock, Outcome, Stage
from models.incident import Incident, Verifier
from models.ledger import Entry
from models.task import FigureOf, OrderKind, OrderState
from models.territory import CITY
from workflow.commands import Dispute, OnOrder, OnOrderReasoned, Supervise
from workflow.directory import Directory
from workflow.machines import Move
from workflow.rights import level_role
from workflow.rollup import LEADS
from workflow.simulation.habits import arbitrating, ordered
from workflow.simulation.minds import Choice, Deed, Mind, Sight
from workflow.view import View

ASKED: Final = {
    OrderKind.LATE: ("久拖不决", "说明原因，限时办结"),
    OrderKind.QUALITY: ("返工后仍不到位", "查明原因，一次办好"),
    OrderKind.COMPLAINT: ("反映人有异议", "当面核实，书面答复"),
    OrderKind.ABOVE: ("上级交办", "按交办要求办理并书面答复"),
}
"""What an order by hand says: why, and what is required."""

BUDGETS: Final = (None, None, "1wd", "3wd")


def issuing(sight: Sight, mind: Mind) -> Choice:
    """Who comes by a case that is late or had to be redone orders something about it; the city leaves some to the
    township."""
    incident = sight.view.incident
    if not sight.may(Move.SUPERVISE) or not mind.chance(0.8):
        return None
    kinds = [OrderKind.ABOVE]
    if any(not clock.over and clock.due_at and clock.due_at <= sight.now for clock in sight.view.clocks.values()):
        kinds.append(OrderKind.LATE)
    if incident.reworks or incident.reopens:
        kinds.append(OrderKind.QUALITY)
    if incident.objections:
        kinds.append(OrderKind.COMPLAINT)
    kind = mind.rng.choice(kinds)
    reason, requirement = ASKED[kind]
    level, budget = (CITY + 1 if mind.chance(0.5) else None), mind.rng.choice(BUDGETS)
    asked = Supervise(reason=reason, requirement=requirement, kind=kind, level=level, budget=budget)
    return Deed(Move.SUPERVISE, asked)


def chasing(sight: Sight, mind: Mind) -> Choice:
    """An answer that is owed and soon due is pressed for; the city takes over what a township does not get answered."""
    owed = (order for order in sight.view.orders.values() if order.state == OrderState.ISSUED)
    order = next((order for order in owed if sight.decides(order.level)), None)
    if order is None:
        return None
    if order.level > CITY and sight.may(Move.RAISE_ORDER) and mind.chance(0.4):
        return Deed(Move.RAISE_ORDER, OnOrderReasoned(order=order.id, reason="逾期未答复，提级督办"))
    if sight.may(Move.PRESS) and mind.chance(0.7):
        return Deed(Move.PRESS, OnOrder(order=order.id, note="请今天答复"))
    return None


def disputing(sight: Sight, mind: Mind) -> Choice:
    """A figure that counts a case as late against somebody who holds that it was not theirs."""
    known = {(each.figure_of, each.figure) for each in sight.view.objections.values()}
    for claim in _counted_late(sight.view, mind.directory, sight.now):
        if claim.person != sight.actor.id or (claim.of, claim.figure) in known:
            continue
        if sight.may(Move.DISPUTE) and mind.chance(0.6):
            reason = "当天系统停机，不应计入"
            if claim.of is None:
                return None
            return Deed(Move.DISPUTE, Dispute(of=claim.of, figure=claim.figure, reason=reason))
    return None


class _Claim(NamedTuple):
    """Somebody against whom a case is counted as late, whose figure that is, and which. A grid's own handlers are of no
    unit: they come by as well, and find no figure to object to."""

    person: UUID
    of: FigureOf | None
    figure: str


def _counted_late(view: View, directory: Directory, now: datetime) -> Iterator[_Claim]:
    for clock in sorted(view.clocks.values(), key=lambda clock: (clock.started_at, clock.id)):
        if clock.outcome == Outcome.LATE:
            yield from _late_by(view, clock, directory, now)


def _late_by(view: View, clock: Clock, directory: Directory, now: datetime) -> Iterator[_Claim]:
    incident, task = view.incident, view.tasks.get(clock.subject_id)
    if clock.stage == Stage.HANDLE and task is not None and task.kind in LEADS and task.done_by:
        units = {post.unit_id for post in directory.posts_of(task.done_by, now)}
        if task.unit_id in units:
            yield _Claim(task.done_by, FigureOf.UNIT if task.unit_id else None, "handling_on_time")
    elif clock.stage == Stage.VERIFY and incident.verify_by == Verifier.INFORMANT and incident.verifier_id:
        yield _Claim(incident.verifier_id, FigureOf.INFORMANT, "verify_on_time")
    elif clock.stage == Stage.CHECK and incident.checker_id:
        yield _Claim(incident.checker_id, FigureOf.INFORMANT, "check_on_time")
    elif clock.stage == Stage.PROMISE and incident.township:
        for person in _holders(directory, CITY + 1, incident, now):
            yield _Claim(person, FigureOf.TOWNSHIP, "closing_on_time")


HABITS: Final = (arbitrating, ordered, chasing, issuing, disputing)


def choose(sight: Sight, mind: Mind) -> Choice:
    return next((choice for habit in HABITS if (choice := habit(sight, mind.overseeing)) is not None), None)


def takes_up(before: View, deed: Deed, after: View) -> set[UUID]:
    """The orders and objections that a deed of oversight brought about or took in hand."""
    new = (after.orders.keys() - before.orders.keys()) | (after.objections.keys() - before.objections.keys())
    named = deed.payload.order if isinstance(deed.payload, OnOrder | OnOrderReasoned) else None
    return new | {named} if named else new


class Visit(NamedTuple):
    """Somebody means to look at a case then, for the sake of oversight."""

    person: UUID
    at: datetime


def visits(view: View, entry: Entry, mind: Mind, now: datetime) -> Iterator[Visit]:
    """Who comes by because of what was just entered: supervisors where a case was raised or redone and when an answer
    is owed, those who are counted when it has ended late."""
    mind, incident = mind.overseeing, view.incident
    if entry.move in (Move.RAISE, Move.REWORK) and incident.open and mind.chance(0.5):
        yield from _supervisors(mind, incident, mind.rng.choice((CITY, CITY + 1)), mind.after(now, 0.5, 20))
    elif entry.move in (Move.SUPERVISE, Move.PRESS, Move.REFUSE_ANSWER):
        for order in view.orders.values():
            if order.state == OrderState.ISSUED and order.due_at and (order.id in mind.apart or mind.chance(0.3)):
                left = max(order.due_at - now, timedelta(hours=4))
                at = now + timedelta(seconds=int(left.total_seconds() * mind.rng.uniform(0.6, 1.4)))
                yield from _supervisors(mind, incident, mind.rng.choice((CITY, order.level)), at)
    elif incident.ended_at == entry.recorded_at and not incident.open:
        for person in dict.fromkeys(each.person for each in _counted_late(view, mind.directory, now)):
            if mind.chance(0.12):
                yield Visit(person, mind.after(now, 10, 60))


def _supervisors(mind: Mind, incident: Incident, level: int, at: datetime) -> Iterator[Visit]:
    for person in _holders(mind.directory, level, incident, at):
        yield Visit(person, at)


def _holders(directory: Directory, level: int, incident: Incident, at: datetime) -> Sequence[UUID]:
    """The first who supervises a case at a level, on duty or not."""
    path = directory.root.path if level <= CITY else directory.township_path(incident.path)
    return directory.holders(level_role(level), path, at)[:1]
