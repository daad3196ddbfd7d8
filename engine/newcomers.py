"""Whether somebody may be brought into a running round: fit, not barred, not there already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import approvals
from engine.attempt import Attempt
from engine.authority import duty_reasons
from engine.convening import applicants_of, unfit
from engine.directory import Actor
from engine.model import Approval
from engine.refusal import Reason, ReasonCode, reason


def newcomer_reasons(
    attempt: Attempt, round_: Approval, person: str, *, again: bool = False
) -> Iterator[Reason]:
    """Everything that stands against a person's part in a round.

    Args:
        attempt: The attempt to agree, whose duties count.
        round_: The round as it stands.
        person: Who is to come in.
        again: Whether somebody who sits in the round already may be asked once more.
    """
    spec, case = attempt.state.approval, attempt.case
    named = next((v for v in spec.voters if v.chosen_by == "previous"), None) if spec else None
    holding = named.holding if named is not None and again else None
    yield from unfit((person,), holding, case, attempt.world)
    if person in round_.out:
        yield reason(ReasonCode.OUT_OF_ROUND)
    if not again and person in set(approvals.members(round_)):
        yield reason(ReasonCode.APPROVER_SITS_ALREADY, person=person)
    if spec is not None and person in applicants_of(spec, case):
        yield reason(ReasonCode.APPROVER_NOT_FIT, person=person)
    yield from agreeing_reasons(attempt, Actor(person=person))


def agreeing_reasons(attempt: Attempt, actor: Actor) -> Iterator[Reason]:
    """Duties that keep somebody from agreeing in the present round."""
    name = attempt.workflow.answer_action(attempt.case.state, "yes")
    action = attempt.workflow.action(name or "")
    if action is not None:
        yield from duty_reasons(replace(attempt, name=name or "", action=action), actor)
