"""Who is sent: what a route's receiver means for one incident, and how it becomes a task."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from models.incident import Incident
from models.people import Role
from models.task import Task, TaskKind, TaskState
from workflow.commands import Payload, Relocate, Submit
from workflow.directory import Place, Target, takes
from workflow.draft import Draft
from workflow.errors import BadInput
from workflow.facts import Facts
from workflow.machines import Kind
from workflow.rights import below
from workflow.rules.language import Choose, Route, Rules
from workflow.rules.language import Receiver as Rule


class Chosen(NamedTuple):
    """Who is suggested, and the receiver of the route by which they were found."""

    target: Target
    by: Rule


def suggested(
    to: Sequence[Rule],
    category: str,
    path: str,
    specials: list[str],
    facts: Facts,
    urgent: bool = False,
    choose: Choose = Choose.FIRST,
) -> Target | None:
    """The receiver that a route names, found in this territory; None where there is nobody. Of several it is the first
    that there is, or whoever of them has the fewest open tasks."""
    found = chosen(to, category, path, specials, facts, urgent, choose)
    return found.target if found else None


def chosen(
    to: Sequence[Rule],
    category: str,
    path: str,
    specials: list[str],
    facts: Facts,
    urgent: bool = False,
    choose: Choose = Choose.FIRST,
) -> Chosen | None:
    """The same, with what of the route names them."""
    found = ((rule, _found(rule, category, path, specials, facts, urgent)) for rule in to)
    if choose is Choose.FIRST:
        return next((Chosen(each[0], rule) for rule, each in found if each), None)
    rivals: dict[Target, Rule] = {}
    for rule, each in found:
        rivals |= {target: rule for target in each if target not in rivals}
    loads = facts.load(list(rivals))
    least = min(rivals, key=lambda target: loads[target.id], default=None)
    return Chosen(least, rivals[least]) if least else None


def named(route: Route, incident: Incident, facts: Facts) -> list[Target]:
    """Everybody whom a route's receivers could mean for an incident, in their order."""
    where = incident.category, incident.path, incident.specials, facts, incident.urgent
    return list(dict.fromkeys(target for rule in route.to for target in _found(rule, *where)))


def rivals(
    routes: Iterable[Route], category: str, path: str, specials: list[str], facts: Facts, urgent: bool = False
) -> set[UUID]:
    """Whose load such routes would look at that choose by it: loaded before a decision, which has no way to ask."""
    choosing = [rule for route in routes if route.choose is Choose.LEAST_LOADED for rule in route.to]
    return {target.id for rule in choosing for target in _found(rule, category, path, specials, facts, urgent)}


def weighed(payload: Payload, incident: Incident | None, rules: Rules, facts: Facts) -> set[UUID]:
    """Whose load the rules might look at in a decision about an incident, or about a report that is to be one."""
    choosing = [route for route in rules.routes if route.choose is Choose.LEAST_LOADED]
    category = getattr(payload, "category", None) or (incident.category if incident else "")
    place = _place(payload, facts) if isinstance(payload, Submit | Relocate) else incident
    if not choosing or place is None:
        return set()
    each = (rivals([route], category, place.path, list(place.specials), facts, route.urgent) for route in choosing)
    return {found for ids in each for found in ids}


def _place(payload: Submit | Relocate, facts: Facts) -> Place | None:
    point, directory = payload.location, facts.directory
    if payload.grid is not None:
        return directory.place(payload.grid, facts.now)
    if point is None or point.lat is None or point.lon is None:
        return None
    return directory.locate(point.lat, point.lon, facts.now)


def _found(rule: Rule, category: str, path: str, specials: list[str], facts: Facts, urgent: bool) -> list[Target]:
    """Who one receiver could mean, whoever should be sent first in front: the nearest units of which somebody is on
    duty, else the nearest; the holders of a role, or those who stand in for them, who are on duty."""
    directory, now = facts.directory, facts.now
    found: Iterable[Target | None]
    if rule.how == "unit" and rule.unit is not None:
        found = (directory.target_unit(unit.code, now) for unit in facts.equals(rule.unit, category, path))
    elif rule.role is not None:
        role, at = Role(rule.role), _at_level(path, rule.level, facts)
        substitute = rule.how == "substitute"
        persons = facts.substitutes(role, at) if substitute else facts.reach(role, at, urgent).on_duty
        found = (directory.target_person(person, now) for person in persons)
    else:
        found = [facts.handlers(path, specials)]
    return [target for target in found if target is not None]


def _at_level(path: str, level: int | None, facts: Facts) -> str:
    """The path of the grid of that duty level above a place, or the place's own."""
    codes = path.split(".")
    grids = [facts.directory.grid(code) for code in codes]
    depth = sum(1 for grid in grids if level is None or (grid is not None and grid.level <= level))
    return ".".join(codes[:depth]) or path


def suggestion(draft: Draft) -> Target | None:
    incident = draft.incident
    where = incident.category, incident.path, incident.specials, draft.facts, incident.urgent
    return suggested(draft.route.to, *where, choose=draft.route.choose)


def co_receivers(draft: Draft) -> list[Target]:
    incident = draft.incident
    where = incident.category, incident.path, incident.specials, draft.facts, incident.urgent
    found = [suggested([rule], *where) for rule in draft.route.co]
    return [target for target in found if target is not None]


def causes(draft: Draft, target: Target) -> bool:
    """Whether the receiver is the unit that the report names as the cause (回避)."""
    return target.kind == "unit" and target.code == draft.incident.caused_by


def serves(draft: Draft, target: Target) -> bool:
    """Whether a receiver works here: a unit whose territory and categories hold the case, a grid of its township or
    above it or a special one over it, a person with a post of such a grid or unit."""
    directory, incident = draft.facts.directory, draft.incident
    if target.kind == "unit":
        unit = directory.unit_by_id(target.id)
        return unit is not None and takes(unit, incident.category) and any(below(incident.path, p) for p in unit.paths)
    if target.kind == "grid":
        grid = directory.grid_by_id(target.id)
        return grid is not None and (grid.code in incident.specials or _around(draft, grid.path))
    posts = [post for post in draft.facts.posts(target.id) if post.role != Role.ADMIN]
    grids = [directory.grid_by_id(post.grid_id) for post in posts if post.grid_id]
    units = [directory.unit_by_id(post.unit_id) for post in posts if post.unit_id]
    near = (grid is not None and (grid.code in incident.specials or _around(draft, grid.path)) for grid in grids)
    return any(near) or any(unit is not None and any(below(incident.path, p) for p in unit.paths) for unit in units)


def _around(draft: Draft, path: str) -> bool:
    """Whether a grid lies in the case's township, or the case in it."""
    township = draft.facts.directory.township_path(draft.incident.path)
    return below(path, township) or below(draft.incident.path, path)


def give(draft: Draft, target: Target, kind: TaskKind, field: str = "to", final: bool = False) -> Task:
    """A task for a receiver. Who had it before goes on where their clock stood."""
    if causes(draft, target):
        raise BadInput(field, "receiver-is-the-cause", unit=target.code)
    if not serves(draft, target):
        raise BadInput(field, "receiver-elsewhere", receiver=target.code)
    task = Task(
        id=draft.new_id(),
        incident_id=draft.incident_id,
        kind=kind,
        state=TaskState.ASSIGNED,
        version=1,
        life=draft.incident.reopens,
        unit_id=target.id if target.kind == "unit" else None,
        grid_id=target.id if target.kind == "grid" else None,
        person_id=target.id if target.kind == "person" else None,
        continues=_earlier(draft, target),
        final=final,
        assigned_at=draft.now,
        assigned_by=draft.actor_id,
    )
    draft.put(Kind.TASK, task)
    draft.because("given", receiver=target.code, name=target.name, kind=kind)
    return task


def target_of(task: Task, facts: Facts) -> Target:
    """The receiver of a task."""
    return facts.directory.target(*task.receiver)


def _earlier(draft: Draft, target: Target) -> UUID | None:
    had = [
        task
        for task in draft.tasks.values()
        if not task.open and target.id in (task.unit_id, task.grid_id, task.person_id)
    ]
    return max(had, key=lambda task: task.assigned_at).id if had else None
