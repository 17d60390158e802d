"""The finite graph of all that a case can come to: searched whole, an aspect at a time.

A node is where a case stands: the states of the incident and of what hangs on it, and every counter; not who, where or
when. An edge is a move that the engine let happen. What goes round without end has a counter that passes its cap, or
comes back to a node.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from models.clock import ClockEventKind, Stage
from models.incident import State
from models.task import TaskState
from workflow.clocks import LEADING
from workflow.effects import Effects
from workflow.guards import MOST_TASKS, was_taken_back
from workflow.machines import Move
from workflow.proof.ideal import CAPS
from workflow.proof.walking import Deed, Walked, Walker
from workflow.rollup import LEADS
from workflow.rules.language import Rules
from workflow.view import View

ANEW: Final = frozenset({ClockEventKind.ARMED, ClockEventKind.PAUSED, ClockEventKind.EXTENDED})
OWN: Final = LEADING | {Stage.PROMISE}
"""The clocks of the case itself: as long as they run on, nothing that goes round beside them puts it off."""

ENDINGS: Final = frozenset({Move.VERIFY, Move.CONFIRM, Move.CLOSE, Move.DECLINE, Move.WITHDRAW, Move.VOID, Move.MERGE})
ONWARD: Final = frozenset(
    {
        Move.CHECK,
        Move.CONFIRM,
        Move.DENY,
        Move.RELOCATE,
        Move.ACCEPT,
        Move.DISPATCH,
        Move.ACKNOWLEDGE,
        Move.CHECK_IN,
        Move.RESUME,
        Move.RESOLVE,
        Move.REDISPATCH,
        Move.RETURN,
        Move.HANDLE_HERE,
        Move.REWORK,
        Move.VERIFY,
        Move.CLOSE,
        Move.REPLY,
        Move.TAKE_UP,
    }
)
"""The moves by which a case is brought to be closed."""

MOST_NODES: Final = 20_000
"""More than any search comes to; a machine without end must not be followed for ever."""

Key = tuple[Any, ...]


def where(view: View) -> Key:
    """Where a case stands, without what is counted of it."""
    incident, requests, life = view.incident, view.requests.values(), view.incident.reopens
    tasks = (task for task in view.tasks.values() if task.open or (task.life == life and task.state == TaskState.DONE))
    orders = sorted((str(order.state), order.level) for order in view.orders.values() if order.open)
    return (
        str(incident.state),
        incident.checked,
        incident.unserved,
        incident.grid_id is not None,
        incident.level,
        incident.tabled_at is not None,
        incident.answered_at is not None,
        incident.taken_up_at is not None,
        tuple(sorted((task.kind in LEADS, str(task.state), task.final) for task in tasks)),
        tuple(sorted(str(request.kind) for request in requests if request.open)),
        tuple(orders),
        tuple(sorted(str(each.kind) for each in view.objections.values() if each.open)),
        tuple(sorted(str(each.state) for each in view.inspections.values() if each.open or each.life == life)),
    )


def counters(view: View) -> dict[str, int]:
    """What is counted of a case, by the name of its cap in the rules' limits. What was taken back is capped by
    `returns` too."""
    incident, tasks = view.incident, view.tasks.values()
    return {
        "returns": incident.returns,
        "taken_back": sum(was_taken_back(task, incident) and task.life == incident.reopens for task in tasks),
        "extensions": sum(task.extensions for task in tasks),
        "suspensions": sum(task.suspensions for task in tasks),
        "reworks": incident.reworks,
        "reopens": incident.reopens,
        "hand_downs": incident.hand_downs,
        "refusals": max((order.refusals for order in view.orders.values()), default=0),
        "objections": incident.objections,
        "tasks": len(tasks),
    }


def caps(view: View, rules: Rules) -> dict[str, int]:
    """How high each counter of a case may rise."""
    limits = rules.limits_of(view.incident.route)
    receivers = {task.receiver for task in view.tasks.values()}
    # What the engine itself reopens follows an objection; what an end takes back nobody passed on.
    return {name: getattr(limits, name) for name in CAPS} | {
        "extensions": limits.extensions * len(receivers),
        "taken_back": 2 * limits.returns + 1,
        "reopens": limits.reopens + limits.objections,
        "tasks": MOST_TASKS,
    }


def past_its_cap(view: View, rules: Rules) -> str | None:
    """A counter of a case that is higher than its cap lets it become."""
    most = caps(view, rules)
    return next((name for name, count in counters(view).items() if count > most[name]), None)


def spent(view: View, rules: Rules) -> frozenset[str]:
    """The counters that have come to their caps, so that what they guard is over."""
    most = caps(view, rules) | {"taken_back": 2 * rules.limits_of(view.incident.route).returns}
    return frozenset(name for name, count in counters(view).items() if count >= most[name] > 0)


def begins_anew(effects: Iterable[Effects]) -> bool:
    """Whether a clock of the case itself began to run, was paused or was extended."""
    return any(
        event.kind in ANEW and each.view.clocks[event.clock_id].stage in OWN
        for each in effects
        for event in each.events
    )


@dataclass(frozen=True, slots=True)
class Edge:
    """A move, the node that it leads to, and whether a clock of the case began anew by it."""

    move: Move
    to: Key
    anew: bool


@dataclass(slots=True)
class Node:
    """A place in the graph, the first case that came there, and the deeds by which it did."""

    walked: Walked
    path: tuple[Deed, ...]
    edges: list[Edge] = field(default_factory=list)

    @property
    def view(self) -> View:
        return self.walked.view


def key(view: View) -> Key:
    return (*where(view), *counters(view).values())


def search(
    walker: Walker,
    start: Walked,
    moves: frozenset[Move],
    enough: Callable[[View], bool] = lambda view: False,
    most: int = MOST_NODES,
    by: Callable[[View], Key] = key,
) -> dict[Key, Node]:
    """All that a case can come to by these moves, breadth first, so that each path is a shortest one. What has passed
    a cap is not followed further; the search ends with a case of which there is `enough`, the last of the
    nodes. `by` is what makes two nodes one."""
    nodes = {by(start.view): Node(start, ())}
    ahead = deque(nodes.values())
    while ahead:
        node = ahead.popleft()
        if past_its_cap(node.view, walker.subject.rules):
            continue
        for deed, after in walker.steps(node.walked, moves):
            to = by(after.view)
            node.edges.append(Edge(deed.move, to, begins_anew(after.effects)))
            if to not in nodes:
                nodes[to] = Node(after, (*node.path, deed))
                ahead.append(nodes[to])
                if enough(after.view) or len(nodes) >= most:
                    return nodes
    return nodes


def closed(view: View) -> bool:
    return view.incident.state == State.CLOSED


def can_close(walker: Walker, start: Walked) -> bool:
    """Whether anything that anybody does brings a case from there to be closed."""
    return any(closed(node.view) for node in search(walker, start, ONWARD, closed, by=where).values())


def backward(nodes: Mapping[Key, Node], ends: Iterable[Key]) -> set[Key]:
    """The nodes from which one of these can be reached."""
    before: dict[Key, list[Key]] = {}
    for place, node in nodes.items():
        for edge in node.edges:
            before.setdefault(edge.to, []).append(place)
    found, ahead = set(ends), list(ends)
    while ahead:
        fresh = [place for place in before.get(ahead.pop(), ()) if place not in found]
        found.update(fresh)
        ahead += fresh
    return found


def loops(nodes: Mapping[Key, Node]) -> Iterator[tuple[Key, tuple[Move, ...]]]:
    """Each move by which a clock begins anew and after which the case can come back: where it starts, and the moves
    of a shortest way round."""
    for place, node in nodes.items():
        for edge in node.edges:
            if edge.anew and (way := _way(nodes, edge.to, place)) is not None:
                yield place, (edge.move, *way)


def _way(nodes: Mapping[Key, Node], start: Key, end: Key) -> tuple[Move, ...] | None:
    """The moves of a shortest way from one node to another."""
    came: dict[Key, tuple[Move, ...]] = {start: ()}
    ahead = deque([start])
    while ahead:
        place = ahead.popleft()
        if place == end:
            return came[place]
        for edge in nodes[place].edges:
            if edge.to not in came:
                came[edge.to] = (*came[place], edge.move)
                ahead.append(edge.to)
    return None
