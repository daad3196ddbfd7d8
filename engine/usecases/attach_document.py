"""Put a paper into a file: content into the document store, its description into the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.commands import AttachDocument
from engine.errors import NotPermittedError
from engine.ports import Ports
from engine.usecases.answers import Answer
from engine.usecases.handle_command import handle_command
from engine.usecases.refused_attempts import record_failed
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances


def attach_document(
    ports: Ports,
    *,
    case_id: str,
    kind: str,
    name: str,
    content: bytes,
    requester: Requester,
    issued_on: date | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Attach a paper.

    The content is kept first: if the command is then refused, content without a case stays in
    the store under its hash, which harms nobody and is found again by the next attempt.

    Raises:
        NotFoundError: The case does not exist for this person.
        DocumentError: The content is too large, of a kind not accepted, or infected-looking.
    """
    unread = AttachDocument(
        case_id=case_id,
        kind=kind,
        name=name,
        sha256="",
        size_bytes=0,
        media="",
        issued_on=issued_on,
        idempotency_key=idempotency_key,
    )
    _require_access(ports, unread, requester)
    stored = ports.documents.put(content)
    command = replace(
        unread, sha256=stored.sha256, size_bytes=stored.size_bytes, media=stored.media
    )
    return handle_command(ports, command, requester)


def _require_access(ports: Ports, command: AttachDocument, requester: Requester) -> None:
    """Nothing is kept for somebody who may not see the file, or claims to be somebody's delegate.

    Raises:
        NotFoundError: The case does not exist for this person.
        NotPermittedError: Nobody has delegated to them; the attempt is recorded.
    """
    try:
        world = circumstances(ports, requester)
    except NotPermittedError as error:
        record_failed(ports, command, requester, error)
        raise
    require_visible(ports.cases.load(command.case_id).case, world.actor, world.directory)
