"""Who is asked at a place, and when somebody of them, or of those to whom it passes on, is on duty.

The same rules as `workflow.directory.reaching`, over a whole span of time at once: of a role at the deepest grid that
has it, then the duty desk, then up. Desks that are asked of many places are counted once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from models.people import Post, Role
from models.territory import CITY, Unit
from workflow.directory import Directory, Place, nearness, takes
from workflow.directory.places import last, upward
from workflow.directory.reaching import FOLLOW, LEVELS
from workflow.proof.hours import Hours, Spans, minus, union


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """When somebody of who is asked is on duty (`own`) and when the post is held at all; when the duty desk that takes
    over first is manned (`calm`), and when anybody is to whom it passes on (`chain`)."""

    own: Spans
    held: Spans
    calm: Spans
    chain: Spans


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """When the duty desk that takes over first is manned, and when anybody is."""

    calm: Spans
    whole: Spans


class Desks:
    """The desks of a city in a span of time."""

    def __init__(self, directory: Directory, hours: Hours) -> None:
        self._directory, self.hours = directory, hours
        self._chains: Final[dict[tuple[str, bool], Chain]] = {}
        self._known: Final[dict[tuple[Spans, Spans, Spans, Spans], Desk]] = {}
        self._asked: Final[dict[tuple[object, ...], Desk]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def of_role(self, role: Role, path: str) -> Desk:
        """Whoever holds a role, at the deepest grid at or above a path that has it then."""
        layers = tuple(desk for at in upward(path) if (desk := self._directory.desk(role, at)))
        return self._desk(layers, path, LEVELS.get(role) == CITY)

    def of_posts(self, posts: Iterable[Post], path: str) -> Desk:
        """Whoever holds one of these posts, of a unit or a person; for a case at a path."""
        held = tuple(posts)
        return self._desk((held,) if held else (), path, citys=False)

    def of_handlers(self, place: Place) -> tuple[str, Desk] | None:
        """The grid whose handlers handle at a place, and they; None where no post of them was or will be."""
        directory = self._directory
        specials = [(code, grid.path) for code in place.specials if (grid := directory.grid(code))]
        over = [(code, desk) for code, path in specials if (desk := directory.desk(Role.HANDLER, path))]
        if over:
            posts = tuple(post for _, desk in over for post in desk)
            return over[0][0], self.of_posts(posts, place.path)
        found: list[tuple[str, tuple[Post, ...]]] = []
        for at in upward(place.path):
            if desk := directory.desk(Role.HANDLER, at):
                found.append((at, desk))
            if at == directory.township_path(place.path):
                break
        if not found:
            return None
        return last(found[0][0]), self._desk(tuple(desk for _, desk in found), place.path, citys=False)

    def of_units(self, units: Iterable[Unit], path: str) -> tuple[tuple[Unit, ...], Desk] | None:
        """Of these units, those that are sent to a path: the nearest, of equals whoever is on duty; and their people.
        None where none works there or nobody is of it."""
        around = [(depth, unit) for unit in units if (depth := nearness(unit, path))]
        nearest = tuple(unit for depth, unit in around if depth == max(depth for depth, _ in around))
        posts = tuple(post for unit in nearest for post in self._directory.members_of(unit.id))
        return (nearest, self.of_posts(posts, path)) if posts else None

    def of_person(self, person_id: UUID, path: str) -> Desk:
        """Somebody who was asked: on duty by any of their posts."""
        return self.of_posts(self._directory.held_by(person_id), path)

    def _desk(self, layers: tuple[tuple[Post, ...], ...], path: str, citys: bool) -> Desk:
        chain = self.chain(path, citys)
        key = (tuple(post.id for layer in layers for post in layer), id(chain))
        if key not in self._asked:
            own, held = self._layered(layers)
            content = (own, held, chain.calm, chain.whole)
            self._asked[key] = self._known.setdefault(content, Desk(*content))
        return self._asked[key]

    def _layered(self, layers: tuple[tuple[Post, ...], ...]) -> tuple[Spans, Spans]:
        """Of desks above each other the deepest that is held at a time."""
        if len(layers) == 1:
            return self.hours.of(layers[0])
        own: list[Spans] = []
        held: Spans = ()
        for layer in layers:
            on, theirs = self.hours.of(layer)
            own.append(minus(on, held))
            held = union((held, theirs))
        return union(own), held

    def chain(self, path: str, citys: bool = False) -> Chain:
        """To whom a matter of a path passes on; the same value for paths that pass on to the same people."""
        if (path, citys) not in self._chains:
            directory, above = self._directory, path.rpartition(".")[0]
            below = directory.township_path(path) != path
            if below and not any(directory.desk(role, path) for role in FOLLOW):
                self._chains[path, citys] = self.chain(above, citys)
            else:
                first, *rest = directory.steps(path, citys)
                everybody = [self.hours.of(desk)[0] for step in (first, *rest) for desk in step]
                self._chains[path, citys] = Chain(self._layered(first)[0], union(everybody))
        return self._chains[path, citys]


def sorts_of(units: Iterable[Unit], categories: Iterable[str]) -> list[tuple[tuple[Unit, ...], list[str]]]:
    """The categories by which of these units take them; those that none takes are left out."""
    known, found = list(units), dict[tuple[str, ...], tuple[tuple[Unit, ...], list[str]]]()
    for category in categories:
        taking = tuple(unit for unit in known if takes(unit, category))
        if taking:
            found.setdefault(tuple(unit.code for unit in taking), (taking, []))[1].append(category)
    return list(found.values())
