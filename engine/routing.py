"""Where an action leads: its fixed target, the one branch that holds, back, or straight back."""

from __future__ import annotations

from typing import cast

from engine.attempt import Attempt, ask, unknown_reasons
from engine.definitions.compile import destinations
from engine.definitions.language import BackTo, Branch
from engine.model import Case, Step
from engine.refusal import Reason, ReasonCode, reason
from rules.feel import Unknown


def route(attempt: Attempt) -> str | Reason | None:
    """The state the action leads to, None when the case stays, or why it cannot be said."""
    action = attempt.action
    if action.resubmits and attempt.case.resume is not None:
        return attempt.case.resume.state
    if action.type == "take_back" or (action.type == "withdraw" and action.to is None):
        return _taken_back(attempt)
    if isinstance(action.to, BackTo):
        return _back(attempt, action.to)
    if isinstance(action.to, tuple):
        return _branch(attempt, action.to)
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
    """Back to where the actor's own move came from.

    Taking back is possible until somebody else has touched the file; withdrawing, whatever has
    been done to it since, until the case has moved on.
    """
    case = attempt.case
    last = next((s for s in reversed(case.history) if s.from_state != s.to_state), None)
    if last is None or last.to_state != case.state or not _own(attempt, last.people()):
        return reason(ReasonCode.NOTHING_TO_TAKE_BACK)
    if attempt.action.type == "take_back" and _is_touched(case, last):
        return reason(ReasonCode.NOTHING_TO_TAKE_BACK)
    if last.from_state not in destinations(attempt.workflow.spec, attempt.name, case.state):
        return reason(ReasonCode.NOTHING_TO_TAKE_BACK)
    return last.from_state


def _is_touched(case: Case, move: Step) -> bool:
    """Whether anybody has acted on the file, or taken its work, since the move."""
    voted = case.approval is not None and any(not v.automatic for v in case.approval.votes)
    claimed = any(task.claimed_at is not None for task in case.tasks)
    later = case.history[case.history.index(move) + 1 :]
    return voted or claimed or any(not step.automatic for step in later)


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
