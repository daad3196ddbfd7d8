"""The outbox and the log of all entries, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Protocol

from adapters.outbound.memory.inbox import InMemoryInbox
from engine.audit import Entry
from engine.delivery import Backlog, Checkpoint, DeadLetter, Effect, Leaf, Logged, Parcel, Sealed
from engine.errors import EngineCode, NotFoundError
from engine.merkle import Frontier, leaf_hash
from engine.projection import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    message: Message
    due_at: datetime
    attempts: int = 0
    lease_until: datetime | None = None
    done_at: datetime | None = None
    died_at: datetime | None = None
    cause: str = ""

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.died_at is None

    def is_leased(self, after: datetime, until: datetime) -> bool:
        return self.lease_until is not None and after < self.lease_until <= until


class _Chains(Protocol):
    def chain(self, case_id: str) -> Sequence[Entry]: ...


class InMemoryEntryLog:
    """Implements `EntryLog` for one process."""

    def __init__(self) -> None:
        self._frontier = Frontier()
        self._leaves: list[Leaf] = []
        self._headers: list[bytes] = []
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._checkpoints: dict[int, Checkpoint] = {}

    def size(self) -> int:
        """How many entries it holds."""
        return self._frontier.size

    def leaves(self, start: int, limit: int) -> Sequence[Leaf]:
        """Entries from an index on, in order."""
        return self._leaves[start : start + limit]

    def logged(self, start: int, end: int) -> Sequence[Logged]:
        """The places from one index to before another with their entries' headers, in order."""
        pairs = zip(self._leaves[start:end], self._headers[start:end], strict=True)
        return [Logged(leaf=leaf, header=header) for leaf, header in pairs]

    def place(self, case_id: str, seq: int) -> Leaf | None:
        """Where an entry stands, or None when it is not sealed yet."""
        found = (leaf for leaf in self._leaves if (leaf.case_id, leaf.seq) == (case_id, seq))
        return next(found, None)

    def node(self, level: int, position: int) -> bytes:
        """Hash of a complete subtree; see the port."""
        if (level, position) not in self._nodes:
            raise NotFoundError(EngineCode.LOG_OUT_OF_RANGE, index=position, size=self.size())
        return self._nodes[level, position]

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint, or None."""
        return self._checkpoints[max(self._checkpoints)] if self._checkpoints else None

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Every checkpoint, the smallest log first."""
        return [self._checkpoints[size] for size in sorted(self._checkpoints)]

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size that is there already stays."""
        self._checkpoints.setdefault(checkpoint.size, checkpoint)

    def append(self, part: Sealed, chain: Sequence[Entry]) -> None:
        """Append the entries of a case up to the one named, and those before that are missing."""
        there = max((leaf.seq for leaf in self._leaves if leaf.case_id == part.case_id), default=0)
        for entry in chain[there : part.last]:
            leaf = Leaf(
                index=self._frontier.size, case_id=part.case_id, seq=entry.seq, hash=entry.hash
            )
            self._leaves.append(leaf)
            self._headers.append(entry.header)
            self._frontier, made = self._frontier.append(leaf_hash(bytes.fromhex(entry.hash)))
            self._nodes.update({(level, position): found for level, position, found in made})


class InMemoryOutbox:
    """Implements `Outbox` for one process; every change holds one lock.

    Args:
        chains: Where the entries are that messages speak of.
        log: Grows with what is done.
        inbox: Where people are told of it.
    """

    def __init__(self, chains: _Chains, log: InMemoryEntryLog, inbox: InMemoryInbox) -> None:
        self._lock = Lock()
        self._chains = chains
        self._log = log
        self._inbox = inbox
        self._rows: dict[str, _Row] = {}

    def promise(self, messages: Sequence[Message]) -> None:
        """Promise further messages by themselves; see the port."""
        for message in messages:
            self._rows.setdefault(message.key, _Row(message=message, due_at=message.available_at))

    def lease(
        self, now: datetime, *, until: datetime, limit: int, kinds: frozenset[str] | None = None
    ) -> Sequence[str]:
        """Hand out messages that are due; see the port."""
        with self._lock:
            rows = [
                row
                for row in self._rows.values()
                if row.is_open and (kinds is None or row.message.kind in kinds)
            ]
            span = until - now
            recent = sum(row.is_leased(until - span / 3, until + span) for row in rows)
            free = max(limit - recent, 0)
            due = [
                row for row in rows if row.due_at <= now and not row.is_leased(now, until + span)
            ]
            due.sort(key=lambda row: (row.due_at, row.message.key))
            for row in due[:free]:
                self._put(replace(row, lease_until=until, attempts=row.attempts + 1))
        return [row.message.key for row in due[:free]]

    def give_back(self, keys: Sequence[str]) -> None:
        """Say that leased messages went to nobody; see the port."""
        with self._lock:
            for row in [self._rows[key] for key in keys if key in self._rows]:
                if row.is_open and row.lease_until is not None:
                    self._put(replace(row, lease_until=None, attempts=row.attempts - 1))

    def parcel(self, key: str) -> Parcel | None:
        """The message, or None when it is done, dead or gone."""
        row = self._rows.get(key)
        if row is None or not row.is_open:
            return None
        message = replace(row.message, available_at=row.due_at)
        return Parcel(message=message, attempts=row.attempts, cause=row.cause)

    def complete(self, key: str, now: datetime, effect: Effect) -> bool:
        """Store the effect and that the message is done, at once."""
        with self._lock:
            row = self._rows.get(key)
            if row is None or not row.is_open:
                return False
            self._put(replace(row, done_at=now))
            for part in effect.sealed:
                self._log.append(part, self._chains.chain(part.case_id))
            self.promise(effect.messages)
            self._inbox.put(effect.notices)
        return True

    def postpone(self, key: str, cause: str, until: datetime) -> None:
        """Say that an attempt failed and when to try again."""
        row = self._rows.get(key)
        if row is not None and row.is_open:
            self._put(replace(row, due_at=until, lease_until=None, cause=cause))

    def bury(self, key: str, cause: str, now: datetime) -> None:
        """Give a message up: it becomes a dead letter."""
        row = self._rows.get(key)
        if row is not None and row.is_open:
            self._put(replace(row, died_at=now, lease_until=None, cause=cause))

    def dead(self, limit: int = 100) -> Sequence[DeadLetter]:
        """Dead letters, oldest first."""
        letters = [_dead_letter(row) for row in self._rows.values() if _is_dead(row)]
        return sorted(letters, key=lambda letter: (letter.died_at, letter.key))[:limit]

    def dead_letter(self, key: str) -> DeadLetter | None:
        """One dead letter, or None."""
        row = self._rows.get(key)
        return None if row is None or not _is_dead(row) else _dead_letter(row)

    def revive(self, key: str, now: datetime) -> bool:
        """Make a dead letter due again, with all its attempts."""
        row = self._rows.get(key)
        if row is None or not _is_dead(row):
            return False
        self._put(replace(row, died_at=None, cause="", attempts=0, due_at=now))
        return True

    def drop(self, key: str, now: datetime) -> bool:
        """Say that a dead letter is done without effect."""
        row = self._rows.get(key)
        if row is None or not _is_dead(row):
            return False
        self._put(replace(row, done_at=now))
        return True

    def backlog(self, now: datetime) -> Backlog:
        """How far delivery is behind."""
        due = [row.due_at for row in self._rows.values() if row.is_open and row.due_at <= now]
        dead = sum(_is_dead(row) for row in self._rows.values())
        return Backlog(waiting=len(due), dead=dead, oldest=min(due, default=None))

    def _put(self, row: _Row) -> None:
        self._rows[row.message.key] = row


def _is_dead(row: _Row) -> bool:
    return row.done_at is None and row.died_at is not None


def _dead_letter(row: _Row) -> DeadLetter:
    return DeadLetter(
        key=row.message.key,
        kind=row.message.kind,
        attempts=row.attempts,
        cause=row.cause,
        promised_at=row.due_at,
        died_at=row.died_at or row.due_at,
    )
