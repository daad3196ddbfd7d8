"""The arithmetic of a clock, day by day."""

from __future__ import annotations

from dataclasses import dataclass

from engine.calendar import DayLine, Due, Span, Unit, due, explain
from engine.definitions.compile import CompiledWorkflow
from engine.model import Deadline
from engine.ports import Ports
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A term and its days: the declared span first, then each extension."""

    term: Due
    days: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDeadline:
    """A clock with the days that lead to its end.

    Attributes:
        legs: Empty for a span in hours, which no calendar touches.
        cite: The law that the declaration names for it.
    """

    deadline: Deadline
    legs: tuple[Leg, ...]
    cite: str | None


def explain_deadlines(
    ports: Ports, case_id: str, requester: Requester
) -> tuple[ExplainedDeadline, ...]:
    """Explain every clock of a case by the calendar as it is known now.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    return tuple(_explained(ports, workflow, deadline) for deadline in case.deadlines)


def _explained(ports: Ports, workflow: CompiledWorkflow, deadline: Deadline) -> ExplainedDeadline:
    spec = workflow.clock(deadline.key, deadline.state)
    return ExplainedDeadline(deadline=deadline, legs=_legs(ports, deadline), cite=spec.cite)


def _legs(ports: Ports, deadline: Deadline) -> tuple[Leg, ...]:
    if Span.parse(deadline.span).unit is Unit.HOURS:
        return ()
    calendar = ports.calendar.calendar()
    legs: list[Leg] = []
    start = deadline.counted_from
    for text in (deadline.span, *deadline.extensions):
        term = due(start, Span.parse(text), calendar, deadline.pauses)
        legs.append(Leg(term=term, days=explain(term, calendar)))
        start = term.last_day
    return tuple(legs)
