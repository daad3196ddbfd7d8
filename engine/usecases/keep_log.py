"""Sign the log of all entries, and prove that an entry stands in it."""

from __future__ import annotations

from datetime import UTC, timedelta

from engine.delivery import Checkpoint, checkpoint_text
from engine.errors import EngineCode, NotFoundError
from engine.merkle import inclusion_proof, root_of
from engine.ports import EntryQuery, Ports
from engine.proofs import Proof, ProofCode, ProofError, Signer


def sign_log(
    ports: Ports, signer: Signer, *, not_before: timedelta = timedelta()
) -> Checkpoint | None:
    """Sign the log's root as it is now.

    Args:
        ports: The outside.
        signer: Signs.
        not_before: Leave the log alone while the newest checkpoint is younger than this.

    Returns:
        The new checkpoint; None when the log has not grown, or not for long enough.
    """
    newest, size, now = ports.log.checkpoint(), ports.log.size(), ports.clock.now()
    if size == 0 or (newest and (newest.size >= size or now - newest.at < not_before)):
        return None
    root = root_of(size, ports.log.node).hex()
    # What is signed must read the same from every database.
    at = now.astimezone(UTC)
    signature = signer.sign(checkpoint_text(size, root, at))
    ports.log.add_checkpoint(
        Checkpoint(size=size, root=root, at=at, key_id=signer.key_id, signature=signature)
    )
    return ports.log.checkpoint()


def prove_entry(ports: Ports, signer: Signer, case_id: str, seq: int) -> Proof:
    """Prove that an entry stands in the log, under the newest checkpoint or a new one.

    Raises:
        NotFoundError: There is no such entry.
        ProofError: The entry is not in the log yet; the worker brings it there.
    """
    query = EntryQuery(case_id=case_id, after=(case_id, seq - 1), limit=1)
    entry = next((found for found in ports.cases.entries(query) if found.seq == seq), None)
    if entry is None:
        raise NotFoundError(EngineCode.CASE_NOT_FOUND, case=f"{case_id}/{seq}")
    leaf = ports.log.place(case_id, seq)
    if leaf is None:
        raise ProofError(ProofCode.NOT_SEALED, case=case_id, seq=seq)
    checkpoint = ports.log.checkpoint()
    if checkpoint is None or checkpoint.size <= leaf.index:
        checkpoint = sign_log(ports, signer)
    assert checkpoint is not None
    path = inclusion_proof(leaf.index, checkpoint.size, ports.log.node)
    return Proof(
        header=entry.header.decode(),
        hash=entry.hash,
        index=leaf.index,
        path=tuple(node.hex() for node in path),
        size=checkpoint.size,
        root=checkpoint.root,
        at=checkpoint.at,
        key_id=checkpoint.key_id,
        signature=checkpoint.signature,
    )
