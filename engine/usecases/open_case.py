"""Begin a case; a refused attempt is recorded in the office's journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue

from engine.circumstances import Circumstances
from engine.commands import OpenCase
from engine.effects import CHILD_MARK
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.journal import JOURNAL_PREFIX, refused_opening
from engine.opening import open_case as decide_opening
from engine.ports import Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.usecases.answers import Answer, done_in, first_answer, remembered
from engine.usecases.batch import Batch, subject
from engine.usecases.follow import follow
from engine.usecases.keep_journal import keep_journal
from engine.usecases.link_parties import opening_reasons, with_parties
from engine.usecases.refused_attempts import ENDING, record_failed, telling
from engine.usecases.requester import Requester, require_office
from engine.usecases.surroundings import circumstances
from rules.errors import UnioncaseError

_TRIES = 25
_LONGEST_NUMBER = 64


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
        NotPermittedError: The person claims to act for somebody who has not delegated to them.
        CanonicalError: The command holds text that no entry can be written with.
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
        except ENDING as error:
            record_failed(ports, command, requester, error)
            if telling(error) is not None or _is_taken(ports, command, requester, error):
                raise
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=command.case_id)


def _is_taken(
    ports: Ports, command: OpenCase, requester: Requester, conflict: UnioncaseError
) -> bool:
    """Whether trying again is in vain, as the wished number is another case's.

    The journal that a refusal begins may exist by now, and the very same command may have been
    carried out by a rival in the meantime: both are answered by the next try.
    """
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
    if not _may_be_given(command.case_id):
        taken = reason(ReasonCode.CASE_NUMBER_RESERVED, number=command.case_id)
        return _refuse(ports, command, requester, Refusal(reasons=(taken,)), world)
    numbered = replace(command, case_id=command.case_id or _number(ports, command.kind, world))
    answer = decide_opening(workflow, numbered, world)
    if isinstance(answer, Refusal):
        return _refuse(ports, command, requester, answer, world)
    batch = Batch(ports)
    answer = with_parties(ports, batch, None, answer, workflow, world)
    barred = opening_reasons(ports, batch, answer, workflow, world)
    if barred:
        return _refuse(ports, command, requester, Refusal(reasons=barred), world)
    batch.begin(answer, subject(answer.case, workflow))
    refusal = follow(ports, batch, None, answer, world)
    if refusal is not None:
        return _refuse(ports, command, requester, refusal, world)
    done = done_in(batch, answer.case.id)
    batch.commit(first_answer(command, requester, done))
    return done


def _may_be_given(number: str) -> bool:
    """Whether a person may choose the number; those of journals and of child cases are not free."""
    journal, child = number.startswith(JOURNAL_PREFIX), CHILD_MARK in number
    return len(number) <= _LONGEST_NUMBER and number.isprintable() and not (journal or child)


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
