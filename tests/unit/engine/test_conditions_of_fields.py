"""Values that must go with what stands beside them in the file."""

from __future__ import annotations

from pydantic import JsonValue

from engine.commands import Act, OpenCase
from engine.decide import decide
from engine.definitions.compile import CompiledWorkflow
from engine.opening import open_case
from engine.refusal import Reason, Refusal
from tests.support.small_kind import Story, small_kind, world


def counted() -> CompiledWorkflow:
    """The small kind with ballots that have to add up."""
    return small_kind(
        law=[{"id": "order", "title": "样例办法"}, {"id": "other", "title": "样例规定"}],
        case={
            "issued": {"type": "integer"},
            "returned": {
                "type": "integer",
                "cite": "order",
                "must": [
                    {"that": "returned <= issued"},
                    {"that": "returned > 0", "cite": "other"},
                ],
            },
            "rows": {
                "type": "list",
                "of": {"votes": {"type": "integer"}},
                "must": [{"that": "every row in rows satisfies row.votes <= returned"}],
            },
        },
        open={"edits": ["name", "amount", "issued", "returned", "rows"]},
        actions={
            "count": {"from": ["draft"], "by": ["clerk"], "edits": ["issued", "returned", "rows"]},
            "look": {"from": ["draft"], "by": ["clerk"], "edits": ["issued"]},
            "submit": {"needs": {"documents": []}},
        },
    )


def reasons(story: Story, **data: JsonValue) -> tuple[Reason, ...]:
    """Why counting with these values is refused; nothing when it is not."""
    command = Act(case_id=story.case.id, action="count", data=data)
    answer = decide(story.workflow, story.case, command, world("ann"))
    return answer.reasons if isinstance(answer, Refusal) else ()


def test_a_value_that_does_not_go_with_another_is_refused_at_its_field() -> None:
    """The refusal names the field, the condition and what it rests on."""
    [found] = reasons(Story(workflow=counted(), amount="3000"), issued=10, returned=11)
    assert found.params == {
        "field": "returned",
        "problem": "not_fitting",
        "rule": "returned <= issued",
        "cite": "order",
    }


def test_a_condition_may_rest_on_something_of_its_own() -> None:
    """Its own citation comes before that of the field."""
    [found] = reasons(Story(workflow=counted(), amount="3000"), issued=10, returned=0)
    assert found.params["cite"] == "other"


def test_values_that_go_together_are_taken() -> None:
    """At the bound nothing is refused."""
    assert reasons(Story(workflow=counted(), amount="3000"), issued=10, returned=10) == ()


def test_a_list_is_judged_as_a_whole() -> None:
    """One record that does not fit refuses the list."""
    story = Story(workflow=counted(), amount="3000", issued=10, returned=5)
    assert reasons(story, rows=[{"votes": 5}, {"votes": 6}])[0].params["field"] == "rows"
    assert reasons(story, rows=[{"votes": 5}]) == ()


def test_what_is_unknown_may_still_fit() -> None:
    """Without the other value there is nothing to compare with."""
    assert reasons(Story(workflow=counted(), amount="3000"), returned=11) == ()


def test_only_given_values_are_judged() -> None:
    """A later change beside it does not refuse what was taken before."""
    story = Story(workflow=counted(), amount="3000", issued=10, returned=10)
    assert story.act("look", "ann", data={"issued": 9}).case.facts["issued"] == 9


def test_a_case_is_not_opened_with_values_that_do_not_go_together() -> None:
    """Opening judges what it is given in the same way."""
    command = OpenCase(
        case_id="SA-2026-000009",
        kind="small_aid",
        office="s",
        data={"name": "赵样例", "issued": 1, "returned": 2},
    )
    answer = open_case(counted(), command, world("ann"))
    assert isinstance(answer, Refusal)
    assert [found.params["field"] for found in answer.reasons] == ["returned"]
