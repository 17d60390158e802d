"""The same people, posts and units over another territory: what a rehearsal of a merge or a split goes by. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from models.people import Person, Post, Roster
from models.territory import Grid, Unit
from workflow.directory import Directory
from workflow.territory import Tree, covers_of, grids_of


def placed(
    tree: Tree,
    grids: Sequence[Grid],
    covers: Iterable[tuple[UUID, UUID]],
    units: Iterable[Unit],
    persons: Iterable[Person],
    posts: Iterable[Post],
    rosters: Iterable[Roster],
    since: datetime,
) -> Directory:
    """The directory of a city that would be as the tree has it.

    Grids are the same where their codes are. Special grids stay, and what hangs beneath a grid under which the tree has
    nothing; any other grid that the tree lacks is no longer in use, and its posts fall away. A unit serves what is left
    of its territory.
    """
    known = {grid.code: grid for grid in grids}
    found = {grid.code: grid for grid in grids_of(tree.nodes, since)}
    ids = {code: known[code].id if code in known else grid.id for code, grid in found.items()}
    new = {
        code: grid.but(
            id=ids[code],
            parent_id=ids[tree.by_code[code].parent or ""] if tree.by_code[code].parent in ids else None,
            valid_from=known[code].valid_from if code in known else since,
        )
        for code, grid in found.items()
    }
    kept = _kept(grids, new)
    gone = [grid.but(valid_to=since) for grid in grids if grid.code not in new and grid.code not in kept]
    paths = {code: grid.path for code, grid in {**new, **kept}.items()}
    by_id = {grid.id for grid in (*new.values(), *kept.values())}
    over = {(ids[special], ids[grid]) for special, grid in covers_of(tree.nodes)}
    return Directory(
        version=0,
        grids=[*new.values(), *kept.values(), *gone],
        covers=sorted(over | {(a, b) for a, b in covers if a in by_id and b in by_id}),
        units=[unit.but(paths=_moved(unit.paths, paths)) for unit in units],
        persons=persons,
        posts=[post for post in posts if post.grid_id is None or post.grid_id in by_id],
        rosters=rosters,
    )


def _kept(grids: Sequence[Grid], new: Mapping[str, Grid]) -> dict[str, Grid]:
    """Special grids, and what hangs beneath grids of the tree that have nothing of the tree beneath them, where the
    tree lacks them: at their new places."""
    parents = {grid.parent_id for grid in new.values() if not grid.special}
    there = {grid.id: grid for grid in new.values()}
    bare = there.keys() - parents
    kept: dict[str, Grid] = {}
    for grid in sorted(grids, key=lambda grid: grid.path.count(".")):
        above = there.get(grid.parent_id) if grid.parent_id else None
        if grid.code in new or above is None or grid.valid_to is not None or not (grid.special or above.id in bare):
            continue
        kept[grid.code] = there[grid.id] = grid.but(path=f"{above.path}.{grid.code}")
        bare.add(grid.id)
    return kept


def _moved(paths: Iterable[str], new: Mapping[str, str]) -> list[str]:
    codes = (path.rpartition(".")[2] for path in paths)
    return [new[code] for code in codes if code in new]
