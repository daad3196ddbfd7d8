"""Small invented event logs, and the workflow they are played on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

from adapters.outbound.definitions.yaml import read_yaml
from engine.definitions.compile import CompiledWorkflow, compile_workflow
from engine.definitions.read import read_workflow
from engine.event_log import Attribute, AttributeKind, LogEvent, Trace
from engine.replay import Plan, Played, ReplayMap, play, read_map
from engine.replay.play import World
from rules.findings import Finding
from tests.support.outside import ROOT
from tests.support.small_kind import CALENDAR, NoRules

EXPENSE_CLAIM = ROOT / "docs" / "tutorial" / "expense_claim"
BEGIN = datetime(2018, 3, 5, 8, 0, tzinfo=UTC)
WORLD = World(rules=NoRules(), calendar=CALENDAR)

Recorded = tuple[str, str] | tuple[str, str, Mapping[str, str]]
"""An event: its name, its role, and perhaps further attributes."""

TICKETS = """
workflow: ticket
version: 1
prefix: TK
roles: [agent, lead]
stages: [work, end]
subject: [title]
case:
  title: {type: text}
  cost: {type: money}
  due_on: {type: date}
open: {by: [agent], edits: [title, cost, due_on]}
states:
  open: {stage: work, initial: true, task: {queue: desk, role: agent}}
  solved:
    stage: work
    task: {queue: desk, role: lead}
    due: {within: 3 days, then: {act: expire}}
  done: {stage: end, final: true, outcome: done}
  expired: {stage: end, final: true, outcome: expired}
actions:
  note_cost: {from: [open], type: amend, by: [agent], edits: [cost]}
  solve: {from: [open], to: solved, by: [agent]}
  close: {from: [solved], to: done, by: [lead], not_by_actor_of: [solve]}
  drop: {from: [open, solved], to: done, by: [lead], needs: {reason: true}}
  send_back:
    type: return
    from: [solved]
    to: {visited: any}
    by: [lead]
    needs: {reason: true}
  expire: {from: [solved], to: expired, by: [timer]}
"""
"""A small kind of case that knows a clock, an amendment, a return and a duty kept apart."""


def compiled(text: str) -> CompiledWorkflow:
    """A workflow from its YAML text."""
    spec, findings = read_workflow(read_yaml(text, file="workflow.yaml"))
    assert spec is not None, findings
    return compile_workflow(spec)


def tickets() -> dict[str, CompiledWorkflow]:
    """The small kind of case, by its name."""
    return {"ticket": compiled(TICKETS)}


def expense_claim() -> dict[str, CompiledWorkflow]:
    """The workflow of the tutorial, by its name."""
    return {"expense_claim": compiled((EXPENSE_CLAIM / "workflow.yaml").read_text("utf-8"))}


def checked(
    text: str, workflows: Mapping[str, CompiledWorkflow]
) -> tuple[ReplayMap | None, tuple[Finding, ...]]:
    """A map from its YAML text, or what is wrong with it."""
    return read_map(read_yaml(text, file="map.yaml"), workflows)


def plan(text: str, workflows: Mapping[str, CompiledWorkflow] | None = None) -> Plan:
    """A map made ready; it must be sound."""
    known = workflows or tickets()
    read, findings = checked(text, known)
    assert read is not None, findings
    return Plan.of(read, known, UTC)


def attributes(values: Mapping[str, str]) -> dict[str, Attribute]:
    """Text attributes."""
    return {
        key: Attribute(key=key, kind=AttributeKind.STRING, value=value)
        for key, value in values.items()
    }


def trace(*events: Recorded, name: str = "T-1", days: Sequence[float] = (), **more: str) -> Trace:
    """A trace whose events follow one another by a day, or lie on the given days.

    Args:
        events: What happened.
        name: Of the case.
        days: Day of each event after the first of all, instead of 0, 1, 2 and so on.
        more: Attributes of the case.
    """
    made = []
    for index, (event, role, *further) in enumerate(events):
        values = {"concept:name": event, "org:role": role, **(further[0] if further else {})}
        made.append(
            LogEvent(
                name=event,
                at=BEGIN + timedelta(days=days[index] if days else index),
                lifecycle=values.get("lifecycle:transition", "complete"),
                role=role,
                resource=values.get("org:resource"),
                attributes=attributes(values),
                line=10 * (index + 1),
            )
        )
    return Trace(
        case=name, attributes=attributes({"concept:name": name, **more}), events=tuple(made), line=1
    )


def played(made: Plan, recorded: Trace) -> Played:
    """The only case of a trace, played."""
    (one,) = play(made, recorded, WORLD)
    return one


def codes(case: Played) -> list[tuple[int, tuple[str, ...]]]:
    """Place and reasons of every deviation."""
    return [
        (found.position, tuple(reason.code.value for reason in found.reasons))
        for found in case.deviations
    ]


def write_xes(path: Path, traces: Iterable[Trace]) -> Path:
    """Write traces as an XES file."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<log>\n']
    for one in traces:
        parts.append("<trace>\n")
        parts += [_string(key, str(a.value)) for key, a in one.attributes.items()]
        for event in one.events:
            parts.append("<event>\n")
            parts += [_string(key, str(a.value)) for key, a in event.attributes.items()]
            moment = quoteattr(event.at.isoformat())
            parts.append(f'<date key="time:timestamp" value={moment}/>\n</event>\n')
        parts.append("</trace>\n")
    path.write_text("".join([*parts, "</log>\n"]), "utf-8")
    return path


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>\n"
