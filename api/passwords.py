"""Passwords, hashed by argon2id with the library's own parameters."""

from typing import Annotated, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import StringConstraints

from workflow.errors import BadInput

Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]

SHORTEST: Final = 10
FEWEST: Final = 5
"""Different characters."""

_HASHER: Final = PasswordHasher()
NOBODYS: Final = _HASHER.hash("no password of anybody's")
"""Verified where there is no such account, so that the answer takes as long."""


def hashed(password: str) -> str:
    """Takes as long as `fits`."""
    return _HASHER.hash(password)


def check_new(password: str, username: str, field: str) -> None:
    """BadInput for one that is too short or too easy to guess. Longer is all that is asked for: no signs, no digits."""
    if len(password) < SHORTEST:
        raise BadInput(field, "password-short")
    if len(set(password)) < FEWEST or username.lower() in password.lower():
        raise BadInput(field, "password-plain")


def fits(password: str, password_hash: str) -> bool:
    """Whether it is the password that was hashed. Takes some 50 ms and 64 MB: not for the event loop."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
