"""Taking actions: the gates, the values, the timing, the rules, and what one action records."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from engine.commands import Act
from engine.events import EventType
from engine.model import Status
from tests.support.small_kind import Story, small_kind

ANN_DROPS = {"action": "drop", "reason": "no longer wanted"}


def draft() -> Story:
    """A draft with its paper."""
    return Story(amount="3000").with_proof()


def test_an_action_nobody_declared_is_refused() -> None:
    """An unknown action is refused by its name."""
    assert draft().act_refused("fly", "ann") == ("unknown_action",)


def test_an_action_is_refused_outside_its_states() -> None:
    """An action is possible only in the states it is declared for."""
    assert draft().act_refused("approve", "eva") == ("not_in_this_state",)


def test_a_closed_case_refuses_all_but_reopening() -> None:
    """Nothing but reopening moves a closed case."""
    closed = draft().act("drop", "ann", reason="x")
    assert closed.act_refused("drop", "ann", reason="x") == ("not_in_this_state", "case_closed")
    assert closed.act("take_up", "ann").case.status is Status.OPEN


def test_a_suspended_case_refuses_other_actions() -> None:
    """While a case rests only resuming and cancelling are possible."""
    resting = Story(amount="3000").visited().act("rest", "eva")
    assert resting.act_refused("approve", "eva") == ("case_suspended",)
    assert resting.act("drop", "ann", reason="x").case.status is Status.CLOSED


def test_a_case_that_moves_cannot_be_resumed() -> None:
    """Resuming a case that was not suspended is refused."""
    story = Story(amount="3000").visited()
    assert story.act_refused("go_on", "eva") == ("case_not_suspended",)


def test_every_reason_is_given_at_once() -> None:
    """A refusal names all that stands against the action, not the first thing found."""
    story = Story()
    codes = story.act_refused("submit", "eva")
    assert codes == ("field_missing", "document_missing", "not_your_role")


def test_a_reason_is_given_once() -> None:
    """The same reason found twice is told once."""
    twice = small_kind(actions={"submit": {"needs": {"fields": ["amount", "amount"]}}})
    codes = Story(workflow=twice).with_proof().act_refused("submit", "ann")
    assert codes == ("field_missing",)


def test_values_are_read_by_the_type_of_their_field() -> None:
    """A value given with an action is stored in its field's exact form."""
    story = draft().act("submit", "ann", data={"amount": "4,000.5"})
    assert story.case.facts["amount"] == "4000.50"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"amount": "a lot"}, "bad_value"),
        ({"amount": "50000.01"}, "bad_value"),
        ({"name": "钱样例"}, "field_not_editable"),
        ({"colour": "red"}, "unknown_field"),
        ({"happened": "2026-02-12"}, "bad_value"),
        ({"id_number": "11010519491231002Y"}, "bad_value"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(data: dict[str, JsonValue], code: str) -> None:
    """A value of the wrong kind, of another's field or of no field is refused by name."""
    answer = draft().act_refused("submit", "ann", data=data)
    assert answer == (code,)


def test_a_date_before_the_one_it_follows_is_refused() -> None:
    """A date must not lie before the date that its field names."""
    data = {"happened": "2026-02-10", "reported": "2026-02-09"}
    assert draft().act_refused("submit", "ann", data=data) == ("bad_value",)


def test_an_empty_value_takes_a_field_away() -> None:
    """A field given as nothing is empty afterwards, and counts as missing."""
    assert draft().act_refused("submit", "ann", data={"amount": ""}) == ("field_missing",)


def test_an_action_waits_for_its_clock() -> None:
    """An action that must come after a clock is refused until the clock's last day is over."""
    story = Story(amount="3000").visited().act("approve", "eva")
    last_day = story.deadline("notice").last_day
    assert last_day.isoformat() == "2026-02-18"
    assert story.act_refused("pay", "ann", days=7) == ("too_early",)
    assert story.act("pay", "ann", days=8).case.outcome == "aided"


def test_an_action_is_too_late_after_its_clock() -> None:
    """An action that must come before a clock ends is refused from the day after its last."""
    early = small_kind(actions={"approve": {"before": ["review"]}})
    story = Story(workflow=early, amount="3000").visited()
    assert story.act_refused("approve", "eva", days=6) == ("too_late",)
    assert story.act("approve", "eva", days=5).case.state == "notice"


def test_a_rule_that_is_not_met_forbids() -> None:
    """A condition that is false refuses the action and is named."""
    strict = small_kind(actions={"submit": {"when": "amount > 5000"}})
    assert Story(workflow=strict, amount="3000").with_proof().act_refused("submit", "ann") == (
        "rule_not_met",
    )


def test_a_rule_that_is_unknown_forbids() -> None:
    """A condition over a field that is empty never lets an action pass."""
    strict = small_kind(actions={"submit": {"when": 'reported > date("2026-01-01")'}})
    story = Story(workflow=strict, amount="3000").with_proof()
    assert story.act_refused("submit", "ann") == ("rule_unknown",)


def test_a_decision_of_the_catalogue_is_kept_as_evidence() -> None:
    """What the rules catalogue was asked, and what it missed, is part of the answer."""
    strict = small_kind(actions={"submit": {"when": "aid.eligible"}})
    story = Story(workflow=strict, amount="3000").with_proof()
    assert story.act_refused("submit", "ann") == ("rule_unknown",)


def test_an_action_sets_fields_from_expressions() -> None:
    """Values an action computes are stored in the form of their field."""
    halving = small_kind(actions={"submit": {"set": {"amount": "amount / 2"}}})
    story = Story(workflow=halving, amount="3000").with_proof().act("submit", "ann")
    assert story.case.facts["amount"] == "1500.00"


def test_a_value_that_cannot_be_computed_refuses() -> None:
    """An action whose value depends on an empty field is refused, and nothing is invented."""
    setting = small_kind(actions={"submit": {"set": {"happened": "reported"}}})
    story = Story(workflow=setting, amount="3000").with_proof()
    assert story.act_refused("submit", "ann") == ("rule_unknown",)


def test_a_stale_command_is_refused() -> None:
    """A command decided on another version of the case is refused as stale."""
    command = Act(case_id="SA-1", action="submit", expected_version=1)
    assert draft().refused(command, "ann") == ("stale_version",)


def test_an_action_is_remembered_with_everybody_in_it() -> None:
    """The history holds who acted, with whom, from where to where and when."""
    story = draft().act("submit", "ann").act("see_home", "ann", with_person="ben")
    step = story.case.history[-1]
    assert (step.action, step.from_state, step.to_state) == ("see_home", "visit", "visit")
    assert step.people() == {"ann", "ben"}


def test_the_entry_names_the_actor_as_they_stood() -> None:
    """An event holds the person, the roles and the office, the states, and the workflow version."""
    event = draft().act("submit", "ann").events[-1]
    assert (event.type, event.from_state, event.to_state) == (
        EventType.ACTION_TAKEN,
        "draft",
        "visit",
    )
    assert (event.who.person, event.who.roles, event.who.office) == ("ann", ("clerk",), "s")
    assert event.workflow == "small_aid@1"


def test_a_reason_that_is_demanded_must_say_something() -> None:
    """A reason of blanks is no reason."""
    assert draft().act_refused("drop", "ann", reason="  ") == ("reason_missing",)


def test_persons_do_not_take_actions_of_the_machine() -> None:
    """What only the timer may do is refused to every person, by that reason."""
    story = Story(amount="3000").visited()
    assert story.act_refused("expire", "eva") == ("not_for_persons",)
