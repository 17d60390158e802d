"""What an auditor asks of all open cases, not of a page of them; and forgetting what was only kept for a while."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.bulletin import OPEN_BULLETIN_SQL
from models.incident import OPEN_SQL
from models.inspection import OPEN_INSPECTION_SQL
from models.meeting import OPEN_MEETING_SQL
from models.patrol import OPEN_PATROL_SQL
from models.task import OPEN_OBJECTION_SQL
from workflow.store import events
from workflow.store.transactions import Connection

COMMANDS_KEPT = "90 days"
"""How long a phone may have been offline and still get the answer of its first try."""


OWN_CLOCK = "(SELECT FROM clock WHERE incident_id = n.incident_id AND subject_id = n.id AND next_at IS NOT NULL)"


async def unwatched(c: Connection) -> list[UUID]:
    """The open incidents, meetings, patrols, campaigns and bulletins that no armed clock watches, and the cases with a
    second look or an objection that none watches, all of them; in a sound city there are none."""
    records = await c.fetch(
        f"SELECT id FROM incident AS i WHERE {OPEN_SQL} AND NOT EXISTS"  # noqa: S608
        " (SELECT FROM clock WHERE incident_id = i.id AND next_at IS NOT NULL)"
        f" UNION ALL SELECT incident_id FROM inspection AS n WHERE {OPEN_INSPECTION_SQL} AND NOT EXISTS {OWN_CLOCK}"
        f" UNION ALL SELECT incident_id FROM objection AS n WHERE {OPEN_OBJECTION_SQL} AND NOT EXISTS {OWN_CLOCK}"
        f" UNION ALL SELECT id FROM meeting AS m WHERE {OPEN_MEETING_SQL} AND NOT EXISTS"
        " (SELECT FROM clock WHERE meeting_id = m.id AND next_at IS NOT NULL)"
        f" UNION ALL SELECT id FROM patrol AS p WHERE {OPEN_PATROL_SQL} AND NOT EXISTS"
        " (SELECT FROM clock WHERE patrol_id = p.id AND next_at IS NOT NULL)"
        " UNION ALL SELECT id FROM campaign AS p WHERE state = 'running' AND NOT EXISTS"
        " (SELECT FROM clock WHERE campaign_id = p.id AND next_at IS NOT NULL)"
        f" UNION ALL SELECT id FROM bulletin AS b WHERE {OPEN_BULLETIN_SQL} AND NOT EXISTS"
        " (SELECT FROM clock WHERE bulletin_id = b.id AND next_at IS NOT NULL) ORDER BY id"
    )
    return [record["id"] for record in records]


async def open_after(c: Connection, after: UUID | None, limit: int) -> list[UUID]:
    """The first open incidents by id, at most so many, after one of them."""
    records = await c.fetch(
        f"SELECT id FROM incident AS i WHERE {OPEN_SQL} AND ($1::uuid IS NULL OR id > $1)"  # noqa: S608
        f" ORDER BY id LIMIT {limit:d}",
        after,
    )
    return [record["id"] for record in records]


async def bounds(c: Connection, size: int) -> list[UUID]:
    """Ids that part the subjects of the ledger into ranges of so many, in order."""
    records = await c.fetch(
        "SELECT subject_id FROM (SELECT subject_id, row_number() OVER (ORDER BY subject_id) AS number"
        " FROM entry WHERE seq = 1) AS subject WHERE number % $1 = 0 ORDER BY subject_id",
        size,
    )
    return [record["subject_id"] for record in records]


@dataclass(frozen=True)
class Backlog:
    """How things stand: open incidents, those past a deadline, rungs that are due and unfired, the oldest of them."""

    open: int
    overdue: int
    unfired: int
    oldest: datetime | None


async def standing(c: Connection, now: datetime) -> Backlog:
    record = await c.fetchrow(
        "SELECT i.open, i.overdue, k.unfired, k.oldest FROM"  # noqa: S608
        " (SELECT count(*) AS unfired, min(next_at) AS oldest FROM clock WHERE next_at <= $1) AS k,"
        " (SELECT count(*) AS open, count(*) FILTER (WHERE due_at < $1) AS overdue FROM incident"
        f" WHERE {OPEN_SQL}) AS i",
        now,
    )
    assert record is not None
    return Backlog(**dict(record))


async def forget_old(c: Connection) -> None:
    """Live events, commands and sign-ins that are past their time. Events and commands bear the city's time, which a
    demonstration's is wound on; sign-ins real time."""
    await events.forget(c, await c.fetchval(f"SELECT {_NOW}"))
    await c.execute(f"DELETE FROM command WHERE created_at < {_NOW} - interval '{COMMANDS_KEPT}'")  # noqa: S608
    await c.execute("DELETE FROM sign_in WHERE expires_at < now()")


_NOW = "(now() + make_interval(secs => coalesce((SELECT offset_seconds FROM city), 0)))"
