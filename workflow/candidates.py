"""Who could be sent to a case, whom the rules suggest among them, and why the others are not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from models.incident import Incident
from models.people import Role
from models.task import Task, TaskState
from workflow import receivers, rights, store
from workflow.commands import Actor
from workflow.directory import Target, nearness, takes
from workflow.directory.places import upward
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.facts import Facts
from workflow.in_force import Now
from workflow.knowing import known
from workflow.rights import below
from workflow.rules.language import Choose, Route
from workflow.view import View

SENT_AS: Final = (Role.HANDLER, Role.DUTY, Role.DISPATCHER, Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR)
"""The roles whose holders may be sent themselves: at a grid of the case, the lowest first."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be sent. `able`: a dispatch to them goes through. `why` is the code of a sentence, `facts` are
    what it names. `on_duty`: somebody of them is; else `next_at` is when the first is, if within a fortnight."""

    target: Target
    load: int
    on_duty: bool
    next_at: datetime | None
    suggested: bool
    able: bool
    why: str
    facts: Mapping[str, Any]


async def candidates(engine: Engine, actor: Actor, ref: str) -> tuple[list[Candidate], Now]:
    """Whom somebody who may send to a case can choose from. NotFound for whom there is no such case, Forbidden for who
    sends nobody; none while it has no place, and when it has ended."""
    async with store.snapshot(engine.database) as connection:
        case = await known(connection, engine.in_force, actor, ref)
        view, now, facts = case.view, case.now, case.facts
        if not rights.sends(case.held):
            raise Forbidden()
        if not view.incident.open:
            return [], now
        rules, _ = await engine.in_force.pinned(connection, view.incident)
        route = rules.named(view.incident.route)
        targets = possible(view.incident, route, facts)
        facts.loads = await store.reading.load_of(connection, {target.id for target in targets})
    return weighed(view, targets, route, facts), now


def possible(incident: Incident, route: Route, facts: Facts) -> list[Target]:
    """Everybody who works there: whom the route names first, in its order, then the grids of the case from its own up,
    the units that take its kind there, the other villages of its township, and those who hold posts above it. Nobody
    for a case without a place."""
    if incident.grid_id is None:
        return []
    named = receivers.named(route, incident, facts)
    found = [*named, *_grids(incident, facts), *_units(incident, facts), *_villages(incident, facts)]
    return list(dict.fromkeys([*found, *_persons(incident, facts)]))


def _grids(incident: Incident, facts: Facts) -> Iterator[Target]:
    """Whose handlers are at a special grid over the case, or at a grid of its path, the nearest first."""
    for code in (*incident.specials, *(at.rpartition(".")[2] for at in upward(incident.path))):
        yield from _handled(code, facts)


def _handled(code: str, facts: Facts) -> Iterator[Target]:
    target = facts.directory.target_grid(code, facts.now)
    if target is not None and facts.directory.members(target, facts.now):
        yield target


def _villages(incident: Incident, facts: Facts) -> Iterator[Target]:
    township = facts.directory.township_path(incident.path)
    for grid in facts.directory.grids(facts.now):
        if not grid.special and below(grid.path, township):
            yield from _handled(grid.code, facts)


def _units(incident: Incident, facts: Facts) -> Iterator[Target]:
    near = sorted(facts.directory.units(facts.now), key=lambda unit: -nearness(unit, incident.path))
    for unit in near:
        if takes(unit, incident.category) and any(below(incident.path, path) for path in unit.paths):
            target = facts.directory.target_unit(unit.code, facts.now)
            if target is not None and facts.directory.members(target, facts.now):
                yield target


def _persons(incident: Incident, facts: Facts) -> Iterator[Target]:
    for path in upward(incident.path):
        for role in SENT_AS:
            for person in facts.directory.holders(role, path, facts.now):
                target = facts.directory.target_person(person, facts.now)
                if target is not None:
                    yield target


def weighed(view: View, targets: list[Target], route: Route, facts: Facts) -> list[Candidate]:
    """Each of those who are possible with what speaks for and against; whom the rules suggest first, then whom they
    name, then as they come; who cannot be sent last. `facts.loads` has what each has in hand."""
    incident = view.incident
    where = incident.category, incident.path, incident.specials, facts, incident.urgent
    first = receivers.suggested(route.to, *where, choose=route.choose) if targets else None
    named = set(receivers.named(route, incident, facts)) if targets else set()
    found = [_candidate(view, target, first, named, route, facts) for target in targets]
    return sorted(found, key=lambda each: (not each.able, not each.suggested, each.target not in named))


def _candidate(
    view: View, target: Target, first: Target | None, named: Collection[Target], route: Route, facts: Facts
) -> Candidate:
    on_duty = facts.directory.manned(target, facts.now, facts.calendar)
    passed = (
        () if on_duty else facts.directory.reach_target(target, view.incident.path, facts.now, facts.calendar).passed
    )
    able, why, said = _why(view, target, first, named, route, facts)
    return Candidate(
        target=target,
        load=facts.loads.get(target.id, 0),
        on_duty=on_duty,
        next_at=passed[0].next_at if passed else None,
        suggested=able and target == first,
        able=able,
        why=why,
        facts=said,
    )


def _why(
    view: View, target: Target, first: Target | None, named: Collection[Target], route: Route, facts: Facts
) -> tuple[bool, str, Mapping[str, Any]]:
    """Whether they can be sent, and the one thing that matters most about it."""
    had = _had(view, target)
    if target.kind == "unit" and target.code == view.incident.caused_by:
        return False, "cause", {}
    if had is not None and had.open:
        return False, "has-it", {}
    if had is not None and had.state == TaskState.RETURNED and had.return_type is not None:
        return True, "returned", {"type": had.return_type}
    if target == first:
        fewest = route.choose is Choose.LEAST_LOADED and len(named) > 1
        return True, "fewest" if fewest else "suggested", {"route": route.name}
    if first is not None and target in named:
        busier = route.choose is Choose.LEAST_LOADED
        return True, "busier" if busier else "after", {"first": first.name, "route": route.name}
    return True, *_otherwise(view.incident, target, facts)


def _otherwise(incident: Incident, target: Target, facts: Facts) -> tuple[str, Mapping[str, Any]]:
    """Why somebody could be sent whom the rules do not name."""
    if target.kind == "unit":
        return "unit", {}
    if target.kind == "person":
        posts = facts.directory.posts_of(target.id, facts.now)
        return "person", {"role": next((str(post.role) for post in posts if post.role in SENT_AS), "")}
    grid = facts.directory.grid_by_id(target.id)
    here = grid is not None and (grid.code in incident.specials or below(incident.path, grid.path))
    return "here" if here else "township", {}


def _had(view: View, target: Target) -> Task | None:
    """The last task that this receiver had of the case."""
    tasks = [task for task in view.tasks.values() if task.receiver == (target.kind, target.id)]
    return max(tasks, key=lambda task: (task.open, task.assigned_at), default=None)
