"""A command on an existing case: load, decide, store; a refused attempt is stored too."""

from __future__ import annotations

from typing import NoReturn

from engine.commands import CaseCommand, FireDeadline, Undo
from engine.decide import decide
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.ports import Ports
from engine.recording import refused
from engine.refusal import ReasonCode, Refusal, reason
from engine.timing import without_action
from engine.usecases.answers import Answer, done_in, first_answer, remembered
from engine.usecases.batch import Batch, subject
from engine.usecases.follow import follow
from engine.usecases.link_parties import with_parties, with_ties
from engine.usecases.refused_attempts import ENDING, record_failed, telling
from engine.usecases.requester import Requester, is_visible
from engine.usecases.surroundings import circumstances, with_funds, with_funds_for_undo

_TRIES = 25
"""How often a command is decided anew when others change the same case at the same time."""


def handle_command(ports: Ports, command: CaseCommand, requester: Requester) -> Answer:
    """Carry out a command, or refuse it with every reason.

    When somebody else changes the case between loading and storing, the command is decided
    again on the case as it then is; a command that names an expected version is then refused.

    Raises:
        NotFoundError: The case does not exist for this person.
        ConflictError: Others were faster every time, or the idempotency key is another command's.
        NotPermittedError: The person claims to act for somebody who has not delegated to them.
        CanonicalError: The command holds text that no entry can be written with.

    These last three leave an entry as well, unless the conflict was a mere race.
    """
    for _ in range(_TRIES):
        try:
            return _attempt(ports, command, requester)
        except ENDING as error:
            if telling(error) is not None:
                record_failed(ports, command, requester, error)
                raise
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=command.case_id)


def _attempt(ports: Ports, command: CaseCommand, requester: Requester) -> Answer:
    known = remembered(ports, command, requester)
    if known is not None:
        return known
    batch = Batch(ports)
    loaded = batch.load(command.case_id)
    case = loaded.case
    world = circumstances(ports, requester)
    if not is_visible(case, world.actor, world.directory):
        _turn_away(ports, command, requester)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    world = with_funds(ports, world, workflow, case.state, case.office)
    if isinstance(command, Undo):
        world = with_funds_for_undo(ports, world, case)
    world = with_ties(ports, world, workflow, case)
    answer = decide(workflow, case, command, world)
    if isinstance(answer, Refusal):
        return _refuse(ports, command, requester, answer)
    answer = with_parties(ports, batch, case, answer, workflow, world)
    batch.add(loaded, answer.events, answer.case, subject(answer.case, workflow))
    refusal = follow(ports, batch, case, answer, world)
    if refusal is not None and not isinstance(command, FireDeadline):
        return _refuse(ports, command, requester, refusal)
    if refusal is not None and isinstance(command, FireDeadline):
        batch = Batch(ports)
        answer = without_action(workflow, case, command, world, refusal)
        batch.add(loaded, answer.events, answer.case, subject(answer.case, workflow))
    done = done_in(batch, case.id)
    batch.commit(first_answer(command, requester, done))
    return done


def _turn_away(ports: Ports, command: CaseCommand, requester: Requester) -> NoReturn:
    """The case does not exist for this person; its trail shows that they tried.

    Raises:
        NotFoundError: Always.
    """
    _refuse(ports, command, requester, Refusal(reasons=(reason(ReasonCode.NOT_YOUR_OFFICE),)))
    raise NotFoundError(EngineCode.CASE_NOT_FOUND, case=command.case_id)


def _refuse(ports: Ports, command: CaseCommand, requester: Requester, refusal: Refusal) -> Refusal:
    batch = Batch(ports)
    loaded = batch.load(command.case_id)
    case = loaded.case
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    event = refused(case, command, refusal, circumstances(ports, requester))
    batch.add(loaded, (event,), case, subject(case, workflow))
    batch.commit(first_answer(command, requester, refusal))
    return refusal
