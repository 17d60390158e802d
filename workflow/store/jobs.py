"""Jobs: what is owed, who has it on lease, what came of it.

Whoever works on a job holds it by a token, and every write of theirs compares it: who has lost the job writes nothing.
Leases and waits are counted by the database's clock, so that machines need not agree on the time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.record import Job, JobRow, JobState
from workflow.errors import GridwardError
from workflow.store import paging, sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.selected(JobRow, Job)


class Lost(GridwardError):
    """The job's lease is somebody else's by now, or its state is no longer running. Nothing was written."""

    code = "lease-lost"


async def put(c: Connection, jobs: Sequence[Job]) -> int:
    """Stores those of these jobs that are not there yet, by kind, period and scope; how many they were."""
    if not jobs:
        return 0
    names = sets.columns(JobRow, Job)
    statement = sets.insertion(JobRow, names, "ON CONFLICT (kind, period, scope) DO NOTHING RETURNING id")
    return len(await c.fetch(statement, *sets.sent(JobRow, names, jobs)))


async def looked(c: Connection) -> dict[str, datetime]:
    """By kind, until when it has been looked what the calendar owes: when the last such job was stored."""
    records = await c.fetch("SELECT kind, max(created_at) AS at FROM job WHERE NOT by_hand GROUP BY kind")
    return {record["kind"]: record["at"] for record in records}


async def take(
    c: Connection, token: UUID, seconds: float, kinds: Sequence[str], unbegun: bool | None = None
) -> Job | None:
    """The job of these kinds that has waited longest, from now on leased under this token; None where none is to be
    had.

    To be had is what is owed and need not wait, and what is running on a lease that has run out. Those that were handed
    to Prefect and never begun are the only ones with `unbegun`, left out where it is False, and among all where None.
    """
    lost = f"(state = 'running' AND leased_until < {_REAL})"
    which = {
        None: f"({_WAITING} OR {lost})",
        True: f"({lost} AND {_UNBEGUN})",
        False: f"({_WAITING} OR ({lost} AND NOT {_UNBEGUN}))",
    }[unbegun]
    return await _one(
        c,
        f"UPDATE job SET state = 'running', lease_token = $1, {_ANEW},"  # noqa: S608
        f" leased_until = {_REAL} + make_interval(secs => $2)"
        f" WHERE id = (SELECT id FROM job WHERE {which} AND kind = ANY($3) ORDER BY created_at, id LIMIT 1"
        f" FOR UPDATE SKIP LOCKED) RETURNING {COLUMNS}",
        token,
        seconds,
        kinds,
    )


async def take_one(c: Connection, identity: UUID, token: UUID, seconds: float) -> Job | None:
    """This job, where it is owed (even if it would have to wait) or its lease has run out."""
    return await _one(
        c,
        f"UPDATE job SET state = 'running', lease_token = $2, {_ANEW},"  # noqa: S608
        f" leased_until = {_REAL} + make_interval(secs => $3) WHERE id = $1"
        f" AND (state = 'owed' OR (state = 'running' AND leased_until < {_REAL})) RETURNING {COLUMNS}",
        identity,
        token,
        seconds,
    )


async def begin(
    c: Connection, taken: Job, fresh: UUID, seconds: float, now: datetime, flow_run_id: UUID | None = None
) -> Job | None:
    """Begins a try of a job that was taken; from now on it is held by the token `fresh`, so that of two who were told
    the same token only one works. None where it is somebody else's. `flow_run_id`: Prefect's run that does it."""
    return await _one(
        c,
        "UPDATE job SET lease_token = $3, attempts = attempts + 1, begun_at = $5, flow_run_id = $6,"  # noqa: S608
        f" leased_until = {_REAL} + make_interval(secs => $4)"
        f" WHERE id = $1 AND lease_token = $2 AND state = 'running' RETURNING {COLUMNS}",
        taken.id,
        taken.lease_token,
        fresh,
        seconds,
        now,
        flow_run_id,
    )


async def handed(c: Connection, job: Job, flow_run_id: UUID) -> None:
    """Remembers Prefect's run of a job that was taken, where that has not begun yet."""
    await _held(c, job, "flow_run_id = $3", flow_run_id)


async def last_result(c: Connection, kind: str) -> dict[str, Any] | None:
    """What the last job of a kind that is done came to, by its period; none where there is none."""
    found: dict[str, Any] | None = await c.fetchval(
        "SELECT result FROM job WHERE kind = $1 AND state = 'done' ORDER BY period DESC LIMIT 1", kind
    )
    return found


async def flow_runs(c: Connection) -> set[UUID]:
    """Prefect's runs of which a job still hopes that they work on it."""
    records = await c.fetch(
        f"SELECT flow_run_id FROM job WHERE state = 'running' AND leased_until >= {_REAL} AND flow_run_id IS NOT NULL"  # noqa: S608
    )
    return {record["flow_run_id"] for record in records}


async def renew(c: Connection, job: Job, seconds: float) -> bool:
    """Puts the end of the lease off; False where it is somebody else's."""
    return await _held(c, job, f"leased_until = {_REAL} + make_interval(secs => $3)", seconds)


async def split(c: Connection, job: Job, names: Sequence[str]) -> None:
    """Stores what parts a job has, none of them done. Lost where it is somebody else's."""
    if not await _held(c, job, "parts = $3", dict.fromkeys(names)):
        raise Lost(job=str(job.id))


async def part_done(c: Connection, job: Job, name: str, result: Mapping[str, Any]) -> None:
    """Stores one part's result. Lost where the job is somebody else's, and the transaction is to be undone."""
    if not await _held(c, job, "parts = parts || $3", {name: dict(result)}):
        raise Lost(job=str(job.id), part=name)


async def finish(c: Connection, job: Job, result: Mapping[str, Any], now: datetime) -> None:
    """The job is done. Lost where it is somebody else's, and the transaction is to be undone."""
    ended = f"state = 'done', result = $3, finished_at = $4, last_error = NULL, {_LET_GO}"
    if not await _held(c, job, ended, dict(result), now):
        raise Lost(job=str(job.id))


async def put_back(c: Connection, job: Job, seconds: float, error: str | None, counted: bool = True) -> None:
    """Owed again after so many seconds; with `counted` False as if this try had not been."""
    less = "" if counted else ", attempts = greatest(attempts - 1, 0)"
    waits = f"not_before = {_REAL} + make_interval(secs => $3)"
    await _held(c, job, f"state = 'owed', {waits}, last_error = coalesce($4, last_error), {_LET_GO}{less}",
                seconds, error)  # fmt: skip


async def fail(c: Connection, job: Job, error: str, now: datetime) -> bool:
    """It has failed, and is not tried again by itself; whether it was still ours to say so."""
    return await _held(c, job, f"state = 'failed', last_error = $3, finished_at = $4, {_LET_GO}", error, now)


async def fail_lost(c: Connection, tries: int, error: str, now: datetime) -> list[Job]:
    """Those whose lease ran out in the last of their tries have failed."""
    return made(
        Job,
        await c.fetch(
            f"UPDATE job SET state = 'failed', last_error = $2, finished_at = $3, {_LET_GO}"  # noqa: S608
            f" WHERE state = 'running' AND leased_until < {_REAL} AND attempts >= $1 RETURNING {COLUMNS}",
            tries,
            error,
            now,
        ),
    )


async def again(c: Connection, identity: UUID) -> bool:
    """By hand: what has failed is owed anew, for one more try, and what waits need not wait. What is done of it stays
    done. False where it is neither."""
    found: UUID | None = await c.fetchval(
        "UPDATE job SET state = 'owed', not_before = NULL, finished_at = NULL"
        " WHERE id = $1 AND state IN ('owed', 'failed') RETURNING id",
        identity,
    )
    return found is not None


async def find(c: Connection, kind: str, period: str, scope: str) -> Job | None:
    return await _one(
        c, f"SELECT {COLUMNS} FROM job WHERE kind = $1 AND period = $2 AND scope = $3", kind, period, scope  # noqa: S608
    )  # fmt: skip


async def job(c: Connection, identity: UUID) -> Job | None:
    return await _one(c, f"SELECT {COLUMNS} FROM job WHERE id = $1", identity)  # noqa: S608


async def listing(
    c: Connection, state: JobState | None, cursor: str | None, limit: int, kind: str | None = None
) -> tuple[list[Job], str | None]:
    """A page of jobs, the newest first, and the cursor of the next."""
    after = paging.after_id(cursor)
    # The state as a word of ours: what is not done stands in an index of its own, of which the planner must know.
    only = "" if state is None else f" AND state = '{JobState(state)}'"
    of = "" if kind is None else " AND kind = $3"
    records = await c.fetch(
        f"SELECT {COLUMNS} FROM job WHERE ($1::uuid IS NULL OR id < $1){only}{of} ORDER BY id DESC LIMIT $2",  # noqa: S608
        after,
        paging.checked(limit) + 1,
        *([] if kind is None else [kind]),
    )
    found = made(Job, records)
    return found[:limit], paging.closed(str(found[limit - 1].id)) if len(found) > limit else None


@dataclass(frozen=True)
class Unfinished:
    """How many jobs of a kind are in a state, and since when the oldest of them."""

    kind: str
    state: str
    count: int
    since: datetime


async def unfinished(c: Connection) -> list[Unfinished]:
    records = await c.fetch(
        "SELECT kind, state, count(*), min(created_at) AS since FROM job WHERE state <> 'done'"
        " GROUP BY kind, state ORDER BY kind, state"
    )
    return [Unfinished(**dict(record)) for record in records]


async def failed(c: Connection) -> int:
    """How many jobs have failed and wait for somebody."""
    found: int = await c.fetchval("SELECT count(*) FROM job WHERE state = 'failed'")
    return found


async def last_done(c: Connection, kinds: Sequence[str]) -> dict[str, Job]:
    """The newest job of each kind that is done."""
    chosen = sets.listed(sets.columns(JobRow, Job), "j.")
    records = await c.fetch(
        f"SELECT {chosen} FROM unnest($1::text[]) AS k(kind) CROSS JOIN LATERAL"  # noqa: S608
        " (SELECT * FROM job WHERE kind = k.kind AND state = 'done' ORDER BY id DESC LIMIT 1) AS j",
        list(kinds),
    )
    return {each.kind: each for each in made(Job, records)}


_REAL = "clock_timestamp()"
_WAITING = f"(state = 'owed' AND coalesce(not_before, '-infinity') <= {_REAL})"
_ANEW = "begun_at = NULL, not_before = NULL, flow_run_id = NULL"
_UNBEGUN = "(begun_at IS NULL AND flow_run_id IS NOT NULL)"
_LET_GO = "lease_token = NULL, leased_until = NULL, flow_run_id = NULL"


async def _held(c: Connection, job: Job, changes: str, *values: Any) -> bool:
    """Changes a job that is held by its token; whether it was."""
    found: UUID | None = await c.fetchval(
        f"UPDATE job SET {changes} WHERE id = $1 AND lease_token = $2 AND state = 'running' RETURNING id",  # noqa: S608
        job.id,
        job.lease_token,
        *values,
    )
    return found is not None


async def _one(c: Connection, statement: str, *values: Any) -> Job | None:
    record = await c.fetchrow(statement, *values)
    return Job.model_validate(dict(record)) if record else None
