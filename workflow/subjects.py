"""Which subject of a view a command means."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from workflow import rights
from workflow.commands import Command
from workflow.errors import BadInput
from workflow.machines import TABLES, Kind, Standing
from workflow.view import Whole


def subject_meant(view: Whole, kind: Kind, command: Command, held: Callable[[UUID], frozenset[Standing]]) -> UUID:
    """The one named, or the actor's only one that the move could move. `held` says as what the actor stands to each."""
    root_id: UUID = view.root.id
    if kind == view.KINDS[0]:
        return root_id
    named: UUID | None = getattr(command.payload, str(kind), None)
    if named is not None:
        if named not in view.of(kind):
            raise BadInput(str(kind), "unknown-subject")
        return named
    starts = {state for arrow in TABLES[kind] if arrow.move == command.move for state in arrow.start}
    fitting = [
        identity
        for identity, record in view.of(kind).items()
        if cast(Any, record).state in starts and rights.permitted(command.move, held(identity))
    ]
    if len(fitting) > 1:
        raise BadInput(str(kind), "which-one", count=len(fitting))
    # Where none fits, the last one: its state then says why the move is not lawful.
    return fitting[0] if fitting else next(reversed(list(view.of(kind))), root_id)
