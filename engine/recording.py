"""Events about a case, its papers and its tasks, and the entry that a refusal leaves."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from engine.changes import Change
from engine.circumstances import Circumstances
from engine.commands import Command, OpenCase
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.events import Event, EventType, Who
from engine.evolve import evolve
from engine.model import Case
from engine.refusal import Refusal


def decided(
    workflow: CompiledWorkflow,
    case: Case,
    command: Command,
    world: Circumstances,
    type_: EventType,
    changes: tuple[Change, ...],
    *,
    reason: str | None = None,
    details: Mapping[str, JsonValue] | None = None,
) -> Decision:
    """A decision of one event that leaves the case in its state."""
    event = Event(
        type=type_,
        case_id=case.id,
        at=world.now,
        who=who_now(world),
        from_state=case.state,
        to_state=case.state,
        workflow=workflow.ref,
        changes=changes,
        reason=reason,
        idempotency_key=command.idempotency_key,
        details=dict(details or {}),
    )
    return Decision(events=(event,), case=evolve(case, event))


def who_now(world: Circumstances) -> Who:
    """The actor as an entry names them, when no office had to be matched."""
    actor = world.actor
    office = actor.grants[0].office if actor.grants else None
    return Who(
        person=actor.person, roles=actor.roles, office=office, on_behalf_of=actor.on_behalf_of
    )


def refused(
    case: Case, command: Command | OpenCase, refusal: Refusal, world: Circumstances
) -> Event:
    """The entry that a refused attempt leaves on the case."""
    return Event(
        type=EventType.ATTEMPT_REFUSED,
        case_id=case.id,
        at=world.now,
        who=who_now(world),
        from_state=case.state,
        to_state=case.state,
        action=attempted(command),
        workflow=f"{case.kind}@{case.workflow_version}",
        details={
            "command": type(command).__name__,
            "reasons": [
                {"code": found.code.value, "params": found.params} for found in refusal.reasons
            ],
        },
    )


def attempted(command: Command | OpenCase) -> str:
    """The action a command is about; its own name when it is about none."""
    return getattr(command, "action", None) or type(command).__name__
