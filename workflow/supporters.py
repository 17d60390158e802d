"""As whom a device supports suggestions: a token that the city handed out and signed, and that says of nobody who."""

import secrets
from typing import Final

import jwt

from workflow.keys import Keys

ISSUER: Final = "gridward-support"
"""Other than a receipt's, so that neither is ever taken for the other."""
ALGORITHM: Final = "EdDSA"


def issue(keys: Keys) -> str:
    """A token for one more device. Nothing is kept of it."""
    return jwt.encode({"iss": ISSUER, "sub": secrets.token_hex(16)}, keys.signing, algorithm=ALGORITHM)


def device(token: str, keys: Keys) -> str | None:
    """Which device a token was given to; None where it is none of ours, or was changed."""
    try:
        claims = jwt.decode(token, keys.public, algorithms=[ALGORITHM], issuer=ISSUER)
        return f"device:{claims['sub']}"
    except (jwt.InvalidTokenError, KeyError, ValueError):
        return None
