"""Drawing up the pack of a meeting: everything that those who come should know of each item of its agenda, as JSON in
both languages, of the day on which it is drawn up. Nothing that people wrote is in it, no reporter, no photo."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.clock import Clock
from models.ledger import Entry
from models.meeting import Meeting
from models.pack import Pack
from models.people import Language
from models.territory import CITY
from workflow import bulletin_rows, inviting, ledger, minuting, rights, store
from workflow.bulletin_names import City
from workflow.credit import By
from workflow.explaining.headlines import headline
from workflow.facts import Facts
from workflow.in_force import InForce, Now
from workflow.indicators import CaseFacts, Mark
from workflow.machines import Move
from workflow.meetings.agenda import OF_CASES
from workflow.meetings.draft import owner
from workflow.sentences import Names, word
from workflow.store.board import Ground, Part
from workflow.store.by_day import Asked, Step
from workflow.view import MeetingView, View

Json = Mapping[str, Any]

MONTHS: Final = 3
"""So many months the figures of a pack go back, the present one with them."""

MOST_STEPS, MOST_LADDERS = 8, 20
UNTOLD: Final = frozenset({Move.CHECK, Move.SEND_TO_LOOK, Move.NOTE, Move.ASK, Move.MESSAGE, Move.REMIND})
"""Moves that a sheet leaves out: they name an informant, or say nothing of how the case stands."""

GIVING: Final = frozenset(
    {Move.DISPATCH, Move.REDISPATCH, Move.SPLIT, Move.WHISTLE, Move.ACKNOWLEDGE, Move.CHECK_IN, Move.TAKE_UP}
)
"""Moves that name who has a task: left out where that was ever a person."""


async def draw_up(connection: store.Connection, in_force: InForce, identity: UUID) -> tuple[Meeting, Pack]:
    """The pack of a meeting as things are now."""
    now = await in_force.at(connection, share=False)
    meeting = (await store.reading.load(connection, MeetingView, [identity]))[identity].meeting
    content = await _content(connection, in_force, meeting, now)
    text = ledger.canonical(content).decode()
    return meeting, Pack(
        meeting_id=meeting.id,
        edition=1,
        drawn_at=now.at,
        rules_version=now.rules.number,
        calendar_version=now.calendar.version,
        content=text,
        hash=ledger.digest(content),
    )


async def _content(c: store.Connection, in_force: InForce, meeting: Meeting, now: Now) -> Json:
    both = [Names(language, now.directory, now.rules) for language in (Language.ZH, Language.EN)]
    grid = now.directory.grid_by_id(meeting.grid_id)
    return {
        "number": meeting.number,
        "kind": str(meeting.kind),
        "title": _said(both, lambda names: inviting.title(meeting, names)),
        "grid": {"code": grid.code if grid else "", "name": grid.name if grid else ""},
        "starts_at": ledger.instant(meeting.starts_at),
        "sequence": meeting.sequence,
        "online": meeting.link is not None,
        "guests": await _guests(c, meeting),
        "offices": _offices(meeting, both, now),
        "agenda": [_item(item, both) for item in meeting.agenda],
        "cases": await _cases(c, meeting, both, now),
        "figures": await _figures(c, meeting, now),
        "decisions": await _decisions(c, meeting, now),
        "ladders": await _ladders(c, in_force, meeting, now),
        "rules_version": now.rules.number,
        "calendar_version": now.calendar.version,
    }


def _said(both: Iterable[Names], say: Any) -> Json:
    return {str(names.language): say(names) for names in both}


def _offices(meeting: Meeting, both: Sequence[Names], now: Now) -> list[Json]:
    """Who is invited, by office: how many of each. No person is named."""
    held: Counter[tuple[str, str]] = Counter()
    for person in map(UUID, meeting.attendees):
        posts = now.facts().posts(person)
        first = min(posts, key=lambda post: (post.grid_id is None, str(post.role), post.id), default=None)
        if first is not None:
            grid = now.directory.grid_by_id(first.grid_id) if first.grid_id else None
            unit = now.directory.unit_by_id(first.unit_id) if first.unit_id else None
            held[(str(first.role), grid.name if grid else unit.name if unit else "")] += 1
    return [
        {
            "role": _said(both, lambda names, role=role: word(names.language, "role", role) or role),
            "place": place,
            "count": count,
        }
        for (role, place), count in sorted(held.items())
    ]


def _item(item: Json, both: Sequence[Names]) -> Json:
    return {
        "kind": item["kind"],
        "number": item.get("number"),
        "late": bool(item.get("late")),
        "text": _said(both, lambda names: minuting.words(item, names)),
    }


async def _guests(c: store.Connection, meeting: Meeting) -> list[str]:
    """The organisations that are invited from outside."""
    found = await store.guests.of(c, meeting.id)
    return [found[each].organisation for each in map(UUID, meeting.guests) if each in found]


async def _cases(c: store.Connection, meeting: Meeting, both: Sequence[Names], now: Now) -> list[Json]:
    """A sheet for each case of the agenda, once, in its order."""
    ids = list(dict.fromkeys(UUID(i["subject"]) for i in meeting.agenda if i["kind"] in OF_CASES and i["subject"]))
    rows = {row.id: row for row in await store.figures.rows(c, ids, now.at + timedelta(seconds=1))}
    views = await store.reading.load_views(c, ids)
    chains = await store.reading.chains(c, ids)
    city = City(now.directory, now.rules, now.calendar)
    return [
        _sheet(rows[each], views[each], chains.get(each, []), both, now.at, city)
        for each in ids
        if each in rows and each in views
    ]


def _sheet(
    row: CaseFacts, view: View, entries: Sequence[Entry], both: Sequence[Names], at: datetime, city: City
) -> Json:
    return {
        **bulletin_rows.sheet(row, at, city),
        "reported_at": ledger.instant(view.incident.reported_at),
        "deadlines": [_deadline(clock, at) for clock in sorted(view.clocks.values(), key=_order) if not clock.over],
        "steps": list(_steps(entries, both)),
    }


def _order(clock: Clock) -> tuple[datetime, UUID]:
    return clock.started_at, clock.id


def _deadline(clock: Clock, at: datetime) -> Json:
    due = clock.due_at
    return {
        "stage": str(clock.stage),
        "due_at": ledger.instant(due) if due else None,
        "late": due is not None and due < at,
    }


def _steps(entries: Sequence[Entry], both: Sequence[Names]) -> Iterator[Json]:
    """The last steps of a case, in sentences; what was said before is not said again."""
    told: list[Json] = []
    personal = any(change["set"].get("person_id") for entry in entries for change in entry.changes)
    for entry in entries:
        if entry.move in (UNTOLD | GIVING if personal else UNTOLD):
            continue
        said = _said(both, lambda names, entry=entry: headline(entry, names))
        if all(said.values()) and (not told or told[-1]["text"] != said):
            told.append({"at": ledger.instant(entry.happened_at), "text": said})
    yield from told[-MOST_STEPS:]


async def _figures(c: store.Connection, meeting: Meeting, now: Now) -> Json:
    """What was promised and kept in the last months, by month, and of the city by township."""
    today = now.at.astimezone(now.calendar.tz).date()
    number = today.year * 12 + today.month - MONTHS
    first = date(number // 12, number % 12 + 1, 1)
    code = meeting.path.rpartition(".")[2]
    townships = None if meeting.level <= CITY else (code,)
    asked = Asked(By.TOWNSHIP, first, today, townships)
    whole = await store.by_day.figures(c, asked, None, whole=True)
    months = await store.by_day.figures(c, asked, Step.MONTH, whole=True)
    parts = await store.by_day.figures(c, asked, None) if townships is None else {}
    names = {part.key: _name(part.key, now) for part in parts}
    drawn = await store.by_day.drawn(c)
    return {
        "first": f"{first}",
        "last": f"{min(today, drawn)}" if drawn else None,
        "marks": _marks(next(iter(whole.values()), {})),
        "months": [{"month": f"{part.start:%Y-%m}", "marks": _marks(found)} for part, found in sorted(months.items())],
        "townships": [
            {"code": part.key, "name": names[part.key], "marks": _marks(found)}
            for part, found in sorted(parts.items())
            if part.key
        ],
    }


def _name(code: str, now: Now) -> str:
    grid = now.directory.grid(code) if code else None
    return grid.name if grid else code


def _marks(found: Mapping[Mark, int]) -> Json:
    return {str(mark): count for mark, count in sorted(found.items()) if count}


async def _decisions(c: store.Connection, meeting: Meeting, now: Now) -> list[Json]:
    """What earlier meetings of the body decided and is not done; their texts are in the minutes."""
    found = await store.meetings.undone(c, meeting)
    cases = await store.meetings.numbers(c, [each.incident_id for _, each in found if each.incident_id])
    facts = Facts(now.directory, now.calendar, now.at)
    return [
        {
            "number": f"{number}/{each.number}",
            "owner": owner(each, facts).name if each.person_id is None else "",
            "case": cases.get(each.incident_id) if each.incident_id else None,
            "due_at": ledger.instant(each.due_at),
            "state": str(each.state),
            "late": each.late(now.at),
            "sent_back": each.sent_back,
        }
        for number, each in found
    ]


async def _ladders(c: store.Connection, in_force: InForce, meeting: Meeting, now: Now) -> Json:
    """What climbs on the body's ground, what happens next on top."""
    # The body is nobody: a scope of its ground, to which nothing was given or reported.
    held = await store.scoping.territory(c, rights.Scope(meeting.id, (meeting.path,)))
    part = Part.TOWNSHIP if meeting.level <= CITY else Part.VILLAGE
    ground = Ground(held.of_open().lands, part, meeting.level, now.at, now.at, meeting.path)
    counted = await store.climbing.by_part(c, ground)
    page = await store.climbing.page(c, ground, None, MOST_LADDERS)
    city = City(now.directory, now.rules, now.calendar)
    rows = {
        row.id: row
        for row in await store.figures.rows(c, [each.incident.id for each in page.items], now.at + timedelta(seconds=1))
    }
    items = []
    for each in page.items:
        if each.incident.id not in rows:
            continue
        clock = each.clocks[0]
        rules = await in_force.rules(c, clock.rules_version)
        items.append(
            {
                **bulletin_rows.sheet(rows[each.incident.id], now.at, city),
                "stage": str(clock.stage),
                "fired": clock.rung,
                "rungs": len(rules.ladders[clock.ladder].rungs),
                "next_at": ledger.instant(clock.next_at) if clock.next_at else None,
            }
        )
    return {"count": sum(counted.values()), "items": items}
