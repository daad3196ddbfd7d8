"""What somebody can do with a task, judged by seats and holders alone, as a list can afford it.

What else stands against it (separation of duties, a round's order, a day that is too late) is
judged when it is done, and told then.
"""

from __future__ import annotations

from enum import StrEnum

from engine.circumstances import Circumstances
from engine.definitions.compile import CompiledWorkflow
from engine.model import Task
from engine.moving import is_seat_task
from engine.tasking import administers, assigns, own_reasons


class Gesture(StrEnum):
    """What can be done with a task without moving its case."""

    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    ASK = "ask"
    RETURN = "return"
    HOLD = "hold"
    TAKE_UP = "take_up"


def gestures(workflow: CompiledWorkflow, task: Task, world: Circumstances) -> frozenset[Gesture]:
    """What the actor may do with a task."""
    taken, lent = task.assignee is not None, task.lent_by is not None
    mine = task.assignee in world.actor.people
    gives = assigns(workflow, task, world)
    disposes = not any(own_reasons(workflow, task, world))
    moves = taken and (disposes or administers(task, world))
    possible = {
        Gesture.CLAIM: not taken and not lent and _holds_seat(task, world),
        Gesture.RELEASE: moves,
        Gesture.ASSIGN: gives,
        Gesture.HAND_OVER: moves and not is_seat_task(task),
        Gesture.ASK: mine and not lent and not is_seat_task(task),
        Gesture.RETURN: lent and (mine or gives or _asked(task, world)),
        Gesture.HOLD: disposes and task.held_until is None,
        Gesture.TAKE_UP: disposes and task.held_until is not None,
    }
    return frozenset(gesture for gesture, may in possible.items() if may)


def _holds_seat(task: Task, world: Circumstances) -> bool:
    return next(world.actor.grants_at(task.role, task.office), None) is not None


def _asked(task: Task, world: Circumstances) -> bool:
    return task.lent_by in world.actor.people or administers(task, world)
