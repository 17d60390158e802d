"""The packs of meetings, and the job that one is owed by."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from models.meeting import Meeting, MeetingRow
from models.pack import Pack, PackRow
from workflow.identity import Chance
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.transactions import Connection

COLUMNS = sets.columns(PackRow, Pack)
KIND = "pack"
MEETING = sets.listed(sets.columns(MeetingRow, Meeting), "m.")


async def find(c: Connection, meeting_id: UUID) -> Pack | None:
    records = await c.fetch(f"SELECT {sets.listed(COLUMNS)} FROM pack WHERE meeting_id = $1", meeting_id)  # noqa: S608
    return next(iter(made(Pack, records)), None)


async def put(c: Connection, pack: Pack) -> None:
    """In the place of the one before. The edition is counted here."""
    changed = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in ("meeting_id", "edition"))
    then = f"ON CONFLICT (meeting_id) DO UPDATE SET edition = pack.edition + 1, {changed}"
    await sets.insert(c, PackRow, COLUMNS, [pack], then)


async def owe(c: Connection, meetings: Sequence[Meeting], now: datetime) -> None:
    """The packs of these meetings are to be drawn up: the one job of each is owed, again where it was done or is being
    done by now."""
    numbers = sorted({each.number for each in meetings})
    await c.executemany(_OWE, [(Chance().id(now), KIND, number, now) for number in numbers])


async def owe_announced(c: Connection, now: datetime) -> None:
    """The packs of all meetings that are announced and to come."""
    records = await c.fetch(f"SELECT {MEETING} FROM meeting AS m WHERE state = 'invited'")  # noqa: S608
    await owe(c, made(Meeting, records), now)


_OWE = (
    "INSERT INTO job (id, kind, period, scope, state, parts, attempts, by_hand, created_at)"
    " VALUES ($1, $2, $3, '', 'owed', '{}', 0, false, $4) ON CONFLICT (kind, period, scope) DO UPDATE SET"
    " state = 'owed', parts = '{}', result = NULL, attempts = 0, not_before = NULL, last_error = NULL,"
    " begun_at = NULL, finished_at = NULL, lease_token = NULL, leased_until = NULL, flow_run_id = NULL,"
    " created_at = excluded.created_at"
)
