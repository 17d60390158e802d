"""Which open cases lie around a report that is about to be made: what counts as its repeats, one by one."""

from uuid import UUID

from models.incident import OPEN_SQL
from workflow.store.reading import METRES_A_DEGREE, Nearby
from workflow.store.transactions import Connection

AROUND = f"""
SELECT id, metres FROM (
    SELECT id, sqrt(power((lat - $3) * {METRES_A_DEGREE}, 2) + power((lon - $4) * {METRES_A_DEGREE} * cosd($3), 2))
        AS metres
    FROM incident
    WHERE category = $1 AND {OPEN_SQL} AND reported_at >= $5
      AND lat BETWEEN $3::float8 - $6 / {METRES_A_DEGREE}.0 AND $3::float8 + $6 / {METRES_A_DEGREE}.0
    UNION ALL
    SELECT id, NULL FROM incident
    WHERE category = $1 AND path = $2 AND $2 <> '' AND {OPEN_SQL} AND reported_at >= $5
      AND ($3::float8 IS NULL OR lat IS NULL)
) AS found
WHERE metres IS NULL OR metres <= $6::float8
ORDER BY metres NULLS LAST, id DESC LIMIT $7"""  # noqa: S608


async def around(c: Connection, place: Nearby, limit: int) -> dict[UUID, int | None]:
    """The ids of those cases with how many metres away each is, to ten, the nearest first; none where one of the two
    has no point and it is the same grid that says so. Of those the newest first. To one, three askings from three
    places would say at which door somebody stood."""
    measured = (place.category, place.path, place.lat, place.lon, place.since, place.metres, limit)
    records = await c.fetch(AROUND, *measured)
    return {record["id"]: None if record["metres"] is None else round(record["metres"], -1) for record in records}
