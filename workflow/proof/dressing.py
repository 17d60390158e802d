"""Makes of what was found in the ideal city an example of the city at hand: a real report, people who are there.

Its caps may be higher and its routes may do more by themselves, so the moves are not merely followed: the same place is
searched for by these moves alone.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Any, Final

from models.clock import Stage
from models.incident import State
from workflow.errors import GridwardError
from workflow.machines import Move
from workflow.proof.findings import Act, Example, Subject
from workflow.proof.graph import Key, Node, past_its_cap, search, spent, where
from workflow.proof.ideal import Manner
from workflow.proof.replaying import bears_out
from workflow.proof.walking import KINDS, TICK, Deed, Walked, Walker, deepest
from workflow.rules.language import Attribute, Route, Rules
from workflow.view import View

MOST_REPORTS: Final = 400
"""So many kinds of report are tried."""

FORWARD: Final[Mapping[Move, Stage | None]] = {
    Move.ACCEPT: Stage.INTAKE,
    Move.DISPATCH: Stage.DISPATCH,
    Move.ACKNOWLEDGE: None,
    Move.RESOLVE: Stage.HANDLE,
    Move.VERIFY: Stage.VERIFY,
}
"""The straight way through, with the stage that each move ends."""

MOST_NODES: Final = 800
"""So many places are looked at for one example."""

NOWHERE: Final = {"address": "x"}
"""A place in words alone."""

WAITS: Final = (0, 0.05, 0.25, 1, 3, 10, 30, 90, 270, 810)
"""Days after the last act."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What an example is to show: how it lies, where the case stands then (empty: a cap is passed), by which moves it
    came there in the ideal city and by which more it may come, the moves that bring it back, the caps that are spent,
    the routes of which one is to be taken (empty: any), and whether nobody can say where it is."""

    lies: str
    goal: Key
    moves: tuple[Move, ...]
    round: tuple[Move, ...] = ()
    spent: frozenset[str] = frozenset()
    wider: frozenset[Move] = frozenset()
    routes: Collection[str] = ()
    placeless: bool = False

    def found(self, view: View, rules: Rules) -> bool:
        if not self.goal:
            return past_its_cap(view, rules) is not None
        return where(view) == self.goal and self.spent <= spent(view, rules)


def dressed(sought: Sought, subject: Subject) -> Example | None:
    """The example; None where this city knows no way to that place."""
    for moves in (frozenset(sought.moves), frozenset(sought.moves) | sought.wider):
        for walker, start in islice(_reports(subject, sought.routes, sought.placeless), MOST_REPORTS):
            if isinstance(start, GridwardError):
                if sought.lies == "refused":
                    return _example(walker, subject, (), str(State.DRAFT), sought.lies)
            elif sought.lies != "refused" and (node := _found(walker, start, moves, sought)) is not None:
                path = (*node.path, *_followed(walker, node.walked, sought.round))
                return _example(walker, subject, path, str(node.view.incident.state), sought.lies)
    return None


def _reports(
    subject: Subject, routes: Collection[str] = (), placeless: bool = False
) -> Iterator[tuple[Walker, Walked | GridwardError]]:
    """Reports at the first place that has everybody above it, one for each manner of route that a category and a
    severity can take; with `routes`, one for each of these that can be taken."""
    seen: set[object] = set()
    for walker, start in _all_reports(subject, routes, placeless):
        if isinstance(start, GridwardError):
            if not routes:
                yield walker, start
            continue
        name = start.view.incident.route
        kind = name if routes else Manner.of(subject.rules.named(name))
        if kind not in seen and (not routes or name in routes):
            seen.add(kind)
            yield walker, start


def _all_reports(
    subject: Subject, routes: Collection[str], placeless: bool
) -> Iterator[tuple[Walker, Walked | GridwardError]]:
    for category, severity in product(_categories(subject, routes), (4, 1)):
        body = {"category": category, "severity": severity, "source": "resident", "description": "x"}
        walker = Walker(subject, {**body, **({"location": NOWHERE} if placeless else {"grid": deepest(subject)})})
        try:
            yield walker, walker.start(subject.now)
        except GridwardError as refusal:
            yield walker, refusal


def _categories(subject: Subject, routes: Collection[str]) -> Iterator[str]:
    """Those that some routes ask for, or all."""
    ways = [way for name in routes for way in subject.rules.named(name).alternatives]
    for category in subject.rules.catalogue:
        asked = ([c for c in way if c.attribute is Attribute.CATEGORY] for way in ways)
        if not routes or any(all(category in c.takes for c in conditions) for conditions in asked):
            yield category


def _found(walker: Walker, start: Walked, moves: frozenset[Move], sought: Sought) -> Node | None:
    """The first case that stands where it should."""
    rules = walker.subject.rules
    nodes = list(search(walker, start, moves, lambda view: sought.found(view, rules), MOST_NODES).values())
    return next((node for node in (nodes[0], nodes[-1]) if sought.found(node.view, rules)), None)


def _followed(walker: Walker, walked: Walked, moves: tuple[Move, ...]) -> Iterator[Deed]:
    """The same moves one after another."""
    for move in moves:
        step = next(((d, after) for d, after in walker.steps(walked, frozenset({move})) if d.move == move), None)
        if step is None:
            return
        yield step[0]
        walked = step[1]


def _example(walker: Walker, subject: Subject, path: tuple[Deed, ...], state: str, lies: str) -> Example:
    """What people do on the way; what timers do happens by itself."""
    report = walker.submit.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    acts = [Act(deed.at, str(deed.move), deed.by, _said(deed)) for deed in path if deed.by is not None]
    if any(deed.move == Move.MERGE for deed in path):
        acts.insert(0, Act(subject.now, str(Move.SUBMIT), None, report))
    until = max((deed.at for deed in path), default=subject.now) + TICK
    return Example(report, subject.now, until, state, lies, tuple(acts))


def _said(deed: Deed) -> dict[str, Any]:
    """Without the ids of this telling: each subject is the only one that can be meant."""
    return {name: value for name, value in deed.payload.items() if name not in KINDS}


def lasting(example: Example, subject: Subject) -> Example | None:
    """The same, with nobody acting any more until it lies; None where it does not, however long one waits."""
    for days in WAITS:
        longer = replace(example, until=example.until + timedelta(days=days))
        if bears_out(longer, subject):
            return longer
    return None


def punctual(route: Route, start: datetime, subject: Subject, closing: bool) -> Example | None:
    """A case of a route, reported at that instant, in which everybody acts at the very last moment, until its promise
    is due. With `closing` they act at once, so that it is fed back at that instant, and then nobody does. None where
    no report takes the route then."""
    at = start - len(FORWARD) * TICK if closing else start
    then = replace(subject, now=at)
    for walker, walked in islice(_reports(then, {route.name}), 1):
        if isinstance(walked, Walked):
            return _closed(walker, walked, then) if closing else _at_the_last_moment(walker, walked, then)
    return None


def _at_the_last_moment(walker: Walker, walked: Walked, subject: Subject) -> Example | None:
    promise = _due(walked, Stage.PROMISE)
    path: list[Deed] = []
    for move, stage in FORWARD.items():
        due = _due(walked, stage)
        step = _next(walker, walked, move, min(due or walked.now + TICK, promise) if promise else None)
        if step is not None and promise is not None and step[1].now < promise:
            path.append(step[0])
            walked = step[1]
    if promise is None:
        return None
    example = _example(walker, subject, tuple(path), str(walked.view.incident.state), "promise-first")
    return replace(example, until=promise)


def _closed(walker: Walker, walked: Walked, subject: Subject) -> Example | None:
    path: list[Deed] = []
    for move in list(FORWARD)[:-1]:
        step = _next(walker, walked, move, None)
        if step is not None:
            path.append(step[0])
            walked = step[1]
    due = _due(walked, Stage.CLOSURE)
    example = _example(walker, subject, tuple(path), str(State.CLOSED), "closed-first")
    return replace(example, until=due) if due else None


def _next(walker: Walker, walked: Walked, move: Move, at: datetime | None) -> tuple[Deed, Walked] | None:
    then = replace(walked, now=max(at - TICK, walked.now)) if at else walked
    return next((step for step in walker.steps(then, frozenset({move})) if step[0].move == move), None)


def _due(walked: Walked, stage: Stage | None) -> datetime | None:
    clocks = [clock for clock in walked.view.clocks.values() if clock.stage == stage and not clock.over]
    return clocks[0].due_at if clocks else None
