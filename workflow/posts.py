"""Who leaves a post: the question asked of the city as it is, by whoever may change the rosters of the posts in it."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.ledger import ActorKind
from models.people import Post, Role
from workflow import rights, store
from workflow.commands import SYSTEM, Actor
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden
from workflow.in_force import Now
from workflow.messages import say
from workflow.proof.findings import whole
from workflow.roster.books import nobodys
from workflow.roster.coverage import place_of
from workflow.roster.leaving import After, Consequences, Departure, Heir, after, consequences
from workflow.sentences import Names, finding, instant, word
from workflow.store.leaving import Hanging


@dataclass(frozen=True)
class Answer:
    """What would follow, how much open work hangs on it, and how many open cases would go over to another grid."""

    consequences: Consequences
    hanging: Hanging
    moving: int = 0


async def check(engine: Engine, actor: Actor, departure: Departure) -> tuple[Now, Answer]:
    """What would follow of a departure. BadInput for what there is not or has ended, Forbidden for posts and grids
    whose rosters are not the asker's to change."""
    _check_asker(await engine.now(), actor)
    async with engine.aside.turn():
        now = await engine.now()
        at = whole(max(now.at, departure.at or now.at))
        asked = await asyncio.to_thread(after, departure, now.directory, at)
        _check_rights(now, actor, asked)
        found = await asyncio.to_thread(consequences, asked, now.directory, now.rules, now.calendar, at)
    async with store.snapshot(engine.database) as connection:
        persons = [departure.person] if departure.person is not None else []
        hanging = await store.leaving.hanging(connection, *hanging_on(persons, found))
    return now, Answer(found, hanging)


def _check_asker(now: Now, actor: Actor) -> None:
    """Who changes nobody's roster is told nothing, not even whether there is such a person or grid."""
    if actor == SYSTEM:
        return
    if actor.kind != ActorKind.PERSON or actor.id is None or not rights.edits_any_roster(now.facts().posts(actor.id)):
        raise Forbidden(move="posts-check")


def _check_rights(now: Now, actor: Actor, asked: After) -> None:
    if actor == SYSTEM:
        return
    if actor.kind != ActorKind.PERSON or actor.id is None:
        raise Forbidden()
    own = now.facts().posts(actor.id)
    gone = asked.redrawn.gone if asked.redrawn else ()
    wanted = [*asked.ended, *(nobodys(Role.HANDLER, grid.id, None, now.at) for grid in gone)]
    if not rights.keeps_house(own) and not all(rights.edits_roster(own, post, now.directory) for post in wanted):
        raise Forbidden(move="posts-check")


def hanging_on(persons: list[UUID], found: Consequences) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """The persons, grids and units whose open work would have nobody of their own, where these persons leave."""
    orphans = [heir.post for heir in found.heirs if heir.orphaned and heir.post.role == Role.HANDLER]
    return persons, [post.grid_id for post in orphans if post.grid_id], [unit.id for unit in found.units]


async def person_named(engine: Engine, text: str) -> UUID:
    """A person by id or by name. BadInput for a name that nobody has, or several do."""
    now = await engine.now()
    try:
        return UUID(text)
    except ValueError:
        found = {post.person_id for post in now.directory.posts.values() if _called(now, post) == text}
    if len(found) != 1:
        raise BadInput("person", "several-of-that-name" if found else "unknown-person", count=len(found))
    return found.pop()


def _called(now: Now, post: Post) -> str:
    person = now.directory.person(post.person_id)
    return person.name if person else ""


def to_json(answer: Answer, names: Names) -> dict[str, Any]:
    """The answer as plain JSON, findings with their sentences."""
    found = answer.consequences
    return {
        "at": found.at.isoformat(),
        "sound": found.sound,
        "posts": [_heir(heir) for heir in found.heirs],
        "stands_in": [{"role": str(post.role), "place": place_of(names.directory, post)} for post in found.stands_in],
        "units": [unit.code for unit in found.units],
        "ladders": [
            {"ladder": lost.ladder, "role": str(lost.role), "place": lost.place, "end": lost.end}
            for lost in found.ladders
        ],
        "routes": list(found.routes),
        "hanging": answer.hanging.model_dump(),
        "findings": [
            {**each.to_json(), "text": finding(names.language, each.code, each.facts, names)} for each in found.findings
        ],
    }


def _heir(heir: Heir) -> dict[str, Any]:
    return {
        "post": str(heir.post.id),
        "role": str(heir.post.role),
        "place": heir.place,
        "orphaned": heir.orphaned,
        "beside": [str(person) for person in heir.beside],
        "passes_to": {"role": heir.role and str(heir.role), "persons": [str(person) for person in heir.persons]},
    }


def lines(answer: Answer, names: Names) -> Iterator[str]:
    """The answer in words, a line each."""
    language, found, hanging = names.language, answer.consequences, answer.hanging.model_dump()
    yield say(language, "posts-from", at=instant(language, found.at))
    for heir in found.heirs:
        yield _heir_told(heir, names)
    yield from _lost(found, names)
    if any(hanging.values()):
        yield say(language, "posts-hanging", **hanging)
    yield from (finding(language, each.code, each.facts, names) for each in found.findings)
    if found.sound:
        yield say(language, "posts-sound")


def _heir_told(heir: Heir, names: Names) -> str:
    desk = {"role": _role(names, heir.post.role), "place": _place(names, heir.place)}
    if not heir.orphaned:
        return say(names.language, "posts-shared", **desk, persons=_named(names, heir.beside))
    to = _role(names, heir.role) if heir.role else "–"
    return say(names.language, "posts-orphan", **desk, persons=_named(names, heir.persons), to=to)


def _lost(found: Consequences, names: Names) -> Iterator[str]:
    for post in found.stands_in:
        place = _place(names, place_of(names.directory, post))
        yield say(names.language, "posts-stands-in", role=_role(names, post.role), place=place)
    for unit in found.units:
        yield say(names.language, "posts-deserted", unit=unit.name)
    ladders: dict[tuple[bool, str, str], list[str]] = {}
    for lost in found.ladders:
        ladders.setdefault((lost.end, lost.role, lost.place), []).append(lost.ladder)
    for (end, role, place), named in ladders.items():
        code, listed = "posts-ladder-end" if end else "posts-ladder", say(names.language, "list-comma").join(named)
        yield say(names.language, code, ladders=listed, role=_role(names, role), place=_place(names, place))
    for route in found.routes:
        yield say(names.language, "posts-route", route=route)


def _place(names: Names, code: str) -> str:
    return names.receiver(code) or code


def _role(names: Names, role: str) -> str:
    return word(names.language, "role", str(role)) or str(role)


def _named(names: Names, persons: Iterable[UUID]) -> str:
    return say(names.language, "list-comma").join(names.person(person) for person in persons)
