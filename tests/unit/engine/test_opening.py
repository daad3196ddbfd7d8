"""Beginning a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import JsonValue

from engine.commands import OpenCase
from engine.decision import Decision
from engine.directory import JOIN, Actor
from engine.errors import NotFoundError
from engine.events import EventType
from engine.model import Case, Status
from engine.opening import open_case
from engine.refusal import Refusal
from tests.support.small_kind import DIRECTORY, NOW, Story, small_kind, world

NAME: dict[str, JsonValue] = {"name": "赵样例"}


def command(
    *, office: str = "s", data: Mapping[str, JsonValue] = NAME, parent: str | None = None
) -> OpenCase:
    """The command that begins a case, at the street office unless told otherwise."""
    return OpenCase(case_id="SA-1", kind="small_aid", office=office, data=data, parent=parent)


def refused(opening: OpenCase, person: str | Actor = "ann", **changes: object) -> tuple[str, ...]:
    """The codes of the refusal that an opening meets."""
    answer = open_case(small_kind(**changes), opening, world(person))
    assert isinstance(answer, Refusal), answer
    return answer.codes


def opened(opening: OpenCase, person: str | Actor = "ann", **changes: object) -> Case:
    """The case that an opening begins."""
    answer = open_case(small_kind(**changes), opening, world(person))
    assert isinstance(answer, Decision), answer
    return answer.case


def test_a_new_case_stands_in_the_initial_state_with_its_task() -> None:
    """Opening enters the initial state, and its work lies in the queue."""
    case = opened(command())
    assert (case.state, case.status, case.version) == ("draft", Status.OPEN, 1)
    assert [(task.queue, task.office) for task in case.tasks] == [("intake", "s")]
    assert (case.opened_by, case.opened_at, case.region) == ("ann", NOW, "CN")


def test_opening_is_one_event_that_names_the_file() -> None:
    """The first entry holds the whole beginning."""
    answer = open_case(small_kind(), command(), world("ann"))
    assert isinstance(answer, Decision)
    (event,) = answer.events
    assert (event.type, event.to_state, event.who.office) == (EventType.CASE_OPENED, "draft", "s")


def test_opening_stands_in_the_history() -> None:
    """Separation of duties can name the opening like any action."""
    apart = small_kind(actions={"submit": {"not_by_actor_of": ["open"]}})
    story = Story(workflow=apart, amount="10").with_proof()
    assert story.act_refused("submit", "ann") == ("separation_of_duties",)


def test_the_role_to_open_is_needed() -> None:
    """Who has none of the roles opens nothing."""
    assert refused(command(), "eva") == ("not_your_role",)


def test_the_role_to_open_counts_at_the_office_or_above() -> None:
    """A role at a lower or another office does not count."""
    assert refused(command(office="d")) == ("not_your_office",)


def test_values_of_the_form_are_read_like_any() -> None:
    """Wrong values, values of other forms and missing ones are all named at once."""
    data = {"amount": "-1", "reported": "2026-01-01"}
    assert refused(command(data=data)) == ("bad_value", "field_not_editable", "field_missing")


@pytest.mark.parametrize(
    ("when", "code"),
    [("amount > 10", "rule_unknown"), ('name = "x"', "rule_not_met")],
)
def test_a_condition_on_opening_must_hold(when: str, code: str) -> None:
    """A case that the condition does not allow, or not yet, is not begun."""
    assert refused(command(), open={"when": when}) == (code,)


def test_an_office_that_does_not_exist_is_an_error() -> None:
    """A case cannot be begun nowhere."""
    with pytest.raises(NotFoundError):
        open_case(small_kind(), command(office="nowhere"), world("ann"))


def test_the_machine_opens_children() -> None:
    """A child case is begun by the machine and names its parent."""
    case = opened(command(parent="SA-0"), JOIN)
    assert (case.parent, case.opened_by) == ("SA-0", JOIN.person)


def test_a_delegate_opens_for_whom_they_represent() -> None:
    """Both names stand in the first entry."""
    actor = replace(DIRECTORY.actor("ann", NOW.date()), person="eva", on_behalf_of="ann")
    answer = open_case(small_kind(), command(), world(actor))
    assert isinstance(answer, Decision)
    assert answer.case.history[0].people() == {"eva", "ann"}
