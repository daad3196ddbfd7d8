"""What pages read: a person's day, what the rules say, budgets, papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.outbound.memory import SettableClock
from engine.commands import ClaimTask, CopyCase
from engine.errors import NotFoundError
from engine.events import EventType
from engine.journal import journal_id
from engine.ports import EntryQuery, Ports, TaskQuery
from engine.usecases.attach_document import attach_document
from engine.usecases.handle_command import handle_command
from engine.usecases.judge_rules import judge_rules
from engine.usecases.my_day import MOST, Day, my_day
from engine.usecases.read_budget import read_budget
from engine.usecases.read_document import find_document, read_document
from tests.support.small_kind import DIRECTORY
from tests.unit.engine.test_usecases import ANN, BEN, EVA, OUT, given, house, opened, submitted

PDF = b"%PDF-1.4 sample"


@pytest.fixture
def ports() -> Ports:
    """A small office."""
    return house()


def sizes(day: Day) -> dict[str, int]:
    """How many tasks are in each group."""
    groups = ("overdue", "due", "in_hand", "fresh")
    return {name: len(getattr(day, name)) for name in groups if getattr(day, name)}


def test_a_new_task_is_fresh_and_in_hand_once_it_is_taken(ports: Ports) -> None:
    """Each task stands in one group."""
    case = opened(ports)
    assert sizes(my_day(ports, ANN)) == {"fresh": 1}
    handle_command(ports, ClaimTask(case_id=case.id, task_id=case.tasks[0].id), ANN)
    assert sizes(my_day(ports, ANN)) == {"in_hand": 1}


def test_a_day_says_where_there_is_more_than_it_shows(ports: Ports) -> None:
    """Fifty tasks are shown; one more may only lie in the group that the fifty end with."""
    for _ in range(MOST):
        opened(ports)
    assert my_day(ports, ANN).longer == frozenset()
    opened(ports)
    day = my_day(ports, ANN)
    assert (sizes(day), day.longer) == ({"fresh": MOST}, frozenset({"fresh"}))


def test_a_limit_brings_a_task_forward(ports: Ports) -> None:
    """Due within three days, then overdue, whoever has it."""
    case = given(ports, submitted(ports), "see_home", with_person="ben")
    given(ports, case, "see_papers", BEN)
    clock = ports.clock
    assert isinstance(clock, SettableClock)
    [ends_at] = [row.due_at for row in ports.cases.tasks(TaskQuery()) if row.due_at is not None]
    clock.set(ends_at - timedelta(days=1))
    assert set(sizes(my_day(ports, EVA))) == {"due"}
    clock.set(ends_at + timedelta(days=1))
    assert set(sizes(my_day(ports, EVA))) == {"overdue"}


def test_budgets_are_those_of_ones_own_tree(ports: Ports) -> None:
    """Whoever is of another office sees none."""
    [fund] = read_budget(ports, EVA)
    assert (fund.office, fund.fund, fund.amounts_fen["free"]) == ("d", "aid", 1_000_000)
    assert list(read_budget(ports, ANN)) == []


def test_a_paper_is_read_on_record(ports: Ports) -> None:
    """The reading stands in the journal before the content is given; looking it up does not."""
    case = opened(ports)
    attach_document(
        ports, case_id=case.id, kind="proof", name="证明.pdf", content=PDF, requester=ANN
    )
    paper = ports.cases.load(case.id).case.documents[0]
    find_document(ports, case.id, paper.id, ANN)
    assert read_document(ports, case.id, paper.id, ANN).content == PDF
    entries = ports.cases.entries(EntryQuery(case_id=journal_id("s"), limit=0))
    read = [e for entry in entries if (e := entry.event()) and e.action == "document_read"]
    assert [event.type for event in read] == [EventType.PERSONAL_DATA_READ]


def test_who_a_case_was_copied_to_reads_no_personal_papers(ports: Ports) -> None:
    """They may see the case; its papers are for those who work on it."""
    case = opened(ports)
    attach_document(ports, case_id=case.id, kind="proof", name="a.pdf", content=PDF, requester=ANN)
    elsewhere = {**DIRECTORY.people, "out": replace(DIRECTORY.people["out"], grants=())}
    ports.staff.save(replace(DIRECTORY, people=elsewhere))
    handle_command(ports, CopyCase(case_id=case.id, people=("out",)), ANN)
    paper = ports.cases.load(case.id).case.documents[0]
    assert find_document(ports, case.id, paper.id, OUT).id == paper.id
    with pytest.raises(NotFoundError):
        read_document(ports, case.id, paper.id, OUT)


def test_a_paper_of_another_office_does_not_exist(ports: Ports) -> None:
    """Nor does one that is not there."""
    case = opened(ports)
    for requester, paper in ((OUT, "any"), (ANN, "none")):
        with pytest.raises(NotFoundError):
            find_document(ports, case.id, paper, requester)


def test_a_kind_without_decisions_has_none_to_show(ports: Ports) -> None:
    """Only what the catalogue decides is a panel; conditions in the workflow are reasons."""
    assert judge_rules(ports, opened(ports).id, ANN) == ()
