"""What can be done with a task, as forms name it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from adapters.inbound.web.posted import Posted
from engine.commands import (
    Act,
    AssignTask,
    CaseCommand,
    ClaimTask,
    DelegateTask,
    HandOverTask,
    HoldTask,
    ReleaseTask,
    ReturnTask,
    TakeUpTask,
)

_Make = Callable[[Posted, str, str], CaseCommand]

COMMANDS: Mapping[str, _Make] = {
    "claim": lambda sent, case, task: ClaimTask(case_id=case, task_id=task),
    "release": lambda sent, case, task: ReleaseTask(case_id=case, task_id=task),
    "assign": lambda sent, case, task: AssignTask(
        case_id=case, task_id=task, assignee=sent.text("assignee")
    ),
    "hand_over": lambda sent, case, task: HandOverTask(
        case_id=case, task_id=task, person=sent.text("assignee"), reason=sent.text("reason")
    ),
    "ask": lambda sent, case, task: DelegateTask(
        case_id=case, task_id=task, person=sent.text("assignee"), reason=sent.text("reason")
    ),
    "return": lambda sent, case, task: ReturnTask(
        case_id=case, task_id=task, text=sent.text("reason")
    ),
    "take_up": lambda sent, case, task: TakeUpTask(case_id=case, task_id=task),
}


def command_of(sent: Posted, do: str, case_id: str, task_id: str, today: date) -> CaseCommand:
    """The command that a form asks for; what is no gesture is the name of an action."""
    if do == "hold":
        until = _day(sent.text("until"), today)
        return HoldTask(case_id=case_id, task_id=task_id, until=until, reason=sent.text("reason"))
    if do in COMMANDS:
        return COMMANDS[do](sent, case_id, task_id)
    return Act(case_id=case_id, action=do, reason=sent.given("reason"))


def _day(text: str, otherwise: date) -> date:
    """The day that was typed; the engine refuses one that is not ahead."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
