"""Proof of the ladders: with nobody acting, the timers alone bring every state to the city, where somebody is told.

The search of `states` says which clocks can be armed together; here the ladders of each route are held against that.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from models.clock import Stage
from models.territory import CITY
from workflow.clocks import BY_ITSELF
from workflow.proof import ideal, patience
from workflow.proof.dressing import Sought, dressed, lasting
from workflow.proof.findings import AHEAD, Example, Finding, Grade, Subject
from workflow.proof.lying import CITYS
from workflow.proof.states import ASPECTS, Stand, explore
from workflow.rules.language import Action, Audience, Ladder, Route, Rung

TOP: Final = frozenset({Audience.SUPERVISOR, Audience.CENTRE})
"""Who of those that a rung can tell sits at the city's level, wherever the case lies."""

DOING: Final = frozenset({Stage.HANDLE, Stage.REQUEST})
"""The stages in which there always is somebody who does it."""

MATTERS: Final = (
    *(Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.VERIFY, Stage.PROMISE),
    *(Stage.REQUEST, Stage.ORDER, Stage.REVIEW, Stage.OBJECTION, Stage.INSPECTION),
)


def prove(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    """Ladders that do not end at the city, rungs that tell nobody, and a city in which nobody is there to be told."""
    examined["ladders"] += len(subject.rules.ladders)
    yield from _nobody_above(subject)
    yield from _below_top(subject, examined)
    yield from _to_nobody(subject)


def tops(ladder: Ladder) -> bool:
    """Whether somebody of the city is told before its last rung repeats for the second time."""
    return any(_at_the_top(rung) for rung in ladder.rungs)


def _at_the_top(rung: Rung) -> bool:
    raised = rung.do == Action.RAISE and rung.level is not None and rung.level <= CITY
    return raised or rung.do == Action.TABLE or bool(TOP & set(rung.tell))


def stands_of(route: Route, subject: Subject) -> tuple[Stand, ...]:
    """Which clocks can be armed together of a case of a route."""
    return explore(ideal.left_by(subject.rules.limits_of(route.name))).stands


def _below_top(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    found: dict[tuple[str, tuple[str, ...]], tuple[Stand, list[Route]]] = {}
    for route in subject.rules.routes:
        patience.go_on()
        for stand in stands_of(route, subject):
            stages = stand.stages if route.close_after else stand.stages - {Stage.CLOSURE}
            examined["stands"] += 1
            if stages and not stages & BY_ITSELF:
                names = tuple(sorted({route.ladders[stage] for stage in stages}))
                if not any(tops(subject.rules.ladders[name]) for name in names):
                    found.setdefault((stand.state, names), (stand, []))[1].append(route)
    for (_, names), (stand, routes) in found.items():
        facts = {"route": routes[0].name, "state": stand.state, "ladders": ", ".join(names)}
        lasted = _shown("below-top", stand, {route.name for route in routes}, subject, subject)
        yield Finding("below-top", Grade.FAILURE if lasted else Grade.WARNING, facts, routes[0].line, lasted)
    yield from _alone(subject)


def _shown(lies: str, stand: Stand, routes: Collection[str], now: Subject, subject: Subject) -> Example | None:
    """A case of one of these routes that comes there and then lies, with nobody acting."""
    example = dressed(Sought(lies, stand.goal, stand.moves, wider=ASPECTS["ends"], routes=routes), now)
    return lasting(example, subject) if example else None


def _alone(subject: Subject) -> Iterator[Finding]:
    """Stages whose own ladder stays below the city, so that the promise alone brings their cases there."""
    told: set[tuple[Stage, str]] = set()
    for route in subject.rules.routes:
        for stage in MATTERS:
            name = route.ladders[stage]
            if (stage, name) not in told and not tops(subject.rules.ladders[name]):
                told.add((stage, name))
                facts = {"stage": str(stage), "ladder": name, "route": route.name}
                yield Finding("ladder-stays-below", Grade.WARNING, facts, route.line)


def _to_nobody(subject: Subject) -> Iterator[Finding]:
    told: set[tuple[Stage, str]] = set()
    for route in subject.rules.routes:
        for stage in MATTERS:
            ladder = subject.rules.ladders[route.ladders[stage]]
            if (stage, ladder.name) not in told:
                told.add((stage, ladder.name))
                yield from _silent(ladder, stage, route, subject)


def _silent(ladder: Ladder, stage: Stage, route: Route, subject: Subject) -> Iterator[Finding]:
    for number, rung in enumerate(ladder.rungs, 1):
        if rung.do not in (Action.REMIND, Action.WARN) or any(_there(each, stage) for each in rung.tell):
            continue
        facts = {"ladder": ladder.name, "rung": str(number), "stage": str(stage), "route": route.name}
        finding = Finding("rung-to-nobody", Grade.WARNING, facts, route.line)
        if number == len(ladder.rungs) and Audience.DUTY not in rung.tell:
            example = _unheard(ladder, stage, route, subject)
            finding = replace(finding, grade=Grade.FAILURE if example else Grade.WARNING, example=example)
        yield finding


def _there(audience: Audience, stage: Stage) -> bool:
    """Whether an audience is somebody whatever the case: a reporter may have no name, a desk rests while the posts are
    awake, and before it is sent out nobody does it."""
    if audience == Audience.DOER:
        return stage in DOING
    return audience not in (Audience.REPORTER, Audience.DUTY)


def _unheard(ladder: Ladder, stage: Stage, route: Route, subject: Subject) -> Example | None:
    routes = {route.name for route in subject.rules.routes if route.ladders[stage] == ladder.name}
    fitting = (stand for stand in stands_of(route, subject) if stage in stand.stages)
    shown = (_shown("nobody-told", stand, routes, subject, subject) for stand in fitting)
    return next((example for example in shown if example), None)


def _nobody_above(subject: Subject) -> Iterator[Finding]:
    """The first instant, now or in the next 30 days, from which on nobody holds a post of the city's level."""
    directory, now = subject.directory, subject.now
    posts = [post for post in directory.posts.values() if post.role in CITYS and _level(subject, post.grid_id) <= CITY]
    ends = sorted(post.valid_to for post in posts if post.valid_to is not None and now < post.valid_to <= now + AHEAD)
    for at in (now, *ends):
        if not any(post.holds(at) for post in posts):
            later = replace(subject, now=at)
            stands = [stand for stand in stands_of(subject.rules.routes[0], subject) if not stand.moves]
            lasted = _shown("below-top", stands[0], (), later, subject)
            grade = Grade.FAILURE if lasted else Grade.WARNING
            yield Finding("nobody-above", grade, {"began": at.isoformat()}, example=lasted)
            return


def _level(subject: Subject, grid_id: UUID | None) -> int:
    grid = subject.directory.grid_by_id(grid_id) if grid_id else None
    return grid.level if grid else CITY + 1
