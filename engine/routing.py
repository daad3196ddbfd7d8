"""Where an action leads: its fixed target, the one branch that holds, back, or straight back."""

from __future__ import annotations

from typing import cast

from engine.attempt import Attempt, ask, unknown_reasons
from engine.definitions.compile import destinations
from engine.definitions.language import BackTo, Branch
from engine.refusal import Reason, ReasonCode, reason
from rules.feel import Unknown


def route(attempt: Attempt) -> str | Reason | None:
    """The state the action leads to, None when the case stays, or why it cannot be said."""
    action = attempt.action
    if action.resubmits and attempt.case.resume is not None:
        return attempt.case.resume.state
    if isinstance(action.to, BackTo):
        return _back(attempt, action.to)
    if isinstance(action.to, tuple):
        return _branch(attempt, action.to)
    if action.type == "take_back":
        return _taken_back(attempt)
    return action.to


def _back(attempt: Attempt, back: BackTo) -> str | Reason:
    allowed = [
        state
        for state in attempt.case.visited
        if state != attempt.case.state and _offered(attempt, back, state)
    ]
    if attempt.command.target is None and len(allowed) == 1:
        return allowed[0]
    if attempt.command.target is None:
        return reason(ReasonCode.TARGET_MISSING, states=list(allowed))
    if attempt.command.target not in allowed:
        return reason(
            ReasonCode.TARGET_NOT_VISITED, state=attempt.command.target, states=list(allowed)
        )
    return attempt.command.target


def _offered(attempt: Attempt, back: BackTo, state: str) -> bool:
    if back.visited == "any":
        return not attempt.workflow.state(state).final
    return state in back.visited


def _taken_back(attempt: Attempt) -> str | Reason:
    """Back to where the actor's own last step came from, if nobody has stepped since."""
    moves = [step for step in attempt.case.history if step.from_state != step.to_state]
    last = moves[-1] if moves else None
    if last is None or last.to_state != attempt.case.state or not _own(attempt, last.people()):
        return reason(ReasonCode.NOTHING_TO_TAKE_BACK)
    if attempt.case.approval is not None and attempt.case.approval.votes:
        return reason(ReasonCode.NOTHING_TO_TAKE_BACK)
    origins = destinations(attempt.workflow.spec, attempt.name, attempt.case.state)
    if last.from_state not in origins:
        return reason(ReasonCode.NOTHING_TO_TAKE_BACK)
    return last.from_state


def _own(attempt: Attempt, people: frozenset[str]) -> bool:
    return bool(people & attempt.actor.people)


def _of_all(unknown: list[Reason]) -> Reason:
    """One reason for all branches that cannot be judged; a figure that is not set comes first."""
    for code, param in ((ReasonCode.RULE_UNSET, "figures"), (ReasonCode.RULE_UNKNOWN, "fields")):
        of_kind = [found for found in unknown if found.code is code]
        if of_kind:
            named = {str(n) for found in of_kind for n in cast("list[str]", found.params[param])}
            rules = dict.fromkeys(str(found.params["rule"]) for found in of_kind)
            return reason(code, rule=next(iter(rules)), **{param: sorted(named)})
    raise AssertionError(unknown)


def _branch(attempt: Attempt, branches: tuple[Branch, ...]) -> str | Reason:
    """Exactly one branch must hold; an unknown one forbids, as the case might belong there."""
    holding: list[Branch] = []
    unknown: list[Reason] = []
    for branch in branches:
        if branch.when is None:
            continue
        answer = ask(attempt, branch.when)
        if isinstance(answer.value, Unknown):
            unknown += unknown_reasons(branch.when, answer)
        elif answer.value is True:
            holding.append(branch)
    if unknown:
        return _of_all(unknown)
    if len(holding) > 1:
        return reason(ReasonCode.SEVERAL_BRANCHES_HOLD, states=[b.to for b in holding])
    holding = holding or [branch for branch in branches if branch.otherwise]
    return holding[0].to if holding else reason(ReasonCode.NO_BRANCH_HOLDS)
