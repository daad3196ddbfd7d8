"""What every staff store does: the directory comes back as it was saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.directory import Absence, Directory, Grant, Office, Person
from engine.ports import Staff

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
