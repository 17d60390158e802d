"""A territory redrawn for a question: grids merged into one, or one split into several, as the directory would be.

Nothing is stored. What lay below a grid that is gone lies below the new one; posts at it end; units that worked there
work in the new one; a special grid stays where it lies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from models.people import Post
from models.territory import Grid, Unit
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.rights import below


@dataclass(frozen=True)
class Redrawn:
    """The directory after it, which grids are gone, and which posts ended with them."""

    directory: Directory
    gone: tuple[Grid, ...]
    ended: tuple[Post, ...]
    into: tuple[Grid, ...]


def merged(directory: Directory, codes: Sequence[str], into: str, at: datetime) -> Redrawn:
    """Several grids become one: one of them, another one that is in use, or a new one beside the first."""
    gone = tuple(_in_use(directory, "merge.grids", code, at) for code in dict.fromkeys(codes) if code != into)
    if not gone:
        raise BadInput("merge.grids", "nothing-to-merge")
    target = _known(directory, into, at) or _beside(gone[0], into, at)
    if any(below(target.path, grid.path) for grid in gone):
        raise BadInput("merge.into", "lies-within", grid=into)
    return _redrawn(directory, gone, (target,), dict.fromkeys((grid.path for grid in gone), target), at)


def split(directory: Directory, code: str, into: Sequence[str], at: datetime) -> Redrawn:
    """One grid becomes several new ones. What lies below it goes to the one whose code its own begins with, or else to
    the first."""
    gone = _in_use(directory, "split.grid", code, at)
    if gone.parent_id is None:
        raise BadInput("split.grid", "city-stays-whole")
    for each in into:
        if _known(directory, each, at) is not None:
            raise BadInput("split.into", "grid-known", grid=each)
    parts = tuple(_beside(gone, each, at) for each in dict.fromkeys(into))
    homes: dict[str, Grid] = {gone.path: parts[0]}
    for grid in directory.grids(at):
        if grid.parent_id == gone.id:
            homes[grid.path] = next((part for part in parts if grid.code.startswith(part.code)), parts[0])
    return _redrawn(directory, (gone,), parts, homes, at)


def _redrawn(
    directory: Directory, gone: tuple[Grid, ...], into: tuple[Grid, ...], homes: Mapping[str, Grid], at: datetime
) -> Redrawn:
    ids = {grid.id for grid in gone}
    moved = [
        _moved(grid, gone, homes) for grid in directory.grids(at) if any(_inside(grid.path, each.path) for each in gone)
    ]
    ended = tuple(_until(post, at) for post in directory.posts.values() if post.grid_id in ids and post.holds(at))
    grids = [*(_closed(grid, at) for grid in gone), *into, *moved]
    units = [_works(unit, gone, into) for unit in directory.units(at)]
    after = directory.redrawn(grids, units, ended)
    return Redrawn(after, gone, tuple(directory.posts[post.id] for post in ended), into)


def _inside(path: str, above: str) -> bool:
    return path != above and below(path, above)


def _moved(grid: Grid, gone: Iterable[Grid], homes: Mapping[str, Grid]) -> Grid:
    """A grid that lay below one that is gone, in its new place."""
    old = next(each for each in gone if _inside(grid.path, each.path))
    child = ".".join(grid.path.split(".")[: old.path.count(".") + 2])
    home = homes.get(child) or homes[old.path]
    parent = home.id if grid.parent_id == old.id else grid.parent_id
    return grid.but(path=home.path + grid.path[len(old.path) :], parent_id=parent)


def _works(unit: Unit, gone: Iterable[Grid], into: Sequence[Grid]) -> Unit:
    """Who worked in a grid that is gone works in what came of it."""
    closed = [grid.path for grid in gone]
    paths = [path for path in unit.paths if not any(below(path, each) for each in closed)]
    if len(paths) == len(unit.paths):
        return unit
    return unit.but(paths=[*paths, *(grid.path for grid in into if grid.path not in paths)])


def _in_use(directory: Directory, field: str, code: str, at: datetime) -> Grid:
    grid = _known(directory, code, at)
    if grid is None or grid.special:
        raise BadInput(field, "unknown-grid", value=code)
    return grid


def _known(directory: Directory, code: str, at: datetime) -> Grid | None:
    target = directory.target_grid(code, at)
    return directory.grid_by_id(target.id) if target else None


def _beside(grid: Grid, code: str, at: datetime) -> Grid:
    """A new grid of the same parent, tier and kind."""
    if grid.parent_id is None:
        raise BadInput("merge.grids", "city-stays-whole")
    path = f"{grid.path.rpartition('.')[0]}.{code}"
    fresh = {"id": _new(grid.id, code), "code": code, "name": code, "path": path, "boundary": None, "valid_from": at}
    return grid.but(**fresh)


def _new(beside: UUID, code: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{beside}/{code}")


def _until(post: Post, at: datetime) -> Post:
    return post.but(valid_from=min(post.valid_from, at), valid_to=at)


def _closed(grid: Grid, at: datetime) -> Grid:
    return grid.but(valid_from=min(grid.valid_from, at), valid_to=at)
