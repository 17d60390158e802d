"""What hangs on posts that end: open work, counted. Never which cases: who asks about posts need see none."""

from collections.abc import Collection
from uuid import UUID

from models.columns import Value
from models.incident import OPEN_SQL
from models.meeting import OPEN_DECISION_SQL
from models.task import OPEN_TASK_SQL
from workflow.store.transactions import Connection

_WITH = "(person_id = ANY($1::uuid[]) OR grid_id = ANY($2::uuid[]) OR unit_id = ANY($3::uuid[]))"


class Hanging(Value):
    """How many open tasks, and decisions of meetings that are not carried out, are with people who leave, or with the
    handlers of grids or the units that nobody would be of; how many cases wait for a person's check or verification, or
    are claimed by one; how many second looks one was sent to take."""

    tasks: int
    checks: int
    verifications: int
    claims: int
    looks: int


async def hanging(
    c: Connection, persons: Collection[UUID], grids: Collection[UUID], units: Collection[UUID]
) -> Hanging:
    record = await c.fetchrow(
        f"""
        SELECT (SELECT count(*) FROM task WHERE {OPEN_TASK_SQL} AND {_WITH})
               + (SELECT count(*) FROM decision WHERE {OPEN_DECISION_SQL} AND {_WITH}) AS tasks,
               count(*) FILTER (WHERE state = 'checking' AND checker_id = ANY($1::uuid[])) AS checks,
               count(*) FILTER (WHERE state = 'resolved' AND verifier_id = ANY($1::uuid[])) AS verifications,
               count(*) FILTER (WHERE claimed_by = ANY($1::uuid[])) AS claims,
               (SELECT count(*) FROM inspection WHERE state = 'looking' AND looker_id = ANY($1::uuid[])) AS looks
          FROM incident WHERE {OPEN_SQL}
        """,  # noqa: S608
        list(persons),
        list(grids),
        list(units),
    )
    return Hanging.model_validate(dict(record or {}))


async def looks_of(c: Connection, persons: Collection[UUID]) -> list[UUID]:
    """The cases that these people were sent to look at again, by id."""
    records = await c.fetch(
        "SELECT incident_id FROM inspection WHERE state = 'looking' AND looker_id = ANY($1) ORDER BY incident_id",
        list(persons),
    )
    return [record["incident_id"] for record in records]
