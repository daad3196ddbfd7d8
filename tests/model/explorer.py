"""Explores everything that can be done to a small case, on the real `decide` and `evolve`.

From a case every command of every person (and of the timer and the children) is tried; each new
situation is visited once, down to a stated depth. Situations are told apart by what the engine can
still see: the order of equal votes, numbers of tasks and moments do not count.

python -m tests.model.explorer --depth 6 [--kind all]
"""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from engine.circumstances import Circumstances
from engine.commands import (
    Act,
    AddApprover,
    CaseCommand,
    ClaimTask,
    DelegateVote,
    FireDeadline,
    GiveOpinion,
    NoteChildClosed,
    OpenCase,
    RecallVote,
    ReleaseTask,
    RemoveApprover,
    TransferVote,
    Undo,
)
from engine.decide import decide
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.directory import JOIN, TIMER, Actor
from engine.events import Event
from engine.model import Case, Step
from engine.opening import open_case
from tests.model.invariants import broken_by, broken_in
from tests.model.kinds import CALENDAR, DIRECTORY, KINDS, START, kind
from tests.support.small_kind import NoRules

LATE_DAYS = 9
"""After so many days every clock has run out, pauses included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A situation and how it was reached.

    Attributes:
        late: Whether the clocks' last day has passed.
        before: The situation before, with what was done there; None at the beginning.
    """

    case: Case
    late: bool
    depth: int
    events: tuple[Event, ...]
    done: str = "open"
    before: Node | None = None

    def path(self) -> list[str]:
        """What was done, from the beginning on."""
        steps: list[str] = []
        node: Node | None = self
        while node is not None:
            steps.append(node.done)
            node = node.before
        return steps[::-1]

    def history(self) -> tuple[Event, ...]:
        """Every event so far."""
        parts: list[tuple[Event, ...]] = []
        node: Node | None = self
        while node is not None:
            parts.append(node.events)
            node = node.before
        return tuple(event for part in reversed(parts) for event in part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What an exploration came to.

    Attributes:
        states: Different situations.
        commands: Commands tried, refused ones included.
        broken: Invariants that failed, each with the shortest way there.
    """

    states: int
    commands: int
    broken: tuple[str, ...]


def explore(name: str, depth: int, *, most: int = 1_000_000) -> Explored:
    """Visit every situation of a kind that `depth` commands can lead to.

    Args:
        name: One of `KINDS`.
        depth: How many commands, the opening not counted.
        most: Stop after so many situations; then not all were seen.
    """
    workflow = kind(name)
    first = _opened(workflow)
    seen = {_situation(first)}
    waiting = deque((first,))
    commands, broken = 0, list(_told(first, broken_in(workflow, first.case, _world(JOIN, False))))
    while waiting and len(seen) < most and not broken:
        node = waiting.popleft()
        for actor, command in _commands(workflow, node):
            commands += 1
            after = _after(workflow, node, actor, command)
            if after is None:
                continue
            broken += _told(after, _broken(workflow, node, after, actor))
            key = _situation(after)
            if key not in seen:
                seen.add(key)
                if after.depth < depth:
                    waiting.append(after)
    return Explored(states=len(seen), commands=commands, broken=tuple(broken))


def _broken(workflow: CompiledWorkflow, node: Node, after: Node, actor: Actor) -> Iterator[str]:
    yield from broken_in(workflow, after.case, _world(actor, after.late))
    yield from broken_by(workflow, node.case, after.events, after.history(), after.case)


def _told(node: Node, broken: Iterator[str]) -> Iterator[str]:
    return (f"{name}: {' > '.join(node.path())}" for name in broken)


def _world(actor: Actor, late: bool) -> Circumstances:
    return Circumstances(
        now=START + timedelta(days=LATE_DAYS if late else 0),
        actor=actor,
        directory=DIRECTORY,
        calendar=CALENDAR,
        rules=NoRules(),
    )


def _actor(person: str) -> Actor:
    return DIRECTORY.actor(person, START.date())


def _opened(workflow: CompiledWorkflow) -> Node:
    command = OpenCase(
        case_id="MO-1", kind="model", office="s", data={"title": "样例", "reader": "ann"}
    )
    opened = open_case(workflow, command, _world(_actor("sub"), False))
    assert isinstance(opened, Decision), opened
    return Node(case=opened.case, late=False, depth=0, events=opened.events)


def _after(
    workflow: CompiledWorkflow, node: Node, actor: Actor, command: CaseCommand | None
) -> Node | None:
    """Where a command leads; None when it is refused. No command is time passing."""
    if command is None:
        return replace(node, late=True, events=(), done="days pass", before=node)
    answer = decide(workflow, node.case, command, _world(actor, node.late))
    if not isinstance(answer, Decision):
        return None
    return Node(
        case=answer.case,
        late=node.late,
        depth=node.depth + 1,
        events=answer.events,
        done=f"{_who(actor)} {_what(command)}",
        before=node,
    )


def _who(actor: Actor) -> str:
    return (
        actor.person if actor.on_behalf_of is None else f"{actor.person} for {actor.on_behalf_of}"
    )


def _what(command: CaseCommand) -> str:
    values = {k: v for k, v in _fields(command).items() if v not in (None, (), "", {}, False)}
    return f"{type(command).__name__}({', '.join(map(str, values.values()))})"


def _fields(command: CaseCommand) -> dict[str, object]:
    names = [name for name in type(command).__dataclass_fields__ if name != "case_id"]
    return {name: getattr(command, name) for name in names}


def _commands(workflow: CompiledWorkflow, node: Node) -> Iterator[tuple[Actor, CaseCommand | None]]:
    case = node.case
    if not node.late:
        yield TIMER, None
    for deadline in case.deadlines if node.late else ():
        yield TIMER, FireDeadline(case_id=case.id, deadline=deadline.key)
    for child in case.children:
        yield JOIN, NoteChildClosed(case_id=case.id, child_id=child.id, outcome="agreed")
    for actor in (*map(_actor, DIRECTORY.people), _ben_for_ann()):
        yield from ((actor, command) for command in _of_person(workflow, case, actor))


def _ben_for_ann() -> Actor:
    return DIRECTORY.actor("ben", START.date(), on_behalf_of="ann")


def _of_person(workflow: CompiledWorkflow, case: Case, actor: Actor) -> Iterator[CaseCommand]:
    yield Undo(case_id=case.id)
    for name in workflow.outgoing[case.state]:
        yield from _acts(case, name)
    for task in case.tasks:
        yield ClaimTask(case_id=case.id, task_id=task.id)
        yield ReleaseTask(case_id=case.id, task_id=task.id)
    if case.approval is None:
        return
    yield RecallVote(case_id=case.id)
    yield GiveOpinion(case_id=case.id, text="意见")
    for person in ("sub", "dual", "ben", "top"):
        if person != actor.person:
            yield from _about(case, person)


def _acts(case: Case, name: str) -> Iterator[Act]:
    if name == "send_back":
        yield Act(case_id=case.id, action=name, target="draft")
        yield Act(case_id=case.id, action=name, target="draft", straight_back=True)
    elif name == "agree":
        yield Act(case_id=case.id, action=name)
        yield Act(case_id=case.id, action=name, approvers=("ben",))
    else:
        yield Act(case_id=case.id, action=name)


def _about(case: Case, person: str) -> Iterator[CaseCommand]:
    yield AddApprover(case_id=case.id, person=person, place="before")
    yield AddApprover(case_id=case.id, person=person, place="after")
    yield AddApprover(case_id=case.id, person=person, place="beside")
    yield RemoveApprover(case_id=case.id, person=person)
    yield TransferVote(case_id=case.id, person=person)
    yield DelegateVote(case_id=case.id, person=person)


def _situation(node: Node) -> Hashable:
    """What the engine can still see; everything else would only tell equal situations apart."""
    return (node.late, _seen(node.case))


def _seen(case: Case) -> Hashable:
    undo = case.undo
    return (
        case.state,
        case.status,
        _round(case),
        frozenset((t.key, t.state, t.assignee, t.claimed_at is not None) for t in case.tasks),
        frozenset((d.key, d.status, d.owes, len(d.pauses), d.last_day) for d in case.deadlines),
        frozenset((child.id, child.closed) for child in case.children),
        frozenset(case.visited),
        None if case.resume is None else case.resume.state,
        None if undo is None else (undo.action, undo.person, _seen(undo.before)),
        _past(case.history),
    )


def _round(case: Case) -> Hashable:
    round_ = case.approval
    if round_ is None:
        return None
    return (round_.seats, round_.order, frozenset(round_.votes), frozenset(round_.out))


def _past(history: tuple[Step, ...]) -> Hashable:
    """Who did what ever; since the last move in which state; who moved it last."""
    moves = [i for i, step in enumerate(history) if step.from_state != step.to_state]
    last = moves[-1] if moves else 0
    kept = [(s.action, s.people(), s.from_state, s.automatic) for s in history]
    return (frozenset(kept), kept[last], frozenset(kept[last + 1 :]))


def main(arguments: list[str]) -> int:
    """Explore from the command line and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--depth", type=int, default=5)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--most", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    failed = False
    for name in given.kind or KINDS:
        found = explore(name, given.depth, most=given.most)
        failed = failed or bool(found.broken)
        counts = f"{found.states} states, {found.commands} commands"
        sys.stdout.write(f"{name}: depth {given.depth}, {counts}, {len(found.broken)} broken\n")
        sys.stdout.writelines(f"  {line}\n" for line in found.broken[:5])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
