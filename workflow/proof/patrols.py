"""Proof of patrols: a look that nobody makes has a clock at every instant, wakes somebody at each rung, and ends at
somebody of the city; somebody has it on their list; and the city hears of it before the next would be owed.

A look has two states in which it waits, and nothing but its clock moves it from one to the other: so each standing
patrol, and a campaign, is played out once from end to end by the core itself.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Final

from models.patrol import PatrolState
from models.people import Role
from models.territory import CITY, GROUP, VILLAGE
from workflow.calendar import CalendarError
from workflow.directory.places import upward
from workflow.ladder import ROLE_OF
from workflow.machines import TABLES, Kind, Move
from workflow.machines.language import SYSTEM
from workflow.patrols.ladder import DOERS
from workflow.proof import looks, patience
from workflow.proof.findings import AHEAD, Example, Finding, Grade, Subject
from workflow.proof.looks import level_of
from workflow.proof.lying import CITYS
from workflow.rules.language import Audience, Ladder
from workflow.rules.patrolling import Template

TOP: Final = frozenset({Audience.SUPERVISOR, Audience.CENTRE})
"""Who of those that a rung can tell sits at the city's level. That it is raised to there tells nobody of a patrol."""

FAR: Final = timedelta(days=1_500)
"""So long nobody looks, in an example that is played to the end of its ladder."""

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class _Sort:
    """A standing patrol, or a campaign where there is no template, at an instant: what is played out of it."""

    subject: Subject
    template: Template | None
    _played: dict[str, looks.Played] = field(default_factory=dict, compare=False)

    @cached_property
    def facts(self) -> dict[str, str]:
        return {
            "of": "template" if self.template else "campaign",
            "template": self.template.name if self.template else "",
        }

    @property
    def line(self) -> int:
        return self.template.line if self.template else self.subject.rules.patrols.line

    @property
    def ladder(self) -> Ladder:
        patrols = self.subject.rules.patrols
        return self.subject.rules.ladders[self.template.ladder if self.template else patrols.ladder]

    def at(self, grid: str, lies: str, state: str) -> Example:
        """Nobody looks at a spot in a grid until the ladder has been climbed to its end and its last rung came
        again."""
        now, patrols = self.subject.now, self.subject.rules.patrols
        kind = self.template.kind if self.template else next(iter(patrols.kinds))
        body = looks.said(kind, grid, self.template.name if self.template else None, now + WEEK)
        return Example(body, now, now + FAR, state, lies)

    def played(self, grid: str) -> looks.Played:
        """To the first rung that comes again; kept, since much is asked of it."""
        if grid not in self._played:
            self._played[grid] = looks.play(self.at(grid, "", ""), self.subject, len(self.ladder.rungs) + 1)
        return self._played[grid]

    def shown(self, grid: str, lies: str) -> Example | None:
        """An example that ends where the play did, if the look lies so then."""
        played = self.played(grid)
        if not looks.LIES[lies](played):
            return None
        last, whole = played.steps[-1].entry.recorded_at, self.at(grid, lies, str(played.view.patrol.state))
        return whole if played.refusal else replace(whole, until=last + timedelta(seconds=1))


def prove(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    patrols = subject.rules.patrols
    if not patrols.kinds:
        return
    sorts = [_Sort(subject, template) for template in (*patrols.templates.values(), None)]
    examined["patrols"] += len(sorts)
    yield from _undone(sorts)
    for sort in sorts:
        patience.go_on()
        yield from _of_ladder(sort)
        yield from _in_time(sort)
    yield from _to_nobody(subject, sorts)
    yield from _on_no_list(subject)


def _undone(sorts: list[_Sort]) -> Iterator[Finding]:
    """A state in which nobody may say that they looked, or what they found."""
    for state in (PatrolState.DUE, PatrolState.MISSED):
        for move in (Move.CHECK_OFF, Move.FIND):
            by = (arrow.by for arrow in TABLES[Kind.PATROL] if arrow.move == move and state in arrow.start)
            if not any(each - SYSTEM for each in by):
                yield Finding(
                    "patrol-undone",
                    Grade.WARNING,
                    {"kind": "patrol", "state": str(state), "move": str(move)},
                    sorts[0].line,
                )


def _of_ladder(sort: _Sort) -> Iterator[Finding]:
    grid, facts = _somewhere(sort.subject), {**sort.facts, "ladder": sort.ladder.name}
    rungs = sort.ladder.rungs
    for code in ("patrol-no-timer", "patrol-refused"):
        if example := _tried(sort, grid, code):
            yield Finding(
                code, Grade.FAILURE, {**sort.facts, "kind": "patrol", "state": example.state}, sort.line, example
            )
            return
    if not any(TOP & set(rung.tell) for rung in rungs):
        yield _lasting(sort, "patrol-below-top", facts, _tried(sort, grid, "patrol-below-top"))
    if not any(DOERS & set(rung.tell) for rung in rungs):
        yield Finding("patrol-doer-untold", Grade.WARNING, facts, sort.line)
    for number, rung in enumerate(rungs, 1):
        if not set(rung.tell) - {Audience.REPORTER}:
            last = number == len(rungs)
            example = _tried(sort, grid, "patrol-nobody-told") if last else None
            yield _lasting(sort, "patrol-rung-to-nobody", {**facts, "rung": str(number)}, example)


def _lasting(sort: _Sort, code: str, facts: dict[str, str], example: Example | None) -> Finding:
    return Finding(code, Grade.FAILURE if example else Grade.WARNING, facts, sort.line, example)


def _tried(sort: _Sort, grid: str, code: str) -> Example | None:
    """None where it does not lie so, or cannot be counted so far ahead."""
    try:
        return sort.shown(grid, code)
    except CalendarError:
        return None


def _in_time(sort: _Sort) -> Iterator[Finding]:
    """That the city hears of a missed look before the next one would be owed."""
    template, calendar = sort.template, sort.subject.calendar
    if template is None:
        return
    try:
        played = sort.played(_somewhere(sort.subject))
        told, due = looks.city_told(played), calendar.due(sort.subject.now, template.budget).at
        owed = calendar.due(due, template.every).at
    except CalendarError:
        return
    if told is not None and told > owed:
        facts = {**sort.facts, "ladder": sort.ladder.name, "every": str(template.every)}
        yield Finding("patrol-climbs-late", Grade.WARNING, facts, template.line)


def _somewhere(subject: Subject) -> str:
    """A grid in which a spot can stand, as deep as there is one."""
    directory, now = subject.directory, subject.now
    for level in (GROUP, VILLAGE):
        if grids := [grid for grid in directory.at_level(level, now) if not grid.special]:
            return min(grid.code for grid in grids)
    return directory.root.code


def _to_nobody(subject: Subject, sorts: list[_Sort]) -> Iterator[Finding]:
    """That there is somebody of the city to be told: now and as posts of its level end within 30 days. Of the
    townships each is asked."""
    directory = subject.directory
    held = [post for post in directory.posts.values() if post.role in CITYS]
    ends = {post.valid_to for post in held if post.valid_to and subject.now < post.valid_to <= subject.now + AHEAD}
    for at in (subject.now, *sorted(ends)):
        then = replace(subject, now=at)
        paths = sorted({directory.root.path, *(town.path for town in directory.townships(at))})
        found = [finding for sort in sorts if (finding := _unheard(_Sort(then, sort.template), paths))]
        yield from found
        if found:
            return


def _unheard(sort: _Sort, paths: list[str]) -> Finding | None:
    """The first place from which a missed look reaches nobody of the city, though its ladder names some."""
    for path in paths:
        told = {ROLE_OF[each] for rung in sort.ladder.rungs for each in rung.tell if each in TOP}
        if told and not any(_reaches_city(role, path, sort.subject) for role in told):
            grid = path.rpartition(".")[2]
            facts = {**sort.facts, "grid": grid, "began": sort.subject.now.isoformat()}
            return _lasting(sort, "patrol-to-nobody", facts, _tried(sort, grid, "patrol-below-top"))
    return None


def _reaches_city(role: Role, path: str, subject: Subject) -> bool:
    """Whether the nearest at or above a path who hold the post hold one of the city."""
    for at in upward(path):
        if posts := [post for post in subject.directory.desk(role, at) if post.holds(subject.now)]:
            return any(level_of(post, subject.directory) <= CITY for post in posts)
    return False


def _on_no_list(subject: Subject) -> Iterator[Finding]:
    """Places at which neither an informant nor a handler has a post: a look there is on nobody's list, and waits for
    the township's supervisor."""
    for who in dict.fromkeys(template.who for template in subject.rules.patrols.templates.values()):
        empty = [path for path in _places(subject) if not _has_it(who, path, subject)]
        if empty:
            first = next(each for each in subject.rules.patrols.templates.values() if each.who == who)
            facts = {"of": "template", "template": first.name, "grid": empty[0].rpartition(".")[2]}
            yield Finding("patrol-on-no-list", Grade.WARNING, {**facts, "places": str(len(empty))}, first.line)


def _places(subject: Subject) -> list[str]:
    grids = [grid for level in (VILLAGE, GROUP) for grid in subject.directory.at_level(level, subject.now)]
    return sorted(grid.path for grid in grids if not grid.special)


def _has_it(who: Role, path: str, subject: Subject) -> bool:
    directory, now = subject.directory, subject.now
    if who == Role.INFORMANT and directory.holders(who, path, now):
        return True
    return any(directory.holders(Role.HANDLER, at, now) for at in upward(path))
