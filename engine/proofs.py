"""Proof that an entry stands in the log, good without the database and without us."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import ConfigDict, TypeAdapter, ValidationError

from engine.delivery import Checkpoint, checkpoint_text
from engine.merkle import is_included, leaf_hash
from rules.errors import UnioncaseError

PROOF_FORMAT = "unioncase proof 1"


class ProofCode(StrEnum):
    """What is wrong with a proof."""

    UNREADABLE = "proof_unreadable"
    HEADER_CHANGED = "proof_header_changed"
    NOT_INCLUDED = "proof_not_included"
    SIGNATURE_WRONG = "proof_signature_wrong"
    KEY_UNKNOWN = "proof_key_unknown"
    NOT_SEALED = "proof_not_sealed"
    KEY_UNREADABLE = "signing_key_unreadable"


class ProofError(UnioncaseError):
    """There is no proof to be had, or what was given is none."""


class Signer(Protocol):
    """Signs in the name of this installation."""

    @property
    def key_id(self) -> str:
        """The public key, raw, hexadecimal: whoever knows it can check what was signed."""

    def sign(self, text: bytes) -> str:
        """An Ed25519 signature (RFC 8032), hexadecimal."""


class SignatureCheck(Protocol):
    """Tells good signatures from others."""

    def __call__(self, key_id: str, text: bytes, signature: str) -> bool:
        """Whether the key signed the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An entry's header, its place in the log, and the way from there to a signed root.

    Attributes:
        header: Canonical JSON of the entry's header.
        hash: SHA-256 of the header, hexadecimal.
        index: Place in the log, from 0.
        path: Hashes from the leaf to the root (RFC 6962, 2.1.1), hexadecimal.
        size, root, at, key_id, signature: The checkpoint; see `Checkpoint`.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: str = PROOF_FORMAT
    header: str
    hash: str
    index: int
    path: tuple[str, ...]
    size: int
    root: str
    at: datetime
    key_id: str
    signature: str


_ADAPTER = TypeAdapter(Proof)


def proof_to_json(proof: Proof) -> bytes:
    """The proof as a file."""
    return _ADAPTER.dump_json(proof, indent=2) + b"\n"


def proof_from_json(data: bytes) -> Proof:
    """Read a proof.

    Raises:
        ProofError: It is none.
    """
    try:
        proof = _ADAPTER.validate_json(data)
        for text in (proof.hash, proof.root, proof.key_id, proof.signature, *proof.path):
            bytes.fromhex(text)
    except (ValidationError, ValueError) as broken:
        raise ProofError(ProofCode.UNREADABLE) from broken
    if proof.format != PROOF_FORMAT or proof.at.tzinfo is None:
        raise ProofError(ProofCode.UNREADABLE)
    return proof


def proof_problems(
    proof: Proof, is_signed: SignatureCheck, known_keys: frozenset[str] | None = None
) -> Iterator[ProofCode]:
    """Everything that is wrong with a proof; nothing when it holds.

    Args:
        proof: From `proof_from_json`.
        is_signed: Checks signatures.
        known_keys: Keys that are trusted; None trusts the one that the proof brings, which shows
            that the proof is of one piece and not whose it is.
    """
    if hashlib.sha256(proof.header.encode()).hexdigest() != proof.hash:
        yield ProofCode.HEADER_CHANGED
    leaf, path = leaf_hash(bytes.fromhex(proof.hash)), tuple(map(bytes.fromhex, proof.path))
    if not is_included(leaf, proof.index, proof.size, path, bytes.fromhex(proof.root)):
        yield ProofCode.NOT_INCLUDED
    if not is_signed(
        proof.key_id, checkpoint_text(proof.size, proof.root, proof.at), proof.signature
    ):
        yield ProofCode.SIGNATURE_WRONG
    if known_keys is not None and proof.key_id not in known_keys:
        yield ProofCode.KEY_UNKNOWN


def is_checkpoint_signed(checkpoint: Checkpoint, is_signed: SignatureCheck) -> bool:
    """Whether the key that a checkpoint names has signed it."""
    text = checkpoint_text(checkpoint.size, checkpoint.root, checkpoint.at)
    return is_signed(checkpoint.key_id, text, checkpoint.signature)
