"""The key that signs checkpoints: from the settings, or a file that is made once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from engine.errors import AdapterError, EngineCode
from engine.proofs import ProofCode

FILE = "signing.key"
_OWNER_ONLY = 0o600


class Ed25519Signer:
    """Implements `Signer` (RFC 8032)."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def key_id(self) -> str:
        """The public key, raw, hexadecimal."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, text: bytes) -> str:
        """A signature, hexadecimal."""
        return self._key.sign(text).hex()


def is_signed(key_id: str, text: bytes, signature: str) -> bool:
    """Whether the key signed the text.

    Example:
        >>> is_signed("00", b"text", "00")
        False
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id))
        key.verify(bytes.fromhex(signature), text)
    except (ValueError, InvalidSignature):
        return False
    return True


def signer(given: str | None, folder: Path) -> Ed25519Signer:
    r"""The installation's signer; its key is made when there is none yet.

    Args:
        given: A private key in PEM, its lines apart or with `\n` between them, or None.
        folder: Where the file lies, readable by its owner only.

    Raises:
        AdapterError: What is there is no such key, or the file cannot be read or made.
    """
    try:
        # Files of variables hold one line a value; there `\n` stands for the end of a line.
        text = _kept(folder / FILE) if given is None else given.replace("\\n", "\n").encode()
    except OSError as failed:
        problem = str(failed)
        raise AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=True, driver=problem) from failed
    try:
        key = load_pem_private_key(text, None)
    except (ValueError, TypeError) as broken:
        raise AdapterError(ProofCode.KEY_UNREADABLE, retryable=False) from broken
    if not isinstance(key, Ed25519PrivateKey):
        raise AdapterError(ProofCode.KEY_UNREADABLE, retryable=False)
    return Ed25519Signer(key)


def _kept(file: Path) -> bytes:
    if not file.exists():
        _make(file)
    return file.read_bytes()


def _make(file: Path) -> None:
    """Make the file whole or not at all; of two who make one the first wins."""
    made = Ed25519PrivateKey.generate()
    text = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True)
    own = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as written:
        written.write(text)
    try:
        os.link(own, file)
    except FileExistsError:
        pass
    finally:
        own.unlink()
