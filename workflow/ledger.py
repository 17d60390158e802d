"""The ledger's arithmetic: canonical JSON (RFC 8785), salted hashes of the facts, chained hashes, signed receipts."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
import orjson
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.ledger import Entry
from workflow.view import GENESIS

RECEIPTS = "EdDSA"
ISSUER = "gridward"


_NUMBER = re.compile(rb"[:,\[]-?\d+(?:\.0[,}\]]|(?:\.\d+)?e)")
_HIGH = re.compile(rb"[\xf0-\xff]")
"""Where orjson might write a value in another way than RFC 8785 does: whole floats and exponents within an object or
a list, and characters whose order in UTF-16 is not that of UTF-8."""


def canonical(value: Any) -> bytes:
    """RFC 8785: one and only one text for a JSON value. orjson writes the same bytes four times faster, but for a few
    values, which are left to the slow way. NaN and infinity are no JSON and never get here: every payload refuses
    them."""
    try:
        text = orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        return rfc8785.dumps(value)
    same = isinstance(value, dict | list) and not _NUMBER.search(text) and not _HIGH.search(text)
    return text if same else rfc8785.dumps(value)


_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def facts_hash(salt: str, facts: Mapping[str, Any]) -> str:
    """Salted, so that nobody can guess facts from their hash once they were erased together with their salt."""
    return digest({"salt": salt, "facts": facts})


def instant(at: datetime) -> str:
    """The one way in which the ledger writes an instant: UTC, microseconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(entry: Entry) -> str:
    """Over everything but the facts and the salt, of which it covers the hash."""
    return digest(
        {
            "subject": str(entry.subject_id),
            "seq": entry.seq,
            "happened": instant(entry.happened_at),
            "recorded": instant(entry.recorded_at),
            "actor": [str(entry.actor_kind), str(entry.actor_id) if entry.actor_id else None, entry.standing],
            "move": entry.move,
            "about": str(entry.about),
            "changes": entry.changes,
            "reasons": entry.reasons,
            "facts": entry.facts_hash,
            "versions": [entry.rules_version, entry.calendar_version],
            "prev": entry.prev_hash,
        }
    )


@dataclass(frozen=True)
class Broken:
    """Where a chain does not hold, and how."""

    subject_id: UUID
    seq: int
    what: str


def verify(entries: Iterable[Entry]) -> Iterator[Broken]:
    """What is wrong with one subject's chain; nothing when it holds. Erased facts are no fault."""
    seq, prev = 0, GENESIS
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            yield Broken(entry.subject_id, entry.seq, "out-of-sequence")
            seq = entry.seq
        if entry.prev_hash != prev:
            yield Broken(entry.subject_id, entry.seq, "chain-broken")
        if entry.facts is not None and facts_hash(entry.salt, entry.facts) != entry.facts_hash:
            yield Broken(entry.subject_id, entry.seq, "facts-changed")
        if entry_hash(entry) != entry.hash:
            yield Broken(entry.subject_id, entry.seq, "entry-changed")
        prev = entry.hash


@dataclass(frozen=True)
class Receipt:
    """What a receipt says: this number was taken in at this time with this entry's hash."""

    incident_id: UUID
    number: str
    at: str
    hash: str


def sign(receipt: Receipt, key: Ed25519PrivateKey) -> str:
    """A JWS (RFC 7515) with Ed25519, so that any library can check it without ours."""
    claims = {
        "iss": ISSUER,
        "sub": str(receipt.incident_id),
        "number": receipt.number,
        "at": receipt.at,
        "hash": receipt.hash,
    }
    return jwt.encode(claims, key, algorithm=RECEIPTS)


def read_receipt(token: str, key: Ed25519PublicKey) -> Receipt | None:
    """What a receipt says, or None where it is not ours or was changed."""
    try:
        claims = jwt.decode(token, key, algorithms=[RECEIPTS], issuer=ISSUER)
        return Receipt(UUID(claims["sub"]), claims["number"], claims["at"], claims["hash"])
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError):
        return None
