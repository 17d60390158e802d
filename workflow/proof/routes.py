"""That every case has a route, and every route that asks for something gets it: in this territory, for the year ahead.

A rules file is refused already where that fails in any territory (`workflow.rules.wholeness`). Here the places are
those that there are, so a township's route is known to shadow one for a village in it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from workflow.proof import receivers
from workflow.proof.cases import Cases
from workflow.proof.findings import AHEAD, Finding, Grade, Subject
from workflow.rules.language import Attribute, Condition, Route
from workflow.rules.regions import Regions
from workflow.rules.space import Space, space
from workflow.rules.wholeness import MOST_NAMED, named, takes_what_is_left


def prove(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    """What is wrong with the routes and with those whom they send, route by route."""
    routes, cases = subject.rules.routes, Cases(subject)
    regions = Regions(cases.space, routes)
    examined["places"] += len(cases.grounds)
    yield from _uncovered(regions, cases)
    yield from _unknown(subject)
    sent, whenever = receivers.Sent(subject, cases), None
    for number, route in enumerate(routes):
        examined["routes"] += 1
        examined["alternatives"] += len(route.alternatives)
        won = tuple(regions.won(number))
        examined["cases"] += sum(each.categories.bit_count() * each.places.bit_count() for each in won)
        if won:
            yield from sent.missing(route, won)
        elif not takes_what_is_left(route):
            whenever = whenever or Regions(_any_day(subject, cases), routes)
            yield _unreached(subject, regions, whenever, cases, number)
    yield from sent.above()
    yield from _begun(subject, cases)


def _begun(subject: Subject, cases: Cases) -> Iterator[Finding]:
    """The first instant within 30 days at which there are places that are none yet, and nobody for one of them."""
    directory, now = subject.directory, subject.now
    known, until = {ground.spot for ground in cases.grounds}, now + AHEAD
    begins = {grid.valid_from for grid in directory.grids(until) if grid.valid_from > now}
    for at in sorted(begins):
        later = replace(subject, now=at)
        new = Cases(later)
        added = sum(1 << place for place, ground in enumerate(new.grounds) if ground.spot not in known)
        regions, sent = Regions(new.space, subject.rules.routes), receivers.Sent(later, new)
        found = False
        for number, route in enumerate(subject.rules.routes):
            won = (each._replace(places=each.places & added) for each in regions.won(number))
            for finding in sent.missing(route, tuple(each for each in won if each.places)):
                if finding.code == "receiver-none":
                    found = True
                    yield finding
        if found:
            return


def _uncovered(regions: Regions, cases: Cases) -> Iterator[Finding]:
    state = regions.uncovered()
    if state is not None:
        example = cases.example(state, "no-route")
        yield Finding("routes-none", Grade.FAILURE, {"case": cases.space.said(state)}, example=example)


def _unreached(subject: Subject, regions: Regions, whenever: Regions, cases: Cases, number: int) -> Finding:
    """A route that never wins. It is a failure where others take all that it asks for whatever the calendar says."""
    routes = subject.rules.routes
    route, state = routes[number], regions.fits(number)
    if state is None:
        return Finding("route-never", Grade.WARNING, {"route": route.name}, route.line)
    by = [routes[each] for each in regions.shadowing(number)]
    facts = {"route": route.name, "by": named(by), "first": str(by[0].line)}
    example = cases.example(state, "elsewhere") if whenever.witness(number) is None else None
    if example is None:
        return Finding("route-idle", Grade.WARNING, facts, route.line)
    return Finding("route-shadowed", Grade.FAILURE, facts, route.line, example)


def _any_day(subject: Subject, cases: Cases) -> Space:
    """The same cases on all days that there can be."""
    rules = subject.rules
    return replace(cases.space, days=space(rules.catalogue, rules.routes).days)


def _unknown(subject: Subject) -> Iterator[Finding]:
    """The grids and special grids that conditions name and the territory has not."""
    known = {grid.code for grid in subject.directory.grids(subject.now)}
    for route in subject.rules.routes:
        for condition in dict.fromkeys(_on_places(route)):
            missing = [str(code) for code in condition.takes if code not in known]
            if missing:
                facts = {"route": route.name, "grids": ", ".join(missing[:MOST_NAMED])}
                yield Finding("route-grid-unknown", Grade.WARNING, facts, condition.line)


def _on_places(route: Route) -> Iterator[Condition]:
    for alternative in route.alternatives:
        yield from (each for each in alternative if each.attribute in (Attribute.GRID, Attribute.SPECIAL))
