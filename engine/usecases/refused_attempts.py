"""Attempts that end in an error still leave an entry: who tried what, and why it could not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.canonical import CanonicalError, canonical_bytes
from engine.circumstances import Circumstances
from engine.commands import CaseCommand, OpenCase
from engine.errors import ConflictError, EngineCode, NotFoundError, NotPermittedError
from engine.journal import refused_claim, refused_opening
from engine.ports import Ports
from engine.recording import refused
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.batch import Batch, subject
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances
from rules.errors import UnioncaseError

_TRIES = 25

ENDING = (NotPermittedError, ConflictError, CanonicalError)
"""Errors by which an attempt may end."""


def record_failed(
    ports: Ports, command: CaseCommand | OpenCase, requester: Requester, error: UnioncaseError
) -> None:
    """Leave an entry about an attempt that an error ended, where there is a file to leave it in.

    A mere race (somebody else was faster) and an unknown person leave none.
    """
    found = telling(error)
    if found is None:
        return
    world = as_oneself(ports, requester)
    if world is None:
        return
    write = _in_journal if isinstance(command, OpenCase) else _on_case
    persistently(lambda: write(ports, command, Refusal(reasons=(found,)), world))
    note_recorded(error)


def note_recorded(error: UnioncaseError) -> None:
    """Let nobody record a false claim a second time."""
    if isinstance(error, NotPermittedError):
        error.recorded = True


def record_pretender(
    ports: Ports, requester: Requester, error: NotPermittedError, command: str
) -> None:
    """Leave an entry about a false claim that ended whatever was asked, reading included.

    It stands in the journal of the person's own office: no case need have been asked about.

    Args:
        ports: The outside.
        requester: Who claimed.
        error: How it ended; nothing is done when an entry tells of it already.
        command: What they wanted, as the entry names it.
    """
    found, world = telling(error), as_oneself(ports, requester)
    if error.recorded or found is None or world is None or not world.actor.grants:
        return
    office = world.actor.grants[0].office
    event = refused_claim(office, command, Refusal(reasons=(found,)), world)
    persistently(lambda: keep_journal(ports, office, event, world))
    note_recorded(error)


def telling(error: UnioncaseError) -> Reason | None:
    """The reason that an error is; None when it says nothing about the attempt (a mere race)."""
    if isinstance(error, NotPermittedError):
        return reason(ReasonCode.NOT_DELEGATED, **error.params)
    if isinstance(error, CanonicalError):
        return reason(ReasonCode.UNSEALABLE, problem=error.code.value)
    if error.code is EngineCode.KEY_REUSED:
        key = str(error.params.get("key"))
        return reason(ReasonCode.KEY_REUSED, key=key if _is_sealable(key) else "")
    return None


def as_oneself(ports: Ports, requester: Requester) -> Circumstances | None:
    """The world with the person in their own name: whom they claimed to act for did nothing."""
    try:
        return circumstances(ports, replace(requester, on_behalf_of=None))
    except NotFoundError:
        return None


def _on_case(
    ports: Ports, command: CaseCommand | OpenCase, refusal: Refusal, world: Circumstances
) -> None:
    batch = Batch(ports)
    loaded = batch.load(command.case_id)
    case = loaded.case
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    event = refused(case, command, refusal, world)
    if not _is_sealable(event.action):
        event = replace(event, action=type(command).__name__)
    batch.add(loaded, (event,), case, subject(case, workflow))
    batch.commit()


def _in_journal(
    ports: Ports, command: CaseCommand | OpenCase, refusal: Refusal, world: Circumstances
) -> None:
    if not isinstance(command, OpenCase) or command.office not in world.directory.offices:
        return
    kind = command.kind if _is_sealable(command.kind) else ""
    event = refused_opening(command.office, kind, refusal, world)
    keep_journal(ports, command.office, event, world)


def _is_sealable(text: str | None) -> bool:
    try:
        canonical_bytes(text)
    except CanonicalError:
        return False
    return True


def persistently(write: Callable[[], None]) -> None:
    """Write though others write at the same time; without a file there is nowhere to write."""
    for _ in range(_TRIES):
        try:
            return write()
        except ConflictError:
            continue
        except NotFoundError:
            return None
    return None
