"""Hold the log of all entries against the entries, its own nodes and every signed checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine.audit import AuditCode, Defect
from engine.delivery import Checkpoint, Logged
from engine.errors import LogError, NotFoundError
from engine.merkle import Frontier, leaf_hash, root_of
from engine.ports import Ports
from engine.proofs import SignatureCheck, is_checkpoint_signed
from engine.sinks import defect_of

LOG = "log"
"""What defects of the log as a whole name instead of a case."""

_PAGE = 1_000
_LONGEST_DELIVERY = timedelta(hours=2)
"""Longer than a message may rest between two attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReport:
    """What a verification of the log looked at and found.

    Attributes:
        unsealed: Entries that are not in the log yet.
    """

    size: int
    checkpoints: int
    unsealed: int
    defects: tuple[Defect, ...]


def verify_log(
    ports: Ports, is_signed: SignatureCheck, known_keys: frozenset[str], entries: int
) -> LogReport:
    """Recompute the log from its places and compare.

    Every signed root is recomputed at its size: that all of them fit shows that the log only grew.

    Args:
        ports: The outside.
        is_signed: Checks signatures.
        known_keys: Keys whose signatures count.
        entries: How many entries there were before this began.
    """
    size, checkpoints = ports.log.size(), ports.log.checkpoints()
    roots = _Roots({checkpoint.size for checkpoint in checkpoints} | {size})
    defects = list(_places(ports, size, roots))
    defects += _root(ports, size, roots)
    for checkpoint in checkpoints:
        defects += _checkpoint(checkpoint, size, roots, is_signed, known_keys)
    unsealed = max(entries - size, 0)
    if unsealed and _nothing_under_way(ports):
        defects.append(_defect(AuditCode.LOG_UNSEALED, entries=unsealed))
    return LogReport(
        size=size, checkpoints=len(checkpoints), unsealed=unsealed, defects=tuple(defects)
    )


class _Roots:
    """The log's roots at the sizes that are asked for, recomputed while it is read."""

    def __init__(self, wanted: set[int]) -> None:
        self._wanted = wanted
        self._frontier = Frontier()
        self.at: dict[int, str] = {}
        self._note()

    def add(self, logged: Logged) -> None:
        self._frontier, _ = self._frontier.append(leaf_hash(bytes.fromhex(logged.leaf.hash)))
        self._note()

    def _note(self) -> None:
        if self._frontier.size in self._wanted:
            self.at[self._frontier.size] = self._frontier.root().hex()


def _places(ports: Ports, size: int, roots: _Roots) -> Iterator[Defect]:
    expected = 0
    while expected < size:
        page = ports.log.logged(expected, min(expected + _PAGE, size)) or _next(ports, expected)
        for logged in page:
            yield from _gap(expected, logged.leaf.index)
            roots.add(logged)
            if defect_of(logged) is not None:
                yield _entry_differs(logged)
            expected = logged.leaf.index + 1
        if not page:
            break
    yield from _gap(expected, size)


def _next(ports: Ports, start: int) -> Sequence[Logged]:
    """The first entry behind a hole that is wider than a page."""
    behind = ports.log.leaves(start, 1)
    return ports.log.logged(behind[0].index, behind[0].index + 1) if behind else ()


def _gap(expected: int, index: int) -> Iterator[Defect]:
    if expected < index:
        yield _defect(AuditCode.LOG_GAP, index=expected, until=index - 1)


def _entry_differs(logged: Logged) -> Defect:
    return Defect(
        code=AuditCode.LOG_ENTRY_DIFFERS,
        case_id=logged.leaf.case_id,
        seq=logged.leaf.seq,
        params={"index": logged.leaf.index},
    )


def _root(ports: Ports, size: int, roots: _Roots) -> Iterator[Defect]:
    try:
        stored = root_of(size, ports.log.node).hex()
    except (NotFoundError, LogError):
        stored = ""
    if stored != roots.at.get(size):
        yield _defect(AuditCode.LOG_ROOT_DIFFERS, size=size)


def _checkpoint(
    checkpoint: Checkpoint,
    size: int,
    roots: _Roots,
    is_signed: SignatureCheck,
    known_keys: frozenset[str],
) -> Iterator[Defect]:
    if checkpoint.size > size:
        yield _defect(AuditCode.CHECKPOINT_AHEAD, at=checkpoint.size, size=size)
    elif roots.at.get(checkpoint.size) != checkpoint.root:
        yield _defect(AuditCode.CHECKPOINT_DIFFERS, at=checkpoint.size)
    if not is_checkpoint_signed(checkpoint, is_signed):
        yield _defect(AuditCode.CHECKPOINT_FORGED, at=checkpoint.size)
    elif checkpoint.key_id not in known_keys:
        yield _defect(AuditCode.CHECKPOINT_KEY, at=checkpoint.size, key=checkpoint.key_id)


def _nothing_under_way(ports: Ports) -> bool:
    """Whether no message could still bring an entry into the log."""
    backlog = ports.outbox.backlog(ports.clock.now() + _LONGEST_DELIVERY)
    return backlog.waiting == 0 and backlog.dead == 0


def _defect(code: AuditCode, **params: int | str) -> Defect:
    return Defect(code=code, case_id=LOG, params=dict(params))
