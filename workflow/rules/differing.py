"""What is different between two rules files: added, taken away, changed, or moved to another place in the order.

Compared is what the files say, not how it is written: comments, quotes and line breaks make no difference.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflow.rules.document import Node, compose
from workflow.rules.problems import Findings

Path = tuple[str, ...]


class How(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """In a list whose order matters: its routes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. `path` leads to it through the file, things of a list by their names. `before` and
    `after` are what it says as YAML on one line, empty where there is nothing; of what has moved, the name that it
    came after. `line` is where it stands in the new file, of what was taken away in the old one."""

    how: How
    path: Path
    before: str
    after: str
    line: int

    def to_json(self) -> dict[str, Any]:
        return {
            "how": str(self.how),
            "path": list(self.path),
            "before": self.before,
            "after": self.after,
            "line": self.line,
        }


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """All that is different between two rules files that can be read, in the order of the new one, and after that what
    it no longer has."""
    found = list(_of(_tree(before), _tree(after), ()))
    return tuple(sorted(found, key=lambda each: each.how == How.REMOVED))


def _tree(text: str) -> Node:
    return compose(text, Findings(""))


def _of(before: Node | None, after: Node | None, path: Path) -> Iterator[Difference]:
    if before is None or after is None:
        yield from _one_sided(before, after, path)
        return
    old, new = _members(before), _members(after)
    if old is None or new is None or (before.items is None) != (after.items is None):
        if before.plain() != after.plain():
            yield Difference(How.CHANGED, path, flow(before.plain()), flow(after.plain()), after.place[0])
        return
    for name in [*new, *(name for name in old if name not in new)]:
        yield from _of(old.get(name), new.get(name), (*path, name))
    if after.items is not None:
        yield from _moved(list(old), new, path)


def _one_sided(before: Node | None, after: Node | None, path: Path) -> Iterator[Difference]:
    if after is not None:
        yield Difference(How.ADDED, path, "", flow(after.plain()), after.place[0])
    elif before is not None:
        yield Difference(How.REMOVED, path, flow(before.plain()), "", before.place[0])


def _members(node: Node) -> dict[str, Node] | None:
    """The entries of a mapping, or of a list whose things all have names, by these; None of anything else."""
    if node.entries is not None:
        return node.entries
    named = {name.text: item for item in node.items or () if (name := item.find("name")) and name.text is not None}
    return named if node.items and len(named) == len(node.items) else None


def _moved(old: Sequence[str], new: dict[str, Node], path: Path) -> Iterator[Difference]:
    """What stands in another order: as few things as explain it."""
    places = {name: place for place, name in enumerate(old)}
    common = [name for name in new if name in places]
    stays = set(_rising(common, [places[name] for name in common]))
    for name in common:
        if name not in stays:
            yield Difference(
                How.MOVED, (*path, name), _earlier(old, name), _earlier(list(new), name), new[name].place[0]
            )


def _earlier(names: Sequence[str], name: str) -> str:
    """The name before one; empty for the first."""
    at = names.index(name)
    return names[at - 1] if at else ""


def _rising(names: Sequence[str], places: Sequence[int]) -> Iterable[str]:
    """The longest run of names whose places rise."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int | None] = []
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(tails[at - 1] if at else None)
        ends[at : at + 1], tails[at : at + 1] = [place], [index]
    last: int | None = tails[-1] if tails else None
    while last is not None:
        yield names[last]
        last = before[last]


def flow(value: Any) -> str:
    """Plain dicts, lists and strings as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return str(value)
