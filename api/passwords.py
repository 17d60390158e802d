"""Passwords, hashed by argon2id with the library's own parameters."""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER: Final = PasswordHasher()
NOBODYS: Final = _HASHER.hash("no password of anybody's")
"""Verified where there is no such account, so that the answer takes as long."""


def fits(password: str, password_hash: str) -> bool:
    """Whether it is the password that was hashed. Takes some 50 ms and 64 MB: not for the event loop."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
