"""Where an action may lead by its own declaration: what the state table and the checks share."""

from __future__ import annotations

from engine.definitions.language import Action, BackTo, Workflow


def forward_targets(action: Action) -> tuple[str, ...]:
    """The states that an action names as its targets."""
    if isinstance(action.to, tuple):
        return tuple(branch.to for branch in action.to)
    return (action.to,) if isinstance(action.to, str) else ()


def goes_back_to(back: BackTo, state: str) -> bool:
    """Whether a return may lead to a state, if the case has been there."""
    return back.visited == "any" or state in back.visited


def returners(spec: Workflow, returned_to: str) -> frozenset[str]:
    """States that may have sent a file back here and wait for it to come straight back."""
    return frozenset(
        origin
        for action in spec.actions.values()
        if isinstance(action.to, BackTo) and action.to.then != "run_again"
        if goes_back_to(action.to, returned_to)
        for origin in action.origin
    )
