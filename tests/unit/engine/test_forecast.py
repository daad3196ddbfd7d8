"""The way ahead with names, as it then turns out."""

from __future__ import annotations

from engine.forecast import Ahead, forecast
from engine.usecases.forecast_case import forecast_case
from tests.support.small_kind import Story, small_kind, world
from tests.unit.engine.test_usecases import ANN, house, opened


def way(
    story: Story, action: str | None = None, approvers: tuple[str, ...] = ()
) -> tuple[Ahead, ...]:
    """The way ahead of a story's case."""
    around = world("ann")
    return forecast(story.workflow, story.case, around, action=action, approvers=approvers)


def test_the_whole_way_is_told_before_the_first_step() -> None:
    """Every state to the end, by the action that agrees or leads on."""
    told = way(Story(amount="8000"))
    assert [step.state for step in told] == ["draft", "visit", "panel", "notice", "done"]
    assert [step.by for step in told] == [None, "submit", "visited", "vote_yes", "pay"]


def test_everybody_who_will_be_asked_is_named() -> None:
    """For a round each seat with who can take it, and how many must agree."""
    panel = way(Story(amount="8000"))[2]
    assert (panel.mode, panel.needed) == ("all", 2)
    assert [asked.people for asked in panel.asked] == [("eva", "fay", "gil")] * 2


def test_the_amount_decides_the_way() -> None:
    """A smaller amount goes to one chief, and the forecast with it."""
    assert [step.state for step in way(Story(amount="3000"))][2] == "review"


def test_a_fact_still_missing_ends_the_forecast_in_a_fork() -> None:
    """Between which states it will be decided, and what has to be known for that."""
    last = way(Story())[-1]
    assert (last.state, last.fork) == ("visit", ("review", "panel"))
    assert last.unknown is not None
    assert last.unknown.params["fields"] == ["amount"]


def test_what_is_told_is_what_happens() -> None:
    """Whoever was named in the forecast has the seats when the round begins."""
    voters = [{"role": "chief", "superior_of": "submit"}, {"chosen_by": "submitter"}]
    kind = small_kind(
        states={"panel": {"approval": {"mode": "sequence", "voters": voters}}},
        actions={"submit": {"to": "panel"}},
    )
    story = Story(workflow=kind, amount="8000").with_proof()
    told = way(story, action="submit", approvers=("gil",))[1]
    story.act("submit", "ann", approvers=("gil",))
    assert story.case.approval is not None
    first, second = story.case.approval.seats
    assert (told.asked[0].role, told.asked[0].office) == (first.role, first.office)
    assert told.asked[1].people == (second.person,)


def test_a_round_that_could_not_begin_is_told() -> None:
    """The submitter sees beforehand that nobody would be found."""
    kind = small_kind(
        case={"asked": {"type": "person"}},
        states={"panel": {"approval": {"voters": [{"field": "asked"}]}}},
        actions={"submit": {"to": "panel"}},
    )
    told = way(Story(workflow=kind, amount="8000"))[1]
    assert [found.code.value for found in told.problems] == ["nobody_to_approve"]


def test_an_answer_that_will_be_taken_as_given_is_told() -> None:
    """Who is asked in one round and again in the next is shown as agreed there."""
    voters = [{"role": "chief", "at": "district", "count": "every"}]
    again = {
        "stage": "work",
        "task": {"queue": "review", "role": "chief", "at": "district"},
        "approval": {"mode": "all", "voters": voters, "if_twice": "pass_any"},
    }
    both = {"by": ["chief", "join"], "from": ["again"], "to": "notice", "vote": "yes"}
    kind = small_kind(
        states={"panel": {"approval": {"voters": voters}}, "again": again},
        actions={
            "submit": {"to": "panel"},
            "vote_yes": {"to": "again", "does": []},
            "yes_again": both,
            "no_again": {"by": ["chief"], "from": ["again"], "to": "refused", "vote": "no"},
        },
    )
    told = way(Story(workflow=kind, amount="8000"))[2]
    assert [asked.given for asked in told.asked] == [True, True, True]


def test_a_running_round_is_told_as_it_stands() -> None:
    """From the middle of the way the forecast begins with the present seats."""
    story = Story(amount="8000").visited().act("vote_yes", "eva")
    told = way(story)
    assert (told[0].state, len(told[0].asked)) == ("panel", 2)


def test_the_forecast_of_a_stored_case() -> None:
    """Whoever may see the case may look ahead; an action from elsewhere is left out of account."""
    ports = house()
    case = opened(ports)
    found = forecast_case(ports, case.id, ANN, action="pay")
    assert [step.state for step in found.way][:2] == ["draft", "visit"]
