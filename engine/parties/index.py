"""The index of the register: marks under a key, so that finding somebody tells nobody who it is."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from engine.parties.identity import Mark, MarkKind


@dataclass(frozen=True, slots=True, order=True)
class BlindMark:
    """A mark as the index holds it."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PartyKey:
    """A party may be found by this."""

    party: str
    found_by: BlindMark


def blinded(mark: Mark, key: bytes) -> BlindMark:
    """The mark under a key: HMAC-SHA-256; a colleague's login is no secret and stays as it is.

    Example:
        >>> phone = Mark(MarkKind.PHONE, "13900000001")
        >>> blinded(phone, b"one").value == blinded(phone, b"another").value
        False
    """
    if mark.kind is MarkKind.STAFF:
        return BlindMark(mark.kind, mark.value)
    text = f"{mark.kind.value}\n{mark.value}".encode()
    return BlindMark(mark.kind, hmac.new(key, text, hashlib.sha256).hexdigest())
