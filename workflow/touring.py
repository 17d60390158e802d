"""The tour of a demonstration city: whoever takes it is one of its people after another, without a password.

There is no such way into a real city, nor to anybody who has chosen a password of their own.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from models.people import Role
from workflow import receivers, responsible, rights, store
from workflow.commands import SYSTEM
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.knowing import Known, known


class Part(StrEnum):
    """Who acts in the tour, in its order: somebody reports, the township sends it, it is put right, somebody else looks
    at it, and the city sees what is late."""

    INFORMANT = "informant"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    VERIFIER = "verifier"
    SUPERVISOR = "supervisor"


OF_NO_CASE = {Part.INFORMANT: Role.INFORMANT, Part.SUPERVISOR: Role.SUPERVISOR}
"""The parts that need no case, and whose they are."""


async def who_plays(engine: Engine, part: Part, ref: str | None) -> UUID:
    """Who acts in this part, where it needs one of the case. NotFound in a real city, and where nobody may be signed in
    like that."""
    async with store.snapshot(engine.database) as connection:
        city = await store.seeding.city_row(connection)
        shared = await store.signing.shared_password(connection) if city and city.demonstration else None
        if shared is None:
            raise NotFound()
        now = await engine.in_force.at(connection, share=False)
        role, facts = OF_NO_CASE.get(part), now.facts()
        if role is not None:
            asked: Iterable[UUID] = now.directory.posted({role}, now.at)
        else:
            asked = _of_case(part, await known(connection, engine.in_force, SYSTEM, ref or ""))
        toured = [person for person in asked if rights.may_be_toured(facts.posts(person))]
        found = await store.signing.first_who_opens_by(connection, toured, shared)
    if found is None:
        raise NotFound()
    return found


def _of_case(part: Part, case: Known) -> Iterable[UUID]:
    incident = case.view.incident
    if part == Part.HANDLER:
        task = responsible.lead(case.view)
        return case.now.directory.members(receivers.target_of(task, case.facts), case.now.at) if task else ()
    if part == Part.VERIFIER and incident.verifier_id is not None:
        return (incident.verifier_id,)
    return _dispatchers(incident.path, case.now)


def _dispatchers(path: str, now: Now) -> Iterable[UUID]:
    """Those of the township, or of whatever has some above it."""
    codes = path.split(".")
    above = (".".join(codes[:depth]) for depth in range(len(codes), 0, -1))
    return next((found for at in above if (found := now.directory.holders(Role.DISPATCHER, at, now.at))), ())
