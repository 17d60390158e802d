"""Whether the routes of a file are whole: every case that there can be has one, and every one that asks for something
can get what it asks for. Where it holds it holds in any territory and on any day."""

from typing import Final

from workflow.rules.document import Node
from workflow.rules.language import Attribute, Route, Rules
from workflow.rules.problems import Findings
from workflow.rules.regions import Regions, Tangled
from workflow.rules.space import space

MOST_WORDS: Final = 4_000
"""Different words for which the routes of a file look. Each is compared with every other."""

MOST_MEASURES: Final = 64
"""Different numbers of repeats, each within so many metres and days, for which the routes of a file ask."""

MOST_NAMED: Final = 5
"""Routes that a sentence names."""


def check(rules: Rules, tree: Node, findings: Findings) -> None:
    """Adds the routes that never win, and a case that none takes; or that this cannot be found out."""
    for attribute, most in ((Attribute.WORDS, MOST_WORDS), (Attribute.REPEATS, MOST_MEASURES)):
        if len(_asked(rules, attribute)) > most:
            findings.add(tree.key(["routes"]), "rules-too-many", key=attribute, most=most)
            return
    try:
        _check(Regions(space(rules.catalogue, rules.routes), rules.routes), rules, tree, findings)
    except Tangled:
        findings.add(tree.key(["routes"]), "rules-tangled")


def _check(regions: Regions, rules: Rules, tree: Node, findings: Findings) -> None:
    uncovered = regions.uncovered()
    if uncovered is not None:
        findings.add(tree.key(["routes"]), "rules-not-total", case=regions.space.said(uncovered))
    for number, route in enumerate(rules.routes):
        if takes_what_is_left(route) or regions.witness(number) is not None:
            continue
        place = tree.at(["routes", number]).place
        by = [rules.routes[each] for each in regions.shadowing(number)]
        if by:
            findings.add(place, "rules-shadowed", seen=route.name, by=named(by), first=by[0].line)
        else:
            findings.add(place, "rules-never")


def _asked(rules: Rules, attribute: Attribute) -> set[object]:
    """The different things that conditions on an attribute ask for: each word, or each number with its measure."""
    every = {
        each.takes
        for route in rules.routes
        for way in route.alternatives
        for each in way
        if each.attribute is attribute
    }
    return set(every) if attribute is Attribute.REPEATS else {value for takes in every for value in takes}


def takes_what_is_left(route: Route) -> bool:
    """Whether a route asks for nothing: it may stand there for what nobody has thought of, though nothing is left."""
    return () in route.alternatives


def named(routes: list[Route]) -> str:
    """The names of routes, a few of them where there are many."""
    more = ["…"] if len(routes) > MOST_NAMED else []
    return ", ".join([*(route.name for route in routes[:MOST_NAMED]), *more])
