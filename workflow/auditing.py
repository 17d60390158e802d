"""Holding the ledger to its promises: every chain whole, every state equal to its replay, a receipt ours."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models.ledger import Entry
from workflow import city_keeping, ledger, sealing, store
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.view import ROOTS, Whole, replay

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


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a subject: at which entry of its chain, and a code; `photo` is the one that it is about."""

    subject_id: UUID
    what: str
    seq: int | None = None
    photo: str = ""

    def __str__(self) -> str:
        if self.what == "state-differs":
            return f"{self.subject_id}: its state is not what its ledger tells"
        if self.what == "photo-gone":
            return f"{self.subject_id} entry {self.seq}: photo {self.photo} is gone, or is not what it was"
        return f"{self.subject_id} entry {self.seq}: {self.what}"


async def examine(engine: Engine, against_state: bool, first: UUID = FIRST, last: UUID = LAST) -> Examined:
    """The same for the subjects whose ids lie after `first` and up to `last`, as they stood at one instant."""
    found = Examined()
    async with store.snapshot(engine.database) as connection:
        found.faults += [_unlike(each) for each in await store.seals.disagreeing(connection, first, last)]
        async for chains in store.reading.all_entries(connection, first, last):
            views = await _views(connection, list(chains)) if against_state else {}
            for subject_id, chain in chains.items():
                found.subjects, found.entries = found.subjects + 1, found.entries + len(chain)
                flaws = _flaws(subject_id, chain, views.get(subject_id) if against_state else None, against_state)
                named = list(_photos(chain))
                found.photos += len(named)
                found.faults += map(str, [*flaws, *await asyncio.to_thread(_swapped, engine, named)])
    return found


@dataclass(frozen=True)
class Held:
    """One subject as the ledger has it: how many entries and photos were looked at, the hash of the last entry, and
    what is wrong."""

    number: str
    entries: int
    photos: int
    head: str
    flaws: tuple[Flaw, ...]


async def hold(engine: Engine, number: str) -> Held:
    """The chain of one case, meeting or motion by its number, held to the same promises. NotFound where there is
    none."""
    async with store.snapshot(engine.database) as connection:
        subject_id = await _subject(connection, number)
        chain = await store.reading.entries(connection, subject_id)
        views = await _views(connection, [subject_id])
    named = list(_photos(chain))
    swapped = await asyncio.to_thread(_swapped, engine, named)
    flaws = (*_flaws(subject_id, chain, views.get(subject_id), True), *swapped)
    return Held(number, len(chain), len(named), chain[-1].hash if chain else "", flaws)


async def _subject(connection: store.Connection, number: str) -> UUID:
    finding = (
        store.reading.find_incident,
        store.meetings.find,
        store.motions.find,
        store.patrols.find_any,
        store.bulletins.identity,
    )
    for find in finding:
        if (found := await find(connection, number)) is not None:
            return found
    raise NotFound()


def _flaws(subject_id: UUID, chain: Sequence[Entry], view: Whole | None, against_state: bool) -> list[Flaw]:
    found = [Flaw(subject_id, broken.what, broken.seq) for broken in ledger.verify(chain)]
    if against_state and not found and replay(chain) != view:
        found.append(Flaw(subject_id, "state-differs"))
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


def _swapped(engine: Engine, named: Iterable[Named]) -> list[Flaw]:
    return [
        Flaw(each.entry.subject_id, "photo-gone", each.entry.seq, each.photo)
        for each in named
        if not engine.photos.media.intact(each.sha256)
    ]


async def _views(connection: store.Connection, ids: list[UUID]) -> dict[UUID, Whole]:
    """The states of subjects of whatever kind."""
    found: dict[UUID, Whole] = {}
    for root in ROOTS.values():
        found |= await store.reading.load(connection, root, [i for i in ids if i not in found])
    return found


@dataclass(frozen=True)
class ReceiptHeld:
    """A receipt of ours beside what the ledger has: `holds` where its first entry is the one that was signed, `whole`
    where every entry after it is chained to the one before, `under` where it is under the seal of its day; `sealed` is
    none before that day is sealed."""

    receipt: ledger.Receipt
    entries: int
    holds: bool
    whole: bool
    sealed: sealing.Proof | None
    under: bool


async def hold_receipt(engine: Engine, token: str) -> ReceiptHeld | None:
    """None for what is no receipt of ours, or was changed."""
    receipt = ledger.read_receipt(token, engine.keys.public)
    if receipt is None:
        return None
    async with store.snapshot(engine.database) as connection:
        chain = await store.reading.entries(connection, receipt.incident_id)
    holds = bool(chain) and chain[0].hash == receipt.hash
    sealed = await sealing.proof(engine, receipt.incident_id, 1)
    whole = not any(True for _ in ledger.verify(chain))
    under = sealed is not None and sealing.root_of(receipt.hash, sealed) == sealed.seal.root
    return ReceiptHeld(receipt, len(chain), holds, whole, sealed, under)


async def check_receipt(engine: Engine, token: str) -> Found:
    """Whether a receipt is ours, unchanged, and its entry still stands in the ledger as it says."""
    found, held = Found(), await hold_receipt(engine, token)
    if held is None:
        found.fault("not a receipt of ours, or changed")
    elif not (held.holds and held.whole):
        found.fault(f"{held.receipt.number}: the ledger does not hold what the receipt says")
    else:
        found.said.append(f"{held.receipt.number}: taken in at {held.receipt.at}, {held.entries} entries, all whole")
        if held.sealed is None:
            found.said.append("not sealed yet")
        elif not held.under:
            found.fault(f"it is not under the seal of {held.sealed.seal.day}")
        else:
            day, size = held.sealed.seal.day, held.sealed.seal.size
            found.said.append(f"leaf {held.sealed.index} of {size} under the seal of {day}")
    return found
