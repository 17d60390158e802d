"""Who works in the city, its units and its grids, for who keeps it. Nobody who reports is among them."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api.body import JsonRequest
from api.documents import Document, GridOf, Named
from api.keeping import ChangeRow, Known, reader
from api.openapi import answers
from api.queues import Limit
from api.rosters import PlaceOf
from api.routes import Signed, engine
from models.people import Language, Post, Role
from models.territory import Grid, Unit
from workflow import rights, store
from workflow.commands import Code
from workflow.directory import Directory
from workflow.directory.places import in_use
from workflow.errors import BadInput, NotFound
from workflow.in_force import Now
from workflow.roster.coverage import place_of
from workflow.sentences import Names
from workflow.store.keeping import Member

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["keeping"])

RECENT = 50
"""How many changes are shown beside what they are of."""


class HeldOf(Document):
    """A post. `in_force` now; it may begin later, or have ended. `within` are the names of the grids around its own,
    below the city."""

    id: UUID
    role: Role
    chief: bool
    place: PlaceOf
    within: list[str]
    surge: str | None
    starts_at: datetime
    ends_at: datetime | None
    in_force: bool


class HeldOfOne(HeldOf):
    """A post with who holds it."""

    holder: Named


class StaffOf(Document):
    """A member of staff. `username` is by what they sign in; without one they cannot. `password`: they have chosen one;
    `link_until`: when the link ends by which they do. `reached` names the channels for which they have an address,
    never the address. Each change needs `version`."""

    id: UUID
    name: str
    language: Language
    username: str | None
    disabled: bool
    password: bool
    link_until: datetime | None
    sign_ins: int
    reached: list[str]
    posts: list[HeldOf]
    version: int


class StaffPage(Document):
    items: list[StaffOf]
    next: str | None


class StaffWhole(StaffOf):
    """With the posts that have ended, and the changes of the last time, the newest first."""

    changes: list[ChangeRow]


class KeptUnit(Document):
    """A unit. `grids` are those in whose subtrees it works."""

    id: UUID
    code: str
    name: str
    kind: str
    kind_name: str
    grids: list[GridOf]
    categories: list[str]
    members: list[Named]
    starts_at: datetime
    ends_at: datetime | None
    version: int


class KindOf(Document):
    key: str
    name: str


class KeptUnits(Document):
    """The units, by code, and the kinds that the rules know of."""

    items: list[KeptUnit]
    kinds: list[KindOf]


class KeptGrid(Document):
    """A grid with what hangs on it. `over` are the grids over which a special one lies, `specials` the special ones
    that hang under this one. `outlined`: it has an outline, which may be `invented` for a demonstration."""

    id: UUID
    code: str
    name: str
    tier: str
    level: int
    special: bool
    kind: str | None
    parent: GridOf | None
    children: int
    specials: list[GridOf]
    over: list[GridOf]
    posts: list[HeldOfOne]
    outlined: bool
    invented: bool
    version: int
    special_kinds: list[KindOf]
    changes: list[ChangeRow]


class Working(StrEnum):
    """Whether somebody holds a post now: `posted`, `without` any, or either."""

    POSTED = "posted"
    WITHOUT = "without"
    ALL = "all"


@router.get("/persons", summary="Staff", responses=answers(400, 401, 403))
async def persons(
    request: JsonRequest,
    words: Annotated[str, Query(max_length=100, description="Of the name, or the beginning of the user name.")] = "",
    role: Role | None = None,
    grid: Annotated[Code | None, Query(description="With a post at or below this grid.")] = None,
    unit: Annotated[Code | None, Query(description="With a post of this unit.")] = None,
    who: Annotated[Working, Query(description="Who holds a post now, who does not, or all.")] = Working.POSTED,
    cursor: Annotated[UUID | None, Query(description="The `next` of the page before.")] = None,
    limit: Limit = 50,
) -> StaffPage:
    """Who works in the city, by name: with posts, user name, and by which channels they are reached."""
    names = await reader(request)
    door = engine(request)
    now = await door.now()
    among = _among(now, role, grid, unit, who)
    async with store.snapshot(door.database) as connection:
        found = await store.keeping.members(connection, words, among, cursor, limit + 1)
        versions = await store.keeping.versions(connection, [each.id for each in found])
    page = found[:limit]
    return StaffPage(
        items=[_staff(each, versions.get(each.id, 0), now, names) for each in page],
        next=str(page[-1].id) if len(found) > limit else None,
    )


@router.get("/persons/{id}", summary="One member of staff", responses=answers(400, 401, 403, 404))
async def one(request: JsonRequest, id: UUID) -> StaffWhole:
    """With all posts, past and to come, and what was changed."""
    names = await reader(request)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        found = await store.keeping.member(connection, id)
        if found is None:
            raise NotFound(what="person")
        changes = await store.keeping.changes(connection, id, None, RECENT)
    known = Known(names)
    shown = _staff(found, changes[0].number if changes else 0, now, names, ended=True)
    return StaffWhole(**dict(shown), changes=[known.row(each) for each in changes])


@router.get("/units", summary="Units", responses=answers(401, 403))
async def units(request: JsonRequest) -> KeptUnits:
    """The units in use, with their people."""
    names = await reader(request)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        found = now.directory.units(now.at)
        versions = await store.keeping.versions(connection, [unit.id for unit in found])
    kinds = [KindOf(key=key, name=names.either(kind)) for key, kind in now.rules.unit_kinds.items()]
    return KeptUnits(items=[_unit(each, versions.get(each.id, 0), now, names) for each in found], kinds=kinds)


@router.get("/grids/{code}", summary="One grid", responses=answers(401, 403, 404))
async def grid(request: JsonRequest, code: Annotated[Code, Path()]) -> KeptGrid:
    """A grid in use, with its posts, what lies over it, and what was changed."""
    names = await reader(request)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        now = await door.in_force.at(connection, share=False)
        target = now.directory.target_grid(code, now.at)
        found = now.directory.grid_by_id(target.id) if target else None
        if found is None:
            raise NotFound(what="grid")
        changes = await store.keeping.changes(connection, found.id, None, RECENT)
    return _grid(found, changes[0].number if changes else 0, [Known(names).row(each) for each in changes], now, names)


def _among(now: Now, role: Role | None, grid: str | None, unit: str | None, who: Working) -> list[UUID] | None:
    """Who is asked for; None for everybody."""
    directory = now.directory
    path = _path(directory, grid) if grid is not None else None
    unit_id = _unit_id(directory, unit) if unit is not None else None
    held = {
        post.person_id
        for post in directory.posts.values()
        if post.holds(now.at)
        and role in (None, post.role)
        and unit_id in (None, post.unit_id)
        and (path is None or any(rights.below(at, path) for at in rights.paths_of(post, directory)))
    }
    if who == Working.POSTED:
        return list(held)
    if who == Working.WITHOUT:
        return [person for person in directory.persons if not directory.posts_of(person, now.at)]
    return None if (role, grid, unit) == (None, None, None) else list(held)


def _path(directory: Directory, code: str) -> str:
    found = directory.grid(code)
    if found is None:
        raise BadInput("grid", "unknown-grid")
    return found.path


def _unit_id(directory: Directory, code: str) -> UUID:
    found = directory.unit(code)
    if found is None:
        raise BadInput("unit", "unknown-unit")
    return found.id


def _staff(found: Member, version: int, now: Now, names: Names, ended: bool = False) -> StaffOf:
    held = now.directory.held_by(found.id)
    posts = [post for post in held if ended or post.valid_to is None or post.valid_to > now.at]
    return StaffOf(
        id=found.id,
        name=found.name,
        language=found.language,
        username=found.username,
        disabled=found.disabled,
        password=found.chosen,
        link_until=found.link,
        sign_ins=found.sign_ins,
        reached=found.reached,
        posts=[
            HeldOf.model_validate(_held(post, now, names)) for post in sorted(posts, key=lambda post: post.valid_from)
        ],
        version=version,
    )


def _held(post: Post, now: Now, names: Names) -> dict[str, object]:
    code = place_of(now.directory, post)
    return {
        "id": post.id,
        "role": post.role,
        "chief": post.chief,
        "place": PlaceOf(code=code, name=names.receiver(code) or code),
        "within": _around(now.directory, post),
        "surge": post.surge,
        "starts_at": post.valid_from,
        "ends_at": post.valid_to,
        "in_force": post.holds(now.at),
    }


def _around(directory: Directory, post: Post) -> list[str]:
    if post.unit_id is not None:
        return []
    found = (directory.grid(code) for code in directory.path_of(post).split(".")[1:-1])
    return [grid.name for grid in found if grid is not None]


def _unit(unit: Unit, version: int, now: Now, names: Names) -> KeptUnit:
    kind = now.rules.unit_kinds.get(unit.kind)
    members = {post.person_id for post in now.directory.members_of(unit.id) if post.holds(now.at)}
    return KeptUnit(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        kind_name=names.either(kind) if kind else unit.kind,
        grids=[_grid_of(path.rpartition(".")[2], names) for path in unit.paths],
        categories=unit.categories,
        members=[Named(id=person, name=names.person(person)) for person in sorted(members)],
        starts_at=unit.valid_from,
        ends_at=unit.valid_to,
        version=version,
    )


def _grid_of(code: str, names: Names) -> GridOf:
    return GridOf(code=code, name=names.receiver(code) or code)


def _grid(grid: Grid, version: int, changes: list[ChangeRow], now: Now, names: Names) -> KeptGrid:
    directory = now.directory
    parent = directory.grid_by_id(grid.parent_id) if grid.parent_id else None
    below = [each for each in directory.grids(now.at) if each.parent_id == grid.id]
    over = [each for each in directory.covered(grid.id) if in_use(each, now.at)]
    return KeptGrid(
        id=grid.id,
        code=grid.code,
        name=grid.name,
        tier=grid.tier,
        level=grid.level,
        special=grid.special,
        kind=grid.kind,
        parent=_grid_of(parent.code, names) if parent else None,
        children=sum(not each.special for each in below),
        specials=[_grid_of(each.code, names) for each in below if each.special],
        over=[_grid_of(each.code, names) for each in over],
        posts=list(_posts(grid, now, names)),
        outlined=grid.boundary is not None,
        invented=grid.invented,
        version=version,
        special_kinds=[KindOf(key=key, name=names.either(kind)) for key, kind in now.rules.special_kinds.items()],
        changes=changes,
    )


def _posts(grid: Grid, now: Now, names: Names) -> Iterator[HeldOfOne]:
    for role in Role:
        for post in now.directory.desk(role, grid.path):
            if post.valid_to is None or post.valid_to > now.at:
                holder = Named(id=post.person_id, name=names.person(post.person_id))
                yield HeldOfOne.model_validate({**_held(post, now, names), "holder": holder})
