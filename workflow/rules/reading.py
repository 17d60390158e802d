"""Reads `escalation_rules.yaml`: the text becomes `Rules`, or RulesInvalid says all that is wrong with it at once."""

from collections.abc import Iterator
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workflow.rules import building, checks, shapes, wholeness
from workflow.rules.document import FULL_WIDTH, Node, Path, compose
from workflow.rules.language import CONDITIONS, Rules
from workflow.rules.problems import Findings
from workflow.rules.values import Names

_CODES: Final = {
    "dict_type": "not-a-mapping",
    "model_type": "not-a-mapping",
    "model_attributes_type": "not-a-mapping",
    "list_type": "not-a-list",
    "too_short": "empty-list",
    "extra_forbidden": "unknown-key",
    "missing": "missing-key",
}
"""Pydantic's names of errors and ours; what it does not know by itself already has our name."""


def read(text: str, name: str = "escalation_rules.yaml") -> Rules:
    """The rules that a text says, numbered 0. Raises RulesInvalid with every problem that it has; whether its routes
    are whole shows only where each of them can be read."""
    rules, tree, findings = _built(text, name)
    wholeness.check(rules, tree, findings)
    findings.stop_if_any()
    return rules


@lru_cache(maxsize=4)
def recall(text: str) -> Rules:
    """The rules of a text that was stored once, perhaps before a file's routes had to be whole. Raises as `read`.

    A process recalls the same few texts (whoever opens an engine does), and to take one apart costs 0.2 s."""
    return _built(text, "escalation_rules.yaml")[0]


def _built(text: str, name: str) -> tuple[Rules, Node, Findings]:
    findings = Findings(name)
    tree = compose(text, findings)
    names = declared(tree)
    file = _shaped(tree, names, findings)
    checks.check(tree, names, findings)
    findings.stop_if_any()
    assert file is not None, "a file without a shape has a problem"
    return building.build(file, tree, text), tree, findings


def declared(tree: Node) -> Names:
    """The names that a file declares, whatever else is wrong with it."""
    categories: list[str] = []
    older: dict[str, str] = {}
    for family in _children(tree, "catalogue", "families"):
        for group in _children(family, "groups"):
            keys = _keys(group, "categories")
            categories += keys
            alias = group.find("older")
            if alias and alias.text:
                older.update((alias.text + key[-2:], key) for key in keys)
    return Names(
        categories=tuple(categories),
        older=older,
        filing=_keys(tree, "catalogue", "filing"),
        closing=_keys(tree, "catalogue", "closing"),
        units=_keys(tree, "units"),
        grid_kinds=_keys(tree, "territory", "grid_kinds"),
        special_kinds=_keys(tree, "territory", "special_kinds"),
        ladders=_keys(tree, "ladders"),
        conditions=_keys(tree, "conditions"),
        spot_kinds=_keys(tree, "patrols", "kinds"),
    )


def _keys(node: Node, *path: str) -> tuple[str, ...]:
    found = node.find(*path)
    return tuple(found.entries or ()) if found else ()


def _children(node: Node, *path: str) -> Iterator[Node]:
    found = node.find(*path)
    yield from (found.entries or {}).values() if found else ()


def _shaped(tree: Node, names: Names, findings: Findings) -> shapes.File | None:
    try:
        return shapes.File.model_validate(tree.plain(), context=names)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _explain(details, tree, findings)
        return None


def _explain(details: ErrorDetails, tree: Node, findings: Findings) -> None:
    """One error of the shape as a problem at its place."""
    path = tuple(step for step in details["loc"] if step not in (shapes.TEXT, shapes.SHAPE))
    facts = dict(details.get("ctx", {}))
    code = _CODES.get(details["type"], details["type"])
    known = facts.pop("known", None)
    place = tree.at(path).place
    if path[-1] == "[key]":
        path = path[:-1]
        place = tree.key(path)
    match code:
        case "unknown-key":
            place, known, facts = tree.key(path), fields(path[:-1]), {"seen": path[-1]}
            if _shape_at(path[:-1]) is shapes.When:
                code, known = "unknown-condition", CONDITIONS
        case "missing-key":
            if str(path[-1]) in tree.at(path[:-1]).keys:
                return
            code = "no-receiver" if path[-1] == "to" else code
            facts = {"key": path[-1]}
        case "not-a-mapping" | "not-a-list" | "not-text" | "empty-list":
            facts = _misshapen(path, details["input"])
    wide = FULL_WIDTH.search(str(facts.get("seen", "")))
    if wide and code != "text-length":
        code, known, facts = "full-width", None, {"seen": wide[0]}
    findings.add(place, f"rules-{code}", known, **facts)


def _misshapen(path: Path, value: object) -> dict[str, Any]:
    key = next((step for step in reversed(path) if isinstance(step, str)), "-")
    return {"key": key, "seen": value if isinstance(value, str) else "blank"}


def fields(path: Path) -> tuple[str, ...]:
    """The keys that the mapping at a path may have; none where any name will do."""
    shape = _shape_at(path)
    return tuple(_by_key(shape)) if _is_shape(shape) else ()


def _shape_at(path: Path) -> Any:
    shape: Any = _bare(shapes.File)
    for step in path:
        shape = _bare(_below(shape, step))
    return shape


def _below(shape: Any, step: str | int) -> Any:
    if _is_shape(shape):
        return _by_key(shape)[str(step)]
    return get_args(shape)[-1]


def _bare(shape: Any) -> Any:
    """Without `Annotated[…]` and `… | None`; of a text or keys and values, the keys and values."""
    while True:
        if hasattr(shape, "__metadata__"):
            shape = shape.__origin__
        elif get_origin(shape) in (Union, UnionType):
            shape = next(each for each in reversed(get_args(shape)) if each is not type(None))
        else:
            return shape


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, shapes.Shape)


def _by_key(shape: type[shapes.Shape]) -> dict[str, Any]:
    return {info.alias or name: info.annotation for name, info in shape.model_fields.items()}
