"""Open connections over which pages are told that something changed: few, and all can be ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

MOST_OF_A_PERSON = 4
"""Browsers keep six connections to one host; somebody with many windows needs some to work."""

MOST = 1_000

BEAT_SECONDS = 15.0
"""So often a silent stream says that it lives, and it is asked whether it still may."""


class Stream:
    """One connection of one session; what is told before it was read is told once.

    Args:
        person: Whose.
        session: Key of the session in which it was opened.
        beat_seconds: How long it may be silent.
    """

    def __init__(self, person: str, session: str, beat_seconds: float = BEAT_SECONDS) -> None:
        self.person = person
        self.session = session
        self._beat = beat_seconds
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, str] = {}
        self._awake = asyncio.Event()
        self._ended = False

    def tell(self, name: str, data: str) -> None:
        """Say something, from any thread; the newest of each name counts."""
        self._in_its_loop(lambda: self._waiting.update({name: data}))

    def end(self) -> None:
        """Close it, from any thread."""
        self._in_its_loop(self._end)

    def _end(self) -> None:
        self._ended = True

    def _in_its_loop(self, change: Callable[[], None]) -> None:
        def changed() -> None:
            change()
            self._awake.set()

        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(changed)

    async def told(self) -> AsyncIterator[Mapping[str, str]]:
        """What was said, as it comes; nothing when it was silent for a beat. Ends when closed."""
        while not self._ended:
            try:
                await asyncio.wait_for(self._awake.wait(), self._beat)
            except TimeoutError:
                yield {}
                continue
            self._awake.clear()
            said, self._waiting = self._waiting, {}
            if not self._ended:
                yield said


class Streams:
    """Every open stream of a process."""

    def __init__(self) -> None:
        self._open: list[Stream] = []
        self._lock = Lock()
        self._closed = False

    @property
    def is_full(self) -> bool:
        """Whether no more can be opened."""
        return self._closed or len(self._open) >= MOST

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def kept(self, stream: Stream) -> Iterator[Stream]:
        """Keep a stream while it is open; of a person with too many the oldest is closed."""
        with self._lock:
            own = [one for one in self._open if one.person == stream.person]
            self._open.append(stream)
        for one in own[: len(own) + 1 - MOST_OF_A_PERSON]:
            one.end()
        if self._closed:
            stream.end()
        try:
            yield stream
        finally:
            with self._lock:
                self._open.remove(stream)

    def end_session(self, session: str) -> None:
        """Close the streams of a session that has ended."""
        self._end([one for one in self._open if one.session == session])

    def close(self) -> None:
        """Close all of them, for good: the process is to end."""
        self._closed = True
        self._end(self._open)

    def _end(self, streams: list[Stream]) -> None:
        with self._lock:
            ending = list(streams)
        for stream in ending:
            stream.end()
