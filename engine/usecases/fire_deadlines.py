"""The timer: fires every clock whose last day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from engine.commands import FireDeadline, RecomputeDeadlines
from engine.directory import TIMER
from engine.errors import ConflictError
from engine.ports import DueClock, Ports
from engine.usecases.answers import MACHINE_KEYS, Done
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import machine

_CLAIM = timedelta(minutes=1)


def fire_deadlines(ports: Ports, *, limit: int = 100) -> Iterator[tuple[DueClock, bool]]:
    """Fire clocks that are due, oldest first; yields each with whether it fired just now.

    Each is claimed before it is fired, so that any number of processes may do this at the same
    time; one that could not be fired is tried again when its claim is over.
    """
    now = ports.clock.now()
    for clock in ports.cases.claim_due(now, until=now + _CLAIM, limit=limit):
        command = FireDeadline(
            case_id=clock.case_id,
            deadline=clock.key,
            idempotency_key=f"{MACHINE_KEYS}clock:{clock.case_id}:{clock.key}:{clock.ends_at.isoformat()}",
        )
        yield clock, _fired(ports, command)


def _fired(ports: Ports, command: FireDeadline) -> bool:
    """One clock that cannot be fired now must not hold up those behind it."""
    try:
        answer = handle_command(ports, command, machine(TIMER))
    except ConflictError:
        return False
    return isinstance(answer, Done) and not answer.repeated


def recompute_deadlines(ports: Ports, *, limit: int = 1000) -> Iterator[str]:
    """Compute provisional clocks again after a new calendar notice; yields the cases that moved."""
    for case_id in ports.cases.provisional(limit):
        answer = handle_command(ports, RecomputeDeadlines(case_id=case_id), machine(TIMER))
        if isinstance(answer, Done):
            yield case_id
