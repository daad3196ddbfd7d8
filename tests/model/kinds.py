"""Small kinds of case for the model checker, each with one way of deciding together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import yaml

from engine.calendar import Calendar, Notice
from engine.definitions.compile import CompiledWorkflow, compile_workflow
from engine.definitions.language import Workflow
from engine.directory import Absence, Directory, Grant, Office, Person

START = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)

DIRECTORY = Directory(
    offices={
        "s": Office(id="s", level="street", name="样例街道", region="CN", parent="d"),
        "d": Office(id="d", level="district", name="样例区", region="CN", parent="c"),
        "c": Office(id="c", level="city", name="样例市", region="CN"),
    },
    people={
        "sub": Person(id="sub", name="甲", grants=(Grant(role="clerk", office="s"),)),
        "dual": Person(
            id="dual",
            name="乙",
            grants=(Grant(role="clerk", office="s"), Grant(role="chief", office="d")),
        ),
        "ann": Person(id="ann", name="丙", grants=(Grant(role="chief", office="d"),)),
        "ben": Person(id="ben", name="丁", grants=(Grant(role="chief", office="d"),)),
        "top": Person(id="top", name="戊", grants=(Grant(role="chief", office="c"),)),
    },
    absences=(
        Absence(person="ann", delegate="ben", since=date(2026, 1, 1), until=date(2026, 12, 31)),
    ),
)

CALENDAR = Calendar(
    name="cn",
    notices=(Notice(id="n26", cite="样例", issued=date(2025, 11, 4), year=2026),),
)

_DOCUMENT = """
workflow: model
version: 1
prefix: MO
roles: [clerk, chief]
assigners: [chief]
stages: [work, end]
case:
  title: {type: text}
  reader: {type: person}
open: {by: [clerk], edits: [title, reader]}
states:
  draft: {stage: work, initial: true, task: {queue: desk, role: clerk}}
  panel:
    stage: work
    task: {queue: votes, role: chief, at: district}
    due: {within: 3 days, then: {act: lapse}}
    approval: APPROVAL
  done: {stage: end, final: true, outcome: agreed}
  refused: {stage: end, final: true, outcome: refused}
  lapsed: {stage: end, final: true, outcome: lapsed}
actions:
  submit: {from: [draft], to: panel, by: [clerk], resubmits: true, undo: {until: next_action}}
  agree: {from: [panel], to: done, by: [chief, join], vote: yes, not_by_actor_of: [submit]}
  disagree: {from: [panel], to: refused, by: [chief], vote: no, not_by_actor_of: [submit]}
  abstain: {from: [panel], to: refused, by: [chief], vote: abstain, not_by_actor_of: [submit]}
  send_back:
    {type: return, from: [panel], to: {visited: any, then: choose}, by: [chief], at: district}
  withdraw: {type: withdraw, from: [panel], by: [clerk], only_by_actor_of: [submit]}
  take_back: {type: take_back, from: [panel], by: [clerk], only_by_actor_of: [submit]}
  rest: {type: suspend, from: [panel], by: [chief], at: district}
  go_on: {type: resume, from: [panel], by: [chief], at: district}
  lapse: {from: [panel], to: lapsed, by: [timer]}
  drop: {type: cancel, from: [draft, panel], to: refused, by: [clerk, join]}
"""

_CHILDREN = """
  waiting: {stage: work, join: {of: children, then: gather}}
"""

_EVERYTHING = "allows: [add, remove, transfer, delegate]"

APPROVALS = {
    "any": f"{{mode: any, voters: [{{role: chief, at: district, count: 2}}], {_EVERYTHING}}}",
    "all": f"{{mode: all, voters: [{{role: chief, at: district, count: 2}}], {_EVERYTHING}}}",
    "all with a ratio": (
        f"{{mode: all, ratio: 50, voters: [{{role: chief, at: district, count: every}}],"
        f" {_EVERYTHING}}}"
    ),
    "count": (
        f"{{mode: count, need: 2, voters: [{{role: chief, at: district, count: 2}},"
        f" {{field: reader}}], {_EVERYTHING}, if_applicant: superior}}"
    ),
    "percent": (
        f"{{mode: percent, need: 60, voters: [{{role: chief, at: district, count: every}}],"
        f" {_EVERYTHING}, if_applicant: skip, applicant: [submit]}}"
    ),
    "sequence": (
        f"{{mode: sequence, voters: [{{role: chief, superior_of: submit}}, {{field: reader}}],"
        f" {_EVERYTHING}}}"
    ),
    "named by the one before": (
        f"{{mode: sequence, voters: [{{role: chief, at: district}}, {{chosen_by: previous}}],"
        f" {_EVERYTHING}, if_twice: pass_next}}"
    ),
    "taken as given": (
        f"{{mode: sequence, voters: [{{field: reader}}, {{role: chief, at: district}},"
        f" {{field: reader}}], if_twice: pass_any, {_EVERYTHING}}}"
    ),
}


@cache
def kind(name: str) -> CompiledWorkflow:
    """A kind that decides in the named way; `children` waits for two child cases first."""
    if name == "children":
        return _compiled(_with_children(_DOCUMENT.replace("APPROVAL", APPROVALS["all"])))
    return _compiled(_DOCUMENT.replace("APPROVAL", APPROVALS[name]))


KINDS = (*APPROVALS, "children")


def _with_children(text: str) -> str:
    text = text.replace("  panel:\n", f"{_CHILDREN.strip(chr(10))}\n  panel:\n", 1)
    opened = "does: [{open_child: {kind: model}}, {open_child: {kind: model}}]"
    text = text.replace(
        "from: [draft], to: panel, by: [clerk], resubmits: true, undo: {until: next_action}",
        f"from: [draft], to: waiting, by: [clerk], {opened}",
    )
    text = text.replace("from: [draft, panel]", "from: [draft, waiting, panel]")
    return f"{text}  gather: {{from: [waiting], to: panel, by: [join]}}\n"


def _compiled(text: str) -> CompiledWorkflow:
    return compile_workflow(Workflow.model_validate(yaml.safe_load(_on_answers(text))))


def _on_answers(text: str) -> str:
    """YAML 1.1 reads yes and no as truth values; here they are answers."""
    return text.replace("vote: yes", 'vote: "yes"').replace("vote: no", 'vote: "no"')
