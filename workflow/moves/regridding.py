"""A case goes over to the grid that came after its own: it lies there, its handlers' tasks are those there, and no
deadline is touched."""

from models.notice import NoticeKind
from workflow.commands import Plain
from workflow.directory import Place
from workflow.draft import Act, Draft
from workflow.machines import Kind, Move
from workflow.receivers import target_of


def regrid(draft: Draft, payload: Plain) -> None:
    """`context` has the ids of the grid that ended and of the one that came after it."""
    gone, into = ((draft.command.context or {})[name] for name in ("gone", "into"))
    settle(draft)
    for task in list(draft.tasks.values()):
        if task.open and task.grid_id == gone:
            draft.amend(Kind.TASK, task.id, grid_id=into)
            target = target_of(draft.tasks[task.id], draft.facts)
            draft.because("task-regridded", receiver=target.code)
            draft.tell_target(target, NoticeKind.ASSIGNED, task.id)


def settle(draft: Draft) -> None:
    """Where its grid has ended, or lies elsewhere in the tree than when the case was last placed."""
    incident = draft.incident
    place = draft.facts.lies(incident.grid_id, incident.path) if incident.grid_id else None
    if place is not None:
        draft.because("regridded", grid=place.grid, before=incident.grid or "")
        draft.change(**_lying(place, incident.specials))


def _lying(place: Place, specials: list[str]) -> dict[str, object]:
    """What is kept of a place; the special grids in which it was reported stay."""
    return {
        "grid_id": place.grid_id,
        "grid": place.grid,
        "path": place.path,
        "township": place.township,
        "village": place.village,
        "specials": list(dict.fromkeys([*specials, *place.specials])),
    }


MOVES: dict[Move, Act] = {
    Move.REGRID: regrid,
}
