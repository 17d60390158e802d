"""Proof of the machines: every state has a timer, every case can be closed, nothing goes round for ever.

Searched exhaustively in the ideal city, an aspect at a time, by the engine itself (`walking`, `graph`). What is found
there is then looked for in the city at hand, with its own caps and people, so that it can be replayed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from models.clock import Stage
from models.incident import ENDS, State
from workflow import clocks
from workflow.errors import GridwardError
from workflow.machines import TABLES, Kind, Move
from workflow.proof import ideal
from workflow.proof.dressing import NOWHERE, Sought, dressed, lasting
from workflow.proof.findings import Finding, Grade, Subject
from workflow.proof.graph import (
    ENDINGS,
    Key,
    Node,
    backward,
    can_close,
    closed,
    loops,
    past_its_cap,
    search,
    spent,
    where,
)
from workflow.proof.ideal import Left, Manner
from workflow.proof.lying import without_reason, without_timer
from workflow.proof.walking import Walked, Walker
from workflow.view import View

_WORK: Final = frozenset({Move.ACCEPT, Move.DISPATCH, Move.ACKNOWLEDGE, Move.RESOLVE, Move.REDISPATCH}) | ENDINGS
ASPECTS: Final[Mapping[str, frozenset[Move]]] = {
    "work": _WORK | {Move.CHECK, Move.DENY, Move.RETURN, Move.HANDLE_HERE, Move.REWORK},
    "helpers": _WORK - {Move.REDISPATCH} | {Move.CHECK_IN, Move.RETURN, Move.SPLIT, Move.WHISTLE},
    "time": _WORK
    | {
        Move.REWORK,
        Move.REQUEST_EXTENSION,
        Move.GRANT_EXTENSION,
        Move.REFUSE_EXTENSION,
        Move.REQUEST_SUSPENSION,
        Move.GRANT_SUSPENSION,
        Move.REFUSE_SUSPENSION,
        Move.RESUME,
    },
    "ends": ENDINGS
    | {Move.ACCEPT, Move.HANDLE_HERE, Move.OBJECT, Move.UPHOLD, Move.DISMISS, Move.REOPEN, Move.UNMERGE}
    | {Move.INSPECT, Move.SEND_TO_LOOK, Move.STILL_GOOD, Move.NOT_GOOD},
    "proposed": _WORK | {Move.RETURN, Move.REWORK, Move.REPLY, Move.TAKE_UP},
    "proposed-time": frozenset({Move.ACCEPT, Move.TAKE_UP, Move.ACKNOWLEDGE, Move.RESOLVE, Move.CONFIRM, Move.REWORK})
    | {Move.REQUEST_SUSPENSION, Move.GRANT_SUSPENSION, Move.REFUSE_SUSPENSION, Move.RESUME},
    "proposed-ends": ENDINGS
    | {Move.ACCEPT, Move.REPLY, Move.TAKE_UP, Move.OBJECT, Move.UPHOLD, Move.DISMISS, Move.REOPEN, Move.UNMERGE},
    "placeless": _WORK - {Move.REDISPATCH} | {Move.RELOCATE},
    "oversight": frozenset(
        {
            Move.RAISE,
            Move.HAND_DOWN,
            Move.SUPERVISE,
            Move.RAISE_ORDER,
            Move.ANSWER,
            Move.ACCEPT_ANSWER,
            Move.REFUSE_ANSWER,
            Move.LIFT,
            Move.TABLE,
        }
    ),
}
"""Which moves are searched together: those whose guards look at the same counters; of suggestions apart."""

LEFT_OUT: Final = frozenset(
    {
        *(Move.CLAIM, Move.RELEASE, Move.PROGRESS, Move.REMIND, Move.NOTE, Move.ASK, Move.MESSAGE),
        *(Move.RECLASSIFY, Move.APPEAL, Move.DISPUTE, Move.PRESS, Move.PUBLISH, Move.WITHHOLD),
    }
)
"""What is not searched, since it changes neither a state nor a counter: words, who holds a case, another category (a
case of any route stands in the same states), what is read of it, an appeal, which leaves the case
closed, and an objection to a figure, which leaves it as it is."""

MOST_DOUBTS: Final = 8
"""Of one state so many cases are looked at, those that took fewest moves first."""

PLAIN: Final = Manner(accept=False, dispatch=False, check=True, closes=True)
"""Nothing by itself, and a timer that closes: every other manner's ways are among its."""


@dataclass(frozen=True)
class Fault:
    """What the search found: the sentence, how it lies, where the case stands then and how it came there; `round` are
    the moves that bring it back there."""

    code: str
    lies: str
    state: str
    goal: Key
    moves: tuple[Move, ...]
    manner: Manner = PLAIN
    round: tuple[Move, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    aspect: str = ""
    spent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stand:
    """Which stages' clocks are armed in some state, and the shortest way there."""

    stages: frozenset[Stage]
    state: str
    goal: Key
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Explored:
    faults: tuple[Fault, ...]
    stands: tuple[Stand, ...]
    examined: int


def prove(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    """What is wrong with the machines under these rules, each with an example of the city at hand."""
    manners: dict[Left, set[Manner]] = {}
    for route in subject.rules.routes:
        manners.setdefault(ideal.left_by(subject.rules.limits_of(route.name)), set()).add(Manner.of(route))
    for left, used in manners.items():
        found = explore(left)
        examined["states"] += found.examined
        faults = [*found.faults, *(fault for manner in sorted(used) for fault in _taken(left, manner))]
        for fault in faults:
            yield _finding(fault, subject)


def _finding(fault: Fault, subject: Subject) -> Finding:
    """A failure where a case of this city can be shown that lies so; else a warning."""
    wider = ASPECTS.get(fault.aspect, frozenset())
    placeless = fault.aspect == "placeless"
    sought = Sought(fault.lies, fault.goal, fault.moves, fault.round, fault.spent, wider, placeless=placeless)
    example = dressed(sought, subject)
    lasted = example and lasting(example, subject)
    grade = Grade.FAILURE if lasted else Grade.WARNING
    return Finding(fault.code, grade, {"state": fault.state, **fault.facts}, example=lasted)


def explore(left: Left) -> Explored:
    """The whole search for one combination of caps, each aspect kept for as long as the machines that it runs stay
    what they are."""
    faults: dict[tuple[str, str], Fault] = {}
    stands: dict[frozenset[Stage], Stand] = {}
    examined = 0
    for aspect in ASPECTS:
        other = Kind.INCIDENT if _is_proposed(aspect) else Kind.PROPOSAL
        tables = (table for kind, table in TABLES.items() if kind != other)
        found = _explored(left, aspect, (*tables, *clocks.STAGE_OF.items(), clocks.wanted))
        for fault in found.faults:
            faults.setdefault((fault.code, fault.state), fault)
        for stand in found.stands:
            stands.setdefault(stand.stages, stand)
        examined += found.examined
    return Explored(tuple(faults.values()), tuple(stands.values()), examined)


@lru_cache(maxsize=16 * len(ASPECTS))
def _explored(left: Left, aspect: str, machines: tuple[Any, ...]) -> Explored:
    walker, start = _start(left, PLAIN, aspect)
    nodes = search(walker, start, ASPECTS[aspect])
    faults: dict[tuple[str, str], Fault] = {}
    for fault in _faults(aspect, nodes, walker):
        faults.setdefault((fault.code, fault.state), replace(fault, aspect=aspect))
    stands: dict[frozenset[Stage], Stand] = {}
    for node in nodes.values():
        armed = frozenset(clock.stage for clock in node.view.clocks.values() if clock.next_at is not None)
        stands.setdefault(armed, Stand(armed, _state(node.view), where(node.view), _moves(node)))
    return Explored(tuple(faults.values()), tuple(stands.values()), len(nodes))


def _is_proposed(aspect: str) -> bool:
    """Whether it is searched with a suggestion, which has arrows of its own."""
    return aspect.startswith("proposed")


def _start(left: Left, manner: Manner, aspect: str = "") -> tuple[Walker, Walked]:
    ground, where_ = ideal.subject(left), {"location": NOWHERE} if aspect == "placeless" else {"grid": ideal.GROUP}
    category = ideal.PROPOSED if _is_proposed(aspect) else ideal.category_of(manner)
    report = {"category": category, "source": "resident", "description": "x", **where_}
    walker = Walker(ground, report)
    return walker, walker.start(ground.now)


def _taken(left: Left, manner: Manner) -> Iterator[Fault]:
    """Whether a report is taken at all, and whether what follows by itself is among what was searched."""
    try:
        _start(left, manner)
    except GridwardError as refusal:
        facts = {"guard": str(refusal.facts.get("guard", refusal.code))}
        yield Fault("not-taken", "refused", str(State.DRAFT), (), (), manner, facts=facts)


def _faults(aspect: str, nodes: Mapping[Key, Node], walker: Walker) -> Iterator[Fault]:
    for node in nodes.values():
        yield from (_fault(code, lies, node) for code, (lies, wrong) in _CHECKS.items() if wrong(node.view))
        if _timer_refused(node, walker):
            yield _fault("timer-refused", "rung-refused", node)
        capped = past_its_cap(node.view, walker.subject.rules)
        if capped is not None:
            yield replace(_fault("uncapped", "round", node, counter=capped), goal=())
    if aspect != "oversight":
        yield from _unending(nodes, walker)
    if aspect.endswith("ends"):
        yield from _objections(nodes, walker)
    for place, moves in loops(nodes):
        yield _fault("goes-round", "round", nodes[place], moves, moves=" → ".join(moves))


def _fault(code: str, lies: str, node: Node, round_: tuple[Move, ...] = (), **facts: str) -> Fault:
    return Fault(code, lies, _state(node.view), where(node.view), _moves(node), round=round_, facts=facts)


def _state(view: View) -> str:
    return str(view.incident.state)


def _moves(node: Node) -> tuple[Move, ...]:
    return tuple(deed.move for deed in node.path)


def _unending(nodes: Mapping[Key, Node], walker: Walker) -> Iterator[Fault]:
    """Open cases that can no longer be closed; that one may always be voided or declined does not make it done. Who
    finds no way within the aspect looks for one among all moves that lead on."""
    rules, ends = walker.subject.rules, [place for place, node in nodes.items() if closed(node.view)]
    followed = {place: node for place, node in nodes.items() if past_its_cap(node.view, rules) is None}
    reaching = backward(nodes, [*ends, *(place for place in nodes if place not in followed)])
    doubted: dict[str, list[Node]] = {}
    for place, node in followed.items():
        if node.view.incident.open and place not in reaching:
            doubted.setdefault(_state(node.view), []).append(node)
    for doubts in doubted.values():
        stuck = (node for node in doubts[:MOST_DOUBTS] if not can_close(walker, node.walked))
        for node in islice(stuck, 1):
            yield replace(_fault("never-closed", "no-end", node), spent=spent(node.view, rules))


def _objections(nodes: Mapping[Key, Node], walker: Walker) -> Iterator[Fault]:
    """Ends to which nobody can object, and objections that nobody can rule on."""
    for node in nodes.values():
        if past_its_cap(node.view, walker.subject.rules):
            continue
        moves = {edge.move for edge in node.edges}
        if node.view.incident.state in ENDS and not node.view.incident.objections and Move.OBJECT not in moves:
            yield _fault("end-without-objection", "no-objection", node)
        lodged = any(objection.open for objection in node.view.objections.values())
        if lodged and not {Move.UPHOLD, Move.DISMISS} <= moves:
            yield _fault("objection-unheard", "unheard", node)


def _timer_refused(node: Node, walker: Walker) -> bool:
    """Whether a clock rings and nothing comes of it."""
    return any(walker.do(node.walked, deed) is None for deed in walker.timers(node.walked))


_CHECKS: Final[Mapping[str, tuple[str, Callable[[View], bool]]]] = {
    "no-timer": ("no-timer", without_timer),
    "end-without-reason": ("no-reason", without_reason),
}
"""What must hold of every case, by the sentence that says that it does not: how it lies then, and the check."""
