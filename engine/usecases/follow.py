"""What a decision on one case means for its parent and its children, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from engine.changes import ChildOpened, ChildrenCancelled
from engine.circumstances import Circumstances
from engine.commands import Act, NoteChildClosed, OpenCase
from engine.decide import decide
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.directory import JOIN
from engine.model import Case, Status
from engine.opening import open_case
from engine.ports import Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.usecases.batch import Batch, subject
from engine.usecases.link_parties import with_parties
from engine.usecases.surroundings import with_funds

_Change = TypeVar("_Change")


def follow(
    ports: Ports, batch: Batch, before: Case | None, decision: Decision, world: Circumstances
) -> Refusal | None:
    """Open and cancel children, tell the parent.

    A child that cannot be opened refuses all, and so does one that cannot be cancelled.
    """
    world = replace(world, actor=JOIN)
    for opened in _of(decision, ChildOpened):
        refusal = _open_child(ports, batch, decision.case, opened, world)
        if refusal is not None:
            return refusal
    for cancelled in _of(decision, ChildrenCancelled):
        for child_id in cancelled.child_ids:
            refusal = _cancel(ports, batch, child_id, world)
            if refusal is not None:
                return refusal
    if _has_ended(before, decision.case) and decision.case.parent is not None:
        return _tell_parent(ports, batch, decision.case, world)
    return None


def _of(decision: Decision, kind: type[_Change]) -> Iterator[_Change]:
    for event in decision.events:
        yield from (change for change in event.changes if isinstance(change, kind))


def _has_ended(before: Case | None, after: Case) -> bool:
    return after.status is Status.CLOSED and (before is None or before.status is not Status.CLOSED)


def _open_child(
    ports: Ports, batch: Batch, parent: Case, opened: ChildOpened, world: Circumstances
) -> Refusal | None:
    workflow = ports.workflows.latest(opened.child.kind)
    command = OpenCase(
        case_id=opened.child.id,
        kind=opened.child.kind,
        office=parent.office,
        data=opened.facts,
        parent=parent.id,
    )
    answer = open_case(workflow, command, world)
    if isinstance(answer, Refusal):
        return answer
    answer = with_parties(ports, batch, None, answer, workflow, world)
    batch.begin(answer, subject(answer.case, workflow))
    return None


def _cancel(ports: Ports, batch: Batch, child_id: str, world: Circumstances) -> Refusal | None:
    """End a child with its parent, and the child's own children with it."""
    loaded = batch.load(child_id)
    case = loaded.case
    if case.status is Status.CLOSED:
        return None
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    name = _cancelling(workflow, case)
    if name is None:
        stays = reason(ReasonCode.CHILD_NOT_CANCELLABLE, child=child_id, state=case.state)
        return Refusal(reasons=(stays,))
    answer = decide(workflow, case, Act(case_id=child_id, action=name, reason="parent"), world)
    if isinstance(answer, Refusal):
        return answer
    batch.add(loaded, answer.events, answer.case, subject(answer.case, workflow))
    return follow(ports, batch, case, answer, world) or _cancel_rest(ports, batch, child_id, world)


def _cancel_rest(
    ports: Ports, batch: Batch, parent_id: str, world: Circumstances
) -> Refusal | None:
    """Whatever the cancelling action of a child declares, none of its own children stays behind."""
    for child in batch.load(parent_id).case.children:
        refusal = None if child.closed else _cancel(ports, batch, child.id, world)
        if refusal is not None:
            return refusal
    return None


def _cancelling(workflow: CompiledWorkflow, case: Case) -> str | None:
    """The action by which the machine cancels a child from its present state."""
    for name in workflow.outgoing[case.state]:
        action = workflow.spec.actions[name]
        if action.type == "cancel" and JOIN.machine in action.by:
            return name
    return None


def _tell_parent(ports: Ports, batch: Batch, child: Case, world: Circumstances) -> Refusal | None:
    loaded = batch.load(child.parent or "")
    workflow = ports.workflows.version(loaded.case.kind, loaded.case.workflow_version)
    command = NoteChildClosed(
        case_id=loaded.case.id, child_id=child.id, outcome=child.outcome or ""
    )
    world = with_funds(ports, world, workflow, loaded.case.state, loaded.case.office)
    answer = decide(workflow, loaded.case, command, world)
    if isinstance(answer, Decision):
        batch.add(loaded, answer.events, answer.case, subject(answer.case, workflow))
        return follow(ports, batch, loaded.case, answer, world)
    return None
