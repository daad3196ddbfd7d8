"""When enough of the parallel work of a state is done."""

from __future__ import annotations

from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Join
from engine.model import Case, Status


def joined(workflow: CompiledWorkflow, case: Case) -> str | None:
    """The action that the state's join asks for now, or None."""
    join = workflow.state(case.state).join
    if join is None or case.status is not Status.OPEN:
        return None
    total, done = _counts(workflow, case, join)
    return join.then if done >= _needed(join, total) else None


def _counts(workflow: CompiledWorkflow, case: Case, join: Join) -> tuple[int, int]:
    if join.of == "tasks":
        return len(workflow.state(case.state).tasks), len(set(case.done_tasks))
    return len(case.children), sum(child.closed for child in case.children)


def _needed(join: Join, total: int) -> int:
    """`any` needs one, `all` every one; never more than there are, as nothing else would come."""
    if join.need == "all":
        return total
    return min(1 if join.need == "any" else join.need, total)
