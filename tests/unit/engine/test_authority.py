"""Who may act: roles at offices, separation of duties, second persons, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.commands import Act, ClaimTask
from engine.directory import JOIN, OUTSIDE, TIMER, Absence, Actor, Grant, Office, Person
from tests.support.small_kind import DIRECTORY, Story, small_kind

AWAY = replace(
    DIRECTORY,
    absences=(
        Absence(person="ann", delegate="gil", since=date(2026, 2, 1), until=date(2026, 3, 1)),
        Absence(person="eva", delegate="ann", since=date(2026, 2, 1), until=date(2026, 3, 1)),
        Absence(person="fay", delegate="ben", since=date(2026, 2, 1), until=date(2026, 3, 1)),
    ),
)
DAY = date(2026, 2, 11)


def reviewed(amount: str = "3000") -> Story:
    """A case that waits for approval; ann submitted it and visited with ben."""
    return Story(amount=amount).visited()


def approve(story: Story, person: str, for_whom: str | None = None) -> tuple[str, ...]:
    """The codes of the refusal of an approval, with delegations in force."""
    actor = AWAY.actor(person, DAY, on_behalf_of=for_whom)
    command = Act(case_id="SA-1", action="approve")
    return story.refused(command, actor, directory=AWAY)


def test_without_the_role_an_action_is_refused() -> None:
    """A person without the role meets that reason."""
    assert reviewed().act_refused("approve", "out") == ("not_your_role",)


def test_the_role_counts_at_the_office_that_acts_only() -> None:
    """The right role at another office is not the right role."""
    elsewhere = replace(
        DIRECTORY,
        offices={**DIRECTORY.offices, "x": Office(id="x", level="district", name="x", region="CN")},
        people={
            **DIRECTORY.people,
            "xia": Person(id="xia", name="夏样例", grants=(Grant(role="chief", office="x"),)),
        },
    )
    codes = reviewed().refused(Act(case_id="SA-1", action="approve"), "xia", directory=elsewhere)
    assert codes == ("not_your_office",)


def test_a_chain_without_the_level_has_nobody_to_act() -> None:
    """An action of an office level that the case's chain lacks is refused by that reason."""
    at_city = small_kind(actions={"approve": {"at": "city"}})
    story = Story(workflow=at_city, amount="3000").visited()
    assert story.act_refused("approve", "eva") == ("no_office_at_level",)


def test_a_role_is_held_within_its_dates() -> None:
    """A grant that has ended gives no role any more."""
    ended = replace(
        DIRECTORY,
        people={
            **DIRECTORY.people,
            "eva": Person(
                id="eva",
                name="伊样例",
                grants=(Grant(role="chief", office="d", until=date(2026, 2, 10)),),
            ),
        },
    )
    codes = reviewed().refused(Act(case_id="SA-1", action="approve"), "eva", directory=ended)
    assert codes == ("not_your_role",)


def test_who_submitted_does_not_approve() -> None:
    """Separation of duties holds against the submitter, in whatever role they come back."""
    story = Story("gil", amount="3000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert story.act_refused("approve", "gil") == ("separation_of_duties",)


def test_the_second_person_is_barred_like_the_first() -> None:
    """Whoever took part in an action as the second person is held apart too."""
    story = Story(amount="3000").with_proof().act("submit", "ann")
    story.act("see_home", "ann", with_person="gil").act("see_papers", "ben")
    assert story.act_refused("approve", "gil") == ("separation_of_duties",)


def test_duties_stay_apart_over_the_whole_history() -> None:
    """An earlier run of an action bars a person also after the file was returned and rerun."""
    story = Story("gil", amount="3000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    story.act("send_back", "eva", reason="x", target="draft").act("submit", "ann")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert story.act_refused("approve", "gil") == ("separation_of_duties",)


def test_duties_are_not_circumvented_by_representing_somebody() -> None:
    """Who submitted may not approve on behalf of somebody who may."""
    assert approve(reviewed(), "ann", "eva") == ("separation_of_duties", "separation_of_duties")


def test_representing_somebody_brings_their_past_along() -> None:
    """An act on behalf of a colleague bars the colleague and the person who acted."""
    story = Story(amount="3000").with_proof()
    gil_for_ann = AWAY.actor("gil", DAY, on_behalf_of="ann")
    story.do(Act(case_id="SA-1", action="submit"), gil_for_ann, directory=AWAY)
    assert story.case.history[-1].people() == {"gil", "ann"}
    story.act("see_home", "ben", with_person="ann").act("see_papers", "ben")
    assert "separation_of_duties" in approve(story, "gil")


def test_only_who_did_it_may_take_it_back() -> None:
    """An action kept for the actor of another is refused to everybody else."""
    story = Story(amount="3000").with_proof().act("submit", "ann")
    assert "not_the_same_person" in story.act_refused("take_back", "ben")


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (None, "second_person_missing"),
        ("ann", "second_person_same"),
        ("eva", "second_person_not_in_role"),
        ("nobody", "second_person_not_in_role"),
    ],
)
def test_the_second_person_is_another_one_in_the_role(second: str | None, code: str) -> None:
    """Where two must take part the second is named, different, and of the role."""
    story = Story(amount="3000").with_proof().act("submit", "ann")
    assert story.act_refused("see_home", "ann", with_person=second) == (code,)


def test_a_bystander_who_is_named_has_not_taken_part() -> None:
    """A second person where none is asked for is not remembered, and so barred from nothing."""
    story = Story(amount="3000").with_proof().act("submit", "ann", with_person="gil")
    assert story.case.history[-1].people() == {"ann"}
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert story.act("approve", "gil").case.state == "notice"


@pytest.mark.parametrize(
    ("amount", "person", "codes"),
    [
        ("5000", "eva", ()),
        ("5000", "gil", ()),
        ("5000.00", "fay", ()),
    ],
)
def test_an_amount_up_to_the_limit_may_be_decided(
    amount: str, person: str, codes: tuple[str, ...]
) -> None:
    """The limit itself is still within it, and no limit is none."""
    story = reviewed(amount)
    assert codes == ()
    assert story.act("approve", person).case.state == "notice"


def test_an_amount_above_the_limit_is_refused() -> None:
    """One fen above the limit is too much, and the refusal names both."""
    wide = small_kind(actions={"visited": {"to": "review"}})
    story = Story(workflow=wide, amount="5000.01").visited()
    assert story.act_refused("approve", "eva") == ("amount_above_limit",)


def test_a_limit_held_at_another_office_does_not_count() -> None:
    """A wide limit at one office gives no authority at another."""
    wide = small_kind(actions={"visited": {"to": "review"}})
    two = replace(
        DIRECTORY,
        offices={**DIRECTORY.offices, "x": Office(id="x", level="district", name="x", region="CN")},
        people={
            **DIRECTORY.people,
            "eva": Person(
                id="eva",
                name="伊样例",
                grants=(
                    Grant(role="chief", office="d", limit_fen=500_000),
                    Grant(role="chief", office="x", limit_fen=2_000_000),
                ),
            ),
        },
    )
    story = Story(workflow=wide, amount="6000").visited()
    codes = story.refused(Act(case_id="SA-1", action="approve"), "eva", directory=two)
    assert codes == ("amount_above_limit",)


def test_an_amount_that_is_unknown_is_not_within_any_limit() -> None:
    """Without the amount there is no authority."""
    wide = small_kind(
        actions={
            "visited": {"to": "review"},
            "submit": {"needs": {"fields": []}},
            "approve": {"does": []},
        }
    )
    story = Story(workflow=wide).visited()
    assert story.act_refused("approve", "eva") == ("amount_missing",)


def test_work_that_somebody_took_is_left_to_them() -> None:
    """A claimed task is refused to others of the same role, and named."""
    story = reviewed()
    story.do(ClaimTask(case_id="SA-1", task_id=story.case.tasks[0].id), "eva")
    assert story.act_refused("approve", "fay") == ("claimed_by_other",)
    assert story.act("approve", "eva").case.state == "notice"


@pytest.mark.parametrize("machine", [TIMER, JOIN, OUTSIDE])
def test_the_machine_takes_only_its_own_actions(machine: Actor) -> None:
    """Timer, join and outside events may not do what is a person's."""
    assert "not_your_role" in reviewed().act_refused("approve", machine)
