"""A proof holds without the database, and nothing in it can be changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from adapters.outbound.memory import SettableClock
from adapters.outbound.signing import Ed25519Signer, is_signed, signer
from engine.audit import AuditCode
from engine.delivery import Checkpoint
from engine.errors import AdapterError
from engine.ports import EntryQuery, Ports
from engine.proofs import (
    Proof,
    ProofCode,
    ProofError,
    proof_from_json,
    proof_problems,
    proof_to_json,
)
from engine.usecases.keep_log import prove_entry, sign_log
from engine.usecases.verify_log import LogReport, verify_log
from tests.support.sealing import open_and_seal, open_files
from tests.support.small_house import small_house


@pytest.fixture
def key(tmp_path: Path) -> Ed25519Signer:
    """A key of this test's own."""
    return signer(None, tmp_path)


@pytest.fixture
def ports() -> Ports:
    """An office with five files in its log."""
    made = small_house()
    open_and_seal(made, 5)
    return made


@pytest.fixture
def proof(ports: Ports, key: Ed25519Signer) -> Proof:
    """Proof of some entry in the middle."""
    leaf = ports.log.leaves(3, 1)[0]
    return prove_entry(ports, key, leaf.case_id, leaf.seq)


def verified(ports: Ports, key: Ed25519Signer) -> LogReport:
    """The log held against everything."""
    entries = sum(1 for _ in ports.cases.entries(EntryQuery(limit=0)))
    return verify_log(ports, is_signed, frozenset({key.key_id}), entries)


def test_a_proof_survives_its_file(proof: Proof) -> None:
    """What is written is what is read, and it holds."""
    read = proof_from_json(proof_to_json(proof))
    assert read == proof
    assert list(proof_problems(read, is_signed, frozenset({proof.key_id}))) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"header": "{}"}, ProofCode.HEADER_CHANGED),
        ({"index": 2}, ProofCode.NOT_INCLUDED),
        ({"path": ()}, ProofCode.NOT_INCLUDED),
        ({"signature": "00" * 64}, ProofCode.SIGNATURE_WRONG),
        ({"size": 4}, ProofCode.SIGNATURE_WRONG),
        ({"key_id": "ab" * 32}, ProofCode.SIGNATURE_WRONG),
    ],
)
def test_nothing_in_a_proof_can_be_changed(
    proof: Proof, change: dict[str, object], found: ProofCode
) -> None:
    """Each part is bound to the others."""
    plain = json.loads(proof_to_json(proof))
    changed = proof_from_json(json.dumps({**plain, **change}).encode())
    assert found in set(proof_problems(changed, is_signed))


def test_a_strange_key_is_told(proof: Proof) -> None:
    """A proof of one piece that somebody else signed is not ours."""
    assert list(proof_problems(proof, is_signed, frozenset({"ab"}))) == [ProofCode.KEY_UNKNOWN]


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"format":"unioncase proof 1"}'])
def test_what_is_no_proof_is_refused(text: bytes) -> None:
    """Other files are not taken for proofs."""
    with pytest.raises(ProofError):
        proof_from_json(text)


def test_an_entry_that_is_not_sealed_has_no_proof(key: Ed25519Signer) -> None:
    """It can be proved once the worker has brought it into the log."""
    ports = small_house()
    open_files(ports, 1)
    [entry, *_] = ports.cases.entries(EntryQuery(limit=0))
    with pytest.raises(ProofError) as refused:
        prove_entry(ports, key, entry.case_id, entry.seq)
    assert refused.value.code is ProofCode.NOT_SEALED


def test_a_log_is_signed_when_it_has_grown(ports: Ports, key: Ed25519Signer) -> None:
    """Once for a size, and not more often than asked for."""
    first = sign_log(ports, key)
    assert first is not None
    assert sign_log(ports, key) is None
    open_and_seal(ports, 1, first=10)
    assert sign_log(ports, key, not_before=timedelta(minutes=1)) is None
    cast("SettableClock", ports.clock).set(ports.clock.now() + timedelta(minutes=1))
    second = sign_log(ports, key, not_before=timedelta(minutes=1))
    assert second is not None
    assert second.size > first.size


def test_a_whole_log_verifies(ports: Ports, key: Ed25519Signer) -> None:
    """Every checkpoint of its past fits."""
    sign_log(ports, key)
    open_and_seal(ports, 3, first=20)
    sign_log(ports, key)
    report = verified(ports, key)
    assert (report.checkpoints, report.unsealed, report.defects) == (2, 0, ())


def test_a_checkpoint_that_does_not_fit_is_found(ports: Ports, key: Ed25519Signer) -> None:
    """A root that was signed for another history shows that the past was changed."""
    good = sign_log(ports, key)
    assert good is not None
    add(ports, replace(good, size=good.size - 1))
    add(ports, replace(good, size=good.size + 5))
    codes = {found.code for found in verified(ports, key).defects}
    assert codes == {
        AuditCode.CHECKPOINT_DIFFERS,
        AuditCode.CHECKPOINT_AHEAD,
        AuditCode.CHECKPOINT_FORGED,
    }


def test_a_checkpoint_of_a_strange_key_is_found(ports: Ports, key: Ed25519Signer) -> None:
    """Whoever rewrote everything and signed it anew used a key that is not ours."""
    sign_log(ports, key)
    report = verify_log(ports, is_signed, frozenset({"ab"}), ports.log.size())
    assert [found.code for found in report.defects] == [AuditCode.CHECKPOINT_KEY]


def test_an_entry_that_nothing_brings_into_the_log_is_found(
    ports: Ports, key: Ed25519Signer
) -> None:
    """More entries than the log has, and no message on its way."""
    report = verify_log(ports, is_signed, frozenset({key.key_id}), ports.log.size() + 2)
    assert [(d.code, d.params) for d in report.defects] == [
        (AuditCode.LOG_UNSEALED, {"entries": 2})
    ]


def add(ports: Ports, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint that nobody signed like this."""
    ports.log.add_checkpoint(checkpoint)


def test_a_key_may_come_on_one_line(tmp_path: Path, key: Ed25519Signer) -> None:
    """A file of variables has one line a value."""
    text = (tmp_path / "signing.key").read_text()
    assert signer(text.replace("\n", "\\n"), tmp_path / "none").key_id == key.key_id


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    """A slip is told at once, and no other key is made in its place."""
    with pytest.raises(AdapterError) as refused:
        signer("nonsense", tmp_path)
    assert refused.value.code is ProofCode.KEY_UNREADABLE
    assert list(tmp_path.iterdir()) == []
