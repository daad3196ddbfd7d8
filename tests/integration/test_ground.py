"""The tests' own ground: servers are real, databases are each test's own, guards hold."""

from __future__ import annotations

import random
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.support.guards import NetworkForbidden, no_global_chance
from tests.support.postgres import OLDEST


def libpq(url: str) -> str:
    """The address in the form that psycopg itself reads."""
    return url.replace("postgresql+psycopg:", "postgresql:")


def make_postgres_table(url: str) -> None:
    """Fills a template database."""
    with psycopg.connect(libpq(url)) as connection:
        connection.execute("CREATE TABLE mark (word text)")


def make_sqlite_table(url: str) -> None:
    """Fills a template file."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("CREATE TABLE mark (word text)")
    connection.commit()
    connection.close()


def test_postgres_is_a_real_server_of_a_supported_version(postgres_url: str) -> None:
    """The server answers and is at least the oldest version we support."""
    with psycopg.connect(libpq(postgres_url)) as connection:
        assert connection.info.server_version >= OLDEST * 10_000


@pytest.mark.parametrize("round_", [1, 2])
def test_a_copied_postgres_database_keeps_nothing_of_another_test(
    new_postgres: Callable[..., str], round_: int
) -> None:
    """Each test gets its own copy of the template, with the template's tables and no rows."""
    with psycopg.connect(libpq(new_postgres("ground", make_postgres_table))) as connection:
        rows = connection.execute("SELECT count(*) FROM mark").fetchone()
        connection.execute("INSERT INTO mark VALUES ('seen')")
    assert rows == (0,)


@pytest.mark.parametrize("round_", [1, 2])
def test_a_copied_sqlite_file_keeps_nothing_of_another_test(
    new_sqlite: Callable[..., str], round_: int
) -> None:
    """Each test gets its own copy of the template, with the template's tables and no rows."""
    path = new_sqlite("ground", make_sqlite_table).removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT count(*) FROM mark").fetchone()
    connection.execute("INSERT INTO mark VALUES ('seen')")
    connection.commit()
    connection.close()
    assert rows == (0,)


def test_another_machine_cannot_be_reached() -> None:
    """A connection to a far address is refused before it is tried."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as far,
        pytest.raises(NetworkForbidden),
    ):
        far.connect(("192.0.2.1", 80))


def test_names_of_other_machines_are_not_looked_up() -> None:
    """A look-up of a far name is refused before it leaves the machine."""
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("example.org", 443)


def test_this_machine_can_be_reached_through_a_socket_file(tmp_path: Path) -> None:
    """A socket file stays open to tests, because nothing far can be behind it."""
    path = tmp_path / "s"
    with (
        socket.socket(socket.AF_UNIX) as near,
        socket.socket(socket.AF_UNIX) as caller,
    ):
        near.bind(str(path))
        near.listen()
        caller.connect(str(path))
        assert caller.getpeername() == str(path)


def test_drawing_from_the_global_generator_is_noticed() -> None:
    """Code that takes chance from the global generator fails the test it runs in."""
    with pytest.raises(AssertionError, match="global random"), no_global_chance():
        random.random()
