"""What each move does beside moving its subject: one small function a move, grouped as the case lives."""

from collections.abc import Mapping

from workflow.draft import Act
from workflow.machines import Move
from workflow.moves import (
    answering,
    dispatching,
    feedback,
    handling,
    inspecting,
    migrating,
    opening,
    ordering,
    oversight,
    regridding,
)

ACTS: Mapping[Move, Act] = {
    **opening.MOVES,
    **dispatching.MOVES,
    **handling.MOVES,
    **feedback.MOVES,
    **answering.MOVES,
    **oversight.MOVES,
    **ordering.MOVES,
    **inspecting.MOVES,
    **migrating.MOVES,
    **regridding.MOVES,
}
"""By move; the payload is the one that `workflow.commands.PAYLOADS` names. `warn` and the like are the ladders'."""
