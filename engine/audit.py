"""The audit entry: a header that can stay for ever, and a payload that can be erased.

The header holds no personal data. It commits to the payload by a salted hash and names the hash
of the case's entry before it, so that a case's entries form a chain anybody can check. When the
retention period ends, payload and salt go and the chain still verifies. Bytes are canonical JSON
(RFC 8785), hashes SHA-256, the commitment HMAC-SHA-256 under the entry's own salt.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from pydantic import JsonValue

from engine.canonical import CanonicalError, canonical_bytes, parse_canonical
from engine.codec import event_from_json, event_to_plain
from engine.events import Event
from engine.evolve import evolve
from engine.model import Case

GENESIS = "0" * 64
"""What the first entry of a case names as the hash before it."""

HEADER_VERSION = 1
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sealed event.

    Attributes:
        seq: Its place in the case's chain, from 1.
        header: Canonical JSON of what stays.
        hash: SHA-256 of the header, hexadecimal.
        payload: Canonical JSON of the event; None once erased.
        salt: Under which the header commits to the payload; None once erased.
    """

    case_id: str
    seq: int
    header: bytes
    hash: str
    payload: bytes | None
    salt: bytes | None

    def event(self) -> Event | None:
        """The event, or None once the payload is erased."""
        return None if self.payload is None else event_from_json(self.payload)

    def header_plain(self) -> dict[str, JsonValue]:
        """The header's values."""
        return cast("dict[str, JsonValue]", parse_canonical(self.header))


def seal(event: Event, *, seq: int, prev: str, salt: bytes) -> Entry:
    """Return the entry of an event, chained to the hash before it.

    Args:
        event: What happened.
        seq: Its place in the case's chain, from 1.
        prev: Hash of the case's previous entry, `GENESIS` for the first.
        salt: `SALT_BYTES` of chance, never used twice.
    """
    plain = event_to_plain(event)
    payload = canonical_bytes(plain)
    header = canonical_bytes(_header(event, plain["at"], seq, prev, commitment(payload, salt)))
    return Entry(
        case_id=event.case_id,
        seq=seq,
        header=header,
        hash=hashlib.sha256(header).hexdigest(),
        payload=payload,
        salt=salt,
    )


def _header(
    event: Event, at: JsonValue, seq: int, prev: str, commits_to: str
) -> dict[str, JsonValue]:
    return {
        "v": HEADER_VERSION,
        "case": event.case_id,
        "seq": seq,
        "prev": prev,
        "at": at,
        "type": event.type.value,
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "who": event.who.person,
        "for": event.who.on_behalf_of,
        "office": event.who.office,
        "workflow": event.workflow,
        "commitment": commits_to,
    }


def commitment(payload: bytes, salt: bytes) -> str:
    """The salted hash by which a header is bound to its payload."""
    return hmac.new(salt, payload, hashlib.sha256).hexdigest()


def seal_all(
    events: Sequence[Event], *, seq: int, head: str, salts: Iterable[bytes]
) -> tuple[Entry, ...]:
    """Seal events one after the other behind the entry number `seq` whose hash is `head`."""
    entries: list[Entry] = []
    for event, salt in zip(events, salts, strict=True):
        seq += 1
        entry = seal(event, seq=seq, prev=head, salt=salt)
        head = entry.hash
        entries.append(entry)
    return tuple(entries)


class AuditCode(StrEnum):
    """What may be wrong with a chain or with the case beside it."""

    ENTRY_MISSING = "audit_entry_missing"
    ENTRY_NOT_FOLLOWING = "audit_entry_not_following"
    HEADER_CHANGED = "audit_header_changed"
    HEADER_UNREADABLE = "audit_header_unreadable"
    PAYLOAD_CHANGED = "audit_payload_changed"
    PAYLOAD_UNREADABLE = "audit_payload_unreadable"
    HEADER_DISAGREES = "audit_header_disagrees"
    HEAD_DISAGREES = "audit_head_disagrees"
    REPLAY_DISAGREES = "audit_replay_disagrees"
    REPLAY_FAILED = "audit_replay_failed"
    MOVE_NOT_DECLARED = "audit_move_not_declared"
    ROWS_DISAGREE = "audit_rows_disagree"
    LEDGER_DISAGREES = "audit_ledger_disagrees"
    LOG_ENTRY_DIFFERS = "audit_log_entry_differs"
    LOG_GAP = "audit_log_gap"
    LOG_ROOT_DIFFERS = "audit_log_root_differs"
    LOG_UNSEALED = "audit_log_unsealed"
    CHECKPOINT_AHEAD = "audit_checkpoint_ahead"
    CHECKPOINT_DIFFERS = "audit_checkpoint_differs"
    CHECKPOINT_FORGED = "audit_checkpoint_forged"
    CHECKPOINT_KEY = "audit_checkpoint_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that is not as it should be: which case, which entry, what differs."""

    code: AuditCode
    case_id: str
    seq: int | None = None
    params: dict[str, JsonValue] = field(default_factory=dict)


def check_chain(case_id: str, entries: Sequence[Entry], *, seq: int, head: str) -> Iterator[Defect]:
    """Check one case's chain against its own hashes and against the stored head.

    Args:
        case_id: The case.
        entries: Its entries in stored order.
        seq: How many there should be.
        head: What the last one's hash should be.
    """
    prev, number = GENESIS, 0
    for entry in entries:
        number += 1
        if entry.seq != number:
            yield Defect(
                code=AuditCode.ENTRY_MISSING,
                case_id=case_id,
                seq=number,
                params={"found": entry.seq},
            )
            number = entry.seq
        yield from _check_entry(entry, prev)
        prev = entry.hash
    if number != seq or prev != head:
        yield Defect(
            code=AuditCode.HEAD_DISAGREES,
            case_id=case_id,
            seq=number,
            params={"stored": seq, "found": number},
        )


def _check_entry(entry: Entry, prev: str) -> Iterator[Defect]:
    def defect(code: AuditCode, **params: JsonValue) -> Defect:
        return Defect(code=code, case_id=entry.case_id, seq=entry.seq, params=params)

    if hashlib.sha256(entry.header).hexdigest() != entry.hash:
        yield defect(AuditCode.HEADER_CHANGED)
    try:
        header = entry.header_plain()
    except (CanonicalError, ValueError):
        yield defect(AuditCode.HEADER_UNREADABLE)
        return
    if header.get("prev") != prev:
        yield defect(AuditCode.ENTRY_NOT_FOLLOWING)
    if header.get("case") != entry.case_id or header.get("seq") != entry.seq:
        yield defect(AuditCode.HEADER_DISAGREES, field="case")
    if entry.payload is None or entry.salt is None:
        return
    if commitment(entry.payload, entry.salt) != header.get("commitment"):
        yield defect(AuditCode.PAYLOAD_CHANGED)


def check_replay(case: Case, entries: Sequence[Entry]) -> Iterator[Defect]:
    """Replay the entries and compare with the stored case, field by field.

    A chain with erased payloads cannot be replayed; its headers are checked all the same.
    """
    if any(entry.payload is None for entry in entries):
        return
    replayed: Case | None = None
    for entry in entries:
        try:
            event = event_from_json(cast("bytes", entry.payload))
            replayed = evolve(replayed, event)
        except Exception as broken:  # noqa: BLE001 - whatever a forged payload does is a finding
            yield Defect(
                code=AuditCode.REPLAY_FAILED,
                case_id=case.id,
                seq=entry.seq,
                params={"error": type(broken).__name__},
            )
            return
    differing = [] if replayed is None else _differences(case, replayed)
    if replayed is None or differing:
        yield Defect(
            code=AuditCode.REPLAY_DISAGREES,
            case_id=case.id,
            seq=len(entries),
            params={"fields": cast("JsonValue", differing)},
        )


def _differences(stored: Case, replayed: Case) -> list[str]:
    return [
        name
        for name in Case.__dataclass_fields__
        if getattr(stored, name) != getattr(replayed, name)
    ]
