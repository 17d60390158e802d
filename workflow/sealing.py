"""The ledger's seals: at the end of each day all that was written since the last one goes under one root, which is
published. Who has a receipt can see that its entry is under a root that was published then; an entry that is dropped,
rewritten or put in later is found, and whoever would hide it would have to change what others have written down.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from uuid import UUID

from models.seal import Seal
from workflow import ledger, merkle, store
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.view import GENESIS

SUBTREE: Final = 256
"""How many leaves have one of a seal's stored nodes above them: so a path is made of so many leaves, and not of all."""

BEFORE: Final = timedelta(days=30)
_WIDTH: Final = len(merkle.EMPTY)
assert store.seals.AT_ONCE % SUBTREE == 0


@dataclass(frozen=True)
class Proof:
    """That an entry's hash is the leaf `index` under a seal's root: the hashes beside the way up, from below."""

    seal: Seal
    index: int
    path: tuple[str, ...]


async def seal(engine: Engine, day: date) -> Seal | None:
    """Seals a day, and each day before it that comes after the one that was sealed last, a transaction each; the seal
    of that day. None for a day before the first that was sealed: it is in that one."""
    while True:
        async with store.transaction(engine.database) as connection:
            await store.seals.hold(connection)
            last = await store.seals.last(connection)
            if last is not None and last.day >= day:
                break
            now = await engine.in_force.at(connection, share=False)
            await _seal(connection, now, last, await _first(connection, now, day) if last is None else after(last.day))
    async with store.snapshot(engine.database) as connection:
        found = await store.seals.listing(connection, last.number + 1 - (last.day - day).days, 1)
    return next((each for each in found if each.day == day), None)


async def _first(connection: store.Connection, now: Now, day: date) -> date:
    """The day with which a city's seals begin: that on which it was put here, but at most `BEFORE` ago, since each of
    the first ones looks at all that is not sealed yet."""
    city = await store.seeding.city_row(connection)
    began = city.seeded_at.astimezone(now.calendar.tz).date() if city else day
    return min(day, max(began, day - BEFORE))


async def _seal(connection: store.Connection, now: Now, last: Seal | None, day: date) -> None:
    number, through = (last.number if last else 0) + 1, end_of(day, now.calendar.tz)
    next_xid = await store.seals.take(connection, number, through)
    size, nodes = await _nodes(connection, number)
    bare = Seal(
        number=number,
        day=day,
        starts=last.through if last else None,
        through=through,
        sealed_at=now.at,
        size=size,
        root=merkle.root(nodes).hex(),
        nodes=b"".join(nodes),
        prev_hash=last.hash if last else GENESIS,
        hash="",
    )
    await store.seals.put(connection, bare.but(hash=hashed(bare)), next_xid)


async def _nodes(connection: store.Connection, number: int) -> tuple[int, list[bytes]]:
    """How many leaves a seal has, and the nodes above each `SUBTREE` of them."""
    size, nodes = 0, []
    async for hashes in store.seals.leaves(connection, number):
        size += len(hashes)
        nodes += [_node(hashes[at : at + SUBTREE]) for at in range(0, len(hashes), SUBTREE)]
    return size, nodes


def _node(hashes: list[bytes]) -> bytes:
    return merkle.root([merkle.leaf(each) for each in hashes])


def after(day: date) -> date:
    return day + timedelta(days=1)


def end_of(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(after(day), time(), tz)


def hashed(seal: Seal) -> str:
    """The hash that chains the seals: over what is published of one."""
    return ledger.digest(
        {
            "number": seal.number,
            "day": f"{seal.day}",
            "size": seal.size,
            "root": seal.root,
            "prev": seal.prev_hash,
        }
    )


async def proof(engine: Engine, subject_id: UUID, seq: int) -> Proof | None:
    """That an entry is under a published root; none before its day is sealed. Reads `SUBTREE` hashes at most."""
    async with store.snapshot(engine.database) as connection:
        found = await store.seals.place(connection, subject_id, seq)
        if found is None:
            return None
        place, seal = found
        hashes = await store.seals.around(connection, place, SUBTREE)
    nodes = [seal.nodes[at : at + _WIDTH] for at in range(0, len(seal.nodes), _WIDTH)]
    below = merkle.path([merkle.leaf(each) for each in hashes], place.position % SUBTREE)
    return Proof(seal, place.position, tuple(e.hex() for e in [*below, *merkle.path(nodes, place.position // SUBTREE)]))


def root_of(hashed: str, proof: Proof) -> str | None:
    """The root to which an entry's hash leads by a proof; none where that is none."""
    found = merkle.climbed(
        merkle.leaf(bytes.fromhex(hashed)), proof.index, proof.seal.size, [bytes.fromhex(each) for each in proof.path]
    )
    return found.hex() if found else None


async def listing(engine: Engine, before: int | None, limit: int) -> list[Seal]:
    async with store.snapshot(engine.database) as connection:
        return await store.seals.listing(connection, before, limit)


@dataclass
class Checked:
    """How many seals were counted again, and what is wrong with them, in words."""

    seals: int
    faults: list[str]


async def check(engine: Engine) -> Checked:
    """Every seal: chained to the one before, and its root that of the leaves that are stored with it. Whether these are
    the ledger's is for `auditing`, a range of subjects after the other."""
    found, last = Checked(0, []), None
    async with store.snapshot(engine.database) as connection:
        async for each in store.seals.every(connection):
            size, nodes = await _nodes(connection, each.number)
            found.seals += 1
            found.faults += [f"seal {each.day}: {what}" for what in _wrong(each, last, size, nodes)]
            last = each
    return found


def _wrong(seal: Seal, last: Seal | None, size: int, nodes: list[bytes]) -> list[str]:
    if last is None:
        follows = (seal.number, seal.prev_hash, seal.starts) == (1, GENESIS, None)
    else:
        links = (last.number + 1, last.hash, last.through, after(last.day))
        follows = (seal.number, seal.prev_hash, seal.starts, seal.day) == links
    whole = (size, merkle.root(nodes).hex(), b"".join(nodes)) == (seal.size, seal.root, seal.nodes)
    told = {"chain-broken": follows, "leaves-changed": whole, "seal-changed": hashed(seal) == seal.hash}
    return [what for what, well in told.items() if not well]
