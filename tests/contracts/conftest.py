"""Every contract runs against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from engine.ports import CaseStore, Ledger, Staff
from tests.support import postgres
from tests.support.stores import Stores, at, build, empty, in_memory

BACKENDS = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def kept_postgres(postgres_server: postgres.Server) -> Iterator[str]:
    """One migrated database for all contracts of a worker: making one takes longer than a test."""
    name = f"{postgres.prefix()}{os.getpid()}_contracts"
    url = postgres_server.create(name)
    build(url)
    yield url
    postgres_server.drop(name)


@pytest.fixture(params=BACKENDS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """Empty stores."""
    made = MAKERS[request.param](request)
    yield made
    made.close()


def _sqlite(request: pytest.FixtureRequest) -> Stores:
    new: Callable[..., str] = request.getfixturevalue("new_sqlite")
    return at(new("stores", build))


def _postgres(request: pytest.FixtureRequest) -> Stores:
    url: str = request.getfixturevalue("kept_postgres")
    empty(url)
    return at(url)


MAKERS: dict[str, Callable[[pytest.FixtureRequest], Stores]] = {
    "memory": lambda _: in_memory(),
    "sqlite": _sqlite,
    "postgres": _postgres,
}


@pytest.fixture
def cases(stores: Stores) -> CaseStore:
    """An empty case store."""
    return stores.cases


@pytest.fixture
def ledger(stores: Stores) -> Ledger:
    """The ledger beside it."""
    return stores.ledger


@pytest.fixture
def staff(stores: Stores) -> Staff:
    """The staff beside it."""
    return stores.staff
