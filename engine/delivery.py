"""What was promised to the outside world, on its way there: the outbox and the log of all entries.

A message is stored with the change that promises it and is the truth until its effect is stored
too; whatever carries it in between (a broker, a process) may be lost at any moment.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from engine.contacts import Channel, Contact
from engine.notices import Notice
from engine.projection import Message

MOST_ATTEMPTS = 10
"""How often a message is tried before it becomes a dead letter."""

_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message that still is to be delivered.

    Attributes:
        attempts: How often it was handed out, this time included; counted when it is handed out,
            so that a message that kills its consumer is counted as well.
        cause: What was noted about the last attempt; empty when nothing was.
    """

    message: Message
    attempts: int
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was given up; somebody has to look at it.

    Attributes:
        cause: Code or type of the last error, without personal data.
    """

    key: str
    kind: str
    attempts: int
    cause: str
    promised_at: datetime
    died_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How far delivery is behind.

    Attributes:
        waiting: Messages that are due and not done.
        dead: Dead letters that nobody has dealt with.
        oldest: When the oldest waiting one was due.
    """

    waiting: int
    dead: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Entries of one case that are to stand in the log of all entries, up to the last one named."""

    case_id: str
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What delivering a message does; stored together with the fact that it is done."""

    sealed: tuple[Sealed, ...] = ()
    messages: tuple[Message, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An entry's place in the log of all entries.

    Attributes:
        index: From 0, without holes.
        hash: The entry's own hash, hexadecimal.
    """

    index: int
    case_id: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A place of the log and the header of the entry that it names; None when that is gone."""

    leaf: Leaf
    header: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The log's root at a size, signed.

    Attributes:
        root: Root of the Merkle tree of the first `size` leaves, hexadecimal.
        key_id: The public key that signed, raw, hexadecimal.
        signature: Ed25519 over `checkpoint_text`, hexadecimal.
    """

    size: int
    root: str
    at: datetime
    key_id: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice as it lies in somebody's inbox."""

    notice: Notice
    read_at: datetime | None = None


class Courier(Protocol):
    """Carries messages of one kind to where they were promised."""

    def carry(self, message: Message) -> Effect:
        """Carry a message; called again for the same one when it is not known to have arrived.

        Returns:
            What is to be stored here, together with the fact that it is done.

        Raises:
            AdapterError: It did not arrive; `retryable` says whether trying again may help.
        """


class Outbox(Protocol):
    """Messages from their promise to their effect."""

    def promise(self, messages: Sequence[Message]) -> None:
        """Promise messages that follow from no change of a case; a known key changes nothing."""

    def lease(
        self, now: datetime, *, until: datetime, limit: int, kinds: frozenset[str] | None = None
    ) -> Sequence[str]:
        """Hand out messages that are due; returns their keys, oldest first.

        Nobody else gets them before `until`; after it they are due again. A lease that is longer
        than two of this kind was written by a clock that ran ahead, and does not count.

        Args:
            now: The present moment.
            until: End of the lease.
            limit: At most so many may be on lease at once, those handed out before included; what
                was handed out before the last third of a lease began counts no more, so that a
                process that died with all of them stops others for a third of it only.
            kinds: Only messages of these kinds; None for all.
        """

    def give_back(self, keys: Sequence[str]) -> None:
        """Say that leased messages went to nobody: they are due again, and it was no attempt."""

    def parcel(self, key: str) -> Parcel | None:
        """The message, or None when it is done, dead or gone."""

    def complete(self, key: str, now: datetime, effect: Effect) -> bool:
        """Store the effect and that the message is done, in one transaction.

        Returns:
            False, and nothing is stored, when it was done or given up before.
        """

    def postpone(self, key: str, cause: str, until: datetime) -> None:
        """Say that an attempt failed and when to try again."""

    def bury(self, key: str, cause: str, now: datetime) -> None:
        """Give a message up: it becomes a dead letter."""

    def dead(self, limit: int = 100) -> Sequence[DeadLetter]:
        """Dead letters, oldest first."""

    def dead_letter(self, key: str) -> DeadLetter | None:
        """One dead letter, or None."""

    def revive(self, key: str, now: datetime) -> bool:
        """Make a dead letter due again, with all its attempts; False when there is none."""

    def drop(self, key: str, now: datetime) -> bool:
        """Say that a dead letter is done without effect; False when there is none."""

    def backlog(self, now: datetime) -> Backlog:
        """How far delivery is behind."""


class EntryLog(Protocol):
    """The log of all entries of all cases, a Merkle tree (RFC 6962) that only grows."""

    def size(self) -> int:
        """How many entries it holds."""

    def leaves(self, start: int, limit: int) -> Sequence[Leaf]:
        """Entries from an index on, in order."""

    def logged(self, start: int, end: int) -> Sequence[Logged]:
        """The places from `start` on and before `end` with their entries' headers, in order."""

    def place(self, case_id: str, seq: int) -> Leaf | None:
        """Where an entry stands, or None when it is not sealed yet."""

    def node(self, level: int, position: int) -> bytes:
        """Hash of a complete subtree.

        Raises:
            NotFoundError: There is none.
        """

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint, or None."""

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Every checkpoint, the smallest log first."""

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size that is there already stays."""


class Inbox(Protocol):
    """What members of staff were told, each their own."""

    def notices(
        self, person: str, *, unread: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[Told]:
        """A person's notices, newest first.

        Args:
            person: Whose.
            unread: Only those not read yet.
            after: Id of the last notice of the page before.
            limit: How many at most.
        """

    def notice(self, notice_id: str) -> Notice | None:
        """One notice, or None."""

    def between(self, person: str, since: datetime, until: datetime) -> Sequence[Notice]:
        """All that a person was told from a moment on and before another, oldest first."""

    def unread(self, person: str) -> int:
        """How many a person has not read."""

    def mark_read(self, person: str, ids: Sequence[str], now: datetime) -> int:
        """Say that a person has read some of their own notices; returns how many were unread."""


class Contacts(Protocol):
    """Where people want to be told."""

    def of(self, people: Collection[str]) -> Sequence[Contact]:
        """The contacts of these people."""

    def save(self, contact: Contact) -> None:
        """Keep a contact instead of the person's earlier one on this channel."""

    def remove(self, person: str, channel: Channel) -> bool:
        """Forget a contact; False when there is none."""


def pause_after(attempts: int) -> timedelta:
    """How long to wait after a failed attempt: twice as long each time, an hour at most.

    Example:
        >>> [pause_after(n).total_seconds() for n in (1, 2, 3, 20)]
        [2.0, 4.0, 8.0, 3600.0]
    """
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def checkpoint_text(size: int, root: str, at: datetime) -> bytes:
    """What a checkpoint's signature covers."""
    return f"unioncase checkpoint 1\n{size}\n{root}\n{at.isoformat()}\n".encode()
