"""Where ids and salts come from: a source that is passed in, so that a simulated run is the same every time."""

import secrets
from datetime import datetime
from random import Random
from typing import Protocol
from uuid import UUID

SALT_BYTES = 16


class Source(Protocol):
    def id(self, now: datetime) -> UUID:
        """A new id (UUID version 7: ordered by the millisecond)."""
        ...

    def salt(self) -> str:
        """Sixteen random bytes, in hexadecimal."""
        ...


def uuid7(now: datetime, random: int) -> UUID:
    """RFC 9562, version 7, of an instant and 74 random bits."""
    milliseconds = int(now.timestamp() * 1000) & (1 << 48) - 1
    high, low = random >> 62 & 0xFFF, random & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


class Chance:
    """The operating system's randomness."""

    def id(self, now: datetime) -> UUID:
        return uuid7(now, secrets.randbits(74))

    def salt(self) -> str:
        return secrets.token_hex(SALT_BYTES)


class Seeded:
    """The same ids and salts for the same seed; for simulation and tests, never for a real city."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def id(self, now: datetime) -> UUID:
        return uuid7(now, self._random.getrandbits(74))

    def salt(self) -> str:
        return self._random.randbytes(SALT_BYTES).hex()
