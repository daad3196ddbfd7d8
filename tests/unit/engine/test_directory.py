"""Offices, people, roles and who acts for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.directory import Absence, Grant, Person
from engine.errors import NotFoundError, NotPermittedError
from tests.support.small_kind import DIRECTORY

DAY = date(2026, 2, 11)
AWAY = replace(DIRECTORY, absences=(Absence(person="eva", delegate="ann", since=DAY, until=DAY),))


def test_the_chain_leads_from_an_office_upwards() -> None:
    """The nearest office comes first."""
    assert [office.id for office in DIRECTORY.chain("s")] == ["s", "d"]


def test_a_level_means_the_office_of_the_chain() -> None:
    """`own` is the office itself; a level the chain lacks is none."""
    levels = {level: DIRECTORY.at_level("s", level) for level in ("own", "district", "city")}
    assert {level: found and found.id for level, found in levels.items()} == {
        "own": "s",
        "district": "d",
        "city": None,
    }


def test_staff_see_their_office_and_those_below() -> None:
    """What lies under an office includes itself; an unknown one has nothing."""
    assert DIRECTORY.below("d") == {"s", "d"}
    assert DIRECTORY.below("s") == {"s"}
    assert DIRECTORY.below("x") == frozenset()


def test_holders_are_those_whose_grant_counts_that_day() -> None:
    """Both ends of a grant's dates belong to it."""
    timed = Grant(role="clerk", office="s", since=date(2026, 2, 1), until=date(2026, 2, 11))
    people = {"tim": Person(id="tim", name="田样例", grants=(timed,))}
    directory = replace(DIRECTORY, people=people)
    days = (date(2026, 1, 31), date(2026, 2, 1), DAY, date(2026, 2, 12))
    assert [directory.holders("clerk", "s", day) for day in days] == [(), ("tim",), ("tim",), ()]


def test_whoever_has_or_had_a_role_is_known_at_its_office() -> None:
    """Each once, however many roles; an unknown office has nobody."""
    gone = Grant(role="clerk", office="s", until=date(2026, 1, 1))
    both = (gone, Grant(role="chief", office="d"))
    people = {
        "tim": Person(id="tim", name="田样例", grants=both),
        "una": Person(id="una", name="于样例"),
    }
    directory = replace(DIRECTORY, people=people)
    known = [
        [person.id for person in directory.known_at(offices)]
        for offices in (("s", "d"), ("s",), ("x",))
    ]
    assert known == [["tim"], ["tim"], []]


def test_a_delegate_has_the_roles_of_whom_they_represent() -> None:
    """Acting for somebody brings their roles and not one's own."""
    actor = AWAY.actor("ann", DAY, on_behalf_of="eva")
    assert (actor.roles, actor.people) == (("chief",), frozenset({"ann", "eva"}))


@pytest.mark.parametrize(
    ("delegate", "absent", "day"),
    [("ben", "eva", DAY), ("ann", "fay", DAY), ("ann", "eva", date(2026, 2, 12))],
)
def test_without_a_delegation_for_the_day_nobody_represents(
    delegate: str, absent: str, day: date
) -> None:
    """Another delegate, another colleague or another day is an error."""
    with pytest.raises(NotPermittedError):
        AWAY.actor(delegate, day, on_behalf_of=absent)


def test_who_is_not_there_is_an_error() -> None:
    """Unknown people and offices are not found."""
    with pytest.raises(NotFoundError):
        DIRECTORY.actor("nobody", DAY)
    with pytest.raises(NotFoundError):
        DIRECTORY.office("nowhere")
