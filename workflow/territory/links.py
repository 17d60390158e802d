"""How the rows of a territory file hang together: one root, and each row below its parent."""

from collections.abc import Mapping, Sequence
from typing import Final

from workflow.territory.rows import Row, shown
from workflow.territory.tree import SPECIAL, Node, Problem

_UNKNOWN: Final = 99
"""Stands for the duty level of a tier that is not known: below all others."""


def linked(rows: Sequence[Row], tiers: Mapping[str, int], problems: list[Problem]) -> tuple[Node, ...]:
    """The nodes of a tree, parents before children; of no use where there are problems."""
    links = _Links(rows, tiers, problems)
    links.check()
    return () if problems else links.nodes()


class _Links:
    """Rows by their code; of rows with the same code the first counts, and the others are told.

    A row that is broken is known by its code, so that its children are not told for its fault.
    """

    def __init__(self, rows: Sequence[Row], tiers: Mapping[str, int], problems: list[Problem]) -> None:
        self._tiers: Final = tiers
        self._problems: Final = problems
        self._rows: Final[dict[str, Row]] = {}
        told = [row for row in rows if not self._is_first(row)]
        told += [row for row in rows if not row.whole or "parent_code" in row.bad]
        self._told: Final = {row.line for row in told}
        self._tops: Final = [row for row in rows if row.parent not in self._rows]
        self._below: Final = [row for row in rows if row.parent in self._rows]
        self._root: Final = self._find_root()

    def _is_first(self, row: Row) -> bool:
        first = self._rows.setdefault(row.code, row) if row.code else row
        if first is not row:
            facts = {"value": shown(row.code), "first": str(first.line)}
            self._wrong(row, "code", "tree-duplicate-code", **facts)
        return first is row

    def _wrong(self, row: Row, column: str, code: str, **facts: str) -> None:
        self._problems.append(Problem(row.line, column, code, facts))

    def _level(self, row: Row) -> int:
        return self._tiers.get(row.tier, _UNKNOWN)

    def _find_root(self) -> Row | None:
        """The topmost of the rows without a parent in the file, the first of them in the file."""
        tops = [row for row in self._tops if row.tier != SPECIAL]
        return min(tops, key=lambda row: (self._level(row), row.line)) if tops else None

    def check(self) -> None:
        if self._root is None and self._below:
            self._wrong(self._below[0], "parent_code", "tree-no-root")
        cyclic = self._cyclic()
        for row in self._tops:
            if row is not self._root and row.line not in self._told:
                self._check_top(row)
        for row in self._below:
            if row.line in self._told:
                continue
            if row.code in cyclic:
                self._wrong(row, "parent_code", "tree-cycle", value=shown(row.code))
            else:
                self._check_below(row, self._rows[row.parent])

    def _check_top(self, row: Row) -> None:
        root = self._root
        if root is not None and (not row.parent or row.tier == root.tier):
            facts = {"value": shown(row.code), "root": shown(root.code), "first": str(root.line)}
            self._wrong(row, "parent_code", "tree-second-root", **facts)
        else:
            self._wrong(row, "parent_code", "tree-unknown-parent", value=shown(row.parent))

    def _cyclic(self) -> set[str]:
        """The codes of the rows that are their own ancestors."""
        found: set[str] = set()
        done: set[str] = set()
        for start in self._rows:
            trail: dict[str, None] = {}
            code = start
            while code in self._rows and code not in done and code not in trail:
                trail[code] = None
                code = self._rows[code].parent
            if code in trail:
                steps = list(trail)
                found.update(steps[steps.index(code) :])
            done.update(trail)
        return found

    def _check_below(self, row: Row, parent: Row) -> None:
        facts = {"value": shown(row.code), "parent": shown(parent.code)}
        if parent.tier == SPECIAL:
            self._wrong(row, "parent_code", "tree-under-special", **facts)
            return
        exempt = parent is self._root or not row.code
        if not exempt and not row.code.startswith(parent.code):
            self._wrong(row, "code", "tree-foreign-code", **facts)
        if {row.tier, parent.tier} <= self._tiers.keys() and not self._is_below(row, parent):
            facts = {"value": row.tier, "parent": parent.tier}
            self._wrong(row, "level", "tree-not-below", **facts)

    def _is_below(self, row: Row, parent: Row) -> bool:
        """A tier may share its duty level with the one above it, but not be the same."""
        level, above = self._level(row), self._level(parent)
        return level > above or (level == above and row.tier != parent.tier)

    def nodes(self) -> tuple[Node, ...]:
        assert self._root is not None
        children: dict[str, list[Row]] = {}
        for row in self._below:
            children.setdefault(row.parent, []).append(row)
        found = [_node(self._root, None, self._level(self._root))]
        for node in found:  # which grows as it goes
            for row in children.get(node.code, ()):
                level = node.level if row.tier == SPECIAL else self._level(row)
                found.append(_node(row, node, level))
        return tuple(sorted(found, key=lambda node: node.path.split(".")))


def _node(row: Row, parent: Node | None, level: int) -> Node:
    return Node(
        code=row.code,
        name=row.name,
        tier=row.tier,
        level=level,
        parent=parent.code if parent else None,
        path=f"{parent.path}.{row.code}" if parent else row.code,
        kind=row.kind,
        boundary=row.boundary,
    )
