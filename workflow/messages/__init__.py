"""Sentences in zh and en, made from a code and its facts (Fluent files beside this module, one folder a language).

A language's files are one space of codes. Both languages have the same codes; a test holds them equal.
"""

from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from models.people import Language

FOLDER = Path(__file__).parent


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([{"zh": "zh-CN", "en": "en-GB"}[language]], use_isolating=False)
    for file in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def has(code: str, language: Language) -> bool:
    return bool(_bundle(language).has_message(code))


def say(language: Language, code: str, **facts: Any) -> str:
    """The sentence for a code. An unknown code is a KeyError; a fact that is missing stands as its name."""
    bundle = _bundle(language)
    pattern = bundle.get_message(code).value
    if pattern is None:
        raise KeyError(code)
    text, _ = bundle.format_pattern(pattern, facts)
    return str(text)
