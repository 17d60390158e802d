"""A territory as a tree of nodes, and what can be wrong with a file of one."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import rfc8785

from models.people import Language
from models.territory import CITY, GROUP, TOWNSHIP, VILLAGE
from workflow import messages
from workflow.errors import GridwardError
from workflow.rules.language import GridKind, SpecialKind

TIERS: Final[Mapping[str, int]] = {
    "prefecture": CITY,
    "county": CITY,
    "township": TOWNSHIP,
    "village": VILLAGE,
    "group": GROUP,
}
"""The tiers and their duty levels, where the rules say nothing else."""

SPECIAL: Final = "special"
"""The tier of special grids; it needs no duty level of its own."""

KINDS: Final = frozenset({*map(str, GridKind), *map(str, SpecialKind)})
"""What a place can be: a kind of physical thing, never who uses it. Rules select on it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line of a file; `column` is None where it is the line as a whole.

    `code` is a message of `territory.ftl`, `facts` are its blanks.
    """

    line: int
    column: str | None
    code: str
    facts: Mapping[str, str]

    def say(self, language: Language) -> str:
        """The problem in words, its line and column before it."""
        why = messages.say(language, self.code, **self.facts)
        where = "tree-at-column" if self.column else "tree-at-line"
        column = self.column or ""
        return messages.say(language, where, line=str(self.line), column=column, why=why)


class TreeInvalid(GridwardError):
    """A territory file with all its problems, in the order of its lines."""

    code = "tree-invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Final = tuple(sorted(problems, key=lambda p: (p.line, p.column or "")))
        super().__init__(count=str(len(self.problems)))


@dataclass(frozen=True, slots=True)
class Node:
    """A grid of a tree. `path` joins the codes from the root with dots; a special grid has the
    duty level of the grid that it hangs under. `boundary` is as `boundary.read` gives it."""

    code: str
    name: str
    tier: str
    level: int
    parent: str | None
    path: str
    kind: str | None = None
    boundary: dict[str, Any] | None = None

    @property
    def special(self) -> bool:
        return self.tier == SPECIAL


@dataclass(frozen=True)
class Tree:
    """A territory that has stood every check. Parents come before children, siblings by code."""

    nodes: tuple[Node, ...]

    @property
    def root(self) -> Node:
        return self.nodes[0]

    @cached_property
    def by_code(self) -> Mapping[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of what the rows say (RFC 8785), not of how they are written.

        The order of rows and columns, quoting, and the code of a parent outside the file make no
        difference.
        """
        rows = [
            [node.code, node.name, node.tier, node.parent, node.kind, node.boundary]
            for node in sorted(self.nodes, key=lambda node: node.code)
        ]
        return hashlib.sha256(rfc8785.dumps(rows)).hexdigest()
