"""How much waits in a queue, and how much of it is due soon or late: what the head of a list says of the whole.

Counted up to a limit, so that what it costs has an end however much lies there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workflow.clocks import LEADING
from workflow.rights import Scope
from workflow.store.queues import Queue, waiting
from workflow.store.scoping import Arguments, territory
from workflow.store.transactions import Connection

MOST: Final = 20_000
"""So many of a queue are counted; of a longer one it is said that there are more."""


@dataclass(frozen=True)
class Tally:
    """How many wait, and of these how many have a yellow or a red lamp. `capped`: there are more."""

    count: int
    yellow: int
    red: int
    capped: bool


_STAGES: Final = ", ".join(f"'{stage}'" for stage in sorted(LEADING))
_LATE: Final = "CASE WHEN k.due_at IS NULL THEN {used} > {total} ELSE {at} > k.due_at END"
_SOON: Final = "CASE WHEN k.due_at IS NULL THEN {used} >= {total} * {yellow}::float8 ELSE {at} >= k.warn_at END"
_TOTAL: Final = "(k.budget_seconds + k.extended_seconds)"


async def tally(c: Connection, kind: Queue, scope: Scope, now: datetime, yellow: float, most: int = MOST) -> Tally:
    """Of a queue of who has this scope. `yellow` is the share of its time from which on a clock is due soon; what its
    lamp shows is said by `api.deadlines` for one case, here for all of them at once."""
    held = (await territory(c, scope)).of_open()
    arguments = Arguments()
    found = [
        f"(SELECT i.id FROM incident AS i WHERE {part} LIMIT {most + 1:d})"  # noqa: S608
        for part in waiting(kind, scope, held, arguments)
    ]
    if not found:
        return Tally(0, 0, 0, False)
    facts = {"at": arguments.add(now), "yellow": arguments.add(yellow), "used": "k.used_seconds", "total": _TOTAL}
    statement = f"""
        WITH waits AS MATERIALIZED (SELECT id FROM ({" UNION ".join(found)}) AS u LIMIT {most:d}),
        lit AS (SELECT k.incident_id, bool_or({_LATE.format(**facts)}) AS late, bool_or({_SOON.format(**facts)}) AS soon
                FROM waits AS w JOIN clock AS k ON k.incident_id = w.id
                WHERE k.stopped_at IS NULL AND k.stage IN ({_STAGES}) GROUP BY k.incident_id)
        SELECT (SELECT count(*) FROM ({" UNION ".join(found)}) AS u), count(*) FILTER (WHERE late),
               count(*) FILTER (WHERE soon AND late IS NOT TRUE) FROM lit"""  # noqa: S608
    [(count, red, soon)] = await c.fetch(statement, *arguments.values)
    return Tally(min(count, most), soon, red, count > most)
