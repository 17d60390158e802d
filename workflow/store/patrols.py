"""Spots, patrols and campaigns: what is owed, whose it is, how it goes, lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.patrol import (
    OPEN_PATROL_SQL,
    STANDING_SQL,
    Campaign,
    CampaignRow,
    Patrol,
    PatrolPhotoRow,
    PatrolRow,
    PatrolState,
    Spot,
    SpotRow,
)
from workflow.errors import BadInput
from workflow.events import Event
from workflow.rights import Rounds
from workflow.store import events, paging, sets
from workflow.store.reading import made
from workflow.store.scoping import Arguments, lies_below
from workflow.store.transactions import Connection

SPOT = sets.listed(sets.columns(SpotRow, Spot), "s.")
PATROL = sets.listed(sets.columns(PatrolRow, Patrol), "p.")
CAMPAIGN = sets.selected(CampaignRow, Campaign)

MAKING = 0x70617472
"""The advisory lock of whoever makes what is owed."""


async def alone(c: Connection) -> None:
    """Until the end of the transaction nobody else makes what is owed: each is made once."""
    await c.execute("SELECT pg_advisory_xact_lock($1)", MAKING)


async def next_numbers(c: Connection, what: str, count: int) -> list[int]:
    """So many numbers of spots, patrols or campaigns that none has had."""
    records = await c.fetch(
        "SELECT nextval(($1::text || '_number')::regclass) AS number FROM generate_series(1, $2)", what, count
    )
    return sorted(record["number"] for record in records)


async def continue_numbers(c: Connection) -> None:
    """The next of each kind gets the number after the last that is there."""
    for what in sorted(TABLES):
        await c.execute(
            f"SELECT setval(($1::text || '_number')::regclass, (SELECT count(*) + 1 FROM \"{what}\"), false)",  # noqa: S608
            what,
        )


# What is owed


async def owed_spots(c: Connection, kind: str, template: str, township: str | None, limit: int) -> list[Spot]:
    """Spots that stand and of which no look by a template is under way, at most so many; of a township, or
    of those that lie in none."""
    records = await c.fetch(
        f"SELECT {SPOT} FROM spot AS s WHERE s.{STANDING_SQL} AND s.kind = $1"  # noqa: S608
        " AND s.township IS NOT DISTINCT FROM $3::text AND NOT EXISTS (SELECT FROM patrol AS p"
        f" WHERE p.spot_id = s.id AND p.template = $2 AND p.{OPEN_PATROL_SQL})"
        f" ORDER BY s.id LIMIT {limit:d} FOR SHARE OF s",
        kind,
        template,
        township,
    )
    return made(Spot, records)


async def asked_spots(c: Connection, campaign: Campaign, township: str | None, limit: int) -> list[Spot]:
    """Spots that a campaign asks for and that it has no look at yet, at most so many."""
    records = await c.fetch(
        f"SELECT {SPOT} FROM spot AS s WHERE s.{STANDING_SQL} AND s.kind = ANY($1)"  # noqa: S608
        f" AND {lies_below('s.path', '$2::text')} AND ($4::text IS NULL OR s.township = $4)"
        f" AND NOT EXISTS (SELECT FROM patrol AS p WHERE p.campaign_id = $3 AND p.spot_id = s.id)"
        f" ORDER BY s.id LIMIT {limit:d} FOR SHARE OF s",
        campaign.kinds,
        campaign.path,
        campaign.id,
        township,
    )
    return made(Spot, records)


async def running_ids(c: Connection) -> list[UUID]:
    """The campaigns that have not come to an end, by id."""
    return [record["id"] for record in await c.fetch("SELECT id FROM campaign WHERE state = 'running' ORDER BY id")]


async def running(c: Connection, identity: UUID) -> Campaign | None:
    """A campaign that has not come to an end, held so that it does not meanwhile."""
    records = await c.fetch(
        f"SELECT {CAMPAIGN} FROM campaign WHERE id = $1 AND state = 'running' FOR SHARE",  # noqa: S608
        identity,
    )
    found = made(Campaign, records)
    return found[0] if found else None


async def announce(c: Connection, campaign: Campaign, at: datetime) -> None:
    """Lets open pages know that a campaign has more looks."""
    event = Event(at, 0, "plan", campaign_id=campaign.id, number=campaign.number, path=campaign.path)
    await events.announce(c, [event])


async def of_campaign(c: Connection, campaign_id: UUID, limit: int) -> list[UUID]:
    """Open patrols of a campaign, at most so many, by id."""
    records = await c.fetch(
        f"SELECT id FROM patrol WHERE campaign_id = $1 AND {OPEN_PATROL_SQL} ORDER BY id LIMIT {limit:d}",  # noqa: S608
        campaign_id,
    )
    return [record["id"] for record in records]


async def of_called_off(c: Connection, limit: int) -> list[UUID]:
    """Open patrols of campaigns that were called off, at most so many, by id."""
    records = await c.fetch(
        f"SELECT id FROM patrol WHERE {OPEN_PATROL_SQL} AND campaign_id IS NOT NULL AND campaign_id IN"  # noqa: S608
        f" (SELECT id FROM campaign WHERE state = 'called_off') ORDER BY id LIMIT {limit:d}"
    )
    return [record["id"] for record in records]


async def open_of_spot(c: Connection, spot_id: UUID) -> list[UUID]:
    """The looks at a spot that are under way, by id."""
    records = await c.fetch(
        f"SELECT id FROM patrol WHERE spot_id = $1 AND {OPEN_PATROL_SQL} ORDER BY id",  # noqa: S608
        spot_id,
    )
    return [record["id"] for record in records]


async def left_of(c: Connection, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many of the patrols of each campaign have not been done."""
    records = await c.fetch(
        "SELECT campaign_id, count(*) AS count FROM patrol WHERE campaign_id = ANY($1)"  # noqa: S608
        f" AND {OPEN_PATROL_SQL} GROUP BY campaign_id",
        list(ids),
    )
    return {record["campaign_id"]: record["count"] for record in records}


async def counted_otherwise(c: Connection, calendar: int, limit: int, without: Sequence[UUID] = ()) -> list[UUID]:
    """Open patrols that are counted by another calendar than this one, by id; without some."""
    records = await c.fetch(
        f"SELECT id FROM patrol WHERE {OPEN_PATROL_SQL} AND calendar_version <> $1 AND NOT id = ANY($2)"  # noqa: S608
        f" ORDER BY id LIMIT {limit:d}",
        calendar,
        list(without),
    )
    return [record["id"] for record in records]


async def campaigns_counted_otherwise(
    c: Connection, calendar: int, limit: int, without: Sequence[UUID] = ()
) -> list[UUID]:
    records = await c.fetch(
        "SELECT id FROM campaign WHERE state = 'running' AND calendar_version <> $1 AND NOT id = ANY($2)"  # noqa: S608
        f" ORDER BY id LIMIT {limit:d}",
        calendar,
        list(without),
    )
    return [record["id"] for record in records]


async def lying_in(c: Connection, path: str) -> tuple[list[UUID], list[UUID]]:
    """The spots that stand in a grid or below it, and the patrols that are under way there, by id."""
    spots = await c.fetch(f"SELECT id FROM spot WHERE {STANDING_SQL} AND {lies_below('path', '$1')} ORDER BY id", path)  # noqa: S608
    patrols = await c.fetch(
        f"SELECT id FROM patrol WHERE {OPEN_PATROL_SQL} AND {lies_below('path', '$1')} ORDER BY id",  # noqa: S608
        path,
    )
    return [each["id"] for each in spots], [each["id"] for each in patrols]


# One of them


TABLES = frozenset({"spot", "patrol", "campaign"})


async def find(c: Connection, what: str, ref: str) -> UUID | None:
    """The id of the spot, patrol or campaign with this number or this id; None where there is none."""
    if what not in TABLES:
        raise ValueError(what)
    try:
        identity = UUID(ref)
    except ValueError:
        found: UUID | None = await c.fetchval(f'SELECT id FROM "{what}" WHERE number = $1', ref)  # noqa: S608
    else:
        found = await c.fetchval(f'SELECT id FROM "{what}" WHERE id = $1', identity)  # noqa: S608
    return found


async def find_any(c: Connection, ref: str) -> UUID | None:
    """The same of whichever of the three."""
    for what in sorted(TABLES):
        if (found := await find(c, what, ref)) is not None:
            return found
    return None


async def spot_of(c: Connection, patrol_id: UUID) -> Spot | None:
    """The spot of a patrol, held so that it does not end meanwhile; None where there is no such patrol."""
    records = await c.fetch(
        f"SELECT {SPOT} FROM spot AS s WHERE s.id = (SELECT spot_id FROM patrol WHERE id = $1) FOR SHARE",  # noqa: S608
        patrol_id,
    )
    found = made(Spot, records)
    return found[0] if found else None


async def spots_of(c: Connection, ids: Collection[UUID]) -> dict[UUID, Spot]:
    records = await c.fetch(f"SELECT {SPOT} FROM spot AS s WHERE s.id = ANY($1)", list(ids))  # noqa: S608
    return {spot.id: spot for spot in made(Spot, records)}


async def campaigns_of(c: Connection, ids: Collection[UUID]) -> dict[UUID, Campaign]:
    records = await c.fetch(f"SELECT {CAMPAIGN} FROM campaign WHERE id = ANY($1)", list(ids))  # noqa: S608
    return {campaign.id: campaign for campaign in made(Campaign, records)}


async def numbered(c: Connection, patrol_id: UUID | None) -> dict[UUID, str]:
    """The number of a patrol by its id, where there is one."""
    records = await c.fetch("SELECT id, number FROM patrol WHERE id = $1", patrol_id) if patrol_id else []
    return {record["id"]: record["number"] for record in records}


async def photos_of(c: Connection, patrol_id: UUID) -> list[UUID]:
    records = await c.fetch(
        f"SELECT photo_id FROM {PatrolPhotoRow.__tablename__} WHERE patrol_id = $1 ORDER BY entry, photo_id",  # noqa: S608
        patrol_id,
    )
    return [record["photo_id"] for record in records]


# Whose it is


def _mine(rounds: Rounds, now: datetime, arguments: Arguments) -> str:
    """What somebody has to look at: see `Rounds`."""
    conditions: list[str] = []
    for path in rounds.informs:
        conditions.append(f"(p.role = 'informant' AND {_below(path, arguments)})")
    for path in rounds.handles:
        late = f"p.due_at < {arguments.add(now)}"
        conditions.append(f"((p.role = 'handler' OR {late}) AND {_below(path, arguments)})")
    return f"({' OR '.join(conditions)})" if conditions else "false"


def _below(path: str, arguments: Arguments) -> str:
    return lies_below("p.path", f"{arguments.add(path)}::text")


@dataclass(frozen=True)
class Waiting:
    """How many patrols wait for somebody, and how many of these are late."""

    count: int
    late: int


async def waiting(c: Connection, rounds: Rounds, now: datetime) -> Waiting:
    if rounds.none:
        return Waiting(0, 0)
    arguments = Arguments()
    at = arguments.add(now)
    record = await c.fetchrow(
        f"SELECT count(*) AS count, count(*) FILTER (WHERE p.due_at < {at}) AS late FROM patrol AS p"  # noqa: S608
        f" WHERE p.{OPEN_PATROL_SQL} AND {_mine(rounds, now, arguments)}",
        *arguments.values,
    )
    assert record is not None
    return Waiting(**dict(record))


async def mine(c: Connection, rounds: Rounds, now: datetime, limit: int) -> list[Patrol]:
    """What somebody has to look at, the soonest due first."""
    if rounds.none:
        return []
    arguments = Arguments()
    records = await c.fetch(
        f"SELECT {PATROL} FROM patrol AS p WHERE p.{OPEN_PATROL_SQL} AND {_mine(rounds, now, arguments)}"  # noqa: S608
        f" ORDER BY p.due_at, p.id LIMIT {limit:d}",
        *arguments.values,
    )
    return made(Patrol, records)


# How it goes


@dataclass(frozen=True)
class Covered:
    """How it goes in one township: `spots` that stand there, `done` and of these `found`, `left` and of these
    `late`."""

    township: str | None
    spots: int
    done: int
    found: int
    left: int
    late: int


async def coverage(c: Connection, paths: Sequence[str], since: datetime, now: datetime) -> list[Covered]:
    """By township, below any of these paths: what is under way, and what was done since then."""
    records = await c.fetch(_COVERAGE, list(paths), since, now)
    return [Covered(**dict(record)) for record in records]


_WITHIN = "EXISTS (SELECT FROM unnest($1::text[]) AS w(top) WHERE {at} = w.top OR starts_with({at}, w.top || '.'))"
_COVERAGE = f"""
WITH standing AS (SELECT township, count(*) AS spots FROM spot WHERE {STANDING_SQL}
                  AND {_WITHIN.format(at="path")} GROUP BY township),
ahead AS (SELECT township, count(*) AS count, count(*) FILTER (WHERE due_at < $3) AS late FROM patrol
          WHERE {OPEN_PATROL_SQL} AND {_WITHIN.format(at="path")} GROUP BY township),
behind AS (SELECT township, count(*) FILTER (WHERE state <> 'dropped') AS done,
                  count(*) FILTER (WHERE state = 'found') AS found
           FROM patrol WHERE ended_at >= $2 AND ended_at <= $3 AND {_WITHIN.format(at="path")} GROUP BY township),
towns AS (SELECT township FROM standing UNION SELECT township FROM ahead UNION SELECT township FROM behind)
SELECT t.township, coalesce(s.spots, 0) AS spots, coalesce(b.done, 0) AS done, coalesce(b.found, 0) AS found,
       coalesce(a.count, 0) AS left, coalesce(a.late, 0) AS late
FROM towns AS t LEFT JOIN standing AS s ON s.township IS NOT DISTINCT FROM t.township
LEFT JOIN ahead AS a ON a.township IS NOT DISTINCT FROM t.township
LEFT JOIN behind AS b ON b.township IS NOT DISTINCT FROM t.township ORDER BY t.township NULLS LAST"""  # noqa: S608


async def coverage_of(
    c: Connection, ids: Sequence[UUID], paths: Sequence[str], now: datetime
) -> dict[UUID, list[Covered]]:
    """The same of campaigns: all that each ever asked for."""
    records = await c.fetch(_OF_CAMPAIGN, list(ids), list(paths), now)
    found: dict[UUID, list[Covered]] = {identity: [] for identity in ids}
    for record in records:
        said = dict(record)
        found[said.pop("campaign_id")].append(Covered(**said))
    return found


_OF_CAMPAIGN = f"""
SELECT campaign_id, township, count(*) FILTER (WHERE state <> 'dropped') AS spots,
       count(*) FILTER (WHERE state IN ('done','found')) AS done, count(*) FILTER (WHERE state = 'found') AS found,
       count(*) FILTER (WHERE {OPEN_PATROL_SQL}) AS left,
       count(*) FILTER (WHERE {OPEN_PATROL_SQL} AND due_at < $3) AS late
FROM patrol WHERE campaign_id = ANY($1) AND {_WITHIN.format(at="path").replace("$1", "$2")}
GROUP BY campaign_id, township ORDER BY campaign_id, township NULLS LAST"""  # noqa: S608


@dataclass(frozen=True)
class OfTemplate:
    """How it goes with the looks by one template that are under way."""

    left: int
    late: int


async def by_template(c: Connection, paths: Sequence[str], now: datetime) -> dict[str, OfTemplate]:
    records = await c.fetch(
        "SELECT template, count(*) AS left, count(*) FILTER (WHERE due_at < $2) AS late FROM patrol"  # noqa: S608
        f" WHERE {OPEN_PATROL_SQL} AND template IS NOT NULL AND {_WITHIN.format(at='path')} GROUP BY template",
        list(paths),
        now,
    )
    return {record["template"]: OfTemplate(record["left"], record["late"]) for record in records}


async def by_kind(c: Connection, paths: Sequence[str]) -> dict[str, int]:
    """How many spots of each kind stand below these paths."""
    records = await c.fetch(
        f"SELECT kind, count(*) AS count FROM spot WHERE {STANDING_SQL} AND {_WITHIN.format(at='path')} GROUP BY kind",  # noqa: S608
        list(paths),
    )
    return {record["kind"]: record["count"] for record in records}


# Lists


@dataclass(frozen=True)
class Wanted:
    """Which patrols: of a campaign, a template, a kind of spot, a township; `state` is one of theirs, or `open`,
    `late`, or `ended` since then."""

    paths: Sequence[str]
    campaign: UUID | None = None
    template: str | None = None
    kind: str | None = None
    township: str | None = None
    state: str | None = None
    since: datetime | None = None
    spot: UUID | None = None


async def listing(
    c: Connection, wanted: Wanted, now: datetime, cursor: str | None, limit: int
) -> tuple[list[Patrol], str | None]:
    """A page of the patrols, the newest first."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    conditions = [_within("p.path", wanted.paths, arguments)]
    for column, value in (
        ("campaign_id", wanted.campaign),
        ("template", wanted.template),
        ("kind", wanted.kind),
        ("township", wanted.township),
        ("spot_id", wanted.spot),
    ):
        if value is not None:
            conditions.append(f"p.{column} = {arguments.add(value)}")
    conditions += _standing(wanted, now, arguments)
    if after is not None:
        conditions.append(f"p.id < {arguments.add(after)}")
    records = await c.fetch(
        f"SELECT {PATROL} FROM patrol AS p WHERE {' AND '.join(conditions)} ORDER BY p.id DESC LIMIT {limit + 1:d}",  # noqa: S608
        *arguments.values,
    )
    items = made(Patrol, records[:limit])
    return items, paging.closed(str(items[-1].id)) if len(records) > limit else None


def _within(column: str, paths: Sequence[str], arguments: Arguments) -> str:
    parts = [lies_below(column, f"{arguments.add(path)}::text") for path in paths]
    return f"({' OR '.join(parts)})" if parts else "false"


def _standing(wanted: Wanted, now: datetime, arguments: Arguments) -> list[str]:
    match wanted.state:
        case None:
            return []
        case "open":
            return [f"p.{OPEN_PATROL_SQL}"]
        case "late":
            return [f"p.{OPEN_PATROL_SQL}", f"p.due_at < {arguments.add(now)}"]
        case "done":
            found = ["p.state IN ('done','found')"]
        case state if state in {str(each) for each in PatrolState}:
            found = [f"p.state = {arguments.add(state)}"]
        case other:
            raise BadInput("state", "unknown-state", value=other)
    if wanted.since is not None:
        found.append(f"p.ended_at >= {arguments.add(wanted.since)}")
    return found


async def spots(
    c: Connection,
    paths: Sequence[str],
    kind: str | None,
    township: str | None,
    words: Sequence[str],
    cursor: str | None,
    limit: int,
) -> tuple[list[Spot], str | None]:
    """A page of the spots that stand, the newest first; of those in whose name or number all `words` are."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    conditions = [f"s.{STANDING_SQL}", _within("s.path", paths, arguments)]
    for column, value in (("kind", kind), ("township", township)):
        if value is not None:
            conditions.append(f"s.{column} = {arguments.add(value)}")
    for each in (arguments.add(word.lower()) for word in words):
        conditions.append(f"pairs(s.name, s.number) @> pairs({each}, NULL)")
        conditions.append(f"strpos(lower(s.name || E'\\n' || s.number), {each}) > 0")
    if after is not None:
        conditions.append(f"s.id < {arguments.add(after)}")
    records = await c.fetch(
        f"SELECT {SPOT} FROM spot AS s WHERE {' AND '.join(conditions)} ORDER BY s.id DESC LIMIT {limit + 1:d}",  # noqa: S608
        *arguments.values,
    )
    items = made(Spot, records[:limit])
    return items, paging.closed(str(items[-1].id)) if len(records) > limit else None


async def campaigns(
    c: Connection, paths: Sequence[str], cursor: str | None, limit: int
) -> tuple[list[Campaign], str | None]:
    """A page of the campaigns in these territories, or over them, the newest first."""
    limit, after = paging.checked(limit), paging.after_id(cursor)
    arguments = Arguments()
    over: list[Any] = [path.rsplit(".", depth)[0] for path in paths for depth in range(path.count(".") + 1)]
    conditions = [f"({_within('path', paths, arguments)} OR path = ANY({arguments.add(over)}))"]
    if after is not None:
        conditions.append(f"id < {arguments.add(after)}")
    records = await c.fetch(
        f"SELECT {CAMPAIGN} FROM campaign WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT {limit + 1:d}",  # noqa: S608
        *arguments.values,
    )
    items = made(Campaign, records[:limit])
    return items, paging.closed(str(items[-1].id)) if len(records) > limit else None
