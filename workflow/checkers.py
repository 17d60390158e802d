"""Who can be sent to look whether a report is so (核实), and who to look again at what was closed (复查): the
informants around it, the one that the rules would ask first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from models.incident import Incident
from models.people import Post
from workflow import rights, store
from workflow.commands import Actor
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.facts import Facts
from workflow.in_force import Now
from workflow.knowing import known
from workflow.machines import Move
from workflow.moves import inspecting

MOST: Final = 40
"""A township has some two hundred informants: who is further away than this is not sent."""


@dataclass(frozen=True)
class Checker:
    """An informant who may be asked. `told` are those who hear of it (the informant, or who stands in in a leave),
    `next_at` is when they are on duty next where they are not now, `asked` how many checks, or second looks, wait for
    them."""

    post: Post
    told: tuple[UUID, ...]
    on_duty: bool
    next_at: datetime | None
    suggested: bool
    asked: int = 0


async def around(engine: Engine, actor: Actor, ref: str) -> tuple[list[Checker], Now]:
    """Whom somebody who may send a report out to be checked can ask, the suggested one first, then the nearest.
    NotFound for whom there is no such case, Forbidden for who sends none out."""
    async with store.snapshot(engine.database) as connection:
        case = await known(connection, engine.in_force, actor, ref)
        if not rights.permitted(Move.CHECK, case.held):
            raise Forbidden(move=str(Move.CHECK))
        near = list(islice(candidates(case.view.incident, case.facts), MOST))
        waiting = await store.reading.checks_of(connection, {each.post.person_id for each in near})
    return [_with(each, waiting.get(each.post.person_id, 0)) for each in near], case.now


async def lookers(engine: Engine, actor: Actor, ref: str) -> tuple[list[Checker], Now]:
    """Whom somebody who supervises can send to look again at what was closed, in the same order: nobody who has had to
    do with the case, nor who was sent already. NotFound and Forbidden likewise."""
    async with store.snapshot(engine.database) as connection:
        case = await known(connection, engine.in_force, actor, ref)
        if not rights.permitted(Move.SEND_TO_LOOK, case.held):
            raise Forbidden(move=str(Move.SEND_TO_LOOK))
        view = case.view
        sent = {each.looker_id for each in view.inspections.values() if each.open and each.looker_id is not None}
        had = inspecting.involved(view.incident, view.tasks.values()) | sent
        near = list(islice(_around(view.incident, case.facts, had), MOST))
        waiting = await store.inspections.looks_of(connection, {each.post.person_id for each in near})
    return [_with(each, waiting.get(each.post.person_id, 0)) for each in near], case.now


def candidates(incident: Incident, facts: Facts) -> Iterator[Checker]:
    """The informants of the township of a case that has a place, but for who reported it."""
    return _around(incident, facts, frozenset({incident.reporter_id} if incident.reporter_id else ()))


def _around(incident: Incident, facts: Facts, exclude: frozenset[UUID]) -> Iterator[Checker]:
    if incident.grid_id is None:
        return
    directory, first = facts.directory, facts.informant(incident.path, exclude)
    posts = directory.informants(incident.path, facts.now, exclude)
    for post in sorted(posts, key=lambda post: post.person_id != first):
        duty = directory.is_on_duty(post, facts.now, facts.calendar)
        yield Checker(
            post=post,
            told=facts.in_place_of(post.person_id),
            on_duty=duty,
            next_at=None if duty else directory.next_on_duty(post, facts.now, facts.calendar),
            suggested=post.person_id == first,
        )


def _with(checker: Checker, asked: int) -> Checker:
    return Checker(checker.post, checker.told, checker.on_duty, checker.next_at, checker.suggested, asked)
