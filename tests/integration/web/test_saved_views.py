"""Views that somebody keeps: what is asked, which columns, which order; shared by address."""

from __future__ import annotations

import re

import pytest

from engine.views import MOST_VIEWS
from tests.support.web_office import WebOffice

ASKED = "queue=unassigned&kind=hardship_aid&column=step&column=waited&sort=oldest"


def test_a_view_is_kept_under_a_name(office: WebOffice) -> None:
    """It leads to the list as it was looked at, and nobody else has it."""
    lin = office.visitor("lin")
    lin.page("/work")
    form = {"place": "work", "asked": ASKED, "name": "迟了的"}
    assert lin.send("/views", form).headers["location"] == f"/work?{ASKED}"
    text = lin.page(f"/work?{ASKED}")
    assert re.search(r'aria-current="true">迟了的', text)
    assert "已等待</th>" in text
    assert "单位</th>" not in text
    assert "迟了的" not in office.visitor("bo").page("/work")


def test_a_list_opens_with_the_preferred_view(office: WebOffice) -> None:
    """Without a question it leads there; asked for all of it, it shows all, and so once dropped."""
    lin = office.visitor("lin")
    lin.page("/cases")
    form = {"place": "cases", "asked": "status=closed", "name": "x", "preferred": "yes"}
    lin.send("/views", form)
    assert lin.get("/cases").headers["location"] == "/cases?status=closed"
    assert lin.get("/cases?all=").status_code == 200
    lin.send("/views/drop", {"place": "cases", "asked": "", "name": "x"})
    assert lin.get("/cases").status_code == 200


def test_words_that_were_searched_for_are_not_kept(office: WebOffice) -> None:
    """They may name a person: neither the view nor the address that it leads to has them."""
    lin = office.visitor("lin")
    lin.page("/cases?text=样例&kind=hardship_aid")
    asked = "kind=hardship_aid&text=某人"
    answer = lin.send("/views", {"place": "cases", "asked": asked, "name": "x"})
    assert answer.headers["location"] == "/cases?kind=hardship_aid"
    (view,) = office.house.views.views("lin", "cases")
    assert view.filters == {"kind": "hardship_aid"}


def test_a_view_without_a_name_and_one_too_many_are_not_kept(office: WebOffice) -> None:
    """What is kept stays as it is, and the page says why."""
    lin = office.visitor("lin", "en")
    lin.page("/work")
    for number in range(MOST_VIEWS):
        lin.send("/views", {"place": "work", "asked": "", "name": f"view {number}"})
    lin.send("/views", {"place": "work", "asked": "", "name": "one more"})
    assert "forget one first" in lin.page("/work?all=")
    lin.send("/views", {"place": "work", "asked": "", "name": " "})
    assert "needs a name" in lin.page("/work?all=")
    assert len(office.house.views.views("lin", "work")) == MOST_VIEWS


@pytest.mark.parametrize("place", ["people", "", "../cases"])
def test_there_are_no_views_of_other_lists(office: WebOffice, place: str) -> None:
    """An unknown list is not there."""
    lin = office.known("lin")
    lin.page("/work")
    assert lin.send("/views", {"place": place, "name": "x"}).status_code == 404


def test_the_oldest_come_first_when_asked_for(calm: WebOffice) -> None:
    """Cases by number, tasks by age, page by page."""
    lin = calm.known("lin")
    newest = re.findall(r'line-link" href="/cases/([^"]+)"', lin.page("/cases?status=all"))
    oldest = re.findall(
        r'line-link" href="/cases/([^"]+)"', lin.page("/cases?status=all&sort=oldest")
    )
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)
    assert oldest[0] < newest[-1] or oldest[0] == newest[-1]
