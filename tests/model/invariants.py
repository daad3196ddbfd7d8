"""What must be true of every case and of every step of it, whatever anybody does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from engine import changes as c
from engine.canonical import canonical_bytes
from engine.circumstances import Circumstances
from engine.codec import event_from_json, event_to_plain
from engine.definitions.compile import CompiledWorkflow
from engine.events import Event
from engine.evolve import replay
from engine.explain import can_move, next_up
from engine.model import Approval, Case, ClockState, Seat, Status, Vote

_Change = TypeVar("_Change")
MACHINES = ("timer", "join", "outside")


def broken_in(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> Iterator[str]:
    """Names of the invariants that a case does not keep."""
    if not can_move(workflow, case, world):
        yield "nobody can move the case"
    if case.status is not Status.CLOSED and not next_up(workflow, case, world):
        yield "nobody knows who is next"
    yield from _round(workflow, case)
    yield from _work(workflow, case)
    if case.status is Status.CLOSED and any(d.status is ClockState.RUNNING for d in case.deadlines):
        yield "a clock runs in a closed case"


def _round(workflow: CompiledWorkflow, case: Case) -> Iterator[str]:
    expected = workflow.state(case.state).approval is not None
    if (case.approval is not None) != expected:
        yield "a round belongs to its state and to no other"
    if case.approval is None:
        return
    if case.status is Status.OPEN and outcome(case.approval, case.approval.votes) is not None:
        yield "a decided round stays open"
    voted = [vote.seat for vote in case.approval.votes]
    if len(voted) != len(set(voted)):
        yield "a seat votes twice"
    people = [p for v in case.approval.votes for p in (v.person, v.on_behalf_of) if p]
    if case.approval.mode != "sequence" and len(people) != len(set(people)):
        yield "somebody votes twice"


def _work(workflow: CompiledWorkflow, case: Case) -> Iterator[str]:
    if any(task.state != case.state for task in case.tasks):
        yield "a task belongs to a state that the case has left"
    if case.status is Status.CLOSED and case.tasks:
        yield "a closed case has work"
    keys = [task.key for task in case.tasks]
    if len(keys) != len(set(keys)):
        yield "a task is there twice"
    round_ = case.approval
    if round_ is not None and workflow.state(case.state).task is not None:
        if {key for key in keys if key.startswith("seat")} != {f"seat{i}" for i in asked(round_)}:
            yield "the work of a round is that of the seats whose turn it is"
        for task in case.tasks:
            if task.key.startswith("seat") and not _addressed(
                round_.seats[int(task.key[4:])], task.assignee
            ):
                yield "the work of a named seat lies with somebody else"


def _addressed(seat: Seat, assignee: str | None) -> bool:
    named = seat.delegate or seat.person
    return named is None or assignee in (None, named)


def asked(round_: Approval) -> frozenset[int]:
    """The seats whose turn it is, reckoned without the engine's own arithmetic."""
    voted = {vote.seat for vote in round_.votes}
    order = list(round_.order) or list(range(len(round_.seats)))
    left = [i for i in order if i not in voted and not round_.seats[i].removed]
    if round_.mode == "sequence":
        return frozenset(left[:1])
    return frozenset(i for i in left if round_.seats[i].waits_for not in left)


def outcome(round_: Approval, votes: tuple[Vote, ...]) -> str | None:
    """How a round with these votes stands, counted by hand from the words of its mode."""
    seats = [i for i, seat in enumerate(round_.seats) if not seat.removed]
    yes = [vote for vote in votes if vote.answer == "yes"]
    left = len(seats) - len(votes)
    if not seats:
        return "yes"
    if round_.mode == "any":
        said = [vote.answer for vote in votes if vote.answer in ("yes", "no")]
        return said[0] if said else (None if left else "no")
    if round_.ratio is not None:
        enough = 100 * len(yes) >= round_.ratio * len(seats)
        return None if left else ("yes" if enough else "no")
    wanted = {"count": 100 * (round_.need or 0), "percent": (round_.need or 0) * len(seats)}
    needed = wanted.get(round_.mode, 100 * len(seats))
    if 100 * len(yes) >= needed:
        return "yes"
    return None if 100 * (len(yes) + left) >= needed else "no"


def broken_by(
    workflow: CompiledWorkflow,
    before: Case,
    events: tuple[Event, ...],
    history: tuple[Event, ...],
    after: Case,
) -> Iterator[str]:
    """Names of the invariants that a command has broken.

    Args:
        workflow: The declaration.
        before: The case before the command.
        events: What the command did.
        history: Every event from the opening on, these included.
        after: The case after it.
    """
    if replay(history) != after:
        yield "replaying the events does not give the case"
    if any(event_from_json(canonical_bytes(event_to_plain(event))) != event for event in events):
        yield "an event is not read back as it was written"
    yield from _votes(before, events)
    yield from _results(before, events)
    yield from _duties(workflow, history, len(events))
    yield from _once(history)


def _of(events: tuple[Event, ...], kind_: type[_Change]) -> list[_Change]:
    return [change for event in events for change in event.changes if isinstance(change, kind_)]


def _votes(before: Case, events: tuple[Event, ...]) -> Iterator[str]:
    """The first vote of a command is given by somebody who may, from a seat whose turn it is."""
    round_, votes = before.approval, [ch.vote for ch in _of(events, c.VoteCast)]
    own = [vote for vote in votes if not vote.automatic]
    if round_ is None or not own:
        return
    vote = own[0]
    if {vote.person, vote.on_behalf_of} & set(round_.out):
        yield "somebody votes after they were removed or handed their vote on"
    if vote.seat not in asked(round_):
        yield "a vote is given before its turn"
    if round_.seats[vote.seat].delegate is not None:
        yield "a vote is given while somebody else is asked"
    if round_.seats[vote.seat].removed:
        yield "a vote is given from a removed seat"


def _results(before: Case, events: tuple[Event, ...]) -> Iterator[str]:
    """How a round is closed is what its votes add up to."""
    round_ = before.approval
    for change in (change for event in events for change in event.changes):
        if isinstance(change, c.ApprovalOpened | c.ApprovalChanged):
            round_ = change.approval
        elif isinstance(change, c.VoteCast) and round_ is not None:
            round_ = _voted(round_, change.vote)
        elif isinstance(change, c.ApprovalClosed):
            if round_ is None:
                yield "a round is decided twice"
            elif change.result != "void" and outcome(round_, round_.votes) != change.result:
                yield "a round ends otherwise than its votes add up to"
            round_ = None


def _voted(round_: Approval, vote: Vote) -> Approval:
    return Approval(
        state=round_.state,
        mode=round_.mode,
        seats=round_.seats,
        need=round_.need,
        ratio=round_.ratio,
        order=round_.order,
        out=round_.out,
        votes=(*round_.votes, vote),
    )


def _duties(workflow: CompiledWorkflow, history: tuple[Event, ...], new: int) -> Iterator[str]:
    """Nobody does what their earlier part in the case forbids."""
    earlier = [ch.step for ch in _of(history[:-new] if new else history, c.StepTaken)]
    for change in _of(history[len(history) - new :], c.StepTaken):
        step, action = change.step, workflow.action(change.step.action)
        if action is not None and step.person not in MACHINES:
            barred = {p for s in earlier if s.action in action.not_by_actor_of for p in s.people()}
            if barred & step.people():
                yield "separation of duties is broken"
        earlier.append(step)


def _once(history: tuple[Event, ...]) -> Iterator[str]:
    """No clock runs out twice, and no join is taken more often than its state was entered."""
    elapsed: dict[str, int] = {}
    joined, entered = 0, 0
    for change in (change for event in history for change in event.changes):
        if isinstance(change, c.DeadlineStarted):
            elapsed[change.deadline.key] = 0
        if isinstance(change, c.DeadlineChanged) and change.how == "elapsed":
            elapsed[change.key] = elapsed.get(change.key, 0) + 1
        if isinstance(change, c.StepTaken) and change.step.action == "gather":
            joined += 1
        if isinstance(change, c.StateEntered) and change.to_state == "waiting":
            entered += 1
    if any(times > 1 for times in elapsed.values()):
        yield "a clock runs out twice"
    if joined > entered:
        yield "children resume their parent twice"
