"""The one question of the engine: what does this command do to this case, here and now?

Pure and total: the same arguments give the same answer, and every command gets one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine import acting, clocks, filing, handing, informing, tasking, timing, undoing, voting
from engine import commands as cmd
from engine.approvals import Result, result
from engine.authority import MACHINES
from engine.changes import ChildClosed
from engine.circumstances import Circumstances
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.directory import JOIN
from engine.events import EventType
from engine.joins import joined
from engine.model import Case, Status
from engine.recording import decided
from engine.refusal import ReasonCode, Refusal, reason

Answer = Decision | Refusal
_MOST_FOLLOW_UPS = 10
"""A definition that joins more often than this in one command is caught in a circle."""
_REPORTS = (cmd.FireDeadline, cmd.NoteChildClosed)
"""What parts of the machine report; a person saying so could end a child that still runs."""


def decide(
    workflow: CompiledWorkflow, case: Case, command: cmd.CaseCommand, world: Circumstances
) -> Answer:
    """Return what the command does to the case, or every reason why it does nothing."""
    expected = command.expected_version
    if expected is not None and expected != case.version:
        return Refusal(
            reasons=(reason(ReasonCode.STALE_VERSION, expected=expected, actual=case.version),)
        )
    if isinstance(command, _REPORTS) and world.actor.machine is None:
        return Refusal(reasons=(reason(ReasonCode.NOT_FOR_PERSONS, by=sorted(MACHINES)),))
    answer = _HANDLERS[type(command)](workflow, case, command, world)
    if isinstance(answer, Refusal):
        return answer
    followed = _followed_up(workflow, answer, world)
    if isinstance(followed, Refusal) and isinstance(command, cmd.FireDeadline):
        return timing.without_action(workflow, case, command, world, followed)
    return followed


def _followed_up(workflow: CompiledWorkflow, decision: Decision, world: Circumstances) -> Answer:
    """Take the actions of joins that the decision has completed, and those that clocks owe.

    A round that is decided without a vote must be ended at once: if it cannot, nothing is done.
    """
    for _ in range(_MOST_FOLLOW_UPS):
        then = _next_of_itself(workflow, decision.case, world)
        if isinstance(then, Refusal) and decided_round(decision.case) is not None:
            return then
        if then is None or isinstance(then, Refusal):
            break
        decision = Decision(events=(*decision.events, *then.events), case=then.case)
    return decision


def _next_of_itself(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> Answer | None:
    """What the machine does about the case as it now is, without being told."""
    clock = clocks.owing(case)
    if clock is not None:
        return timing.settle(workflow, case, clock, world)
    ended = decided_round(case)
    name = joined(workflow, case) if ended is None else workflow.answer_action(case.state, ended)
    if name is None:
        return None
    command = cmd.Act(case_id=case.id, action=name)
    return acting.act(workflow, case, command, replace(world, actor=JOIN))


def decided_round(case: Case) -> Result | None:
    """How a round ended that nobody's vote has brought to its end; None where there is none."""
    if case.approval is None or case.status is not Status.OPEN:
        return None
    return result(case.approval)


def _child_closed(
    workflow: CompiledWorkflow, case: Case, command: cmd.NoteChildClosed, world: Circumstances
) -> Answer:
    child = next((ch for ch in case.children if ch.id == command.child_id), None)
    if child is None or child.closed:
        return Refusal(reasons=(reason(ReasonCode.CHILD_NOT_OPEN, child=command.child_id),))
    change = ChildClosed(child_id=command.child_id, outcome=command.outcome)
    return decided(
        workflow, case, command, replace(world, actor=JOIN), EventType.CHILD_CLOSED, (change,)
    )


_HANDLERS: dict[type, Callable[[CompiledWorkflow, Case, Any, Circumstances], Answer]] = {
    cmd.Act: acting.act,
    cmd.Undo: undoing.undo,
    cmd.AttachDocument: filing.attach,
    cmd.WithdrawDocument: filing.withdraw,
    cmd.AddNote: filing.note,
    cmd.ShowFields: filing.show,
    cmd.AddApprover: voting.add,
    cmd.RemoveApprover: voting.remove,
    cmd.TransferVote: voting.transfer,
    cmd.DelegateVote: voting.delegate,
    cmd.GiveOpinion: voting.give_opinion,
    cmd.RecallVote: voting.recall,
    cmd.SendReminder: informing.remind,
    cmd.CopyCase: informing.copy,
    cmd.ClaimTask: tasking.claim,
    cmd.ReleaseTask: tasking.release,
    cmd.AssignTask: tasking.assign,
    cmd.HandOverTask: handing.hand_over,
    cmd.DelegateTask: handing.delegate,
    cmd.ReturnTask: handing.give_back,
    cmd.HoldTask: handing.hold,
    cmd.TakeUpTask: handing.take_up,
    cmd.FireDeadline: timing.fire,
    cmd.RecomputeDeadlines: timing.recompute,
    cmd.NoteChildClosed: _child_closed,
}
"""One handler for each command; a test checks that none is missing."""
