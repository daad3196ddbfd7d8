"""Cases that were copied to somebody: found in their lists, read, and not acted on."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import Act, CopyCase
from engine.directory import Absence, Grant, Office, Person
from engine.errors import NotFoundError
from engine.ports import CaseQuery, Ports
from engine.refusal import Refusal
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import Reach, count_cases, list_cases
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from engine.usecases.show_case import show_case
from tests.support.small_house import small_house
from tests.support.small_kind import DIRECTORY, NOW

ANN, FAR, SUB = (Requester(person=name) for name in ("ann", "far", "sub"))


@pytest.fixture
def ports() -> Ports:
    """Three cases of the street and one of another office, whose clerk has a copy of the second."""
    made = small_house()
    offices = {"x": Office(id="x", level="district", name="别区", region="CN")}
    people = {
        name: Person(id=name, name=name, grants=(Grant(role="clerk", office="x"),))
        for name in ("far", "sub")
    }
    away = Absence(person="far", delegate="sub", since=NOW.date(), until=NOW.date())
    made.staff.save(
        type(DIRECTORY)(
            offices={**DIRECTORY.offices, **offices},
            people={**DIRECTORY.people, **people},
            absences=(away,),
        )
    )
    for office, person in (("s", ANN), ("s", ANN), ("s", ANN), ("x", FAR)):
        data = {"name": "赵样例"}
        assert isinstance(
            open_case(made, kind="small_aid", office=office, data=data, requester=person), Done
        )
    _, second, *_ = sorted(row.id for row in made.cases.cases(CaseQuery()))
    assert isinstance(handle_command(made, CopyCase(case_id=second, people=("far",)), ANN), Done)
    return made


def numbers(ports: Ports, requester: Requester, reach: Reach, **asked: Any) -> list[int]:
    """Which of the cases somebody finds, by the order they were opened in; the count agrees."""
    query = CaseQuery(**asked)
    every = sorted(row.id for row in ports.cases.cases(CaseQuery()))
    rows = list_cases(ports, requester, query, reach=reach)
    if query.limit >= len(every) and query.after is None:
        assert count_cases(ports, requester, query, reach=reach) == len(rows)
    return [every.index(row.id) + 1 for row in rows]


def test_a_copied_case_stands_among_ones_own(ports: Ports) -> None:
    """Newest first, wherever it lies; the other cases over there remain unseen."""
    assert numbers(ports, FAR, "all") == [4, 2]
    assert numbers(ports, FAR, "own") == [4]
    assert numbers(ports, FAR, "copied") == [2]


def test_pages_go_on_through_both(ports: Ports) -> None:
    """No case is left out between two pages, and none comes twice."""
    first = list_cases(ports, FAR, CaseQuery(limit=1))
    assert numbers(ports, FAR, "all", limit=1) == [4]
    assert numbers(ports, FAR, "all", limit=1, after=first[0].id) == [2]
    assert numbers(ports, FAR, "all", limit=1, oldest_first=True) == [2]


def test_filters_hold_for_copies_too(ports: Ports) -> None:
    """By office and by text; an office that one may not see is no way in."""
    assert numbers(ports, FAR, "all", offices=frozenset({"s"})) == [2]
    assert numbers(ports, FAR, "all", text="nothing") == []
    assert numbers(ports, ANN, "all", offices=frozenset({"x"})) == []


def test_ones_own_case_is_found_once_though_copied(ports: Ports) -> None:
    """Of one's own office, and copied to oneself as well."""
    second = sorted(row.id for row in ports.cases.cases(CaseQuery()))[1]
    handle_command(ports, CopyCase(case_id=second, people=("ben",)), ANN)
    ben = Requester(person="ben")
    assert (numbers(ports, ben, "all"), numbers(ports, ben, "copied")) == ([3, 2, 1], [2])


def test_who_stands_in_sees_copies_of_the_absent(ports: Ports) -> None:
    """While acting for them, and not in their own name."""
    standing_in = Requester(person="sub", on_behalf_of="far")
    assert (numbers(ports, standing_in, "copied"), numbers(ports, SUB, "copied")) == ([2], [])


def test_a_copied_case_is_read_and_not_acted_on(ports: Ports) -> None:
    """Nobody beyond the office submits it; what was not copied does not even exist."""
    first, second, *_ = sorted(row.id for row in ports.cases.cases(CaseQuery()))
    view = show_case(ports, second, FAR)
    assert [one.action for one in view.actions if one.allowed] == []
    refused = handle_command(ports, Act(case_id=second, action="submit"), FAR)
    assert isinstance(refused, Refusal)
    assert "not_your_office" in refused.codes
    with pytest.raises(NotFoundError):
        show_case(ports, first, FAR)
