"""Who is asked: every source, the applicant, nobody to be found, and the same person once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Self, Unpack

import pytest
from pydantic import JsonValue

from engine.commands import Act, CaseCommand, FireDeadline
from engine.convening import able
from engine.directory import JOIN, TIMER, Actor, Directory, Grant, Office, Person
from engine.model import Approval, Case, Seat
from tests.support.command_values import ActValues, Around
from tests.support.small_kind import DIRECTORY, Story, small_kind, world
from tests.unit.engine.test_usecases import house, submitted

CITY = Directory(
    offices={
        "s": DIRECTORY.offices["s"],
        "d": replace(DIRECTORY.offices["d"], parent="c"),
        "c": Office(id="c", level="city", name="样例市", region="CN"),
    },
    people={
        **DIRECTORY.people,
        "zed": Person(id="zed", name="泽样例", grants=(Grant(role="chief", office="c"),)),
    },
)


class Asking(Story):
    """A case on its way to a round, in a tree of three levels."""

    def __init__(
        self,
        person: str = "ann",
        to: str = "panel",
        facts: Mapping[str, JsonValue] | None = None,
        **approval: object,
    ) -> None:
        kind = small_kind(
            case={"asked": {"type": "person"}, "others": {"type": "list", "of": {}}},
            open={"edits": ["name", "amount", "asked"]},
            states={"panel": {"approval": approval}},
            actions={
                "submit": {"to": to, "needs": None},
                "vote_yes": {"by": ["chief", "join"], "not_by_actor_of": [], "does": []},
                "vote_no": {"undo": "never"},
            },
        )
        super().__init__(person, kind, amount="8000", **(facts or {}))

    def do(self, command: CaseCommand, person: str | Actor, **around: Unpack[Around]) -> Self:
        """Carry a command out here."""
        there: Around = {"directory": CITY, **around}
        super().do(command, person, **there)
        return self

    def submit_refused(self, person: str = "ann", **values: Unpack[ActValues]) -> tuple[str, ...]:
        """The codes with which submitting is refused."""
        command = Act(case_id="SA-1", action="submit", **values)
        return super().refused(command, person, directory=CITY)

    def seats(self) -> list[tuple[str | None, str | None]]:
        """Name and office of every seat."""
        round_ = self.case.approval
        assert round_ is not None
        return [(seat.person, seat.office) for seat in round_.seats]


DISTRICT = {"role": "chief", "at": "district"}


def test_the_superior_is_the_next_who_holds_the_role() -> None:
    """From the person's own office upwards, somebody else than themselves."""
    by_clerk = Asking(voters=[{"role": "chief", "superior_of": "submit"}]).act("submit", "ann")
    by_chief = Asking("gil", voters=[{"role": "chief", "superior_of": "submit"}])
    by_chief.act("submit", "gil")
    assert (by_clerk.seats(), by_chief.seats()) == ([(None, "d")], [(None, "d")])
    assert by_chief.act_refused("vote_yes", "gil") == ("no_seat",)


def test_the_superior_of_the_only_holder_is_the_office_above() -> None:
    """Where nobody else holds the role at the person's own office, the next office is asked."""
    alone = {name: p for name, p in CITY.people.items() if name not in ("eva", "fay")}
    story = Asking("gil", voters=[{"role": "chief", "superior_of": "open"}])
    command = Act(case_id="SA-1", action="submit")
    story.do(command, "gil", directory=replace(CITY, people=alone))
    assert story.seats() == [(None, "c")]


def test_a_person_named_in_a_field_must_belong_to_the_offices_concerned() -> None:
    """Somebody without any role at the case's office or above is not asked."""
    named = [{"field": "asked"}]
    assert Asking(facts={"asked": "fay"}, voters=named).act("submit", "ann").seats() == [
        ("fay", None)
    ]
    assert Asking(facts={"asked": "nobody"}, voters=named).submit_refused() == (
        "nobody_to_approve",
    )


def test_a_person_named_in_a_field_may_be_bound_to_a_role() -> None:
    """`holding` says what the named person must be."""
    story = Asking(facts={"asked": "ben"}, voters=[{"field": "asked", "holding": "chief"}])
    assert story.submit_refused() == ("nobody_to_approve",)


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ((), ("no_approvers",)),
        (("ben",), ("approver_not_in_role",)),
        (("no",), ("approver_not_in_role",)),
    ],
)
def test_who_is_chosen_must_be_what_is_declared(
    chosen: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    """The submitter names people, and the right ones."""
    story = Asking(voters=[{"chosen_by": "submitter", "holding": "chief"}])
    assert story.submit_refused(approvers=chosen) == codes


def test_each_voter_of_a_sequence_names_the_next() -> None:
    """A yes without a name is refused; the named person is asked."""
    story = Asking(mode="sequence", voters=[DISTRICT, {"chosen_by": "previous"}])
    story.act("submit", "ann")
    assert story.act_refused("vote_yes", "eva") == ("no_approvers",)
    assert "approver_not_fit" in story.act_refused("vote_yes", "eva", approvers=("x",))
    story.act("vote_yes", "eva", approvers=("ben",))
    assert [task.assignee for task in story.case.tasks] == ["ben"]
    assert story.act("vote_yes", "ben").case.state == "notice"


def test_a_no_needs_no_name() -> None:
    """Who ends the round names nobody after them."""
    story = Asking(mode="sequence", voters=[DISTRICT, {"chosen_by": "previous"}])
    assert story.act("submit", "ann").act("vote_no", "eva").case.state == "refused"


def test_nobody_found_refuses_unless_declared() -> None:
    """By default a round that a source finds nobody for is not begun."""
    story = Asking(voters=[DISTRICT, {"field": "asked"}])
    assert story.submit_refused() == ("nobody_to_approve",)


def test_nobody_found_may_be_passed_over() -> None:
    """The others decide; with no others the round passes by itself, by the machine."""
    story = Asking(voters=[DISTRICT, {"field": "asked"}], if_nobody="pass").act("submit", "ann")
    assert len(story.seats()) == 1
    alone = Asking(voters=[{"field": "asked"}], if_nobody="pass").act("submit", "ann")
    assert (alone.case.state, alone.events[-1].who.person) == ("notice", JOIN.person)


def test_nobody_found_may_mean_somebody_else() -> None:
    """The declared others are asked instead."""
    story = Asking(voters=[{"field": "asked"}], if_nobody={"role": "chief", "at": "city"})
    assert story.act("submit", "ann").seats() == [(None, "c")]


EVERY = {**DISTRICT, "count": "every"}


def test_the_applicant_is_asked_unless_declared() -> None:
    """Without a rule only separation of duties keeps the applicant from answering."""
    story = Asking("gil", voters=[EVERY]).act("submit", "gil")
    assert ("gil", "d") in story.seats()


def test_the_applicant_may_be_skipped() -> None:
    """Their seat falls away; if it was the only one the round passes."""
    story = Asking("gil", voters=[EVERY], if_applicant="skip").act("submit", "gil")
    assert [person for person, _ in story.seats()] == ["eva", "fay"]
    own = Asking("gil", facts={"asked": "gil"}, voters=[{"field": "asked"}], if_applicant="skip")
    assert own.act("submit", "gil").case.state == "notice"


def test_the_applicant_s_superior_may_be_asked_instead() -> None:
    """Holders of the same role at the next office above take the applicant's seat."""
    story = Asking("gil", voters=[EVERY], if_applicant="superior").act("submit", "gil")
    assert story.seats() == [("eva", "d"), ("fay", "d"), (None, "c")]


def test_who_counts_as_applicant_is_declared() -> None:
    """The actor of a named action, though somebody else opened the case."""
    story = Asking(voters=[EVERY], if_applicant="skip", applicant=["submit"])
    story.act("submit", "gil")
    assert [person for person, _ in story.seats()] == ["eva", "fay"]


def test_an_applicant_does_not_take_a_seat_open_to_the_role() -> None:
    """Where any holder may answer, the applicant may not."""
    story = Asking("gil", voters=[DISTRICT], if_applicant="skip").act("submit", "gil")
    assert story.act_refused("vote_yes", "gil") == ("no_seat",)


TWICE = [{"field": "asked"}, DISTRICT, {"field": "asked"}]


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("ask", ["fay", "eva", "fay"]),
        ("pass_next", ["fay", "eva", "fay"]),
        ("pass_any", ["fay", "eva"]),
    ],
)
def test_the_same_person_again_in_a_sequence(rule: str, asked: list[str]) -> None:
    """Asked again, or taken at their word, as declared."""
    story = Asking(facts={"asked": "fay"}, mode="sequence", voters=TWICE, if_twice=rule)
    story.act("submit", "ann")
    for person in asked:
        assert story.case.state == "panel"
        story.act("vote_yes", person)
    assert story.case.state == "notice"


def test_the_same_person_twice_running_is_taken_at_their_word() -> None:
    """One yes answers two seats that follow each other; the second says so."""
    voters = [{"field": "asked"}, {"field": "asked"}, DISTRICT]
    story = Asking(facts={"asked": "fay"}, mode="sequence", voters=voters, if_twice="pass_next")
    story.act("submit", "ann").act("vote_yes", "fay")
    assert story.case.approval is not None
    assert [(v.person, v.automatic) for v in story.case.approval.votes] == [
        ("fay", False),
        ("fay", True),
    ]
    assert [step.automatic for step in story.case.history][-1] is True


def test_an_agreement_before_a_return_does_not_count() -> None:
    """After the file came back everybody is asked anew."""
    voters = [{"field": "asked"}, DISTRICT]
    story = Asking(facts={"asked": "fay"}, mode="sequence", voters=voters, if_twice="pass_any")
    story.act("submit", "ann").act("vote_yes", "fay")
    story.act("send_back", "eva", reason="x", target="draft").act("submit", "ann")
    assert story.case.approval is not None
    assert story.case.approval.votes == ()


def test_nobody_is_taken_at_their_word_against_their_duties() -> None:
    """An agreement that separation of duties would forbid now is not taken as given."""
    story = Asking(facts={"asked": "fay"}, mode="sequence", voters=TWICE, if_twice="pass_any")
    barred = replace(
        story.workflow,
        spec=story.workflow.spec.model_copy(
            update={
                "actions": {
                    **story.workflow.spec.actions,
                    "vote_yes": story.workflow.spec.actions["vote_yes"].model_copy(
                        update={"not_by_actor_of": ("vote_yes",)}
                    ),
                }
            }
        ),
    )
    story.workflow = barred
    story.act("submit", "ann").act("vote_yes", "fay").act("vote_yes", "eva")
    assert story.case.state == "panel"


def test_all_at_once_nobody_has_two_seats() -> None:
    """Somebody who is named twice outside a sequence is asked once."""
    story = Asking(facts={"asked": "fay"}, voters=[EVERY, {"field": "asked"}]).act("submit", "ann")
    assert sorted(person or "" for person, _ in story.seats()) == ["eva", "fay", "gil"]


@pytest.mark.parametrize(
    ("offices", "filled"), [(["d", "d", "d"], 3), (["d", "d", "d", "d"], 3), (["s", "d"], 1)]
)
def test_as_many_seats_are_filled_as_there_are_people(offices: list[str], filled: int) -> None:
    """Each seat needs somebody of its own."""
    seats = tuple(Seat(role="chief", office=office) for office in offices)
    round_ = Approval(state="panel", mode="all", seats=seats)
    assert able(round_, world("ann")) == filled


def test_a_round_that_duties_leave_too_few_for_is_not_begun() -> None:
    """Who may not agree is not counted among those who could."""
    kind = small_kind(
        states={"panel": {"approval": {"voters": [{**DISTRICT, "count": 3}]}}},
        actions={"submit": {"to": "panel"}},
    )
    story = Story("gil", workflow=kind, amount="8000").with_proof()
    assert story.act_refused("submit", "gil") == ("too_few_approvers",)
    case: Case = story.act("submit", "ann").case
    assert case.state == "panel"


def test_a_clock_that_leads_into_a_round_nobody_can_end_is_only_marked() -> None:
    """What would be refused after the timer's action leaves the case, with the reason."""
    own = {"mode": "all", "voters": [{"field": "asked"}], "if_nobody": "pass"}
    kind = small_kind(
        case={"asked": {"type": "person"}},
        states={
            "draft": {"due": {"within": "3 days", "then": {"act": "go"}}},
            "panel": {"approval": own},
        },
        actions={
            "go": {"from": ["draft"], "to": "panel", "by": ["timer"]},
            "vote_yes": {"by": ["chief", "join"], "needs": {"documents": ["proof"]}},
        },
    )
    story = Story(workflow=kind, amount="8000")
    story.do(FireDeadline(case_id="SA-1", deadline="draft"), TIMER, days=14)
    assert (story.case.state, len(story.events)) == ("draft", 2)
    assert story.events[-1].details["because"] == ["document_missing"]


def test_a_round_that_passes_by_itself_may_set_money_aside() -> None:
    """The free budget is known to the whole decision, not only to the state it began in."""
    kind = small_kind(
        case={"asked": {"type": "person"}},
        states={"panel": {"approval": {"voters": [{"field": "asked"}], "if_nobody": "pass"}}},
        actions={"submit": {"to": "panel"}, "vote_yes": {"by": ["chief", "join"]}},
    )
    case = submitted(house(kind))
    assert (case.state, case.reserved is not None) == ("notice", True)
