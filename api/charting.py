"""The state chart of the case machine, drawn from its table, with how many cases stand in each state."""

from collections.abc import Iterator

from api import showing
from api.overseen import ArrowOf, ChartOf, PartOf, StateOf
from models.incident import State
from models.territory import Grid
from workflow.machines import TABLES, Kind, Move, Standing
from workflow.overseeing import Chart
from workflow.sentences import Names
from workflow.store.board import Figure
from workflow.store.board import Standing as Place


def charted(found: Chart, names: Names) -> ChartOf:
    return ChartOf(
        as_of=found.now.at,
        places=[showing.grid_path(grid, names) for grid in found.places],
        states=[_state(State(state), found) for state in TABLE.states if state != State.DRAFT],
        arrows=list(arrows()),
    )


TABLE = TABLES[Kind.INCIDENT]


def arrows() -> Iterator[ArrowOf]:
    """Every pair of states that an arrow joins, in the order of the table; what stays where it is leaves no arrow."""
    moves: dict[tuple[State, State], dict[Move, None]] = {}
    itself: set[tuple[State, State]] = set()
    for arrow in TABLE.arrows:
        for start in TABLE.states:
            if start not in arrow.start or arrow.to is None or State.DRAFT in (start, arrow.to) or start == arrow.to:
                continue
            pair = State(start), State(arrow.to)
            moves.setdefault(pair, {})[arrow.move] = None
            if Standing.SYSTEM in arrow.by:
                itself.add(pair)
    for (start, to), by in moves.items():
        yield ArrowOf(start=start, to=to, moves=[str(move) for move in by], itself=(start, to) in itself)


def _state(state: State, found: Chart) -> StateOf:
    parts = [part for code, grid, here in found.parts if (part := _part(state, code, grid, here, found)).count]
    return StateOf(
        state=state,
        initial=state == State.REPORTED,
        end=state in TABLE.ends,
        count=sum(part.count for part in parts),
        late=sum(part.late for part in parts),
        parts=parts,
    )


def _part(state: State, code: str | None, grid: Grid, here: bool, found: Chart) -> PartOf:
    at = Place(code, state)
    counts = found.open.get(at)
    return PartOf(
        code=grid.code,
        name=grid.name,
        here=here,
        count=counts[Figure.OPEN] if counts else found.ended.get(at, 0),
        late=counts[Figure.LATE] if counts else 0,
    )
