"""Users with browsers who ask real pages at once, and how long each answer took."""

from __future__ import annotations

import http.client
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from time import perf_counter
from urllib.parse import urlencode

PASSWORD = "quiet boats at noon"
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_TIMED = re.compile(r"dur=([0-9.]+)")
_KEPT_OPEN_SECONDS = 2
"""The server closes a connection after five seconds of silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request; with a form it is sent as one."""

    path: str
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, how long it took and how much of that the server says was its own."""

    status: int
    body: bytes
    bytes_on_wire: int
    waited_ms: float
    server_ms: float


class User:
    """Somebody with a browser that holds its connection open."""

    def __init__(self, person: str, port: int) -> None:
        self.person = person
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookie = "language=zh"
        self._used_at = perf_counter()
        answer, headers = self._send(
            Ask(path="/sign-in", form={"login": person, "password": PASSWORD})
        )
        assert answer.status == 303, (person, answer.status)
        kept = [value.partition(";")[0] for name, value in headers if name == "set-cookie"]
        self._cookie = "; ".join((self._cookie, *kept))
        self.token = self.hidden("/account")["csrf"]

    def ask(self, asked: Ask) -> Answer:
        """Send a request and read all of the answer."""
        form = asked.form
        whole = asked if form is None else Ask(path=asked.path, form={"csrf": self.token, **form})
        return self._send(whole)[0]

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's forms."""
        answer = self._send(Ask(path=path), plain=True)[0]
        assert answer.status == 200, (path, answer.status)
        return dict(_HIDDEN.findall(answer.body.decode()))

    def _send(self, asked: Ask, *, plain: bool = False) -> tuple[Answer, list[tuple[str, str]]]:
        headers = {"cookie": self._cookie, "sec-fetch-site": "same-origin"}
        headers |= {} if plain else {"accept-encoding": "gzip"}
        body = None if asked.form is None else urlencode(asked.form)
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        if perf_counter() - self._used_at > _KEPT_OPEN_SECONDS:
            self._connection.close()
        began = perf_counter()
        self._connection.request("GET" if body is None else "POST", asked.path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        self._used_at = perf_counter()
        waited = (self._used_at - began) * 1000
        given = [(name.lower(), value) for name, value in response.getheaders()]
        timed = _TIMED.search(dict(given).get("server-timing", ""))
        head = sum(len(name) + len(value) + 4 for name, value in given)
        answer = Answer(
            status=response.status,
            body=content,
            bytes_on_wire=len(content) + head,
            waited_ms=waited,
            server_ms=float(timed[1]) if timed else 0.0,
        )
        return answer, given


@dataclass(slots=True)
class Figures:
    """The answers to one kind of request, and the server's processor time for all of them."""

    answers: list[Answer] = field(default_factory=list)
    processor_ms: float = 0

    def waited(self, percent: int) -> float:
        """A percentile of what users waited, in milliseconds."""
        return _percentile([answer.waited_ms for answer in self.answers], percent)

    def server(self, percent: int) -> float:
        """A percentile of what the server says it took, in milliseconds."""
        return _percentile([answer.server_ms for answer in self.answers], percent)


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


Asked = Callable[[int, int], Ask]
"""What user number so-and-so asks for at which turn."""


def measured(
    users: Sequence[User], asked: Asked, turns: int, *, status: int, reading_seconds: float = 0
) -> Figures:
    """Let all users ask at once, `turns` times each.

    Args:
        users: Who.
        asked: For what.
        turns: How often.
        status: What every answer must be.
        reading_seconds: How long each reads before asking again, on average; 0 for not at all.
    """
    found = Figures()
    failures: list[Exception] = []

    def work(index: int) -> None:
        chance, pause = Random(index), Event()
        try:
            for turn in range(turns):
                pause.wait(chance.expovariate(1 / reading_seconds) if reading_seconds else 0)
                answer = users[index].ask(asked(index, turn))
                assert answer.status == status, (asked(index, turn), answer.status)
                found.answers.append(answer)
        except (AssertionError, OSError, http.client.HTTPException) as failure:
            failures.append(failure)

    threads = [Thread(target=work, args=(index,)) for index in range(len(users))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return found


def alone(user: User, asks: Sequence[Ask], *, status: int) -> list[Answer]:
    """Let one user ask for one after another while nobody else does."""
    return measured([user], lambda _, turn: asks[turn], len(asks), status=status).answers
