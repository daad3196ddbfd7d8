"""What each process of a concurrency test does: act on shared cases and a shared budget."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context

from engine import changes as c
from engine.errors import ConflictError, EngineCode
from engine.model import Case
from engine.ports import CaseStore
from tests.support.stores import at
from tests.support.writes import case, following, moved_on, opening, reservation, task

PROCESSES = 8
_TRIES = 2_000


def add_to(store: CaseStore, case_id: str) -> int:
    """Raise the count of a case by one, as often as it takes; returns the conflicts met."""
    for conflicts in range(_TRIES):
        loaded = store.load(case_id)
        number = int(str(loaded.case.facts.get("count", 0))) + 1
        try:
            store.commit([following(loaded, *moved_on(loaded.case, number))])
        except ConflictError as conflict:
            _tries_again(conflict)
        else:
            return conflicts
    message = f"{case_id} was never free"
    raise AssertionError(message)


def raise_counts(url: str, who: int, case_ids: list[str], times: int) -> int:
    """Raise every count so many times; returns the conflicts met."""
    del who
    stores = at(url)
    met = sum(add_to(stores.cases, case_id) for _ in range(times) for case_id in case_ids)
    stores.close()
    return met


def open_and_reserve(url: str, who: int, amounts_fen: list[int], times: int) -> int:
    """Open cases and reserve from the one budget for each; returns how much was reserved."""
    stores = at(url)
    reserved = 0
    for number in range(times):
        amount = amounts_fen[number % len(amounts_fen)]
        opened = case(f"SA-{who}-{number}")
        change = c.FundsReserved(reservation=reservation(amount))
        reserved += amount if _committed(stores.cases, opened, change) else 0
    stores.close()
    return reserved


def _committed(store: CaseStore, opened: Case, change: c.Change) -> bool:
    """Commit as soon as nobody is in the way; False when the fund is short."""
    for _ in range(_TRIES):
        try:
            store.commit([opening(opened, c.TaskOpened(task=task(opened.id)), change)])
        except ConflictError as conflict:
            if conflict.code is EngineCode.FUNDS_SHORT:
                return False
            _tries_again(conflict)
        else:
            return True
    message = f"{opened.id} could never be stored"
    raise AssertionError(message)


def _tries_again(conflict: ConflictError) -> None:
    """Only the conflict that says so may be tried again."""
    if conflict.code is not EngineCode.CONCURRENT_CHANGE:
        raise conflict


def draw_numbers(url: str, who: int, series: list[str], times: int) -> list[int]:
    """Draw numbers of a series."""
    del who
    stores = at(url)
    drawn = [stores.cases.next_number(series[0]) for _ in range(times)]
    stores.close()
    return drawn


def together(work: Callable[..., object], url: str, what: object, times: int) -> list[object]:
    """Let processes of their own do the work at the same time; returns their answers."""
    context = get_context("forkserver")
    # Imported once and inherited by all, instead of eight times at once.
    context.set_forkserver_preload([__name__, "psycopg"])
    with context.Pool(PROCESSES) as pool:
        return pool.starmap(work, [(url, who, what, times) for who in range(PROCESSES)])
