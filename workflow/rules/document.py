"""A YAML text as a tree in which every value is text and knows its place.

Only the plain part of YAML is taken: mappings, lists and texts. What a text means is decided by the field that it
stands in, so `06010` stays a code without quotes and `22:00-06:00` a time. Anchors, tags and several documents in
one file are refused, and so is what no person would write: deep nesting, control characters, megabytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from workflow.rules.problems import Findings

MOST_CHARACTERS: Final = 1_000_000
MOST_KEYS: Final = 3_000
"""Keys of one mapping."""

DEEPEST: Final = 12

_BAD_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BAD_ESCAPE: Final = re.compile(r"\\U(?!00(?:0[0-9A-Fa-f]|10))[0-9A-Fa-f]{8}")
"""What is written like a character beyond Unicode."""

_DIRECTIVE: Final = re.compile(r"^%\S*", re.MULTILINE)
FULL_WIDTH: Final = re.compile("[：，［］｛｝“”‘’－＃　]")

Place = tuple[int, int]
"""Line and column, counted from 1."""

Path = Sequence[str | int]
"""Keys and positions from the top of the file to a value."""


@dataclass(slots=True)
class Node:
    """A value: `entries` of a mapping, `items` of a list, or `text`. `keys` are the places of a mapping's keys, also
    of those whose value could not be kept."""

    place: Place
    entries: dict[str, "Node"] | None = None
    items: list["Node"] | None = None
    text: str | None = None
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> Any:
        """The same as dicts, lists and strings."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.text

    def below(self, step: str | int) -> "Node | None":
        if self.entries is not None and isinstance(step, str):
            return self.entries.get(step)
        if self.items is not None and isinstance(step, int) and step < len(self.items):
            return self.items[step]
        return None

    def find(self, *path: str | int) -> "Node | None":
        """The value at a path, if there is one."""
        node: Node | None = self
        for step in path:
            node = node.below(step) if node else None
        return node

    def at(self, path: Path) -> "Node":
        """The value at a path, or the last on the way to it that exists."""
        node = self
        for step in path:
            below = node.below(step)
            if below is None:
                break
            node = below
        return node

    def key(self, path: Path) -> Place:
        """Where the key at the end of a path stands; the value's own place if it has no key."""
        return self.at(path[:-1]).keys.get(str(path[-1]), self.at(path).place)


def compose(text: str, findings: Findings) -> Node:
    """The tree of a text whose top is a mapping. Raises RulesInvalid where there is none to go on with; what can be
    passed over (a key twice, an empty value) is only found."""
    text = text.removeprefix("\ufeff")
    _check_characters(text, findings)
    tree = _Tree(findings)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            tree.take(event)
    except MarkedYAMLError as error:
        _explain(error, text.splitlines(), findings)
        findings.stop_if_any()
    top = tree.top or Node((1, 1))
    if top.entries is None:
        _not_a_mapping(top, findings)
    return top


class _Tree:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, findings: Findings) -> None:
        self.top: Node | None = None
        self._findings = findings
        self._open: list[Node] = []
        self._keys: list[str | None] = []
        """For each open mapping the key that waits for its value."""

    def take(self, event: Event) -> None:
        if isinstance(event, NodeEvent):
            self._refuse(event)
        match event:
            case DocumentStartEvent() if self.top is not None:
                self._stop(event, "rules-one-document")
            case MappingStartEvent():
                self._enter(event, Node(_place(event), entries={}))
            case SequenceStartEvent():
                self._enter(event, Node(_place(event), items=[]))
            case MappingEndEvent() | SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
            case ScalarEvent():
                self._scalar(event)

    def _refuse(self, event: NodeEvent) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._stop(event, "rules-no-anchors", seen=("*" if isinstance(event, AliasEvent) else "&") + str(anchor))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._stop(event, "rules-no-tags", seen=tag)

    def _enter(self, event: Event, node: Node) -> None:
        if len(self._open) >= DEEPEST:
            self._stop(event, "rules-too-deep", seen=DEEPEST)
        if self._awaits_key():
            self._stop(event, "rules-key-not-text")
        self._put(node)
        self._open.append(node)
        self._keys.append(None)

    def _scalar(self, event: ScalarEvent) -> None:
        text, place = str(event.value), _place(event)
        if bad := _BAD_CHARACTER.search(text):
            self._stop(event, "rules-bad-character", seen=f"U+{ord(bad[0]):04X}")
        if self._awaits_key():
            self._keys[-1] = text
            self._key(text, place)
        elif text == "" and event.style is None and self._open:
            key = self._keys[-1] or ""
            wide = FULL_WIDTH.search(key)
            code, facts = (
                ("rules-full-width", {"seen": wide[0]}) if wide else ("rules-empty-value", {"key": key or "-"})
            )
            self._findings.add(self._open[-1].keys.get(key, place), code, **facts)
            self._keys[-1] = None
        else:
            self._put(Node(place, text=text))

    def _awaits_key(self) -> bool:
        return bool(self._open) and self._open[-1].entries is not None and self._keys[-1] is None

    def _key(self, key: str, place: Place) -> None:
        keys = self._open[-1].keys
        if len(keys) >= MOST_KEYS:
            above = self._keys[-2] if len(self._keys) > 1 else None
            self._findings.add(place, "rules-too-many", key=above or "-", most=MOST_KEYS)
            self._findings.stop_if_any()
        if key in keys:
            self._findings.add(place, "rules-duplicate-key", key=key, first=keys[key][0])
        else:
            keys[key] = place

    def _put(self, node: Node) -> None:
        if not self._open:
            self.top = node
            return
        parent, key = self._open[-1], self._keys[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.entries is not None and key is not None:
            parent.entries.setdefault(key, node)
            self._keys[-1] = None

    def _stop(self, event: Event, code: str, seen: str | int = "") -> None:
        self._findings.add(_place(event), code, seen=seen)
        self._findings.stop_if_any()


def _place(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _check_characters(text: str, findings: Findings) -> None:
    """Refuses what the parser would stumble over, or would take for more than it is."""
    if len(text) > MOST_CHARACTERS:
        findings.add((1, 1), "rules-too-large", seen=len(text), most=MOST_CHARACTERS)
    elif bad := _BAD_CHARACTER.search(text) or _BAD_ESCAPE.search(text):
        seen = bad[0] if len(bad[0]) > 1 else f"U+{ord(bad[0]):04X}"
        findings.add(_place_in(text, bad.start()), "rules-bad-character", seen=seen)
    elif directive := _DIRECTIVE.search(text):
        findings.add(_place_in(text, directive.start()), "rules-no-directives", seen=directive[0])
    findings.stop_if_any()


def _place_in(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _not_a_mapping(top: Node, findings: Findings) -> None:
    wide = FULL_WIDTH.search(top.text or "")
    if top.text is None and top.items is None:
        findings.add(top.place, "rules-empty-file")
    elif wide:
        findings.add(top.place, "rules-full-width", seen=wide[0])
    else:
        findings.add(top.place, "rules-not-a-mapping", key=findings.file)
    findings.stop_if_any()


_KNOWN_ERRORS: Final = (
    ("'\\t'", "rules-yaml-tab"),
    ("mapping values are not allowed", "rules-yaml-colon"),
    ("unexpected end of stream", "rules-yaml-unclosed"),
    ("<stream end>", "rules-yaml-unclosed"),
    ("expected ',' or", "rules-yaml-unclosed"),
    ("cannot start any token", "rules-yaml-quotes"),
    ("expected alphabetic or numeric character", "rules-yaml-quotes"),
    ("chomping or indentation indicators", "rules-yaml-quotes"),
    ("could not find expected ':'", "rules-yaml-no-colon"),
    ("expected <block end>", "rules-yaml-indent"),
)


def _explain(error: MarkedYAMLError, lines: list[str], findings: Findings) -> None:
    said = str(error.problem or error.context or "")
    code = next((code for part, code in _KNOWN_ERRORS if part in said), "rules-yaml")
    mark = error.context_mark if code == "rules-yaml-unclosed" and error.context_mark else error.problem_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    for line in _around(place[0], lines):
        wide = FULL_WIDTH.search(lines[line - 1].partition("#")[0])
        if wide:
            place, code, said = (line, wide.start() + 1), "rules-full-width", wide[0]
            break
    findings.add(place, code, seen=said)


def _around(line: int, lines: list[str]) -> Iterator[int]:
    """The line at which the parser gave up, and the one before it."""
    return (near for near in (line, line - 1) if 0 < near <= len(lines))
