"""What stands under `when`, as conditions joined by and, or and not; a shared condition stands for what it says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflow.rules import shapes
from workflow.rules.alternatives import Every, Not, Said, Some, alternatives
from workflow.rules.document import Node
from workflow.rules.language import Alternative, Attribute, Condition, covers


class Clauses:
    """Reads the clauses of one file: `shared` are those under `conditions`, `categories` the keys of its catalogue,
    `usual` the metres and days of `limits.duplicates`."""

    def __init__(
        self,
        shared: Mapping[str, shapes.When | str],
        tree: Node,
        categories: Sequence[str],
        usual: shapes.Duplicates,
    ) -> None:
        self._shared, self._tree, self._categories = shared, tree, categories
        self._usual = (usual.metres, usual.days)
        self._said: dict[str, Said] = {}

    def alternatives(self, clause: shapes.When | str, node: Node) -> tuple[Alternative, ...]:
        """The ways in which a clause at a node holds. Raises TooMany, and KeyError for what is not shared."""
        return alternatives(self.said(clause, node), self._categories)

    def said(self, clause: shapes.When | str, node: Node) -> Said:
        """A clause that stands at a node, its parts in the order of `CONDITIONS`, then `all`, `any`, `not`."""
        if isinstance(clause, str):
            if clause not in self._said:
                self._said[clause] = self.said(self._shared[clause], self._tree.at(["conditions", clause]))
            return self._said[clause]
        return Every((*self._conditions(clause, node), *self._joined(clause, node)))

    def _joined(self, clause: shapes.When, node: Node) -> Iterator[Said]:
        if clause.all is not None:
            yield Every(self._each(clause.all, node.at(["all"])))
        if clause.any is not None:
            yield Some(self._each(clause.any, node.at(["any"])))
        if clause.not_ is not None:
            yield Not(self.said(clause.not_, node.at(["not"])))

    def _each(self, clauses: Sequence[shapes.When | str], node: Node) -> tuple[Said, ...]:
        return tuple(self.said(clause, node.at([place])) for place, clause in enumerate(clauses))

    def _conditions(self, clause: shapes.When, node: Node) -> Iterator[Condition]:
        for attribute in Attribute:
            value = getattr(clause, attribute)
            if value is not None:
                written, line = node.at([attribute.value]), node.key([attribute.value])[0]
                yield Condition(attribute, _wanted(value, written), self._takes(attribute, value), line)

    def _takes(self, attribute: Attribute, value: Any) -> tuple[str | int, ...]:
        match attribute:
            case Attribute.CATEGORY:
                return tuple(key for key in self._categories if any(covers(pattern, key) for pattern in value))
            case Attribute.WORKDAY:
                return (int(value),)
            case Attribute.REPEATS if isinstance(value, shapes.Repeats):
                return (value.at_least, value.metres, value.days)
            case Attribute.REPEATS:
                return (value, *self._usual)
            case _:
                return tuple(value)


def _wanted(value: Any, written: Node) -> tuple[str, ...]:
    if isinstance(value, shapes.Repeats):
        return (f">={value.at_least}", f"{value.metres}m", f"{value.days}d")
    return tuple(item.text or "" for item in written.items or [written])
