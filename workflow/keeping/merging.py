"""Merging an ordinary grid into another one of its level: what becomes of all that hangs on it.

The grid ends, its code is never used again and leads to the other one from then on. What lay below it lies below the
other one; informants go there with their rosters; the other posts end, and whoever holds the same there inherits. Units
that worked in it work in the other one, special grids over it lie over the other one too, and outlines become one.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import shapely

from models.people import Post, Role, Roster
from models.territory import GROUP, VILLAGE, Grid, Unit
from workflow.errors import BadInput
from workflow.keeping.amendment import Amendment
from workflow.keeping.people import shown, until
from workflow.keeping.places import grid_of, grid_shown, ordinary
from workflow.keeping.wishes import MergeGrid, Wish
from workflow.roster.books import Books
from workflow.territory.boundary import geometry, outline

MERGED_LEVELS: Final = frozenset({VILLAGE, GROUP})


def merge(wish: Wish, books: Books) -> Amendment:
    gone, asked = grid_of(wish, books), wish.payload
    assert isinstance(asked, MergeGrid)
    into = ordinary("into", asked.into, books)
    _check(gone, into, books)
    larger, now = _joined(gone, into), books.now
    closed = gone.but(valid_from=min(gone.valid_from, now), valid_to=now, successor_id=into.id)
    leaving = [post for post in books.directory.posts.values() if post.grid_id == gone.id and _goes_on(post, books)]
    ended = tuple(post for post in leaving if post.role != Role.INFORMANT)
    moved = {post.id: _there(post, into, books) for post in leaving if _moves(post, into, books)}
    return Amendment(
        wish.kind,
        gone.id,
        gone.path,
        before={"grid": grid_shown(gone), "posts": [shown(post, books.directory) for post in leaving]},
        after={"into": into.code, "informants": [str(post.person_id) for post in moved.values()]},
        posts=(*(until(post, now) for post in leaving), *moved.values()),
        ended=ended,
        lines=tuple(_lines(moved, books)),
        grids=(closed, larger, *_below(gone, into, books)),
        units=tuple(_units(gone, into, books)),
        covers=tuple(_covers(gone, into, books)),
        within=(into.path,),
        merged=(closed, larger),
    )


def carried(path: str, gone: str, into: str) -> str:
    """Where what lay at a path lies once the grid at `gone` is merged into that at `into`."""
    inside = path == gone or path.startswith(f"{gone}.")
    return into + path[len(gone) :] if inside else path


def _check(gone: Grid, into: Grid, books: Books) -> None:
    if gone.special:
        raise BadInput("code", "special-grids-do-not-merge")
    if gone.level not in MERGED_LEVELS:
        raise BadInput("code", "only-villages-and-groups-merge")
    if into.id == gone.id:
        raise BadInput("into", "merged-into-itself")
    if into.level != gone.level:
        raise BadInput("into", "of-another-level")
    if books.directory.township_path(into.path) != books.directory.township_path(gone.path):
        raise BadInput("into", "of-another-township")


def _joined(gone: Grid, into: Grid) -> Grid:
    if gone.boundary is None or into.boundary is None:
        return into
    whole = shapely.union_all([geometry(gone.boundary), geometry(into.boundary)])
    return into.but(boundary=outline(whole, digits=7), invented=gone.invented or into.invented)


def _below(gone: Grid, into: Grid, books: Books) -> Iterator[Grid]:
    for grid in books.directory.grids(books.now):
        path = carried(grid.path, gone.path, into.path)
        if path != grid.path and grid.id != gone.id:
            yield grid.but(path=path, parent_id=into.id if grid.parent_id == gone.id else grid.parent_id)


def _goes_on(post: Post, books: Books) -> bool:
    return post.valid_to is None or post.valid_to > books.now


def _moves(post: Post, into: Grid, books: Books) -> bool:
    """An informant's, who is not one there already."""
    there = (each for each in books.directory.held_by(post.person_id) if _goes_on(each, books))
    return post.role == Role.INFORMANT and not any(each.grid_id == into.id and each.role == post.role for each in there)


def _there(post: Post, into: Grid, books: Books) -> Post:
    return post.but(id=books.new_id(), grid_id=into.id, valid_from=max(post.valid_from, books.now))


def _lines(moved: dict[UUID, Post], books: Books) -> Iterator[Roster]:
    for line in list(books.directory.lines.values()):
        if line.post_id in moved:
            yield line.but(id=books.new_id(), post_id=moved[line.post_id].id)


def _units(gone: Grid, into: Grid, books: Books) -> Iterator[Unit]:
    for unit in books.directory.units(books.now):
        paths = list(dict.fromkeys(carried(path, gone.path, into.path) for path in unit.paths))
        if paths != unit.paths:
            yield unit.but(paths=paths)


def _covers(gone: Grid, into: Grid, books: Books) -> Iterator[tuple[UUID, UUID]]:
    for special in books.directory.grids(books.now):
        if special.special:
            over = {grid.id for grid in books.directory.covered(special.id)}
            if gone.id in over and into.id not in over:
                yield special.id, into.id
