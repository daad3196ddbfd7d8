"""How commits that wait for one writer are written together."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread

import pytest

from adapters.outbound.db.combining import LARGEST_GROUP, CombiningQueue, Request
from adapters.outbound.db.rows import CommitRows
from engine.errors import AdapterError, ConflictError, EngineCode


def request(name: str = "SA-1") -> Request:
    """A request without rows."""
    return Request(CommitRows(), name)


class SlowWriter:
    """Writes when it is let, and remembers in which groups."""

    def __init__(self) -> None:
        self.groups: list[list[str | None]] = []
        self.began = Event()
        self.may_end = Event()

    def __call__(self, requests: Sequence[Request]) -> None:
        """Write a group; the first one waits."""
        self.groups.append([found.case_id for found in requests])
        self.began.set()
        assert self.may_end.wait(10)
        for found in requests:
            if found.case_id == "stale":
                found.error = ConflictError(EngineCode.CONCURRENT_CHANGE, case="stale")


def put_all(writer: SlowWriter, names: Sequence[str]) -> dict[str, Exception | None]:
    """Put one request while the writer is slow, the others meanwhile; returns what each got."""
    got: dict[str, Exception | None] = {}
    queue = CombiningQueue(writer)

    def put(name: str) -> None:
        try:
            queue.put(request(name))
        except (ConflictError, AdapterError) as error:
            got[name] = error
        else:
            got[name] = None

    threads = [Thread(target=put, args=(name,)) for name in names]
    threads[0].start()
    assert writer.began.wait(10)
    for number, thread in enumerate(threads[1:], start=2):
        thread.start()
        while queue.waiting < number - 1:
            pass
    writer.may_end.set()
    for thread in threads:
        thread.join(10)
    return got


def test_what_comes_while_another_writes_is_written_together() -> None:
    """The first is written alone, all who waited meanwhile in one group, in their order."""
    writer = SlowWriter()
    got = put_all(writer, ["a", "b", "c", "d"])
    assert writer.groups == [["a"], ["b", "c", "d"]]
    assert got == dict.fromkeys("abcd")


def test_a_refused_one_does_not_touch_the_others_of_its_group() -> None:
    """Only the one whose chain had grown is told so."""
    got = put_all(SlowWriter(), ["a", "b", "stale", "c"])
    assert [name for name, error in got.items() if error is not None] == ["stale"]


def test_a_group_is_bounded() -> None:
    """Beyond the bound the rest is written in the next group."""
    writer = SlowWriter()
    names = [f"n{number}" for number in range(LARGEST_GROUP + 3)]
    put_all(writer, names)
    assert [len(group) for group in writer.groups] == [1, LARGEST_GROUP, 2]


def test_a_defect_is_no_success_for_anybody() -> None:
    """When the writer breaks, the one who wrote gets the defect itself, and nobody an answer."""

    def broken(requests: Sequence[Request]) -> None:
        del requests
        message = "a defect"
        raise ZeroDivisionError(message)

    put = request()
    with pytest.raises(ZeroDivisionError):
        CombiningQueue(broken).put(put)
    assert isinstance(put.error, AdapterError)


def test_the_queue_is_free_again_after_a_defect() -> None:
    """The next request is written as if nothing had happened."""
    broken = [True]

    def write(requests: Sequence[Request]) -> None:
        del requests
        if broken.pop():
            raise ZeroDivisionError

    queue = CombiningQueue(write)
    with pytest.raises(ZeroDivisionError):
        queue.put(request())
    broken.append(False)
    queue.put(request())
