"""The shape of a rules file as JSON Schema, for editors: completion, and a red line under what cannot be.

Made from `shapes`, so that it cannot say otherwise. It knows the shape of single values, not which names a file
declares nor what it must keep to as a whole: that is what `reading` is for.
"""

from collections.abc import Iterator
from typing import Any, Final

from models.people import Language
from workflow.messages import has, say
from workflow.rules.shapes import File

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The whole schema. A key is described in Chinese and English where there are words for it."""
    made = _plain(File.model_json_schema(by_alias=True))
    definitions = made.pop("$defs")
    for name, shape in (("File", made), *definitions.items()):
        for key, value in shape["properties"].items():
            if words := list(_words(f"key-{name}-{key}".lower().replace("_", "-"))):
                shape["properties"][key] = {**value, "description": "\n".join(words)}
    return {"$schema": DIALECT, "title": "Gridward: escalation_rules.yaml", **made, "$defs": definitions}


def _words(code: str) -> Iterator[str]:
    return (say(language, code) for language in (Language.ZH, Language.EN) if has(code, language))


def _plain(value: Any) -> Any:
    """Without what an editor has no use for: titles and defaults; and without nulls, since no value may be empty."""
    if isinstance(value, list):
        return [_plain(each) for each in value if each != {"type": "null"}]
    if not isinstance(value, dict):
        return value
    found = {key: _plain(each) for key, each in value.items() if key not in _DROPPED or not _is_schema(value)}
    only = found.get("anyOf", ())
    return {**{key: each for key, each in found.items() if key != "anyOf"}, **only[0]} if len(only) == 1 else found


_DROPPED: Final = ("title", "default")


def _is_schema(value: dict[str, Any]) -> bool:
    """A schema, and not the mapping of its properties, in which `title` would be a key of the file."""
    return "type" in value or "$ref" in value or "anyOf" in value or "oneOf" in value or "enum" in value
