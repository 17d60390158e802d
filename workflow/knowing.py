"""One case as somebody may know it: found, loaded, and hidden from whom it does not concern."""

from dataclasses import dataclass
from uuid import UUID

from workflow import rights, store
from workflow.commands import Actor
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.in_force import InForce, Now
from workflow.machines import Standing
from workflow.view import View


@dataclass(frozen=True)
class Known:
    """`held` is as what they stand to it."""

    ref: UUID
    view: View
    now: Now
    facts: Facts
    held: frozenset[Standing]


async def known(connection: store.Connection, in_force: InForce, actor: Actor, ref: str) -> Known:
    """The case of an id or a number, for reading. NotFound where there is none, or none that they may know of."""
    found = await store.reading.find_incident(connection, ref)
    if found is None:
        raise NotFound()
    now = await in_force.at(connection, share=False)
    view, facts = (await store.reading.load_views(connection, [found]))[found], now.facts()
    if not rights.knows(view, actor, facts):
        raise NotFound()
    return Known(found, view, now, facts, rights.standings(view, found, actor, facts))
