"""A mass dispute and its separate cases, through the use cases as an office uses them."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.calendar import OFFICE_ZONE
from engine.commands import Act, CaseCommand
from engine.model import Case, Status
from engine.refusal import Refusal
from engine.usecases.requester import Requester
from engine.usecases.verify_audit import verify_audit
from tests.support.office_life import Office, Setting, paper
from tests.support.outside import ROOT
from tests.support.playing import Theatre, calendar, rulebook

CLERK, HEAD = Requester(person="an"), Requester(person="huo")


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    """The stories of mediation."""
    return Theatre(ROOT / "workflows" / "dispute_mediation" / "v1")


class Split:
    """An office whose grave case was split into one case for each worker."""

    def __init__(self, theatre: Theatre) -> None:
        facts = next(iter(theatre.stories.facts.values()))
        self.office = Office(
            Setting(
                workflow=theatre.workflow,
                directory=theatre.directory,
                rules=rulebook(),
                calendar=calendar(),
                now=datetime(2026, 3, 9, 9, tzinfo=OFFICE_ZONE),
                office="g",
                opening=facts,
                facts=facts,
                budget_office="d",
                funds={},
            )
        )
        self.office.take_up(theatre.play("grave_case_in_mediation").events)
        [self.parent] = self.office.cases
        self.give(paper(self.parent, "split_request", theatre.workflow), CLERK)
        self.give(Act(case_id=self.parent, action="split_into_parts"), HEAD)

    def give(self, command: CaseCommand, requester: Requester) -> None:
        """Carry a command out; it must not be refused."""
        answer = self.office.give(command, requester)
        assert answer is not None
        assert not isinstance(answer, Refusal), answer

    def children(self) -> list[Case]:
        """The separate cases as stored."""
        return [self.office.case(child.id) for child in self.office.case(self.parent).children]


def test_each_worker_gets_a_case_with_the_common_facts(theatre: Theatre) -> None:
    """Ten cases are open at the parent's office, each with its worker and claim."""
    split = Split(theatre)
    children = split.children()
    assert [child.facts["worker_name"] for child in children][:2] == ["样例甲", "样例乙"]
    assert [child.facts["claimed"] for child in children][:2] == ["2000.00", "2100.00"]
    assert {child.parent for child in children} == {split.parent}
    assert {child.facts["employer_name"] for child in children} == {"样例服装厂"}
    assert {(child.state, child.office) for child in children} == {("intake", "g")}


def test_the_parent_ends_with_the_last_of_them(theatre: Theatre) -> None:
    """Nine ends leave the parent open, the tenth closes it."""
    split = Split(theatre)
    for child in split.children():
        assert split.office.case(split.parent).status is Status.OPEN
        done = Act(case_id=child.id, action="not_pursue", reason="工资已发")
        split.office.cases = [split.parent, child.id]
        split.give(done, CLERK)
    assert split.office.case(split.parent).outcome == "ended_in_parts"
    assert verify_audit(split.office.ports).defects == ()


def test_giving_up_cancels_what_still_runs(theatre: Theatre) -> None:
    """A child that has ended keeps its outcome; the others are cancelled with their parent."""
    split = Split(theatre)
    first, *others = split.children()
    split.give(Act(case_id=first.id, action="not_pursue", reason="工资已发"), CLERK)
    split.give(paper(split.parent, "stop_statement", theatre.workflow), CLERK)
    data = {"stopped_by": "both", "closing_note": "全部转入诉讼"}
    split.give(Act(case_id=split.parent, action="give_up_parts", data=data), HEAD)
    assert split.office.case(first.id).outcome == "not_pursued"
    assert {split.office.case(child.id).outcome for child in others} == {"cancelled"}
    assert split.office.case(split.parent).outcome == "failed_by_refusal"
