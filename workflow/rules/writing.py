"""Changes a rules file without touching the rest of it: comments, order, blank lines and quotes stay as they are.

The text is composed as YAML to find where a value stands, and only the characters of that value are changed. Whether
the rules are right afterwards is for `reading` to say.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workflow.errors import BadInput

SECTIONS: Final = (
    "territory", "calendar", "catalogue", "units", "conditions", "routes", "ladders", "limits", "meetings",
    "inspections", "notices", "retention", "patrols", "indicators",
)  # fmt: skip


def put(text: str, key: str, value: str) -> str:
    """The text with another value at a key: `ROUTE.budgets.handle`, or from a section on, like `limits.returns`. What
    is not there yet is added at the end of its mapping. BadInput for a route or a key that there is no place for."""
    top, written = _compose(text), _written(value)
    steps = _steps(top, key)
    found = _find(top, steps)
    if found is not None:
        return text[: found.start_mark.index] + written + text[_end(found) :]
    known = next(n for n in range(len(steps), -1, -1) if _find(top, steps[:n]) is not None)
    parent = _find(top, steps[:known])
    if not isinstance(parent, MappingNode) or known == 0:
        raise BadInput("key", "rules-no-place", value=key)
    for step in reversed(steps[known + 1 :]):
        written = f"{{{step}: {written}}}"
    return _insert(text, parent, steps[known], written)


def add_category(text: str, code: str, zh: str, en: str) -> str:
    """With one more category at the end of its group, which is the one whose code it begins with."""
    families = _find(_compose(text), ["catalogue", "families"])
    for family in _entries(families):
        for group in _entries(_find(family.value, ["groups"])):
            categories = _find(group.value, ["categories"])
            if code.startswith(group.key) and isinstance(categories, MappingNode):
                return _insert(text, categories, code, f"{{zh: {_plain(zh)}, en: {_plain(en)}}}")
    raise BadInput("code", "rules-no-group", value=code)


def add_unit(text: str, kind: str, zh: str, en: str, level: int) -> str:
    """With one more kind of unit at the end of `units`."""
    units = _find(_compose(text), ["units"])
    if not isinstance(units, MappingNode):
        raise BadInput("kind", "rules-no-place", value="units")
    more = f", level: {level}" if level != 1 else ""
    return _insert(text, units, kind, f"{{zh: {_plain(zh)}, en: {_plain(en)}{more}}}")


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    value: Node


def _steps(top: Node, key: str) -> list[str]:
    """From the top of the file on; a route's name may have dots in it."""
    section, _, rest = key.partition(".")
    if section in SECTIONS:
        return [section, *filter(None, rest.split("."))]
    routes = _below(top, "routes")
    names = [_named(each) for each in routes.value] if isinstance(routes, SequenceNode) else []
    named = max((name for name in names if name and f"{key}.".startswith(f"{name}.")), key=len, default=section)
    return ["routes", named, *filter(None, key.removeprefix(named).split("."))]


def _compose(text: str) -> Node:
    try:
        top = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as cause:
        raise BadInput("file", "rules-no-yaml") from cause
    if not isinstance(top, MappingNode):
        raise BadInput("file", "rules-no-yaml")
    return top


def _entries(node: Node | None) -> list[_Entry]:
    return [_Entry(str(key.value), value) for key, value in node.value] if isinstance(node, MappingNode) else []


def _below(node: Node | None, step: str) -> Node | None:
    """What stands at a key, or the entry of a list that has this name."""
    if isinstance(node, SequenceNode):
        return next((each for each in node.value if _named(each) == step), None)
    return next((entry.value for entry in _entries(node) if entry.key == step), None)


def _named(node: Node) -> str | None:
    name = _below(node, "name") if isinstance(node, MappingNode) else None
    return str(name.value) if isinstance(name, ScalarNode) else None


def _find(node: Node | None, steps: Sequence[str]) -> Node | None:
    for step in steps:
        node = _below(node, step)
    return node


def _insert(text: str, mapping: MappingNode, key: str, written: str) -> str:
    """With one more key at the end of a mapping, laid out as the mapping is."""
    if any(entry.key == key for entry in _entries(mapping)):
        raise BadInput("key", "rules-there-already", value=key)
    if mapping.flow_style or not mapping.value:
        end = _end(mapping.value[-1][1]) if mapping.value else mapping.start_mark.index + 1
        return f"{text[:end]}{', ' if mapping.value else ''}{key}: {written}{text[end:]}"
    column = mapping.value[0][0].start_mark.column
    line_end = text.find("\n", _end(mapping))
    line_end = len(text) if line_end < 0 else line_end
    newline = "\r\n" if text[:line_end].endswith("\r") else "\n"
    at = line_end - (newline == "\r\n")
    return f"{text[:at]}{newline}{' ' * column}{key}: {written}{text[at:]}"


def _end(node: Node) -> int:
    """Where the characters of a value end; of a block, those of the last value in it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    return int(node.end_mark.index)


def _written(value: str) -> str:
    """A value as the file would have it: a list or a mapping as it is, any other text with quotes if it needs them."""
    if re.fullmatch(r"\s*(\[.*\]|\{.*\})\s*", value, re.DOTALL):
        return value.strip()
    return _plain(value)


def _plain(value: str) -> str:
    """A text, in quotes where it would mean something else within brackets without them."""
    try:
        found = YAML(typ="safe", pure=True).compose(f"[{value}]")
    except YAMLError:
        return json.dumps(value, ensure_ascii=False)
    (only, *more) = found.value or (None,)
    plain = isinstance(only, ScalarNode) and only.style is None and only.value == value and not more
    return value if plain else json.dumps(value, ensure_ascii=False)
