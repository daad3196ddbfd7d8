"""Who looks at cases is told at once that some have changed, whichever process changed them.

Commits of this process are told by themselves. Those of others are read from the end of the log of
all entries, which says exactly what came; it is looked at only while somebody listens.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event, Lock, Thread

import structlog

from engine.delivery import EntryLog
from engine.errors import AdapterError
from engine.model import Case
from engine.ports import CaseStore
from engine.projection import CaseWrite

LOOK_EVERY_SECONDS = 1.0
_AT_ONCE = 200
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A case has changed: nothing of what is in it.

    Attributes:
        offices: Offices of the case and of its tasks, before and after, where that is known.
        people: Who had or has one of its tasks.
    """

    case_id: str
    version: int
    offices: frozenset[str]
    people: frozenset[str]


Listener = Callable[[Changed], None]
"""Called from any thread; returns at once and raises nothing."""


class ChangeFeed:
    """Tells listeners what changed.

    Args:
        log: The log of all entries.
        cases: The cases themselves.
        every_seconds: How often the log is looked at.
    """

    def __init__(
        self, log: EntryLog, cases: CaseStore, *, every_seconds: float = LOOK_EVERY_SECONDS
    ) -> None:
        self._log = log
        self._cases = cases
        self._every = every_seconds
        self._lock = Lock()
        self._listeners: list[Listener] = []
        self._stopping = Event()
        self._told: OrderedDict[str, int] = OrderedDict()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell somebody from now on; returns what ends it.

        Raises:
            AdapterError: The log cannot be read.
        """
        with self._lock:
            if not self._listeners:
                self._start(self._log.size())
            self._listeners.append(listener)
        return lambda: self._leave(listener)

    def note(self, writes: Sequence[CaseWrite]) -> None:
        """A transaction of this process was stored."""
        if not self._listeners:
            return
        for write in writes:
            self._remember(write.after.id, write.seq + len(write.entries))
            self._tell(_changed(write.after, write.before))

    def _leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.remove(listener)
            if not self._listeners:
                self._stopping.set()

    def _start(self, place: int) -> None:
        self._stopping = Event()
        looking = Thread(target=self._look, args=(place, self._stopping), daemon=True)
        looking.start()

    def _look(self, place: int, stopping: Event) -> None:
        while not stopping.wait(self._every):
            try:
                place = self._read(place)
            except AdapterError as error:
                structlog.get_logger().warning("changes_unread", code=error.code.value)

    def _read(self, place: int) -> int:
        """Tell what stands in the log from a place on; returns where it ends."""
        leaves = self._log.leaves(place, _AT_ONCE)
        newest = {leaf.case_id: leaf.seq for leaf in leaves}
        for case_id, seq in newest.items():
            if self._told.get(case_id, 0) < seq:
                self._remember(case_id, seq)
                self._tell(_changed(self._cases.load(case_id).case, None))
        return place + len(leaves)

    def _remember(self, case_id: str, seq: int) -> None:
        with self._lock:
            self._told[case_id] = max(seq, self._told.pop(case_id, 0))
            if len(self._told) > _REMEMBERED:
                self._told.popitem(last=False)

    def _tell(self, changed: Changed) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(changed)


def _changed(after: Case, before: Case | None) -> Changed:
    known = (after,) if before is None else (before, after)
    return Changed(
        case_id=after.id,
        version=after.version,
        offices=frozenset(office for case in known for office in _offices(case)),
        people=frozenset(person for case in known for person in _people(case)),
    )


def _offices(case: Case) -> Iterator[str]:
    yield case.office
    yield from (task.office for task in case.tasks)


def _people(case: Case) -> Iterator[str]:
    for task in case.tasks:
        yield from (person for person in (task.assignee, task.lent_by) if person is not None)
