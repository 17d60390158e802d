"""Persons and their posts: taking on, renaming, leaving, a way in, granting a post and ending one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.keeping import Kept
from models.people import Person, Post, Role, Roster
from models.territory import CITY, GROUP, TOWNSHIP, VILLAGE, Grid
from workflow.directory import Directory
from workflow.directory.places import in_use
from workflow.errors import BadInput, NotFound
from workflow.keeping.amendment import Amendment
from workflow.keeping.wishes import EndPost, Grant, Rename, SignIn, TakeOn, Wish
from workflow.roster.books import Books

LEVELS: Final[Mapping[Role, tuple[int, ...]]] = {
    Role.INFORMANT: (TOWNSHIP, VILLAGE, GROUP),
    Role.HANDLER: (CITY, TOWNSHIP, VILLAGE, GROUP),
    Role.INTAKE: (CITY, TOWNSHIP),
    Role.DISPATCHER: (CITY, TOWNSHIP),
    Role.TOWNSHIP_SUPERVISOR: (TOWNSHIP,),
    Role.SUPERVISOR: (CITY,),
    Role.DUTY: (CITY, TOWNSHIP),
    Role.CENTRE: (CITY,),
    Role.ADMIN: (CITY,),
}
"""The duty levels of the grids at which a role can be held. A special grid has handlers only."""


def take_on(wish: Wish, books: Books) -> Amendment:
    asked: TakeOn = wish.payload
    person = Person(id=books.new_id(), name=asked.name, language=asked.language)
    return Amendment(
        wish.kind,
        person.id,
        books.directory.root.path,
        after={"name": asked.name, "username": asked.username},
        new=person,
        opens=True,
        username=asked.username,
    )


def rename(wish: Wish, books: Books) -> Amendment:
    person, asked = person_of(wish, books), wish.payload
    assert isinstance(asked, Rename)
    if asked.name == person.name:
        raise BadInput("name", "called-so-already")
    was, called = {"name": person.name}, {"name": asked.name}
    return Amendment(wish.kind, person.id, where(person.id, books), was, called, called=asked.name)


def sign_in(wish: Wish, books: Books) -> Amendment:
    person, asked = person_of(wish, books), wish.payload
    assert isinstance(asked, SignIn)
    told = {"username": asked.username} if asked.username else {}
    return Amendment(wish.kind, person.id, where(person.id, books), after=told, opens=True, username=asked.username)


def leave(wish: Wish, books: Books) -> Amendment:
    """All posts end, the sign-in too, and nobody has them stand in any more."""
    person = person_of(wish, books)
    directory = books.directory
    ended = tuple(post for post in directory.held_by(person.id) if _goes_on(post, books.now))
    keep_an_administrator("person", ended, books)
    lines = tuple(line.but(substitute_id=None) for line in _named_in(person.id, books))
    return Amendment(
        wish.kind,
        person.id,
        where(person.id, books),
        before={"posts": [shown(post, directory) for post in ended], "stands_in": [str(line.id) for line in lines]},
        posts=tuple(until(post, books.now) for post in ended),
        ended=ended,
        losing=tuple(post for post in directory.named_in(person.id) if post not in ended and _goes_on(post, books.now)),
        lines=lines,
        closes=True,
    )


def grant(wish: Wish, books: Books) -> Amendment:
    asked: Grant = wish.payload
    directory = books.directory
    if directory.person(asked.person) is None:
        raise BadInput("person", "unknown-person")
    grid_id, unit_id, path = _at(asked, books)
    if asked.chief and asked.role != Role.DISPATCHER:
        raise BadInput("chief", "chief-of-dispatchers")
    start = max(asked.starts_at or books.now, books.now)
    if asked.ends_at is not None and asked.ends_at <= start:
        raise BadInput("ends_at", "ends-before-it-begins")
    post = new_post(books.new_id(), asked.person, asked.role, grid_id, unit_id, start)
    post = post.but(chief=asked.chief, valid_to=asked.ends_at)
    if any(_same(post, other) for other in directory.held_by(asked.person)):
        raise BadInput("role", "post-held-already")
    return Amendment(
        wish.kind, asked.person, path, after={"post": shown(post, directory)}, posts=(post,), within=(path,)
    )


def end_post(wish: Wish, books: Books) -> Amendment:
    asked: EndPost = wish.payload
    directory = books.directory
    post = post_of(wish, books)
    at = max(asked.at or books.now, books.now)
    if not _goes_on(post, at):
        raise BadInput("at", "ends-before-that")
    keep_an_administrator("post", (post,), books)
    ends = until(post, at)
    return Amendment(
        wish.kind,
        post.person_id,
        directory.path_of(post),
        before={"post": shown(post, directory)},
        after={"post": shown(ends, directory)},
        posts=(ends,),
        ended=(post,),
    )


def person_of(wish: Wish, books: Books) -> Person:
    """Who a change is about; NotFound where there is nobody."""
    try:
        found = books.directory.person(UUID(wish.about))
    except ValueError:
        found = None
    if found is None:
        raise NotFound(what="person")
    return found


def post_of(wish: Wish, books: Books) -> Post:
    """The post that a change is about, which has not ended; NotFound for none."""
    found = books.directory.posts.get(UUID(wish.about))
    if found is None or not _goes_on(found, books.now):
        raise NotFound(what="post")
    return found


def where(person: UUID, books: Books) -> str:
    """Where somebody's first post is; the city's own path without one."""
    posts = books.directory.posts_of(person, books.now)
    return books.directory.path_of(posts[0]) if posts else books.directory.root.path


def new_post(
    identity: UUID, person: UUID, role: Role, grid_id: UUID | None, unit_id: UUID | None, start: datetime
) -> Post:
    return Post(id=identity, person_id=person, role=role, grid_id=grid_id, unit_id=unit_id, valid_from=start)


def keep_an_administrator(field: str, ended: Iterable[Post], books: Books) -> None:
    """BadInput where nobody would be left who could grant a post."""
    gone = {post.id for post in ended}
    posts = books.directory.posts.values()
    if any(post.role == Role.ADMIN for post in ended) and not any(
        post.role == Role.ADMIN and post.id not in gone and post.valid_to is None and post.holds(books.now)
        for post in posts
    ):
        raise BadInput(field, "last-administrator")


def until(post: Post, at: datetime) -> Post:
    return post.but(valid_from=min(post.valid_from, at), valid_to=at)


def shown(post: Post, directory: Directory) -> dict[str, Any]:
    """A post as it is written down."""
    grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
    unit = directory.unit_by_id(post.unit_id) if post.unit_id else None
    return {
        "id": str(post.id),
        "role": str(post.role),
        "grid": grid.code if grid else None,
        "unit": unit.code if unit else None,
        "chief": post.chief,
        "surge": post.surge,
        "from": post.valid_from.isoformat(),
        "to": post.valid_to.isoformat() if post.valid_to else None,
    }


def _at(asked: Grant, books: Books) -> tuple[UUID | None, UUID | None, str]:
    """The grid or unit of a post, and its path; BadInput where the role cannot be held there."""
    directory = books.directory
    if asked.unit is not None:
        unit = directory.unit(asked.unit)
        if unit is None or not in_use(unit, books.now):
            raise BadInput("unit", "unknown-unit")
        if asked.role != Role.UNIT_MEMBER:
            raise BadInput("role", "role-of-a-grid")
        return None, unit.id, unit.paths[0]
    target = directory.target_grid(asked.grid or "", books.now)
    grid = directory.grid_by_id(target.id) if target else None
    if grid is None:
        raise BadInput("grid", "unknown-grid")
    if asked.role == Role.UNIT_MEMBER:
        raise BadInput("role", "role-of-a-unit")
    if not _fits(asked.role, grid):
        raise BadInput("grid", "role-not-there")
    return grid.id, None, grid.path


def _fits(role: Role, grid: Grid) -> bool:
    return role == Role.HANDLER if grid.special else grid.level in LEVELS[role]


def _same(post: Post, other: Post) -> bool:
    """Whether two posts are the same at some time."""
    place = (post.role, post.grid_id, post.unit_id) == (other.role, other.grid_id, other.unit_id)
    early = other.valid_to is not None and other.valid_to <= post.valid_from
    late = post.valid_to is not None and post.valid_to <= other.valid_from
    return place and not (early or late)


def _goes_on(post: Post, at: datetime) -> bool:
    return post.valid_to is None or post.valid_to > at


def _named_in(person: UUID, books: Books) -> list[Roster]:
    """The lines that are not over and have somebody stand in."""
    lines = (line for post in books.directory.named_in(person) for line in books.directory.lines_of(post.id))
    return [
        line for line in lines if line.substitute_id == person and (line.ends_on is None or line.ends_on >= books.today)
    ]


CHECKS: Final = {
    Kept.TAKE_ON: take_on,
    Kept.RENAME: rename,
    Kept.SIGN_IN: sign_in,
    Kept.LEAVE: leave,
    Kept.GRANT: grant,
    Kept.END_POST: end_post,
}
