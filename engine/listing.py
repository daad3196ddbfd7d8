"""How lists and pollers see a case: the rows that every store derives from it in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import cast

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE
from engine.journal import KIND as JOURNAL
from engine.model import Case, ClockState, Task
from engine.ports import CaseRow, DoneRow
from engine.projection import Account, CaseWrite, Movement
from engine.registry import KIND as PARTY

NO_CASES = (JOURNAL, PARTY)
"""Kinds of files that are kept like cases and are none: no list of cases shows them."""

AccountKey = tuple[str, str, int, Account]
"""Office, fund, year and account."""


def case_row(write: CaseWrite) -> CaseRow:
    """The row of a case as a write leaves it."""
    case = write.after
    return CaseRow(
        id=case.id,
        kind=case.kind,
        state=case.state,
        status=case.status,
        office=case.office,
        subject=write.subject,
        opened_at=case.opened_at,
        entered_at=case.entered_at,
        version=case.version,
        outcome=case.outcome,
        due_at=next_due(case),
        waiting_since=waiting_since(case),
    )


def waiting_since(case: Case) -> datetime:
    """Since when the case would wait in its state if it had never been away from it.

    So days of waiting survive a return: a file that waited five days, was sent back and comes again
    has waited five days when it arrives.
    """
    waited, left_at = timedelta(), case.opened_at
    for step in case.history:
        if step.at > case.entered_at:
            # Of this visit; or undone since, and then the case never left.
            break
        if step.from_state == case.state:
            waited += max(step.at - left_at, timedelta())
        left_at = step.at
    return case.entered_at - waited


def done_row(header: Mapping[str, JsonValue], *, kind: str, subject: str) -> DoneRow:
    """What somebody did, from the header of its entry."""
    action, absent = header["action"], header["for"]
    return DoneRow(
        at=datetime.fromisoformat(str(header["at"])),
        case_id=str(header["case"]),
        seq=cast("int", header["seq"]),
        kind=kind,
        subject=subject,
        type=str(header["type"]),
        action=None if action is None else str(action),
        on_behalf_of=None if absent is None else str(absent),
    )


def next_due(case: Case) -> datetime | None:
    """When the first of the case's running clocks ends."""
    return _earliest(case, None)


def task_due(case: Case, task: Task) -> datetime | None:
    """When a task is due: after its own last day, or when the first clock of its state ends."""
    if task.due is not None:
        midnight = datetime.combine(task.due + timedelta(days=1), time(), OFFICE_ZONE)
        return midnight.astimezone(case.opened_at.tzinfo)
    return _earliest(case, task.state)


def _earliest(case: Case, state: str | None) -> datetime | None:
    ends = (
        deadline.ends_at
        for deadline in case.deadlines
        if deadline.status is ClockState.RUNNING and state in (None, deadline.state)
    )
    return min(ends, default=None)


def due_of_tasks(case: Case | None) -> dict[str, tuple[Task, datetime | None]]:
    """Every open task with its due moment, by id."""
    if case is None:
        return {}
    return {task.id: (task, task_due(case, task)) for task in case.tasks}


def dropped_clocks(write: CaseWrite) -> tuple[str, ...]:
    """Keys of clocks that the case does not have any more, because an action was undone."""
    if write.before is None or write.before.deadlines == write.after.deadlines:
        return ()
    left = {deadline.key for deadline in write.after.deadlines}
    return tuple(d.key for d in write.before.deadlines if d.key not in left)


def newly_copied(write: CaseWrite) -> tuple[str, ...]:
    """Who was sent a copy of the case by what is written."""
    had = () if write.before is None else write.before.copies
    return tuple(person for person in write.after.copies if person not in had)


def net_amounts(movements: Sequence[Movement]) -> Mapping[AccountKey, int]:
    """What movements add to each account in fen, in the order in which accounts are to be locked.

    Example:
        >>> from datetime import UTC, datetime
        >>> paid = Movement(office="d", fund="aid", year=2026, source=Account.RESERVED,
        ...     target=Account.SPENT, amount_fen=500, at=datetime(2026, 2, 11, tzinfo=UTC))
        >>> list(net_amounts([paid]).values())
        [-500, 500]
    """
    net: dict[AccountKey, int] = {}
    for moved in movements:
        fund = (moved.office, moved.fund, moved.year)
        for account, amount in (
            (moved.source, -moved.amount_fen),
            (moved.target, moved.amount_fen),
        ):
            net[*fund, account] = net.get((*fund, account), 0) + amount
    return {key: net[key] for key in sorted(net) if net[key]}
