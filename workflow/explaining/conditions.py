"""A condition of the rules and what it saw, as people call them."""

from typing import Final

from workflow.messages import say
from workflow.rules.language import Attribute, Condition, Lost, Met, Routing
from workflow.sentences import Names, word

MOST_WANTED: Final = 5


def fits(found: Routing, names: Names) -> list[str]:
    """The conditions of the route that won, each with what it saw."""
    return [_met(met, names) for met in found.true]


def _met(met: Met, names: Names) -> str:
    seen, asked = said(met.attribute, met.seen, names), wanted(met, names)
    code = "why-met-same" if seen == asked else "why-met"
    return say(names.language, code, attribute=named(met.attribute, names), wanted=asked, seen=seen)


def lacked(lost: Lost, names: Names) -> str:
    """Why an earlier route lost."""
    attribute = lost.condition.attribute
    return say(
        names.language,
        "why-lost",
        route=lost.route,
        attribute=named(attribute, names),
        wanted=wanted(lost.condition, names),
        seen=said(attribute, lost.seen, names) or say(names.language, "nothing-seen"),
    )


def named(attribute: Attribute, names: Names) -> str:
    return word(names.language, "attribute", str(attribute)) or str(attribute)


def wanted(asked: Met | Condition, names: Names) -> str:
    shown = [said(asked.attribute, each, names) for each in asked.wanted[:MOST_WANTED]]
    more = ["…"] if len(asked.wanted) > MOST_WANTED else []
    listed = comma(names).join([*shown, *more])
    return say(names.language, "wanted-not", wanted=listed) if asked.excluding else listed


def comma(names: Names) -> str:
    return say(names.language, "list-comma")


def said(attribute: Attribute, value: str, names: Names) -> str:
    """A value that a condition looks at, as people call it."""
    match attribute:
        case Attribute.CATEGORY:
            return names.of("category", value) or value
        case Attribute.GRID | Attribute.SPECIAL:
            return names.receiver(value.rpartition(".")[2]) or value
        case Attribute.GRID_KIND:
            kind = names.rules.grid_kinds.get(value)
            return names.either(kind) if kind else value
        case Attribute.SPECIAL_KIND:
            kind = names.rules.special_kinds.get(value)
            return names.either(kind) if kind else value
        case Attribute.WORKDAY:
            return word(names.language, "truth", value) or value
        case Attribute.SOURCE:
            return word(names.language, "source", value) or value
        case _:
            return value
