"""What the lists ask of the store: pages of cases with what a row shows, and the territory."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from api import showing
from api.cases import Item, Items, ManyAround, Suggestion, Tallies, Work
from api.overseen import BehindOf
from api.showing import Reader
from models.incident import Flow, Incident
from models.people import Language
from models.territory import Grid, GridRow, Unit, UnitRow
from workflow import overseeing, receivers, rights, store
from workflow.commands import Actor, Location
from workflow.directory.places import in_use
from workflow.engine import Engine
from workflow.errors import BadInput, NotFound
from workflow.grounds import Wanted
from workflow.guards import Question
from workflow.in_force import Now
from workflow.rights import Scope
from workflow.sentences import Names
from workflow.store.board import Figure
from workflow.store.paging import Page
from workflow.store.proposals import Proposed, Waits
from workflow.store.queues import Filters, Queue
from workflow.view import View


async def identity(engine: Engine, ref: str) -> UUID:
    """The id that a number or an id means. Whether anybody may know of it is the engine's to say."""
    try:
        return UUID(ref)
    except ValueError:
        async with store.snapshot(engine.database) as connection:
            found = await store.reading.find_incident(connection, ref)
    if found is None:
        raise NotFound()
    return found


async def queue(engine: Engine, actor: Actor, kind: Queue, cursor: str | None, limit: int, language: Language) -> Items:
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        page = await store.queues.queue(connection, kind, _scope(actor, now), cursor, limit)
        suggestions = await _suggestions(engine, connection, page, now, language) if kind == Queue.DISPATCH else {}
        doing = partial(_work, engine, connection, actor, now) if kind == Queue.HANDLE else None
        return await _items(connection, page, now, language, suggestions, doing)


async def tallies(engine: Engine, actor: Actor) -> Tallies:
    """How much waits for the asker in each queue."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        scope, yellow = _scope(actor, now), float(now.rules.yellow)
        found = {str(kind): await store.counting.tally(connection, kind, scope, now.at, yellow) for kind in Queue}
    return Tallies.model_validate(found, from_attributes=True)


async def listing(
    engine: Engine, actor: Actor, filters: Filters, cursor: str | None, limit: int, language: Language
) -> Items:
    """A page of a list. Words that name categories find the cases of these too."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        filters = replace(filters, kinds=tuple(_named(filters.words, now)))
        page = await store.queues.listing(connection, _scope(actor, now), filters, cursor, limit)
        return await _items(connection, page, now, language, {})


async def proposed(
    engine: Engine,
    actor: Actor,
    waits: Waits | None,
    flow: Flow | None,
    cursor: str | None,
    limit: int,
    language: Language,
) -> tuple[list[tuple[Proposed, Item]], Now, str | None]:
    """A page of the open suggestions and wishes that the asker may see, the most supported first, each with its row and
    what they may do with it."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        found, following = await store.proposals.waiting(connection, _scope(actor, now), waits, flow, cursor, limit)
        page = Page([each.incident for each in found], following)
        rows = await _items(connection, page, now, language, {}, partial(_work, engine, connection, actor, now))
    shown = {row.id: row for row in rows.items}
    return [(each, shown[each.incident.id]) for each in found if each.incident.id in shown], now, following


async def behind(
    engine: Engine,
    actor: Actor,
    figure: Figure,
    wanted: Wanted,
    since: date | None,
    cursor: str | None,
    limit: int,
    language: Language,
) -> BehindOf:
    """A page of the cases that a figure of the board counts."""
    found = await overseeing.behind(engine, actor, figure, wanted, since, cursor, limit)
    async with store.snapshot(engine.database) as connection:
        shown = await _items(connection, found.page, found.now, language, {})
        ids = [item.id for item in shown.items] if figure == Figure.ANSWERED else []
        said = await store.reading.answers(connection, ids)
    names = Names(language, found.now.directory, found.now.rules)
    items = [showing.answered(item, said.get(item.id), names) for item in shown.items]
    place = " · ".join(grid.name for grid in found.places)
    return BehindOf(items=items, next=shown.next, place=place, unit=found.unit.name if found.unit else None)


async def rows(engine: Engine, cases: Sequence[Incident], now: Now, language: Language) -> list[Item]:
    """A row for each case."""
    async with store.snapshot(engine.database) as connection:
        return (await _items(connection, Page(list(cases), None), now, language, {})).items


async def around(
    engine: Engine,
    actor: Actor,
    category: str,
    grid: str | None,
    point: Location | None,
    limit: int,
    language: Language,
) -> ManyAround:
    """The open cases of a category near a place; BadInput for what the city has not."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        kind = now.rules.category(category)
        if kind is None:
            raise BadInput("category", "unknown-category", value=category)
        place, limits = now.facts().place("", grid, point), now.rules.limits.duplicates
        asked = store.reading.Nearby(
            category=kind.key,
            path=place.path if place else "",
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            since=now.at - timedelta(days=limits.days),
            metres=limits.metres,
        )
        found = await store.around.around(connection, asked, limit)
        views = await store.reading.load_views(connection, found)
    by, scope = Reader(Names(language, now.directory, now.rules), now), _scope(actor, now)
    shown = (showing.near(views[each], metres, scope, by) for each, metres in found.items() if each in views)
    return ManyAround(items=list(shown))


def _named(words: Sequence[str], now: Now) -> Iterator[str]:
    """The categories whose key, or whose name in one of the languages, has all the words."""
    for key, category in now.rules.catalogue.items() if words else ():
        names = [key.lower(), category.zh.lower(), category.en.lower()]
        if any(all(word.lower() in name for word in words) for name in names):
            yield key


def _scope(actor: Actor, now: Now) -> Scope:
    assert actor.id is not None
    return rights.scope(actor, now.facts().posts(actor.id), now.directory)


Doing = Callable[[Iterable[View], Reader], Awaitable[dict[UUID, Work]]]


async def _items(
    connection: store.Connection,
    page: Page,
    now: Now,
    language: Language,
    suggestions: Mapping[UUID, Suggestion],
    doing: Doing | None = None,
) -> Items:
    ids = [incident.id for incident in page.items]
    views = await store.reading.load_views(connection, ids)
    words = await store.reading.wording(connection, ids)
    by = Reader(Names(language, now.directory, now.rules), now)
    numbers = await store.reading.numbers(connection, {v.incident.same_as for v in views.values()})
    work = await doing(views.values(), by) if doing else {}
    shown = showing.items([views[i] for i in ids if i in views], words, suggestions, numbers, by, work)
    return Items(items=list(shown), next=page.next)


async def _work(
    engine: Engine, connection: store.Connection, actor: Actor, now: Now, views: Iterable[View], by: Reader
) -> dict[UUID, Work]:
    """What the asker has to do on each, under the rules that it is pinned to."""
    assert actor.id is not None
    facts, found = now.facts(), {}
    posts = facts.posts(actor.id)
    for view in views:
        case = view.incident
        limits = (await engine.in_force.rules(connection, case.rules_version)).limits_of(case.route)
        own = (task for task in view.tasks.values() if task.open and rights.does(task, actor.id, posts))
        tasks = [showing.own_task(task, view, by) for task in own]
        tasks.sort(key=lambda task: (task.due_at is None, task.due_at or now.at))
        allowed = rights.allowed(view, actor, facts, Question(view, case.id, actor.id, now.at, limits))
        found[case.id] = Work(tasks=tasks, allowed=list(allowed))
    return found


async def _suggestions(
    engine: Engine, connection: store.Connection, page: Page, now: Now, language: Language
) -> dict[UUID, Suggestion]:
    """Whom the rules that it is pinned to suggest for each, with the load of each."""
    facts, placed, found = now.facts(), {}, {}
    for incident in page.items:
        if incident.grid_id is not None:
            rules = await engine.in_force.rules(connection, incident.rules_version)
            where = incident.category, incident.path, incident.specials, facts, incident.urgent
            placed[incident.id] = rules.named(incident.route), where
    rivals = {each for route, where in placed.values() for each in receivers.rivals([route], *where)}
    facts.loads = await store.reading.load_of(connection, rivals)
    for identity, (route, where) in placed.items():
        chosen = receivers.chosen(route.to, *where, choose=route.choose)
        if chosen is not None:
            found[identity] = chosen, route
    load = await store.reading.load_of(connection, {chosen.target.id for chosen, _ in found.values()})
    names = Names(language, now.directory, now.rules)
    return {
        identity: showing.suggested(chosen, route, load.get(chosen.target.id, 0), names)
        for identity, (chosen, route) in found.items()
    }


async def units(engine: Engine, actor: Actor, now: Now) -> list[Unit]:
    """The units in use whose territory and the asker's meet, by code."""
    posts = now.facts().posts(actor.id) if actor.id else ()
    grids = (now.directory.grid_by_id(post.grid_id) for post in posts if post.grid_id)
    held = [grid.path for grid in grids if grid]
    async with engine.database.session() as session:
        found = (await session.exec(select(UnitRow).order_by(col(UnitRow.code)))).all()
    return [unit for unit in found if in_use(unit, now.at) and _meets(unit.paths, held)]


def _meets(paths: Sequence[str], held: Sequence[str]) -> bool:
    return any(rights.below(path, at) or rights.below(at, path) for path in paths for at in held)


async def grids(engine: Engine, now: Now, under: str | None, level: int | None) -> list[tuple[Grid, str | None]]:
    """The grids in use just below one (the root, if none is named), or all of a duty level in its subtree; each with
    the code of its parent, in the order of their codes."""
    top = now.directory.root if under is None else now.directory.grid(under)
    if top is None or not in_use(top, now.at):
        raise BadInput("under", "unknown-grid")
    wanted = select(GridRow).order_by(col(GridRow.code))
    if level is None:
        wanted = wanted.where(col(GridRow.parent_id) == top.id)
    else:
        below = col(GridRow.path).like(f"{top.path}.%")
        wanted = wanted.where(col(GridRow.level) == level, below)
    async with engine.database.session() as session:
        found = (await session.exec(wanted)).all()
    return [(grid, _code(now, grid.parent_id)) for grid in found if in_use(grid, now.at)]


def _code(now: Now, grid_id: UUID | None) -> str | None:
    found = now.directory.grid_by_id(grid_id) if grid_id else None
    return found.code if found else None
