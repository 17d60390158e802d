"""Writing what was decided: everything of a batch in sets, in a fixed number of statements.

Records go in the order of `workflow.view.RECORDS`, each set by id. Their incidents are locked already, or new. The
place in the ledger, (subject, seq), is taken once: whoever decided on an older state gets TryAgain and writes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from models.clock import Clock, ClockEvent, ClockEventRow, ClockRow
from models.ledger import Entry, EntryRow
from models.notice import Notice, NoticeRow, NoticeState
from workflow.announcing import event_of
from workflow.drafting import CALLS
from workflow.effects import MeetingEffects, Outcome
from workflow.store import packs, photos, proposals, sets
from workflow.store.errors import TryAgain
from workflow.store.events import announce
from workflow.store.reading import ROWS
from workflow.store.transactions import Connection
from workflow.view import CLOCK, RECORDS, Change

Wording = tuple[UUID, str, str | None]
Reporter = tuple[UUID, bytes | None, bytes | None, datetime]


async def write(c: Connection, effects: Sequence[Outcome], events: bool = True) -> None:
    """Writes the outcomes, which follow one another where they are of one subject. Without `events` no page hears
    of it and no pack is owed for it (imports)."""
    if not effects:
        return
    for kind in RECORDS:
        await _records(c, kind, [change for each in effects for change in each.changes if change.kind == kind])
    await sets.insert(c, EntryRow, sets.columns(EntryRow, Entry), [each.entry for each in effects])
    happened = [event for each in effects for event in each.events]
    await sets.insert(c, ClockEventRow, sets.columns(ClockEventRow, ClockEvent), happened)
    await photos.record(c, effects)
    await proposals.record(c, effects)
    await _hush(c, sorted({subject for each in effects for subject in each.hushed}))
    await queue(c, _queued(effects))
    if events:
        await announce(c, [event_of(each) for each in effects])
        owing = [each for each in effects if isinstance(each, MeetingEffects) and each.owes_pack]
        await packs.owe(c, [each.view.meeting for each in owing], effects[-1].entry.recorded_at)


async def _records(c: Connection, kind: str, changes: list[Change]) -> None:
    """The last value of each record."""
    if kind == CLOCK:
        await _clocks(c, changes)
        return
    last = {change.id: change.record for change in changes}
    row = ROWS[kind]
    await sets.upsert(c, row, sets.columns(row, RECORDS[kind]), [last[identity] for identity in sorted(last)])


async def _clocks(c: Connection, changes: list[Change]) -> None:
    """New clocks, and those that were there: each must still stand at the rung at which it was seen."""
    last = {change.id: change.record for change in changes}
    first = {change.id: change for change in reversed(changes)}
    await sets.insert(c, ClockRow, _CLOCK, [last[i] for i in sorted(last) if _is_new(first[i])])
    moved = [i for i in sorted(last) if not _is_new(first[i])]
    if moved:
        rungs = [_rung_before(first[i]) for i in moved]
        done = await c.execute(_MOVED, *sets.sent(ClockRow, _CLOCK, [last[i] for i in moved]), moved, rungs)
        if done != f"UPDATE {len(moved)}":
            raise TryAgain(cause="clock-moved")


_CLOCK = sets.columns(ClockRow, Clock)
_MOVED = (
    f"UPDATE clock AS t SET {', '.join(f'{name} = x.{name}' for name in _CLOCK if name != 'id')}"  # noqa: S608
    f" FROM {sets.source(ClockRow, _CLOCK)} JOIN unnest($2::uuid[], $3::integer[]) AS seen(id, rung) ON seen.id = x.id"
    " WHERE t.id = x.id AND t.rung = seen.rung AND t.round = x.round"
)


def _is_new(change: Change) -> bool:
    return change.before is None


def _rung_before(change: Change) -> int:
    """The rung at which the clock was seen when it was decided."""
    assert isinstance(change.before, Clock)
    return change.before.rung


async def _hush(c: Connection, subjects: list[UUID]) -> None:
    """What still waits and calls for an act on these subjects is cancelled; what stands in a list already calls no
    longer, so that it is not repeated. In order of id, as whoever else takes several notices does."""
    if subjects:
        await c.execute(
            "UPDATE notice SET state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END, calling = false,"
            " repeat_at = NULL, digest_at = NULL WHERE id IN (SELECT id FROM notice"
            " WHERE (state = 'queued' OR calling) AND about = ANY($1) AND kind = ANY($2) ORDER BY id FOR UPDATE)",
            subjects,
            sorted(CALLS),
        )


def _queued(effects: Iterable[Outcome]) -> list[Notice]:
    """The batch's own notices, the first of each key; hushed where a later effect of the batch hushes them."""
    found: dict[str, Notice] = {}
    calling: dict[UUID, list[str]] = {}
    for each in effects:
        for subject in each.hushed:
            for key in calling.pop(subject, ()):
                found[key] = found[key].but(state=NoticeState.CANCELLED)
        for notice in each.notices:
            if notice.key not in found:
                found[notice.key] = notice
                if notice.kind in CALLS:
                    calling.setdefault(notice.about, []).append(notice.key)
    return list(found.values())


async def queue(c: Connection, notices: Sequence[Notice]) -> None:
    """A key that is there already is the same message: it is not sent twice."""
    in_order = sorted(notices, key=lambda notice: notice.key)
    await sets.insert(c, NoticeRow, sets.columns(NoticeRow, Notice), in_order, "ON CONFLICT (key) DO NOTHING")


async def insert_wording(c: Connection, rows: Sequence[Wording]) -> None:
    """(incident, description, address)."""
    if rows:
        await c.execute(
            "INSERT INTO wording (incident_id, description, address)"
            " SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])",
            *(list(column) for column in zip(*rows, strict=True)),
        )


async def insert_reporters(c: Connection, rows: Sequence[Reporter]) -> None:
    """(incident, name, phone, created at); name and phone encrypted already."""
    if rows:
        await c.execute(
            "INSERT INTO reporter (incident_id, name, phone, created_at)"
            " SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::timestamptz[])",
            *(list(column) for column in zip(*rows, strict=True)),
        )
