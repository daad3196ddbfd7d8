"""Parallel work of a state: tasks and child cases, and when enough of it is done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import JsonValue

from engine.commands import NoteChildClosed
from engine.directory import JOIN
from engine.events import EventType
from engine.joins import joined
from engine.model import Case, Child, Status
from tests.support.small_kind import Story, small_kind


def visiting(**changes: object) -> Story:
    """A case whose two tasks of the visit are open."""
    return Story(workflow=small_kind(**changes), amount="3000").with_proof().act("submit", "ann")


def test_parallel_tasks_wait_beside_each_other() -> None:
    """Entering the state opens every declared task."""
    assert [task.key for task in visiting().case.tasks] == ["home", "papers"]


def test_a_finished_task_leaves_the_others_open() -> None:
    """One task done keeps the case where it is and the rest in the queue."""
    story = visiting().act("see_papers", "ben")
    assert (story.case.state, story.case.done_tasks) == ("visit", ("papers",))
    assert [task.key for task in story.case.tasks] == ["home"]


def test_a_task_is_not_done_twice() -> None:
    """What is done is refused the second time."""
    story = visiting().act("see_papers", "ben")
    assert story.act_refused("see_papers", "ann") == ("task_done_already",)


def test_the_last_task_lets_the_machine_move_the_case_on() -> None:
    """When all is done the join acts in the same decision, as itself."""
    story = visiting().act("see_papers", "ben").act("see_home", "ann", with_person="ben")
    assert story.case.state == "review"
    assert [event.who.person for event in story.events[-2:]] == ["ann", JOIN.person]


def test_any_task_is_enough_where_that_is_declared() -> None:
    """A join of any moves on with the first task done; the other is withdrawn."""
    story = visiting(states={"visit": {"join": {"need": "any"}}}).act("see_papers", "ben")
    assert (story.case.state, len(story.case.tasks)) == ("review", 1)


def test_the_join_takes_the_branch_that_holds() -> None:
    """Where the case goes after parallel work depends on its facts."""
    story = Story(amount="5000.01").visited()
    assert story.case.state == "panel"


PARENT: dict[str, dict[str, object]] = {
    "actions": {
        "see_papers": None,
        "see_home": None,
        "submit": {
            "does": [
                {"open_child": {"kind": "small_aid", "facts": {"name": '"甲"'}}},
                {"open_child": {"kind": "small_aid", "facts": {"name": '"乙"'}}},
                {"open_child": {"kind": "small_aid", "facts": {"name": '"丙"'}}},
            ]
        },
    },
    "states": {"visit": {"tasks": None, "join": {"of": "children"}}},
}


def closing(story: Story, child: str) -> Story:
    """A child case has ended."""
    return story.do(NoteChildClosed(case_id="SA-1", child_id=child, outcome="aided"), JOIN)


def test_children_are_numbered_on() -> None:
    """Every child an action opens has an id of its own under its parent's."""
    story = visiting(**PARENT)
    assert [child.id for child in story.case.children] == ["SA-1.1", "SA-1.2", "SA-1.3"]
    opened = [c for c in story.events[-1].changes if c.type == "child_opened"]
    assert [change.facts["name"] for change in opened] == ["甲", "乙", "丙"]


def test_a_list_opens_a_child_for_each_of_its_records() -> None:
    """One child for each record of the field, with the record's values."""
    rows = small_kind(
        case={"people": {"type": "list", "of": {"name": {"type": "text"}}}},
        open={"edits": ["name", "amount", "people"]},
        actions={
            "submit": {"does": [{"open_child": {"kind": "small_aid", "each": "people"}}]},
        },
    )
    people: list[JsonValue] = [{"name": "甲"}, {"name": "乙"}]
    story = Story(workflow=rows, amount="3000", people=people).with_proof().act("submit", "ann")
    opened = [c.facts for c in story.events[-1].changes if c.type == "child_opened"]
    assert opened == people


@pytest.mark.parametrize(("need", "enough"), [("any", 1), (2, 2), ("all", 3), (9, 3)])
def test_a_case_waits_for_as_many_children_as_declared(need: object, enough: int) -> None:
    """any, a number and all: the parent moves with the last child that is needed, not before."""
    story = visiting(**PARENT, **{})
    changed = {
        **PARENT,
        "states": {"visit": {"tasks": None, "join": {"of": "children", "need": need}}},
    }
    story = visiting(**changed)
    states = []
    for number in range(1, enough + 1):
        states.append(story.case.state)
        closing(story, f"SA-1.{number}")
    assert states == ["visit"] * enough
    assert story.case.state == "review"


def test_a_child_ends_once() -> None:
    """A child that has ended, or is none of this case, cannot end again."""
    story = closing(visiting(**PARENT), "SA-1.1")
    again = NoteChildClosed(case_id="SA-1", child_id="SA-1.1", outcome="aided")
    stranger = NoteChildClosed(case_id="SA-1", child_id="SA-9.1", outcome="aided")
    assert story.refused(again, JOIN) == ("child_not_open",)
    assert story.refused(stranger, JOIN) == ("child_not_open",)


def test_the_end_of_a_child_is_an_entry_of_its_parent() -> None:
    """The parent's trail says which child ended and how."""
    story = closing(visiting(**PARENT), "SA-1.1")
    assert story.events[-1].type is EventType.CHILD_CLOSED
    assert story.case.children[0] == Child(
        id="SA-1.1", kind="small_aid", closed=True, outcome="aided"
    )


def test_cancelling_names_the_children_that_run() -> None:
    """Only children that still run are cancelled with their parent."""
    with_drop = {
        **PARENT,
        "actions": {**PARENT["actions"], "drop": {"does": [{"cancel_children": True}]}},
    }
    story = closing(visiting(**with_drop), "SA-1.2").act("drop", "ann", reason="x")
    (change,) = [c for c in story.events[-1].changes if c.type == "children_cancelled"]
    assert change.child_ids == ("SA-1.1", "SA-1.3")


@pytest.mark.parametrize("need", ["any", "all", 2])
def test_nobody_waits_for_children_that_were_never_opened(need: object) -> None:
    """Without a child there is nothing to wait for, whatever the join needs."""
    workflow = small_kind(
        states={"visit": {"tasks": None, "join": {"of": "children", "need": need}}}
    )
    story = Story(workflow=workflow, amount="3000").with_proof().act("submit", "ann")
    assert story.case.state == "review"


def test_a_resting_case_does_not_join() -> None:
    """A suspended case does not move of itself."""
    story = visiting().act("see_papers", "ben")
    all_done: Case = replace(story.case, done_tasks=("home", "papers"), status=Status.SUSPENDED)
    assert joined(story.workflow, all_done) is None
