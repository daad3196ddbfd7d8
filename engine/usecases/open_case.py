"""Begin a case; a refused attempt is recorded in the office's journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue

from engine.circumstances import Circumstances
from engine.commands import OpenCase
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.journal import refused_opening
from engine.opening import open_case as decide_opening
from engine.ports import Ports
from engine.refusal import Refusal
from engine.usecases.answers import Answer, Done, first_answer, remembered
from engine.usecases.batch import Batch, subject
from engine.usecases.follow import follow
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester, require_office
from engine.usecases.surroundings import circumstances

_TRIES = 25


def open_case(
    ports: Ports,
    *,
    kind: str,
    office: str,
    data: Mapping[str, JsonValue],
    requester: Requester,
    case_id: str | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Begin a case of a kind at an office.

    Args:
        ports: The outside.
        kind: The kind of case; its latest released version is used.
        office: The office that keeps the file.
        data: Values of the opening form.
        requester: Who opens it.
        case_id: Its number; without one the next number of the series is given.
        idempotency_key: A repeated command with this key gets the first answer.

    Raises:
        NotFoundError: No such kind, or no such office for this person.
        ConflictError: The number is taken, or the key is another command's.
    """
    command = OpenCase(
        case_id=case_id or "",
        kind=kind,
        office=office,
        data=data,
        idempotency_key=idempotency_key,
    )
    for _ in range(_TRIES):
        try:
            return _attempt(ports, command, requester)
        except ConflictError as conflict:
            if _is_final(ports, command, requester, conflict):
                raise
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=command.case_id)


def _is_final(
    ports: Ports, command: OpenCase, requester: Requester, conflict: ConflictError
) -> bool:
    """Whether trying again is in vain: the wished number is another case's, or the key is.

    The journal that a refusal begins may exist by now, and the very same command may have been
    carried out by a rival in the meantime: both are answered by the next try.
    """
    if conflict.code is EngineCode.KEY_REUSED:
        return True
    taken = conflict.code is EngineCode.CASE_EXISTS and _exists(ports, command.case_id)
    return taken and remembered(ports, command, requester) is None


def _exists(ports: Ports, case_id: str) -> bool:
    try:
        ports.cases.load(case_id)
    except NotFoundError:
        return False
    return True


def _attempt(ports: Ports, command: OpenCase, requester: Requester) -> Answer:
    known = remembered(ports, command, requester)
    if known is not None:
        return known
    world = circumstances(ports, requester)
    require_office(command.office, world.actor, world.directory)
    workflow = ports.workflows.latest(command.kind)
    numbered = replace(command, case_id=command.case_id or _number(ports, command.kind, world))
    answer = decide_opening(workflow, numbered, world)
    if isinstance(answer, Refusal):
        return _refuse(ports, command, requester, answer, world)
    batch = Batch(ports)
    batch.begin(answer, subject(answer.case, workflow))
    refusal = follow(ports, batch, None, answer, world)
    if refusal is not None:
        return _refuse(ports, command, requester, refusal, world)
    done = Done(case=answer.case, events=answer.events, seq=len(answer.events))
    batch.commit(first_answer(command, requester, done))
    return done


def _number(ports: Ports, kind: str, world: Circumstances) -> str:
    prefix = ports.workflows.latest(kind).spec.prefix
    series = f"{prefix}-{world.today.year}"
    return f"{series}-{ports.cases.next_number(series):06d}"


def _refuse(
    ports: Ports, command: OpenCase, requester: Requester, refusal: Refusal, world: Circumstances
) -> Refusal:
    event = refused_opening(command.office, command.kind, refusal, world)
    keep_journal(ports, command.office, event, world, first_answer(command, requester, refusal))
    return refusal
