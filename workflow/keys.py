"""The keys: Fernet for what is encrypted at rest, Ed25519 for receipts. From a folder (0600) or the environment."""

import hmac
import os
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from workflow.errors import SetUpError
from workflow.settings import Settings

PRIVATE = 0o600


@dataclass(frozen=True)
class Keys:
    """`fernet` encrypts with its first key and decrypts with any, so that keys can be changed."""

    fernet: MultiFernet
    signing: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.signing.public_key()

    def token(self, *about: UUID) -> str:
        """32 letters and digits that nobody can guess, always the same for the same things."""
        secret = self.signing.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        made = hmac.digest(secret, b"gridward token " + b"".join(each.bytes for each in about), "sha256")
        return b32encode(made[:20]).decode().lower()

    def seal(self, text: str | None) -> bytes | None:
        return None if text is None else self.fernet.encrypt(text.encode())

    def open(self, sealed: bytes | None) -> str | None:
        return None if sealed is None else self.fernet.decrypt(sealed).decode()


def load(settings: Settings) -> Keys:
    """The keys of a data folder, made at the first start; those of the settings stand in for the files where secrets
    come from the environment."""
    folder = settings.secrets
    fernets = settings.fernet_keys or _kept(folder / "fernet.key", Fernet.generate_key).decode()
    signing = settings.signing_key.encode() or _kept(folder / "signing.pem", _new_signing_key)
    try:
        fernet = MultiFernet([Fernet(key.strip()) for key in fernets.split(",") if key.strip()])
        key = load_pem_private_key(signing, password=None)
    except ValueError as cause:
        raise SetUpError(what="keys-unreadable", folder=str(folder)) from cause
    if not isinstance(key, Ed25519PrivateKey):
        raise SetUpError(what="keys-unreadable", folder=str(folder))
    return Keys(fernet, key)


def kept_text(path: Path, text: str) -> str:
    """A secret text of the data folder, written at the first call."""
    return _kept(path, text.encode).decode()


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; made whole or not at all, so that two processes that start at once agree."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb") as file:
            file.write(make())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
