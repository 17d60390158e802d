"""Units and grids: adding, amending and ending them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import orjson

from models.keeping import Kept
from models.people import Post, Role
from models.territory import GROUP, Grid, Unit
from workflow.directory.places import in_use
from workflow.errors import BadInput, NotFound
from workflow.keeping.amendment import Amendment
from workflow.keeping.people import new_post, until
from workflow.keeping.people import shown as post_shown
from workflow.keeping.wishes import AddGrid, AddSpecial, AddUnit, AmendUnit, Redraw, Rename, Wish
from workflow.roster.books import Books
from workflow.territory.boundary import BoundaryInvalid, read

SPECIAL: Final = "special"
"""The tier of special grids."""


def add_unit(wish: Wish, books: Books) -> Amendment:
    asked: AddUnit = wish.payload
    if books.directory.unit(asked.code) is not None:
        raise BadInput("code", "unit-known")
    if asked.kind not in books.rules.unit_kinds:
        raise BadInput("kind", "unknown-kind")
    unit = Unit(
        id=books.new_id(),
        code=asked.code,
        name=asked.name,
        kind=asked.kind,
        paths=_paths("grids", asked.grids, books),
        categories=_categories(asked.categories, books),
        valid_from=books.now,
    )
    return Amendment(
        wish.kind, unit.id, unit.paths[0], after={"unit": unit_shown(unit)}, units=(unit,), within=tuple(unit.paths)
    )


def amend_unit(wish: Wish, books: Books) -> Amendment:
    unit, asked = unit_of(wish, books), wish.payload
    assert isinstance(asked, AmendUnit)
    changed = unit.but(
        name=asked.name or unit.name,
        paths=_paths("grids", asked.grids, books) if asked.grids else unit.paths,
        categories=_categories(asked.categories, books) if asked.categories else unit.categories,
    )
    if changed == unit:
        raise BadInput("name", "nothing-changes")
    moved = (changed.paths, changed.categories) != (unit.paths, unit.categories)
    return Amendment(
        wish.kind,
        unit.id,
        changed.paths[0],
        before={"unit": unit_shown(unit)},
        after={"unit": unit_shown(changed)},
        units=(changed,),
        within=tuple(dict.fromkeys([*unit.paths, *changed.paths])) if moved else (),
    )


def end_unit(wish: Wish, books: Books) -> Amendment:
    """Its people's posts end with it."""
    unit = unit_of(wish, books)
    ended = _ended(books.directory.members_of(unit.id), books)
    return Amendment(
        wish.kind,
        unit.id,
        unit.paths[0],
        before={"unit": unit_shown(unit), "posts": [post_shown(post, books.directory) for post in ended]},
        units=(unit.but(valid_from=min(unit.valid_from, books.now), valid_to=books.now),),
        posts=tuple(until(post, books.now) for post in ended),
        ended=ended,
        within=tuple(unit.paths),
    )


def add_special(wish: Wish, books: Books) -> Amendment:
    asked: AddSpecial = wish.payload
    under = ordinary("under", asked.under, books)
    over = [ordinary("over", code, books) for code in dict.fromkeys(asked.over)]
    if asked.kind not in books.rules.special_kinds:
        raise BadInput("kind", "unknown-kind")
    grid = _new(asked, under, books).but(tier=SPECIAL, level=GROUP, special=True, kind=asked.kind)
    return Amendment(
        wish.kind,
        grid.id,
        grid.path,
        after={"grid": grid_shown(grid), "over": [each.code for each in over], "handler": _written(asked.handler)},
        grids=(grid,),
        covers=tuple((grid.id, each.id) for each in over),
        posts=tuple(_handlers(asked.handler, grid, books)),
        within=tuple(each.path for each in over),
    )


def end_special(wish: Wish, books: Books) -> Amendment:
    grid = grid_of(wish, books)
    if not grid.special:
        raise BadInput("code", "only-special-grids-end")
    directory = books.directory
    ended = _ended(directory.desk(Role.HANDLER, grid.path), books)
    over = directory.covered(grid.id)
    return Amendment(
        wish.kind,
        grid.id,
        grid.path,
        before={
            "grid": grid_shown(grid),
            "over": [each.code for each in over],
            "posts": [post_shown(post, directory) for post in ended],
        },
        grids=(grid.but(valid_from=min(grid.valid_from, books.now), valid_to=books.now),),
        posts=tuple(until(post, books.now) for post in ended),
        ended=ended,
        within=tuple(each.path for each in over),
    )


def add_grid(wish: Wish, books: Books) -> Amendment:
    asked: AddGrid = wish.payload
    under = ordinary("under", asked.under, books)
    if under.level >= GROUP:
        raise BadInput("under", "no-level-below")
    beside = next((grid for grid in books.directory.grids(books.now) if grid.level == under.level + 1), None)
    tier = next((name for name, level in books.rules.tiers.items() if level == under.level + 1), None)
    if tier is None:
        raise BadInput("under", "no-level-below")
    grid = _new(asked, under, books).but(tier=beside.tier if beside else tier, level=under.level + 1)
    return Amendment(
        wish.kind, grid.id, grid.path, after={"grid": grid_shown(grid)}, grids=(grid,), within=(grid.path,)
    )


def rename_grid(wish: Wish, books: Books) -> Amendment:
    grid, asked = grid_of(wish, books), wish.payload
    assert isinstance(asked, Rename)
    if asked.name == grid.name:
        raise BadInput("name", "called-so-already")
    was, called = {"name": grid.name}, {"name": asked.name}
    return Amendment(wish.kind, grid.id, grid.path, was, called, grids=(grid.but(name=asked.name),))


def redraw(wish: Wish, books: Books) -> Amendment:
    grid, asked = grid_of(wish, books), wish.payload
    assert isinstance(asked, Redraw)
    drawn = outline(asked.boundary)
    if drawn == grid.boundary:
        raise BadInput("boundary", "nothing-changes")
    return Amendment(
        wish.kind,
        grid.id,
        grid.path,
        before={"boundary": grid.boundary, "invented": grid.invented},
        after={"boundary": drawn},
        grids=(grid.but(boundary=drawn, invented=False),),
    )


def unit_of(wish: Wish, books: Books) -> Unit:
    """The unit in use that a change is about; NotFound for none."""
    unit = books.directory.unit(wish.about)
    if unit is None or not in_use(unit, books.now):
        raise NotFound(what="unit")
    return unit


def grid_of(wish: Wish, books: Books) -> Grid:
    """The grid in use that a change is about; NotFound for none."""
    target = books.directory.target_grid(wish.about, books.now)
    grid = books.directory.grid_by_id(target.id) if target else None
    if grid is None:
        raise NotFound(what="grid")
    return grid


def ordinary(field: str, code: str, books: Books) -> Grid:
    target = books.directory.target_grid(code, books.now)
    grid = books.directory.grid_by_id(target.id) if target else None
    if grid is None or grid.special:
        raise BadInput(field, "unknown-grid")
    return grid


def outline(boundary: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An outline as it is stored; BadInput for what is none."""
    if boundary is None:
        return None
    try:
        return read(orjson.dumps(boundary).decode())
    except BoundaryInvalid as cause:
        raise BadInput("boundary", cause.code, **cause.facts) from cause


def unit_shown(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "grids": [path.rpartition(".")[2] for path in unit.paths],
        "categories": list(unit.categories),
    }


def grid_shown(grid: Grid) -> dict[str, Any]:
    return {"code": grid.code, "name": grid.name, "level": grid.level, "kind": grid.kind, "path": grid.path}


def _new(asked: AddGrid | AddSpecial, under: Grid, books: Books) -> Grid:
    """A grid below another one. A code is never used twice, so that what once was filed under it stays clear."""
    if books.directory.grid(asked.code) is not None:
        raise BadInput("code", "grid-known")
    return Grid(
        id=books.new_id(),
        code=asked.code,
        name=asked.name,
        tier="",
        level=GROUP,
        parent_id=under.id,
        path=f"{under.path}.{asked.code}",
        boundary=outline(asked.boundary),
        valid_from=books.now,
    )


def _handlers(person: UUID | None, grid: Grid, books: Books) -> Iterable[Post]:
    if person is None:
        return
    if books.directory.person(person) is None:
        raise BadInput("handler", "unknown-person")
    yield new_post(books.new_id(), person, Role.HANDLER, grid.id, None, books.now)


def _written(person: UUID | None) -> str | None:
    return str(person) if person else None


def _ended(posts: Iterable[Post], books: Books) -> tuple[Post, ...]:
    return tuple(post for post in posts if post.valid_to is None or post.valid_to > books.now)


def _paths(field: str, codes: Sequence[str], books: Books) -> list[str]:
    return [ordinary(field, code, books).path for code in dict.fromkeys(codes)]


def _categories(wanted: Sequence[str], books: Books) -> list[str]:
    """BadInput for one that fits nothing of the catalogue: it would never be sent anything by it."""
    known = books.rules.catalogue
    for each in wanted:
        if each == "*" or each in known:
            continue
        if not (each.endswith("*") and any(key.startswith(each[:-1]) for key in known)):
            raise BadInput("categories", "unknown-category-of-unit", value=each)
    return list(dict.fromkeys(wanted))


CHECKS: Final = {
    Kept.ADD_UNIT: add_unit,
    Kept.AMEND_UNIT: amend_unit,
    Kept.END_UNIT: end_unit,
    Kept.ADD_SPECIAL: add_special,
    Kept.END_SPECIAL: end_special,
    Kept.ADD_GRID: add_grid,
    Kept.RENAME_GRID: rename_grid,
    Kept.REDRAW: redraw,
}
