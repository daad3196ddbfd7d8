"""Puts the circumstances of a decision together from the ports."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import OFFICE_ZONE
from engine.circumstances import Circumstances
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.targets import forward_targets, returners
from engine.directory import Directory
from engine.model import Case
from engine.ports import Ports
from engine.undoing import to_reserve
from engine.usecases.requester import Requester


def circumstances(ports: Ports, requester: Requester) -> Circumstances:
    """The world as it is now, without budgets."""
    now = ports.clock.now()
    directory = ports.staff.directory()
    return Circumstances(
        now=now,
        actor=requester.actor(directory, now.astimezone(OFFICE_ZONE).date()),
        directory=directory,
        calendar=ports.calendar.calendar(),
        rules=ports.rules.rules(),
    )


def with_funds(
    ports: Ports, world: Circumstances, workflow: CompiledWorkflow, state: str, office: str
) -> Circumstances:
    """Add the free budgets of the office's chain, if any action from this state reserves some.

    A round that passes by itself is ended in the same decision, so its actions count as well.
    """
    actions = [
        workflow.spec.actions[name]
        for at in _in_one_decision(workflow, state)
        for name in workflow.outgoing[at]
    ]
    if not any(effect.reserve for action in actions for effect in action.does):
        return world
    offices = _chain(world.directory, office)
    return _funded(world, dict(ports.ledger.free(offices, world.today.year)))


def _in_one_decision(workflow: CompiledWorkflow, state: str) -> list[str]:
    """The state, and every one behind it that a case may pass through without anybody's answer."""
    reached = [state]
    for at in reached:
        for name in workflow.outgoing[at]:
            reached += [t for t in _passed(workflow, name, at) if t not in reached]
    return reached


def _passed(workflow: CompiledWorkflow, name: str, at: str) -> Iterator[str]:
    action = workflow.spec.actions[name]
    back = returners(workflow.spec, at) if action.resubmits else frozenset()
    for target in dict.fromkeys((*forward_targets(action), *sorted(back))):
        approval = workflow.state(target).approval
        if approval is not None and approval.may_pass_by_itself:
            yield target


def with_funds_for_undo(ports: Ports, world: Circumstances, case: Case) -> Circumstances:
    """Add the free budget of the fund that undoing the last action would use again."""
    wanted = to_reserve(case)
    if wanted is None:
        return world
    free = ports.ledger.free(frozenset((wanted.office,)), wanted.year)
    return _funded(world, {**world.funds, **free})


def _chain(directory: Directory, office: str) -> frozenset[str]:
    return frozenset(above.id for above in directory.chain(office))


def _funded(world: Circumstances, funds: dict[tuple[str, int, str], int]) -> Circumstances:
    return Circumstances(
        now=world.now,
        actor=world.actor,
        directory=world.directory,
        calendar=world.calendar,
        rules=world.rules,
        funds=funds,
        ties=world.ties,
    )
