"""What a change comes to: rows to be put, posts that end, and the directory as it would be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from models.keeping import Kept
from models.people import Person, Post, Roster
from models.territory import Grid, Unit
from workflow.directory import Directory


@dataclass(frozen=True)
class Amendment:
    """`new` is somebody taken on; `called` a person's new name. `posts`, `lines`, `units` and `grids` are put in place
    of those of the same ids, or are new. `ended` are the posts that end, as they were; `losing` those of others that
    lose who stands in. `within` are the paths at which something may be lost beside them. `opens`: they get a link to
    sign in, by `username` where they have no name for it yet; `closes`: they cannot sign in any more. `merged`: the
    grid that ends, and the one that comes after it."""

    kind: Kept
    subject: UUID
    path: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    new: Person | None = None
    called: str | None = None
    posts: tuple[Post, ...] = ()
    ended: tuple[Post, ...] = ()
    losing: tuple[Post, ...] = ()
    lines: tuple[Roster, ...] = ()
    units: tuple[Unit, ...] = ()
    grids: tuple[Grid, ...] = ()
    covers: tuple[tuple[UUID, UUID], ...] = ()
    merged: tuple[Grid, Grid] | None = None
    within: tuple[str, ...] = ()
    opens: bool = False
    closes: bool = False
    username: str | None = None

    @property
    def territory(self) -> bool:
        """Whether territory or units change."""
        return bool(self.units or self.grids)

    @property
    def weighs(self) -> bool:
        """Whether anything may follow of it for who does what."""
        return bool(self.ended or self.losing or self.within)

    def applied(self, directory: Directory) -> Directory:
        """The directory as it would be after it."""
        held = directory.posts | {post.id: post for post in self.posts}
        lines = directory.lines | {line.id: line for line in self.lines}
        found = directory.amended(held.values(), lines.values())
        return found.redrawn(self.grids, self.units, (), self.covers) if self.territory else found
