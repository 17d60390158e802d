"""The chain of the directory's changes: each has the hash of the one before it."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.keeping import DirectoryChange
from workflow.ledger import digest, facts_hash, instant
from workflow.view import GENESIS


def hashed(change: DirectoryChange) -> str:
    """Over everything but the facts and the salt, of which it covers the hash."""
    return digest(
        {
            "number": change.number,
            "id": str(change.id),
            "kind": str(change.kind),
            "subject": str(change.subject_id),
            "path": change.path,
            "by": str(change.by_id),
            "at": instant(change.at),
            "facts": change.facts_hash,
            "prev": change.prev_hash,
        }
    )


@dataclass(frozen=True)
class Held:
    """How many changes were looked at, and the number of the first that does not hold; none where all do."""

    changes: int
    broken: int | None


def verify(changes: Iterable[DirectoryChange]) -> Held:
    """Whether the numbers have no gap, every link leads to the one before, and no change was altered. Erased facts are
    no fault."""
    count, prev = 0, GENESIS
    for change in changes:
        count += 1
        told = change.facts is None or facts_hash(change.salt, change.facts) == change.facts_hash
        if (change.number, change.prev_hash, change.hash) != (count, prev, hashed(change)) or not told:
            return Held(count, change.number)
        prev = change.hash
    return Held(count, None)
