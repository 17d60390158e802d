"""Reasons and errors as people say them: the words for codes, the names of places and people, Beijing's time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.people import Language
from workflow.calendar import SHANGHAI
from workflow.directory import Directory
from workflow.messages import has, say
from workflow.rules.language import Rules

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "move": ("move",),
    "role": ("role",),
    "sought": ("role", "sought"),
    "stage": ("stage",),
    "ending": ("ending",),
    "level": ("level",),
    "type": ("return",),
    "by": ("verifier",),
    "order": ("order-kind",),
    "why": ("passed",),
}
"""In which families of words the value of a fact is looked up."""

KINDS: Final[Mapping[str, str]] = {
    "given": "task-kind",
    "told": "notice",
    "asked-for": "request-kind",
    "objected": "objection-kind",
}
"""What `kind` is a kind of, by the reason that says it; in an error it is a kind of subject."""

INSTANTS: Final = frozenset({"due", "until", "began", "earliest", "latest"})
VARIANTS: Final = ("count", "kind", "ge", "le", "latest", "most")
"""The facts by which a sentence may come in variants: `told-0` where the count is 0, `out-of-range-le` with a `le`."""

_BUDGET: Final = re.compile(r"([0-9]+)(m|h|d|wm|wh|wd|sd)")


@dataclass(frozen=True)
class Names:
    """What codes and ids are called, by the directory and the rules that are in force."""

    language: Language
    directory: Directory
    rules: Rules

    def of(self, fact: str, value: str) -> str | None:
        if fact == "category":
            category = self.rules.category(value)
            return self.either(category) if category else None
        if fact == "condition":
            named = self.rules.filing.get(value) or self.rules.closing.get(value)
            return self.either(named) if named else None
        if fact == "spot":
            kind = self.rules.patrols.kinds.get(value)
            return self.either(kind) if kind else None
        if fact == "person":
            return self.person(UUID(value))
        return self.receiver(value) if fact in ("receiver", "sought", "grid") else None

    def either(self, named: Any) -> str:
        """Of what the rules call something in both languages, the one that is wanted."""
        return str(named.zh if self.language == Language.ZH else named.en)

    def person(self, person_id: UUID) -> str:
        found = self.directory.person(person_id)
        return found.name if found else ""

    def receiver(self, code: str) -> str | None:
        found = self.directory.unit(code) or self.directory.grid(code)
        if found is not None:
            return found.name
        try:
            return self.person(UUID(code)) or None
        except ValueError:
            return None


def sentence(
    language: Language, family: str, code: str, facts: Mapping[str, Any], names: Names | None = None
) -> str | None:
    """The sentence `family-code`, in the variant that the facts call for; None where there is none."""
    said = words(language, facts, code, names)
    for name in VARIANTS:
        for variant in (f"{family}-{code}-{facts[name]}", f"{family}-{code}-{name}") if name in facts else ():
            if has(variant, language):
                return say(language, variant, **said)
    whole = f"{family}-{code}"
    return say(language, whole, **said) if has(whole, language) else None


def reason(names: Names, found: Mapping[str, Any]) -> str:
    """A reason of a decision as a sentence; one whose code has none stands as its code."""
    facts = {name: value for name, value in found.items() if name != "code"}
    return sentence(names.language, "reason", found["code"], facts, names) or str(found["code"])


def finding(language: Language, code: str, facts: Mapping[str, Any], names: Names | None = None) -> str:
    """What a proof found as a sentence; one whose code has none stands as its code."""
    return sentence(language, "proof", code, facts, names) or code


def words(language: Language, facts: Mapping[str, Any], code: str = "", names: Names | None = None) -> dict[str, str]:
    """The facts of a sentence, each in the words of a language; what has none stays as it is."""
    return {
        name: (names.of(name, str(value)) if names else None) or _word(language, name, str(value), facts, code)
        for name, value in facts.items()
        if value is not None
    }


def word(language: Language, family: str, value: str) -> str | None:
    """The word for a code of a family, such as `state` and `handling`."""
    code = f"{family}-{value.rstrip('_').replace('_', '-')}"
    return say(language, code) if has(code, language) else None


def _word(language: Language, name: str, value: str, facts: Mapping[str, Any], code: str) -> str:
    if name in INSTANTS:
        return instant(language, value)
    if _BUDGET.fullmatch(value):
        return amount(language, value)
    found = (word(language, family, value) for family in _families(name, facts, code))
    return next((each for each in found if each), value)


def _families(name: str, facts: Mapping[str, Any], code: str) -> tuple[str, ...]:
    if name == "kind":
        return (KINDS.get(code, "subject"),)
    if name == "state":
        kind = str(facts.get("kind", "incident"))
        return ("state",) if kind == "incident" else (kind,)
    return FAMILIES.get(name, ())


def amount(language: Language, budget: str) -> str:
    """A budget such as `2wd` in words; what is none stays as it is."""
    found = _BUDGET.fullmatch(budget)
    return say(language, f"amount-{found[2]}", count=int(found[1])) if found else budget


def in_days(seconds: int) -> str:
    """A time in days, such as 90 or 2.5."""
    return f"{seconds / 86_400:.1f}".removesuffix(".0")


def instant(language: Language, at: datetime | str) -> str:
    """An instant as Beijing reads it off the wall; text that is none stays as it is."""
    try:
        local = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(SHANGHAI)
    except ValueError:
        return str(at)
    if language == Language.ZH:
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b %Y %H:%M}"
