"""Where an action leads: branches, returns, straight back, taking back."""

from __future__ import annotations

import pytest

from engine.events import EventType
from tests.support.small_kind import Story, small_kind


def reviewed() -> Story:
    """A case under review that has been a draft and at a visit."""
    return Story(amount="3000").visited()


def test_a_return_names_a_state_the_case_has_visited() -> None:
    """Back means to somewhere this very case has been."""
    assert reviewed().act_refused("send_back", "eva", reason="x", target="panel") == (
        "target_not_visited",
    )
    assert reviewed().act("send_back", "eva", reason="x", target="draft").case.state == "draft"


def test_a_return_with_a_choice_asks_for_it() -> None:
    """Where several states lie behind, the actor says which."""
    assert reviewed().act_refused("send_back", "eva", reason="x") == ("target_missing",)


def test_a_return_without_a_choice_needs_none() -> None:
    """Where only one state can be meant it is taken."""
    one = small_kind(actions={"send_back": {"to": {"visited": ["draft"], "then": "run_again"}}})
    story = Story(workflow=one, amount="3000").visited()
    assert story.act("send_back", "eva", reason="x").case.state == "draft"


def test_a_return_that_runs_again_goes_through_all_steps() -> None:
    """Without straight back the corrected file takes the ordinary way."""
    story = reviewed().act("send_back", "eva", reason="x", target="draft").act("submit", "ann")
    assert story.case.state == "visit"


def test_a_return_straight_back_skips_what_was_done() -> None:
    """The corrected file goes to whoever returned it, once."""
    story = reviewed().act("send_back", "eva", reason="x", target="draft", straight_back=True)
    assert story.case.resume is not None
    case = story.act("submit", "ann").case
    assert (case.state, case.resume) == ("review", None)
    assert [task.queue for task in case.tasks] == ["review"]


@pytest.mark.parametrize(("then", "state"), [("run_again", "visit"), ("straight_back", "review")])
def test_a_declared_way_back_leaves_no_choice(then: str, state: str) -> None:
    """Where the document decides, the actor's wish does not count."""
    fixed = small_kind(actions={"send_back": {"to": {"visited": "any", "then": then}}})
    story = Story(workflow=fixed, amount="3000").visited()
    wish = then == "run_again"
    story.act("send_back", "eva", reason="x", target="draft", straight_back=wish)
    assert story.act("submit", "ann").case.state == state


BRANCHES = [{"when": "amount <= 1000", "to": "review"}, {"when": "amount > 4000", "to": "panel"}]


def test_no_branch_that_holds_is_a_refusal() -> None:
    """A case that fits no branch goes nowhere, and that is said."""
    holed = small_kind(actions={"submit": {"to": BRANCHES}})
    story = Story(workflow=holed, amount="3000").with_proof()
    assert story.act_refused("submit", "ann") == ("no_branch_holds",)


def test_two_branches_that_hold_are_a_refusal() -> None:
    """A case that fits two branches goes neither way."""
    both = [{"when": "amount > 1000", "to": "review"}, {"when": "amount > 2000", "to": "panel"}]
    overlapping = small_kind(actions={"submit": {"to": both}})
    story = Story(workflow=overlapping, amount="3000").with_proof()
    assert story.act_refused("submit", "ann") == ("several_branches_hold",)


def test_otherwise_takes_what_no_other_branch_does() -> None:
    """The last way is open when no condition holds."""
    rest = small_kind(actions={"submit": {"to": [*BRANCHES, {"otherwise": True, "to": "visit"}]}})
    story = Story(workflow=rest, amount="3000").with_proof()
    assert story.act("submit", "ann").case.state == "visit"


def test_an_unknown_branch_forbids_even_when_another_holds() -> None:
    """As long as a missing fact could lead elsewhere the case stays."""
    unknown = [
        {"when": "amount > 1000", "to": "review"},
        {"when": "name = id_number", "to": "panel"},
    ]
    unsure = small_kind(actions={"submit": {"to": unknown}})
    story = Story(workflow=unsure, amount="3000").with_proof()
    assert story.act_refused("submit", "ann") == ("rule_unknown",)


def test_branches_are_judged_on_the_values_of_the_action() -> None:
    """A value given with the action already counts for where it leads."""
    forked = small_kind(actions={"submit": {"to": BRANCHES}})
    story = Story(workflow=forked, amount="3000").with_proof()
    assert story.act("submit", "ann", data={"amount": "900"}).case.state == "review"


def test_who_sent_it_on_may_take_it_back() -> None:
    """A file nobody has acted on since goes back to where its sender had it."""
    story = Story(amount="3000").with_proof().act("submit", "ann").act("take_back", "ann")
    assert (story.case.state, story.events[-1].type) == ("draft", EventType.ACTION_TAKEN)


def test_a_file_others_sent_is_not_taken_back() -> None:
    """Only one's own last step can be taken back."""
    story = Story(amount="3000").with_proof().act("submit", "ann")
    assert "nothing_to_take_back" in story.act_refused("take_back", "ben")


def test_a_draft_can_be_filled_in_over_several_actions() -> None:
    """An action without a target leaves the case in its state and keeps its tasks."""
    amending = small_kind(
        actions={
            "correct": {"type": "amend", "from": ["draft"], "by": ["clerk"], "edits": ["name"]}
        }
    )
    story = Story(workflow=amending, amount="3000")
    before = story.case.tasks
    story.act("correct", "ben", data={"name": "钱样例"})
    assert (story.case.state, story.case.tasks) == ("draft", before)
    assert story.case.facts["name"] == "钱样例"
