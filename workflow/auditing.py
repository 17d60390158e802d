"""Holding the ledger to its promises: every chain whole, every state equal to its replay, a receipt ours."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from models.ledger import Entry
from workflow import city_keeping, ledger, sealing, store
from workflow.engine import Engine
from workflow.view import MeetingView, MotionView, View, Whole, replay

FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)
"""The ends of all ids."""


@dataclass
class Found:
    """What an audit has to say, and whether all is well."""

    well: bool = True
    said: list[str] = field(default_factory=list)

    def fault(self, text: str) -> None:
        self.well = False
        self.said.append(text)


@dataclass
class Examined:
    """How many subjects, entries and named photos were looked at, and what is wrong with them, in words."""

    subjects: int = 0
    entries: int = 0
    photos: int = 0
    faults: list[str] = field(default_factory=list)


async def check_all(engine: Engine, against_state: bool) -> Found:
    """The ledger's chains, the seals over them, and the chain of the city's changes."""
    parts = [await check_chains(engine, against_state), await check_seals(engine), await check_changes(engine)]
    return Found(all(part.well for part in parts), [line for part in parts for line in part.said])


async def check_chains(engine: Engine, against_state: bool) -> Found:
    """Every subject's chain: sequence, links and hashes, and that the photos which it names are there as they were;
    with `against_state` also that its replay is its state."""
    examined, found = await examine(engine, against_state), Found()
    for fault in examined.faults:
        found.fault(fault)
    whole = "all whole" if found.well else "NOT whole"
    found.said.append(f"{examined.subjects} subjects, {examined.entries} entries, {examined.photos} photos: {whole}")
    return found


async def examine(engine: Engine, against_state: bool, first: UUID = FIRST, last: UUID = LAST) -> Examined:
    """The same for the subjects whose ids lie after `first` and up to `last`, as they stood at one instant."""
    found = Examined()
    async with store.snapshot(engine.database) as connection:
        found.faults += [_unlike(each) for each in await store.seals.disagreeing(connection, first, last)]
        async for chains in store.reading.all_entries(connection, first, last):
            views = await _views(connection, list(chains)) if against_state else {}
            for subject_id, chain in chains.items():
                found.subjects, found.entries = found.subjects + 1, found.entries + len(chain)
                faults = [f"{subject_id} entry {broken.seq}: {broken.what}" for broken in ledger.verify(chain)]
                if against_state and not faults and replay(chain) != views.get(subject_id):
                    faults.append(f"{subject_id}: its state is not what its ledger tells")
                named = list(_photos(chain))
                found.photos += len(named)
                found.faults += [*faults, *await asyncio.to_thread(_swapped, engine, named)]
    return found


def _unlike(each: store.seals.Disagrees) -> str:
    return f"{each.subject_id} entry {each.seq}: {each.what} since it was sealed"


async def check_seals(engine: Engine) -> Found:
    """Every seal: its root, and its link to the one before."""
    checked, found = await sealing.check(engine), Found()
    for fault in checked.faults:
        found.fault(fault)
    found.said.append(f"{checked.seals} seals: {'all whole' if found.well else 'NOT whole'}")
    return found


async def check_changes(engine: Engine) -> Found:
    """The chain of what was changed about people, posts, units and grids."""
    held, found = await city_keeping.examined(engine), Found()
    if held.broken is not None:
        found.fault(f"change {held.broken} of the city is not as it was written")
    found.said.append(f"{held.changes} changes of the city: {'all whole' if found.well else 'NOT whole'}")
    return found


@dataclass(frozen=True)
class Named:
    """A photo that an entry names, with the hash that its file had."""

    entry: Entry
    photo: str
    sha256: str


def _photos(chain: Iterable[Entry]) -> Iterator[Named]:
    """Where the facts were not erased."""
    for entry in chain:
        for photo, sha256 in entry.asked.get("photos", {}).items():
            yield Named(entry, photo, sha256)


def _swapped(engine: Engine, named: Iterable[Named]) -> list[str]:
    return [
        f"{each.entry.subject_id} entry {each.entry.seq}: photo {each.photo} is gone, or is not what it was"
        for each in named
        if not engine.photos.media.intact(each.sha256)
    ]


async def _views(connection: store.Connection, ids: list[UUID]) -> dict[UUID, Whole]:
    """The states of subjects of whatever kind."""
    found: dict[UUID, Whole] = {}
    for root in (View, MeetingView, MotionView):
        found |= await store.reading.load(connection, root, [i for i in ids if i not in found])
    return found


async def check_receipt(engine: Engine, token: str) -> Found:
    """Whether a receipt is ours, unchanged, and its entry still stands in the ledger as it says."""
    found = Found()
    receipt = ledger.read_receipt(token, engine.keys.public)
    if receipt is None:
        found.fault("not a receipt of ours, or changed")
        return found
    async with store.transaction(engine.database) as connection:
        chain = await store.reading.entries(connection, receipt.incident_id)
    sealed = await sealing.proof(engine, receipt.incident_id, 1)
    if not chain or chain[0].hash != receipt.hash or any(True for _ in ledger.verify(chain)):
        found.fault(f"{receipt.number}: the ledger does not hold what the receipt says")
    else:
        found.said.append(f"{receipt.number}: taken in at {receipt.at}, {len(chain)} entries, all whole")
        if sealed is None:
            found.said.append("not sealed yet")
        elif sealing.root_of(receipt.hash, sealed) != sealed.seal.root:
            found.fault(f"it is not under the seal of {sealed.seal.day}")
        else:
            found.said.append(f"leaf {sealed.index} of {sealed.seal.size} under the seal of {sealed.seal.day}")
    return found
