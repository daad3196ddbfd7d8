"""Replay maps: what may stand in them, and where every mistake is found."""

from __future__ import annotations

import pytest

from engine.replay import ReplayCode
from tests.support.traces import TICKETS, checked, compiled, expense_claim, tickets

EVENTS = "events: {Solved: solve, Closed: close}\n"


def test_a_map_needs_little() -> None:
    """Events and their actions are enough; everything else has a meaning of its own."""
    read, findings = checked(EVENTS, tickets())
    assert findings == ()
    assert read is not None
    assert (read.case_id, read.office.id, read.lifecycle) == (
        "concept:name",
        "replay",
        ("complete",),
    )


MISTAKES: dict[str, tuple[str, str, int, object]] = {
    "a key nobody knows": (EVENTS + "evnets: {}\n", "definition_unknown_key", 2, ["events"]),
    "no events": ("log: x\n", "replay_no_events", 1, None),
    "an unknown action": (
        "events:\n  Solved: solv\n",
        "replay_unknown_action",
        2,
        ["solve"],
    ),
    "an unknown action among several": (
        "events:\n  Solved: [solve, closed]\n",
        "replay_unknown_action",
        2,
        ["close"],
    ),
    "an unknown action by role": (
        "events:\n  Solved:\n    by_role:\n      LEAD: clos\n",
        "replay_unknown_action",
        4,
        ["close"],
    ),
    "an unknown field": (EVENTS + "fields: {titel: x}\n", "replay_unknown_field", 2, ["title"]),
    "an unknown role": (EVENTS + "roles:\n  BOSS: led\n", "replay_unknown_role", 3, ["lead"]),
    "an unknown person's role": (
        EVENTS + "people: {agnet: p1}\n",
        "replay_unknown_role",
        2,
        ["agent"],
    ),
    "an unknown state": (EVENTS + "complete: [don]\n", "replay_unknown_state", 2, ["done"]),
    "an unknown target": (
        "events:\n  Back: {action: send_back, target: opne}\n",
        "replay_unknown_state",
        2,
        ["open"],
    ),
    "an unknown acting role": (
        "events:\n  Solved: {action: solve, as: agents}\n",
        "replay_unknown_role",
        2,
        ["agent"],
    ),
    "an unknown workflow": (
        EVENTS + "workflow: tickets\n",
        "replay_unknown_workflow",
        2,
        ["ticket"],
    ),
    "neither action nor roles": (
        "events:\n  Solved: {as: agent}\n",
        "replay_action_or_roles",
        2,
        None,
    ),
    "ignored and mapped": (
        EVENTS + "ignore: [Solved]\n",
        "replay_ignored_and_mapped",
        2,
        None,
    ),
    "a bad office": (EVENTS + "office: {level: town}\n", "definition_not_allowed", 2, None),
    "text in place of a table": ("events: none\n", "definition_wrong_type", 1, None),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_at_its_place(name: str) -> None:
    """Every mistake has its code, its line, and what was perhaps meant."""
    text, code, line, meant = MISTAKES[name]
    read, findings = checked(text, tickets())
    assert read is None
    (found,) = findings
    assert (found.code.value, found.mark.line) == (code, line)
    assert meant is None or found.params["candidates"] == meant


def test_with_several_workflows_each_part_names_its_own() -> None:
    """Which workflow a part is played on must be said when there are several."""
    both = {**tickets(), **expense_claim()}
    read, findings = checked(EVENTS, both)
    assert read is None
    assert [found.code for found in findings] == [ReplayCode.WORKFLOW_UNNAMED]


def test_parts_may_share_a_table() -> None:
    """What stands for all parts must be known to one of their workflows."""
    parts = "parts:\n  t: {workflow: ticket, prefix: 'T '}\n  c: {workflow: expense_claim}\n"
    both = {**tickets(), **expense_claim()}
    assert checked("events: {Solved: solve, Paid: pay}\n" + parts, both)[1] == ()
    _, findings = checked("events: {Solved: solves}\n" + parts, both)
    assert [found.code for found in findings] == [ReplayCode.UNKNOWN_ACTION]


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        ('{reserve: {fund: "\\"x\\"", amount: cost}}', ReplayCode.MOVES_MONEY),
        ("{open_child: {kind: ticket}}", ReplayCode.OPENS_CHILDREN),
    ],
)
def test_what_a_log_cannot_bring_along_is_not_replayed(effect: str, code: ReplayCode) -> None:
    """Actions that need a budget, or open further cases, are refused in the map."""
    text = TICKETS.replace("solve: {from", f"solve: {{does: [{effect}], from")
    _, findings = checked(EVENTS, {"ticket": compiled(text)})
    assert [found.code for found in findings] == [code]
