"""Running the tables: which arrow may be taken, and where it leads. `transitions` runs them on a throw-away cursor."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from transitions import Machine as Engine

from workflow.errors import Blocked, IllegalMove
from workflow.machines.bulletins import OF_BULLETINS
from workflow.machines.cases import OF_CASES
from workflow.machines.language import SYSTEM, Arrow, Kind, Move, Standing, Table
from workflow.machines.meetings import OF_MEETINGS
from workflow.machines.motions import OF_MOTIONS
from workflow.machines.patrols import OF_PATROLS

ALL = (*OF_CASES, *OF_MEETINGS, *OF_MOTIONS, *OF_PATROLS, *OF_BULLETINS)
TABLES: dict[Kind, Table] = {table.kind: table for table in ALL}


def machine_of(move: Move) -> Kind | None:
    """The machine that a person's move belongs to; None for what only the engine does."""
    return _MACHINE_OF.get(move)


def run_by(kind: Kind, record: Any) -> Kind:
    """The machine that moves a record: of an incident that is a suggestion or a wish, theirs."""
    return Kind.PROPOSAL if kind == Kind.INCIDENT and record.proposed else kind


def machines_of(kind: Kind) -> tuple[Kind, ...]:
    """The machines that may move a kind of record."""
    return (Kind.INCIDENT, Kind.PROPOSAL) if kind in (Kind.INCIDENT, Kind.PROPOSAL) else (kind,)


_MACHINE_OF = {a.move: kind for kind, table in reversed(TABLES.items()) for a in table if a.by != SYSTEM}


@dataclass
class _Cursor:
    """The throw-away model that `transitions` moves."""

    state: str


@cache
def _engine(kind: Kind) -> Engine:
    """The table as a `transitions` machine. A move that stays is an internal transition; guards are its conditions."""
    table = TABLES[kind]
    engine = Engine(
        model=None,
        states=[str(s) for s in table.states],
        initial=str(table.initial),
        auto_transitions=False,
        send_event=False,
    )
    for a in table.arrows:
        engine.add_transition(str(a.move), cast(Any, sorted(a.start)), a.to, conditions=[_first(a)])
    return engine


def _first(a: Arrow) -> Callable[[Arrow], bool]:
    """The arrow that was found lawful is the one that runs."""

    def chosen(lawful: Arrow) -> bool:
        return lawful is a

    return chosen


def lawful(kind: Kind, state: str, move: Move, standings: frozenset[Standing], question: Any) -> Arrow:
    """The arrow that these standings may take now; IllegalMove where none leads on, Blocked by the guard that holds."""
    arrows = TABLES[kind].leaving(state, move)
    if not arrows:
        raise IllegalMove(kind=str(kind), state=str(state), move=str(move))
    held: str | None = None
    for a in arrows:
        if not a.by & standings:
            continue
        failed = next((guard.__name__ for guard in a.guards if not guard(question)), None)
        if failed is None:
            return a
        held = failed
    raise Blocked(held or "not_yours", kind=str(kind), state=str(state), move=str(move))


def follow(kind: Kind, state: str, a: Arrow) -> str:
    """The state that an arrow leads to, as `transitions` runs it."""
    cursor = _Cursor(str(state))
    engine = _engine(kind)
    if not engine.events[str(a.move)].trigger(cursor, a):
        raise IllegalMove(kind=str(kind), state=str(state), move=str(a.move))
    return cursor.state
