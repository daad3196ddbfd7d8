"""What every staff store does: the directory comes back as it was saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.directory import Absence, Directory, Grant, Office, Person
from engine.errors import ConflictError
from engine.journal import staff_changed
from engine.ports import EntryQuery, Ports, Staff
from engine.projection import CaseWrite
from engine.usecases.keep_journal import journal_write
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances
from tests.support.small_house import small_house
from tests.support.stores import Stores

DIRECTORY = Directory(
    offices={
        "d": Office(id="d", level="district", name="样例区", region="33"),
        "s": Office(id="s", level="street", name="样例街道", region="33", parent="d"),
    },
    people={
        "ann": Person(
            id="ann",
            name="安样例",
            grants=(
                Grant(role="clerk", office="s"),
                Grant(role="chief", office="d", since=date(2026, 1, 1), limit_fen=500_000),
            ),
        ),
        "ben": Person(id="ben", name="本样例"),
    },
    absences=(
        Absence(person="ann", delegate="ben", since=date(2026, 2, 1), until=date(2026, 2, 14)),
    ),
)


def test_a_new_store_knows_nobody(staff: Staff) -> None:
    """Before anything is saved there are no offices and no people."""
    assert staff.directory() == Directory()


def test_a_saved_directory_comes_back_equal(staff: Staff) -> None:
    """Offices, people, grants with dates and limits, absences."""
    staff.save(DIRECTORY)
    assert staff.directory() == DIRECTORY


def test_a_saved_directory_replaces_the_one_before(staff: Staff) -> None:
    """Who left is gone at once."""
    staff.save(DIRECTORY)
    assert staff.directory().people.keys() == {"ann", "ben"}
    smaller = replace(DIRECTORY, people={"ann": DIRECTORY.people["ann"]}, absences=())
    staff.save(smaller)
    assert staff.directory() == smaller


def test_an_unchanged_directory_is_not_built_anew(staff: Staff) -> None:
    """Asking again gives the very same snapshot, so that it is cheap to ask."""
    staff.save(DIRECTORY)
    assert staff.directory() is staff.directory()


def test_a_change_and_its_entry_are_stored_together(stores: Stores) -> None:
    """The directory is the new one, and the journal says so."""
    ports = small_house(stores)
    old = stores.staff.directory()
    new = replace(old, people={**old.people, "ben": Person(id="ben", name="本样例二")})
    stores.staff.replace(old, new, _entry(ports))
    assert stores.staff.directory() == new
    types = [e.header_plain()["type"] for e in stores.cases.entries(EntryQuery(case_id="J-s"))]
    assert types[-1] == "staff_changed"


def test_a_change_of_what_has_changed_meanwhile_leaves_nothing(stores: Stores) -> None:
    """Neither the directory nor the journal is touched when somebody else was faster."""
    ports = small_house(stores)
    old = stores.staff.directory()
    entry = _entry(ports)
    other = replace(old, absences=())
    stores.staff.save(replace(other, people={**old.people, "x": Person(id="x", name="新样例")}))
    with pytest.raises(ConflictError):
        stores.staff.replace(old, other, entry)
    assert "x" in stores.staff.directory().people
    assert list(stores.cases.entries(EntryQuery(case_id="J-s"))) == []


def test_an_entry_that_comes_too_late_leaves_the_directory(stores: Stores) -> None:
    """When the journal has grown meanwhile, nobody comes or goes."""
    ports = small_house(stores)
    old = stores.staff.directory()
    entry = _entry(ports)
    stores.cases.commit([_entry(ports)])
    with pytest.raises(ConflictError):
        stores.staff.replace(old, replace(old, people={}), entry)
    assert stores.staff.directory() == old


def _entry(ports: Ports) -> CaseWrite:
    world = circumstances(ports, Requester(person="ann"))
    return journal_write(ports, "s", staff_changed("s", {}, world), world)
