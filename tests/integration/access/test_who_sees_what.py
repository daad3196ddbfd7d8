"""Every role against every address, about things of every office: the written table is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.access import CELLS, Address, addresses, written
from tests.support.access_ground import ABOVE_ALL, ROLES, Ground
from tests.support.web_office import WebOffice

ADDRESSES = {address.name: address for address in addresses()}
TABLE = written()
COLUMNS = (*ROLES, ABOVE_ALL)
BUSY = {"GET /live", "GET /live/cases/{case_id}"}
"""Streams: who is let in is told to come again, for a stream would never end."""
ASKABLE = sorted(ADDRESSES.keys() & TABLE.keys())


@pytest.fixture(scope="module")
def ground(built_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """An office in which every role is held at each of the offices."""
    office = WebOffice.copied(built_office, tmp_path_factory.mktemp("access") / "office")
    yield Ground(office)
    office.close()


def test_every_address_has_a_row() -> None:
    """Whoever adds an address writes down for whom it is; whoever removes one removes its row."""
    assert ADDRESSES.keys() == TABLE.keys()


def test_every_row_says_something_of_every_role() -> None:
    """In the words that the table explains, and never that everybody sees what is of an office."""
    for name, row in TABLE.items():
        assert row.cells.keys() == set(COLUMNS), name
        assert set(row.cells.values()) <= CELLS.keys(), name
        assert ("yes" in row.cells.values()) <= (row.about == ""), name


@pytest.mark.parametrize("name", ASKABLE)
def test_the_table_is_kept(ground: Ground, name: str) -> None:
    """Whoever the table admits is let in; everybody else is told that there is no such thing."""
    address, row = ADDRESSES[name], TABLE[name]
    for role in COLUMNS:
        for relation in row.relations:
            if role == ABOVE_ALL and relation == "other":
                continue
            status = ground.ask(address, role, relation).status_code
            admitted = _is_in(address, status)
            assert admitted == row.admits(role, relation), (role, relation, status)


def _is_in(address: Address, status: int) -> bool:
    """Whether an answer comes from behind the door; there is none but 404 for who stays outside."""
    if address.name in BUSY and status == 503:
        return True
    assert status < 500, (address.name, status)
    assert status not in (401, 403, 405), (address.name, status)
    return status != 404
