"""The way ahead of a case with names, for somebody who is about to take its next step."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definitions.compile import CompiledWorkflow
from engine.forecast import Ahead, forecast
from engine.model import Case
from engine.ports import Ports
from engine.usecases.link_parties import with_ties
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances, with_funds


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A case and its way ahead, the present state first."""

    case: Case
    workflow: CompiledWorkflow
    way: tuple[Ahead, ...]


def forecast_case(
    ports: Ports,
    case_id: str,
    requester: Requester,
    *,
    action: str | None = None,
    approvers: tuple[str, ...] = (),
) -> Forecast:
    """Return the way ahead.

    Args:
        ports: The outside.
        case_id: The case.
        requester: Who is about to act.
        action: The first step; without it the usual way on. An unknown one is left out of account.
        approvers: Whom they would name with it.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    world = with_funds(ports, world, workflow, case.state, case.office)
    world = with_ties(ports, world, workflow, case)
    first = action if action in workflow.outgoing[case.state] else None
    way = forecast(workflow, case, world, action=first, approvers=approvers)
    return Forecast(case=case, workflow=workflow, way=way)
