"""What can be asked of the directory, as it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from models.keeping import Kept
from models.people import Language, Role
from workflow.commands import Code, Instant, Name, Payload, Words

NewCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
"""Of a unit or a grid: as a territory file has it."""

Username = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]{1,62}$")]

Grids = Annotated[list[Code], Field(min_length=1, max_length=200)]
Categories = Annotated[list[Annotated[str, StringConstraints(pattern=r"^(\*|[0-9A-Za-z_-]{1,40}\*?)$")]],
                       Field(min_length=1, max_length=200)]  # fmt: skip
"""Keys, groups `06*`, or `*`."""


class Change(Payload):
    """Every change has its reason. `foreseen` is what the answer of the same with `dry_run` was marked by, where
    something is lost by it: without it nothing is changed."""

    reason: Words
    foreseen: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class Where(Change):
    """Exactly one of a grid and a unit, by its code."""

    grid: Code | None = None
    unit: Code | None = None

    @model_validator(mode="after")
    def _one(self) -> "Where":
        if (self.grid is None) == (self.unit is None):
            raise ValueError("exactly one of grid and unit")
        return self


class TakeOn(Change):
    """Somebody new, with a way to sign in and no post yet."""

    name: Name
    username: Username
    language: Language = Language.ZH


class Rename(Change):
    name: Name


class SignIn(Change):
    """A link by which a person chooses a password; the old one opens nothing any more, and their sign-ins end.
    `username` where they had none."""

    username: Username | None = None


class Grant(Where):
    """A post: a person × role × grid or unit, from an instant to another. `chief` makes a dispatcher the duty chief."""

    person: UUID
    role: Role
    chief: bool = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None


class EndPost(Change):
    """A post ends: now, or at `at`."""

    at: Instant | None = None


class AddUnit(Change):
    """A unit of a kind of the rules: which categories it takes, in the subtrees of which grids."""

    code: NewCode
    name: Name
    kind: Code
    grids: Grids
    categories: Categories


class AmendUnit(Change):
    """What it is called, where it works, what it takes. What is not named stays."""

    name: Name | None = None
    grids: Grids | None = None
    categories: Categories | None = None

    @model_validator(mode="after")
    def _something(self) -> "AmendUnit":
        if self.name is None and self.grids is None and self.categories is None:
            raise ValueError("nothing to change")
        return self


class AddSpecial(Change):
    """A special grid of a kind of the rules: it hangs under a grid and lies over some. `handler` handles there."""

    code: NewCode
    name: Name
    kind: Code
    under: Code
    over: Grids
    handler: UUID | None = None
    boundary: dict[str, Any] | None = None


class AddGrid(Change):
    """A grid of the next level below another one."""

    code: NewCode
    name: Name
    under: Code
    boundary: dict[str, Any] | None = None


class Redraw(Change):
    """A grid's outline as GeoJSON; none takes it away."""

    boundary: dict[str, Any] | None


class MergeGrid(Change):
    """A village or a group ends, and what lay in it lies in another one of its township."""

    into: Code


CHANGES: Final[Mapping[Kept, type[Change]]] = {
    Kept.TAKE_ON: TakeOn,
    Kept.RENAME: Rename,
    Kept.LEAVE: Change,
    Kept.SIGN_IN: SignIn,
    Kept.GRANT: Grant,
    Kept.END_POST: EndPost,
    Kept.ADD_UNIT: AddUnit,
    Kept.AMEND_UNIT: AmendUnit,
    Kept.END_UNIT: Change,
    Kept.ADD_SPECIAL: AddSpecial,
    Kept.END_SPECIAL: Change,
    Kept.ADD_GRID: AddGrid,
    Kept.RENAME_GRID: Rename,
    Kept.REDRAW: Redraw,
    Kept.MERGE_GRID: MergeGrid,
}
"""The payload of each change."""


@dataclass(frozen=True)
class Wish:
    """A change that somebody asks for. `about` is what it is about where there is one already: a person's or a post's
    id, the code of a unit or a grid. `version` is that which they saw."""

    kind: Kept
    payload: Any
    about: str = ""
    version: int | None = None
