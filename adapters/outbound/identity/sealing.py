"""Seals the secrets of second factors with AES-256-GCM."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.access import AccessCode
from engine.errors import AdapterError

_VERSION = "v1"
_NONCE_BYTES = 12
"""NIST SP 800-38D, 8.2: chance alone is enough for fewer than 2^32 seals under one key."""


class AesGcmSealer:
    """Implements `Sealer`; a seal reads `v1:<first digits of the key's hash>:<nonce and text>`.

    The owner is part of what is authenticated: a seal that is copied into somebody else's row does
    not open.

    Args:
        present: Gives the key to seal with, 32 bytes; asked for when it is first needed.
        former: Keys that may still open seals.
    """

    def __init__(self, present: Callable[[], bytes], former: Sequence[bytes] = ()) -> None:
        self._present = present
        self._former = tuple(former)

    def sealed(self, secret: str, owner: str) -> str:
        """The secret under the present key; see the port."""
        name, key = self._own
        nonce = secrets.token_bytes(_NONCE_BYTES)
        closed = nonce + key.encrypt(nonce, secret.encode(), owner.encode())
        return f"{_VERSION}:{name}:{urlsafe_b64encode(closed).decode()}"

    def opened(self, sealed: str, owner: str) -> str:
        """The secret; see the port."""
        version, _, rest = sealed.partition(":")
        name, _, text = rest.partition(":")
        key = self._known.get(name)
        if version != _VERSION or key is None:
            raise AdapterError(AccessCode.SECRETS_KEY_DIFFERS, retryable=False)
        try:
            closed = urlsafe_b64decode(text)
            nonce, locked = closed[:_NONCE_BYTES], closed[_NONCE_BYTES:]
            return key.decrypt(nonce, locked, owner.encode()).decode()
        except (ValueError, InvalidTag) as broken:
            raise AdapterError(AccessCode.SECRETS_KEY_DIFFERS, retryable=False) from broken

    def is_current(self, sealed: str) -> bool:
        """Whether it lies under the present key; see the port."""
        return sealed.startswith(f"{_VERSION}:{self._own[0]}:")

    @cached_property
    def _own(self) -> tuple[str, AESGCM]:
        return _named(self._present())

    @cached_property
    def _known(self) -> dict[str, AESGCM]:
        return dict((*(_named(key) for key in self._former), self._own))


def _named(key: bytes) -> tuple[str, AESGCM]:
    return hashlib.sha256(b"name of " + key).hexdigest()[:8], AESGCM(key)
