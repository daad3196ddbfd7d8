"""The supervisor's view of the work: how it is spread, what will be late, and handing it over."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.ports import TaskQuery
from tests.support.web_office import WebOffice


def test_the_piles_of_the_offices_add_up(calm: WebOffice) -> None:
    """Every open task that the supervisor may see lies in exactly one pile of an office."""
    text = calm.known("bai", "en").page("/load")
    total = re.search(r'<h1>Load <span class="count">(\d+)', text)
    offices = text[text.index('id="h-offices"') : text.index('id="h-people"')]
    piles = re.findall(r'</th><td class="num"><b>(\d+)</b>', offices)
    assert total is not None
    assert sum(map(int, piles)) == int(total[1]) > 0


def chart(text: str, name: str) -> dict[str, Any]:
    """The figures that a chart of a page is drawn from."""
    found = re.search(rf'<script type="application/json" id="chart-{name}">(.*?)</script>', text)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_the_chart_says_what_the_table_says(calm: WebOffice) -> None:
    """Each bar is as long as the pile is high, made of the four ages in the table's order."""
    text = calm.known("bai", "en").page("/load")
    offices = text[text.index('id="h-offices"') : text.index('id="h-people"')]
    piles = re.findall(r'scope="row">([^<]+)</th><td class="num"><b>(\d+)</b>', offices)
    drawn = chart(text, "load-offices")
    totals = [sum(column) for column in zip(*(s["values"] for s in drawn["series"]), strict=True)]
    assert list(zip(drawn["names"], totals, strict=True)) == [(n, int(c)) for n, c in piles]
    assert len(drawn["series"]) == 4


def test_only_pages_with_charts_load_the_charts(calm: WebOffice) -> None:
    """What draws weighs more than everything else together; other pages do without."""
    bai = calm.known("bai")
    paths = ("/", "/work", "/cases", "/approvals", "/money", "/load", "/figures")
    assert [p for p in paths if "echarts" in bai.page(p)] == ["/load", "/figures"]


def test_what_is_late_stands_first(calm: WebOffice) -> None:
    """Overdue work, then what ends within three working days, then within seven."""
    text = calm.known("bai").page("/load")
    places = [text.index(f'id="ahead-{name}"') for name in ("overdue", "soon", "later")]
    assert places == sorted(places)


def test_a_supervisor_sees_only_the_own_tree(calm: WebOffice) -> None:
    """The load of another street is not there."""
    text = calm.known("qi").page("/load")
    assert "样例纺织厂工会" not in text
    assert "样例医院工会" in text


def test_work_is_handed_over_after_it_was_shown(office: WebOffice) -> None:
    """First nothing moves, then every task that can."""
    ports = office.house.ports
    leaver = "lin"
    (task, *_) = ports.cases.tasks(
        TaskQuery(kind="hardship_aid", seats=frozenset({("caseworker", "textile-mill")}), limit=1)
    )
    lin = office.visitor(leaver)
    lin.send(f"/cases/{task.case_id}/tasks/{task.task.id}", {"do": "claim"})
    mine = TaskQuery(assignee=leaver, limit=0)
    before = len(ports.cases.tasks(mine))
    bai = office.visitor("bai", "en")
    bai.page("/load")
    form = {"leaver": leaver, "to": "he", "reason": "leaves the union"}
    shown = bai.send("/load/hand-over", {**form, "do": "preview"})
    assert f"{before} tasks. Nothing has been moved yet." in shown.text
    assert len(ports.cases.tasks(mine)) == before
    done = bai.send("/load/hand-over", {**form, "do": "move"})
    assert "each with its entry" in done.text
    assert len(ports.cases.tasks(mine)) < before


def test_nobody_hands_over_the_work_of_other_trees(office: WebOffice) -> None:
    """People outside one's offices are not there."""
    qi = office.visitor("qi")
    qi.page("/load")
    form = {"leaver": "lin", "to": "ning", "reason": "x", "do": "move"}
    assert qi.send("/load/hand-over", form).status_code == 404
