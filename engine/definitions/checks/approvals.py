"""Rounds of approval that cannot be held, cannot be won or cannot be lost."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.grammar import Path
from engine.definitions.graph import Graph, shown
from engine.definitions.language import ApprovalSpec, Voters
from rules.findings import Finding


def check_approvals(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """Every state with a round of approval, and every answer without a round."""
    for name, state in definition.spec.states.items():
        if state.approval is not None and name in graph.paths and not state.final:
            path: Path = ("states", name, "approval")
            yield from _need(definition, name, state.approval, path)
            yield from _ratio(definition, name, state.approval, path)
            yield from _voters(definition, name, state.approval, path)
            yield from _by_itself(definition, graph, name, state.approval, path)
            yield from _answers(definition, graph, name, path)
    yield from _votes(definition)
    yield from _withdrawals(definition)


def _withdrawals(definition: Definition) -> Iterator[Finding]:
    """Who withdraws a file to a named state must be said; otherwise it is who brought it there."""
    for name, action in definition.spec.actions.items():
        if action.type == "withdraw" and action.to is not None and not action.only_by_actor_of:
            yield definition.finding(
                DefinitionCode.WITHDRAWN_BY_ANYBODY, ("actions", name), action=name
            )


def _need(
    definition: Definition, state: str, approval: ApprovalSpec, path: Path
) -> Iterator[Finding]:
    seats = seat_count(approval)
    counted = approval.mode in ("count", "percent")
    if counted and approval.need is None:
        yield definition.finding(
            DefinitionCode.APPROVAL_NEED_MISSING, path, state=state, mode=approval.mode
        )
    elif not counted and approval.need is not None:
        yield definition.finding(
            DefinitionCode.APPROVAL_NEED_UNUSED,
            (*path, "need"),
            state=state,
            mode=approval.mode,
            need=approval.need,
        )
    most = 100 if approval.mode == "percent" else seats
    if counted and approval.need is not None and most is not None and approval.need > most:
        yield definition.finding(
            DefinitionCode.APPROVAL_NEED,
            (*path, "need"),
            state=state,
            mode=approval.mode,
            need=approval.need,
            most=most,
        )


def _ratio(
    definition: Definition, state: str, approval: ApprovalSpec, path: Path
) -> Iterator[Finding]:
    """Only where everybody is asked at once a share of all answers means something."""
    if approval.ratio is not None and approval.mode != "all":
        yield definition.finding(
            DefinitionCode.APPROVAL_NEED_UNUSED,
            (*path, "ratio"),
            state=state,
            mode=approval.mode,
            need=approval.ratio,
        )


def seat_count(approval: ApprovalSpec) -> int | None:
    """How many seats a round has; None when it depends on the case or on who holds a role."""
    counts = [_seats(voters) for voters in approval.voters]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _seats(voters: Voters) -> int | None:
    if voters.superior_of is not None or voters.chosen_by == "previous":
        return 1
    fixed = voters.role is not None and voters.field is None and voters.chosen_by is None
    return voters.count if fixed and isinstance(voters.count, int) else None


def _voters(
    definition: Definition, state: str, approval: ApprovalSpec, path: Path
) -> Iterator[Finding]:
    if not approval.voters or seat_count(approval) == 0:
        yield definition.finding(DefinitionCode.APPROVAL_NO_VOTERS, path, state=state)
    for index, voters in enumerate(approval.voters):
        yield from _source(definition, state, voters, (*path, "voters", index))
        yield from _alone(definition, state, voters, (*path, "voters", index))
        if voters.chosen_by == "previous" and (approval.mode != "sequence" or index == 0):
            yield definition.finding(
                DefinitionCode.APPROVAL_PREVIOUS,
                (*path, "voters", index, "chosen_by"),
                state=state,
                mode=approval.mode,
            )
    if isinstance(approval.if_nobody, Voters):
        yield from _source(definition, state, approval.if_nobody, (*path, "if_nobody"))


_SOURCES = ("role", "field", "chosen_by", "superior_of")


def _source(definition: Definition, state: str, voters: Voters, path: Path) -> Iterator[Finding]:
    """Exactly one source; a superior is one in a role."""
    named = [key for key in _SOURCES if getattr(voters, key) is not None]
    if len(named) != 1 and sorted(named) != ["role", "superior_of"]:
        yield definition.finding(
            DefinitionCode.APPROVAL_SEATS,
            path,
            state=state,
            given=named or ["-"],
            allowed=["role", "field", "chosen_by", "superior_of + role"],
        )
    elif named == ["superior_of"]:
        yield definition.finding(
            DefinitionCode.APPROVAL_SEATS,
            path,
            state=state,
            given=named,
            allowed=["superior_of + role"],
        )


def _alone(definition: Definition, state: str, voters: Voters, path: Path) -> Iterator[Finding]:
    seats = _seats(voters)
    if voters.role in definition.spec.sole_roles and seats is not None and seats > 1:
        yield definition.finding(
            DefinitionCode.APPROVAL_SEATS_ALONE,
            (*path, "count"),
            state=state,
            role=voters.role,
            count=seats,
        )


def _by_itself(
    definition: Definition, graph: Graph, state: str, approval: ApprovalSpec, path: Path
) -> Iterator[Finding]:
    """A round that may end without a vote needs the machine to end it, and no limit of a person."""
    if not approval.may_pass_by_itself:
        return
    for name, action in graph.actions_from(state):
        if action.vote == "yes" and "join" not in action.by:
            yield definition.finding(
                DefinitionCode.APPROVAL_NEEDS_JOIN, path, state=state, action=name
            )
        if action.vote == "yes" and action.authority is not None:
            yield definition.finding(
                DefinitionCode.APPROVAL_BYPASSES_LIMIT,
                ("actions", name, "authority"),
                state=state,
                action=name,
            )


def _answers(definition: Definition, graph: Graph, state: str, path: Path) -> Iterator[Finding]:
    """Whichever way a round ends, an action must lead on."""
    votes = {action.vote for _, action in graph.actions_from(state)}
    for answer in ("yes", "no"):
        if answer not in votes:
            yield definition.finding(
                DefinitionCode.APPROVAL_WITHOUT_ANSWER,
                path,
                state=state,
                answer=answer,
                example=shown(graph.paths[state]),
            )


def _votes(definition: Definition) -> Iterator[Finding]:
    for name, action in definition.spec.actions.items():
        for index, origin in enumerate(action.origin):
            state = definition.spec.states.get(origin)
            if action.vote is not None and state is not None and state.approval is None:
                yield definition.finding(
                    DefinitionCode.VOTE_WITHOUT_APPROVAL,
                    ("actions", name, "from", index),
                    action=name,
                    state=origin,
                )
