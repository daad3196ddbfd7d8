"""Changes to a running approval: add, remove, hand on, ask first, answer, take back."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from typer import Argument, Option

from adapters.inbound.cli.case import Case, Key, Why, handled
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk

group = Group("vote")

Approver = Annotated[str, Argument(metavar="PERSON")]


class Where(StrEnum):
    """Where somebody is added."""

    BEFORE = "before"
    AFTER = "after"
    BESIDE = "beside"


@group.command("add")
def add(
    desk: Desk,
    case: Case,
    voter: Approver,
    where: Annotated[Where, Option("--place")] = Where.BEFORE,
    reason: Why = None,
    key: Key = None,
) -> int:
    """Have somebody else vote too."""
    from engine.commands import AddApprover

    command = AddApprover(
        case_id=case,
        person=voter,
        place=where.value,
        reason=reason or "",
        idempotency_key=key,
    )
    return handled(desk, command)


@group.command("remove")
def remove(desk: Desk, case: Case, voter: Approver, reason: Why = None, key: Key = None) -> int:
    """Take somebody who has not answered out of the round."""
    from engine.commands import RemoveApprover

    command = RemoveApprover(case_id=case, person=voter, reason=reason or "", idempotency_key=key)
    return handled(desk, command)


@group.command("transfer")
def transfer(desk: Desk, case: Case, voter: Approver, reason: Why = None, key: Key = None) -> int:
    """Hand one's vote to somebody for good."""
    from engine.commands import TransferVote

    command = TransferVote(case_id=case, person=voter, reason=reason or "", idempotency_key=key)
    return handled(desk, command)


@group.command("delegate")
def delegate(desk: Desk, case: Case, voter: Approver, reason: Why = None, key: Key = None) -> int:
    """Ask somebody for an opinion first."""
    from engine.commands import DelegateVote

    command = DelegateVote(case_id=case, person=voter, reason=reason or "", idempotency_key=key)
    return handled(desk, command)


@group.command("answer")
def answer(
    desk: Desk, case: Case, text: Annotated[str, Argument(metavar="TEXT")], key: Key = None
) -> int:
    """Give the opinion that somebody has asked for."""
    from engine.commands import GiveOpinion

    return handled(desk, GiveOpinion(case_id=case, text=text, idempotency_key=key))


@group.command("recall")
def recall(desk: Desk, case: Case, key: Key = None) -> int:
    """Take one's vote back from whom one has asked."""
    from engine.commands import RecallVote

    return handled(desk, RecallVote(case_id=case, idempotency_key=key))
