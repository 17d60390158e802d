"""What a rules file must keep to as a whole. Each check goes as far as the parts that it concerns can be read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from workflow.days import Season, Slots
from workflow.rules import climbing, measuring, sampling, shapes
from workflow.rules.alternatives import MOST, TooMany
from workflow.rules.clauses import Clauses
from workflow.rules.document import DEEPEST, Node, Place
from workflow.rules.problems import Findings
from workflow.rules.seeing import DAYS
from workflow.rules.values import Names

USUAL_WORKDAY: Final = 8 * 3_600
"""Seconds of one 工作日 where the file does not say it rightly and its other checks go on."""

MOST_SHARED: Final = 500
"""Conditions of one file that routes share."""

USUAL_DUPLICATES: Final = shapes.Duplicates.model_construct(metres=50, days=7)
"""What counts as a repeat where the file does not say it rightly."""

_T = TypeVar("_T")
_CALENDAR: Final = TypeAdapter(shapes.Calendar)
_LADDER: Final[TypeAdapter[list[shapes.Rung]]] = TypeAdapter(shapes.Ladder)
_SAMPLE: Final = TypeAdapter(shapes.Sample)
_MEETING: Final = TypeAdapter(shapes.Meeting)
_TEMPLATE: Final = TypeAdapter(shapes.Template)
_GRADE: Final = TypeAdapter(shapes.Grade)
_PART: Final = TypeAdapter(shapes.Part)
_BULLETIN: Final = TypeAdapter(shapes.Bulletin)
_CLAUSE: Final[TypeAdapter[shapes.When | str]] = TypeAdapter(shapes.Clause)
_DUPLICATES: Final = TypeAdapter(shapes.Duplicates)


def check(tree: Node, names: Names, findings: Findings) -> None:
    """Adds what is wrong to the findings."""
    _tiers(tree, findings)
    workday = _calendar(tree, findings)
    _catalogue(tree, names, findings)
    if not _round(tree, findings):
        _ways(tree, names, findings)
    _routes(tree, findings)
    for _, ladder in _entries(tree.find("ladders")):
        rungs = _read(_LADDER, ladder, names)
        if rungs:
            climbing.check(rungs, ladder, workday, findings)
    for _, template in _entries(tree.find("patrols", "templates")):
        _template(template, names, findings)
    _grades(tree.find("indicators", "grades"), findings)
    for whose, composite in _entries(tree.find("indicators", "composites")):
        _composite(whose, composite, findings)
    _samples(tree, names, findings)
    for name, meeting in _entries(tree.find("meetings")):
        _meeting(_BULLETIN if name == "bulletin" else _MEETING, meeting, findings)


def _samples(tree: Node, names: Names, findings: Findings) -> None:
    node = tree.find("inspections", "samples")
    read = [_read(_SAMPLE, each, names) for each in (node.items if node else None) or ()]
    said = [(each.name, each.at_least, each.at_most) for each in read if each is not None]
    if node is None or len(said) < len(read):
        return
    for place, code in sampling.wrong(said).items():
        name, least, most = said[place]
        findings.add(node.at([place]).place, code, seen=name, least=least, most=most)


def seasons(calendar: shapes.Calendar) -> tuple[Season, ...]:
    """The working hours of the year; ValueError for a season that makes no sense."""
    return tuple(Season(tuple(s.hours), s.first or "", s.last or "") for s in calendar.seasons)


def _read(adapter: TypeAdapter[_T], node: Node, names: Names | None = None) -> _T | None:
    try:
        return adapter.validate_python(node.plain(), context=names)
    except ValidationError:
        return None


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    yield from (node.entries or {}).items() if node else ()


def _tiers(tree: Node, findings: Findings) -> None:
    tiers = tree.find("territory", "tiers")
    levels = {level.text for _, level in _entries(tiers)}
    for level in ("1", "2", "3"):
        if tiers and tiers.entries and level not in levels:
            findings.add(tiers.place, "rules-no-tier", level=level)


def _calendar(tree: Node, findings: Findings) -> int:
    """Seconds of one 工作日."""
    node = tree.find("calendar")
    calendar = _read(_CALENDAR, node) if node else None
    if node is None or calendar is None:
        return USUAL_WORKDAY
    wrong = list(_wrong_seasons(calendar, node))
    for place, code in wrong:
        findings.add(place.place, code)
    if wrong:
        return USUAL_WORKDAY
    year = seasons(calendar)
    bare = next((day for day in DAYS if not any(season.fits(day) for season in year)), None)
    if bare:
        findings.add(node.at(["seasons"]).place, "rules-day-without-hours", day=bare)
        return USUAL_WORKDAY
    return calendar.workday or _agreed(Slots(year), node, findings)


def _wrong_seasons(calendar: shapes.Calendar, node: Node) -> Iterator[tuple[Node, str]]:
    for place, season in enumerate(calendar.seasons):
        if bool(season.first) != bool(season.last):
            yield node.at(["seasons", place]), "rules-season-days"
        if any(start < end for (_, end), (start, _) in pairwise(season.hours)):
            yield node.at(["seasons", place, "hours"]), "rules-hours-order"


def _agreed(slots: Slots, node: Node, findings: Findings) -> int:
    try:
        return slots.workday_seconds()
    except ValueError:
        findings.add(node.place, "rules-workday-needed")
        return USUAL_WORKDAY


def _catalogue(tree: Node, names: Names, findings: Findings) -> None:
    groups: dict[str, int] = {}
    categories: dict[str, int] = {}
    olders: dict[str, int] = {}
    for _, family in _entries(tree.find("catalogue", "families")):
        found = family.find("groups")
        for key, group in _entries(found):
            _once(groups, key, family.key(["groups", key]), findings)
            _group(family, key, group, findings)
            older = group.find("older")
            if older and older.text:
                _once(olders, older.text, older.place, findings)
                _older(older.text, older, names, findings)
            for code, _ in _entries(group.find("categories")):
                _once(categories, code, group.key(["categories", code]), findings)


def _once(first: dict[str, int], code: str, place: Place, findings: Findings) -> None:
    if code in first:
        findings.add(place, "rules-code-twice", seen=code, first=first[code])
    first.setdefault(code, place[0])


def _older(prefix: str, node: Node, names: Names, findings: Findings) -> None:
    """A code of the older standard must not be a key of the catalogue at the same time."""
    taken = next((code for code in names.categories if code in names.older and code.startswith(prefix)), None)
    if taken:
        findings.add(node.place, "rules-older-taken", seen=taken)


def _group(family: Node, key: str, group: Node, findings: Findings) -> None:
    found = family.find("prefix")
    prefix = found.text or "" if found else ""
    if not key.startswith(prefix):
        findings.add(family.key(["groups", key]), "rules-group-prefix", seen=key, prefix=prefix)
    for code, _ in _entries(group.find("categories")):
        if not code.startswith(key) or code == key:
            findings.add(group.key(["categories", code]), "rules-category-group", seen=code, group=key)


def _ways(tree: Node, names: Names, findings: Findings) -> None:
    """A route must be able to fit, and in a number of ways that can be surveyed."""
    read = {name: _read(_CLAUSE, node, names) for name, node in _entries(tree.find("conditions"))}
    shared = {name: clause for name, clause in read.items() if clause is not None}
    twins = tree.find("limits", "duplicates")
    usual = (_read(_DUPLICATES, twins) if twins else None) or USUAL_DUPLICATES
    clauses, routes = Clauses(shared, tree, names.categories, usual), tree.find("routes")
    for route in (routes.items or ()) if routes else ():
        when = route.find("when")
        clause = _read(_CLAUSE, when, names) if when else None
        if when and clause is not None:
            _way(clauses, clause, when, route.key(["when"]), findings)


def _way(clauses: Clauses, clause: shapes.When | str, when: Node, place: Place, findings: Findings) -> None:
    try:
        if not clauses.alternatives(clause, when):
            findings.add(place, "rules-never")
    except TooMany:
        findings.add(place, "rules-too-many-ways", most=MOST)
    except KeyError:
        return  # a shared condition that cannot be read, which is told where it stands


def _round(tree: Node, findings: Findings) -> bool:
    """A shared condition may name others, but none that leads back to it; whether one does, or they
    are named too deep, or too many, to be looked at."""
    shared = dict(_entries(tree.find("conditions")))
    if len(shared) > MOST_SHARED:
        findings.add(tree.key(["conditions"]), "rules-too-many", key="conditions", most=MOST_SHARED)
        return True
    names = {name: [each for each in _named(node) if each in shared] for name, node in shared.items()}
    found = False
    for name in shared:
        reached, ahead = set[str](), list(names[name])
        while ahead:
            each = ahead.pop()
            if each not in reached:
                reached.add(each)
                ahead += names[each]
        if name in reached:
            findings.add(tree.key(["conditions", name]), "rules-conditions-round", seen=name)
            found = True
    return found or _deep(names, tree, findings)


def _deep(names: Mapping[str, Sequence[str]], tree: Node, findings: Findings) -> bool:
    """Whether shared conditions, none in a round, name each other deeper than a file may nest."""
    left = dict(names)
    for _ in range(DEEPEST):
        left = {name: named for name, named in left.items() if any(each in left for each in named)}
    for name in list(left)[:1]:
        findings.add(tree.key(["conditions", name]), "rules-too-deep", seen=DEEPEST)
    return bool(left)


def _named(clause: Node) -> Iterator[str]:
    """The shared conditions that a clause names."""
    if clause.text is not None:
        yield clause.text
    for key in ("all", "any", "not"):
        below = clause.below(key)
        for each in (below.items or [below]) if below else ():
            yield from _named(each)


def _routes(tree: Node, findings: Findings) -> None:
    node = tree.find("routes")
    routes = (node.items or []) if node else []
    first: dict[str, int] = {}
    for place, route in enumerate(routes):
        name = route.find("name")
        if name and name.text:
            if name.text in first:
                findings.add(name.place, "rules-route-twice", seen=name.text, first=first[name.text])
            first.setdefault(name.text, name.place[0])
        _catch_all(route, place == len(routes) - 1, findings)


def _catch_all(route: Node, last: bool, findings: Findings) -> None:
    when = route.find("when")
    if route.entries is None or (when is None and "when" in route.keys):
        return
    conditional = when is not None and bool(when.entries or when.items or when.text)
    if not last and not conditional:
        findings.add(route.place, "rules-catch-all-early")


def _template(node: Node, names: Names, findings: Findings) -> None:
    """A spot is not missed before it is to be looked at again."""
    template = _read(_TEMPLATE, node, names)
    if template is not None and template.budget is not None and template.budget.amount < template.every.amount:
        findings.add(
            node.at(["budget"]).place, "rules-budget-below-cadence", seen=template.budget, every=template.every
        )


def _meeting(shape: TypeAdapter[Any], node: Node, findings: Findings) -> None:
    meeting = _read(shape, node)
    if meeting is None:
        return
    regular = (meeting.every is not None, meeting.day is not None)
    piled = (meeting.tabled, meeting.repeats, meeting.supports)
    called = (any(each is not None for each in piled), meeting.within is not None)
    topic = (meeting.repeats is not None, meeting.days is not None)
    if Counter((*regular, *called))[True] != 2 or len(set(regular)) > 1 or len(set(called)) > 1 or len(set(topic)) > 1:
        findings.add(node.place, "rules-meeting-when")


def _grades(node: Node | None, findings: Findings) -> None:
    """From the best down, each with a name of its own, so that everything has one."""
    found = [(place, _read(_GRADE, place)) for place in (node.items or ())] if node else []
    grades = [(place, grade) for place, grade in found if grade is not None]
    if node is None or len(grades) < len(found) or not grades:
        return
    names = [grade.name for _, grade in grades]
    for at, (place, grade) in enumerate(grades):
        if grade.name in names[:at]:
            findings.add(place.at(["name"]).place, "rules-grade-twice", seen=grade.name)
        if at and grade.at_least >= grades[at - 1][1].at_least:
            findings.add(place.at(["at_least"]).place, "rules-grades-order", seen=grade.at_least)
    if grades[-1][1].at_least != 0:
        findings.add(grades[-1][0].at(["at_least"]).place, "rules-grade-floor", seen=grades[-1][1].at_least)


def _composite(whose: str, node: Node, findings: Findings) -> None:
    found = [(place, _read(_PART, place)) for place in node.items or ()]
    parts = [(place, part) for place, part in found if part is not None]
    if len(parts) < len(found) or not parts or whose not in list(measuring.Whose):
        return
    for place, part in parts:
        _part(measuring.Whose(whose), part, place, findings)
    weights = sum(part.weight for _, part in parts)
    if weights != measuring.WHOLE:
        findings.add(node.place, "rules-weights", seen=weights)


def _part(whose: measuring.Whose, part: shapes.Part, node: Node, findings: Findings) -> None:
    if (part.rate is None) == (part.count is None):
        findings.add(node.place, "rules-rate-or-count")
        return
    key, seen = ("rate", part.rate) if part.rate else ("count", part.count)
    known = (measuring.RATES_OF if part.rate else measuring.COUNTS_OF)[whose]
    if seen not in known:
        findings.add(node.at([key]).place, "rules-not-counted-of", known, seen=seen, whose=str(whose))
    if (part.bands is None) != (part.count is None) or (part.count and part.inverted):
        findings.add(node.place, "rules-bands-of-count")
    elif part.bands and measuring.wrong_bands(band.up_to for band in part.bands):
        findings.add(node.at(["bands"]).place, "rules-bands-order")
