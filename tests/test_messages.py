"""The words of the pages: each that is named is there, each that is there is named.

That both languages have the same ones, the compiler of the pages holds."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflow.machines.language import Move, Standing

HOME = Path(__file__).parent.parent / "web" / "src"
MESSAGES = HOME / "messages" / "zh"

#: `t('queue.empty')`, or any other string that has the shape of a message's name.
_NAMED = re.compile(r"""['"`]([a-z]\w*(?:\.\w+)+)['"`]""")
#: `t(`queue.kind.${kind}`)`, `t(`indicators.of_${by}`)`: the name up to what is filled in.
_BEGUN = re.compile(r"`([a-z]\w*\.(?:\w+[._])*)\$\{")
#: What can be filled in: a string of its own, a key of a table, one of an expression's alternatives.
_WORD = re.compile(r"""['"](\w+)['"]|\b(\w+):|\|(\w+)(?=[|)])""")
#: What the API says may be filled in too: a code, a key.
_TOLD = re.compile(r"""["']([a-z][\w-]*)["']""")
#: Where a name is asked for: `t`, `te`, `keypath`, and the few strings that are handed on to them.
_ASKED = re.compile(r"""\b(?:te?|tm|rt)\(\s*['"`]([a-z]\w*(?:\.\w+)+)['"`]|keypath="([\w.]+)\"""")


def _names(found: dict[str, Any], before: str) -> Iterator[str]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _names(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


def _messages() -> set[str]:
    return {
        name
        for file in MESSAGES.glob("*.json")
        for name in _names(json.loads(file.read_text(encoding="utf-8")), f"{file.stem}.")
    }


def _sources() -> str:
    """All code of the pages; the help is words of its own."""
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted(HOME.rglob("*"))
        if file.suffix in {".ts", ".vue"} and not {"messages", "help"} & set(file.relative_to(HOME).parts)
    )


def _told() -> set[str]:
    """All codes and keys in the server's own sources."""
    files = (file for part in ("api", "models", "workflow") for file in sorted((HOME.parents[1] / part).rglob("*.py")))
    return {word for file in files for word in _TOLD.findall(file.read_text(encoding="utf-8"))}


def test_every_message_that_a_page_names_is_there() -> None:
    code, messages = _sources(), _messages()
    asked = {one or other for one, other in _ASKED.findall(code)}
    assert len(asked) > 500
    assert sorted(asked - messages) == []
    begun = set(_BEGUN.findall(code))
    areas = {name.partition(".")[0] for name in messages}
    known = [part for part in begun if part.partition(".")[0] in areas]
    assert [part for part in known if not any(name.startswith(part) for name in messages)] == []


def test_every_message_that_is_there_is_named_by_a_page() -> None:
    code = _sources()
    named, begun = set(_NAMED.findall(code)), set(_BEGUN.findall(code))
    words = {word for found in _WORD.findall(code) for word in found} | {*Move, *Standing} | _told()

    def filled_in(name: str) -> bool:
        return any(name.startswith(part) and name.removeprefix(part).partition(".")[0] in words for part in begun)

    assert sorted(name for name in _messages() - named if not filled_in(name)) == []
