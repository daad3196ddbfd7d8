"""Parents, children and grandchildren: opened together, told, cancelled together or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.commands import Act
from engine.errors import NotFoundError
from engine.model import Case, Status
from engine.ports import EntryQuery, Ports
from engine.refusal import Refusal
from engine.usecases.fire_deadlines import fire_deadlines
from engine.usecases.handle_command import handle_command
from engine.usecases.verify_audit import verify_audit
from tests.support.small_kind import paper, small_kind
from tests.unit.engine.test_usecases import ANN, days_pass, given, house, submitted


def child(name: str = '"孩样例"') -> dict[str, object]:
    """The effect that opens a case of the same kind under this one."""
    return {"open_child": {"kind": "small_aid", "facts": {"name": name, "amount": "3000"}}}


def family(**machine_end: object) -> Ports:
    """An installation whose submissions open a child, and whose cases end with their parents.

    Args:
        machine_end: Laid over the action by which the machine ends a child.
    """
    end = {
        "type": "cancel",
        "from": ["draft", "visit", "review", "notice"],
        "to": "refused",
        "by": ["join"],
        **machine_end,
    }
    kind = small_kind(
        open={"by": ["clerk", "join"]},
        states={"visit": {"tasks": None, "join": {"of": "children"}}},
        actions={
            "see_home": None,
            "see_papers": None,
            "submit": {"does": [child()]},
            "drop": {"by": ["clerk"], "does": [{"cancel_children": True}]},
            "end": end,
        },
    )
    return house(kind)


def three_generations(ports: Ports) -> tuple[Case, Case, Case]:
    """A case, its child, and the child of its child."""
    parent = submitted(ports)
    below = ports.cases.load(f"{parent.id}.1").case
    handle_command(ports, replace(paper(), case_id=below.id), ANN)
    given(ports, below, "submit")
    first, second, third = (
        ports.cases.load(f"{parent.id}{rest}").case for rest in ("", ".1", ".1.1")
    )
    return first, second, third


def test_grandchildren_end_with_the_case_above() -> None:
    """Cancelling a case ends everything under it, and everybody above is told."""
    ports = family()
    generations = three_generations(ports)
    given(ports, generations[0], "drop", reason="x")
    loaded = [ports.cases.load(case.id).case for case in generations]
    assert [case.status for case in loaded] == [Status.CLOSED] * 3
    assert [[told.closed for told in case.children] for case in loaded] == [[True], [True], []]
    assert verify_audit(ports).defects == ()


def test_the_answer_is_the_case_as_its_family_left_it() -> None:
    """What its children's ends did to a case is part of the answer to its command."""
    ports = family()
    parent = submitted(ports)
    after = given(ports, parent, "drop", reason="x")
    assert after == ports.cases.load(parent.id).case


def test_a_child_that_cannot_be_cancelled_refuses_all() -> None:
    """A child in a state the machine cannot end it from keeps its parent open, and is named."""
    ports = family(**{"from": ["review"]})
    parent = submitted(ports)
    answer = handle_command(ports, Act(case_id=parent.id, action="drop", reason="x"), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == ("child_not_cancellable",)
    assert answer.reasons[0].params["child"] == f"{parent.id}.1"
    assert ports.cases.load(parent.id).case.status is Status.OPEN


def test_a_child_whose_end_is_refused_refuses_all() -> None:
    """What stands against the end of a child stands against the end of its parent."""
    ports = family(needs={"documents": ["proof"]})
    parent = submitted(ports)
    answer = handle_command(ports, Act(case_id=parent.id, action="drop", reason="x"), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == ("document_missing",)
    assert ports.cases.load(parent.id).case.status is Status.OPEN


def test_a_child_that_a_join_cannot_open_refuses_the_end_that_called_for_it() -> None:
    """The join of a parent opens a further child; if it cannot, nobody's part is stored."""
    kind = small_kind(
        open={"by": ["clerk", "join"]},
        states={"visit": {"tasks": None, "join": {"of": "children"}}},
        actions={
            "see_home": None,
            "see_papers": None,
            "submit": {"does": [child()]},
            "visited": {"does": [{"open_child": {"kind": "small_aid"}}]},
        },
    )
    ports = house(kind)
    parent = submitted(ports)
    below = f"{parent.id}.1"
    answer = handle_command(ports, Act(case_id=below, action="drop", reason="x"), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == ("field_missing",)
    assert ports.cases.load(below).case.status is Status.OPEN
    assert ports.cases.load(parent.id).case.state == "visit"
    with pytest.raises(NotFoundError):
        ports.cases.load(f"{parent.id}.2")
    assert verify_audit(ports).defects == ()


def test_a_clock_whose_action_a_child_stands_against_is_not_fired_for_ever() -> None:
    """The breach is recorded with the reason; the timer does not come back to it."""
    kind = small_kind(
        open={"by": ["clerk", "join"]},
        states={
            "visit": {
                "tasks": None,
                "join": {"of": "children"},
                "due": {"within": "3 days", "then": {"act": "give_up"}},
            }
        },
        actions={
            "see_home": None,
            "see_papers": None,
            "submit": {"does": [child()]},
            "drop": {"by": ["clerk"]},
            "give_up": {
                "from": ["visit"],
                "to": "lapsed",
                "by": ["timer"],
                "does": [{"cancel_children": True}],
            },
        },
    )
    ports = house(kind)
    parent = submitted(ports)
    days_pass(ports, 14)
    assert [fired for _, fired in fire_deadlines(ports)] == [True]
    assert list(fire_deadlines(ports)) == []
    *_, entry = ports.cases.entries(EntryQuery(case_id=parent.id, limit=0))
    event = entry.event()
    assert event is not None
    assert event.details["because"] == ["child_not_cancellable"]
    assert ports.cases.load(parent.id).case.state == "visit"
    assert verify_audit(ports).defects == ()
