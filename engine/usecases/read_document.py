"""Read a paper of a case; reading one with personal data stands in the office's journal."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definitions.language import Workflow
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.filing import personal_reasons
from engine.journal import data_read
from engine.model import Case, Document
from engine.ports import Ports
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances

_TRIES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper with its content."""

    document: Document
    content: bytes


def find_document(ports: Ports, case_id: str, document_id: str, requester: Requester) -> Document:
    """What is known of a paper, without its content.

    Raises:
        NotFoundError: No such paper, or the case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    return _document(case, document_id)


def read_document(ports: Ports, case_id: str, document_id: str, requester: Requester) -> Paper:
    """A paper; the reading is recorded before anything is shown.

    Raises:
        NotFoundError: No such paper, or it or the case does not exist for this person: papers
            with personal data are for those who may be shown a case's personal data.
        DocumentError: The content is not what it was when it was handed in.
    """
    document = find_document(ports, case_id, document_id, requester)
    case = ports.cases.load(case_id).case
    spec = ports.workflows.version(case.kind, case.workflow_version).spec
    if _is_personal(spec, document):
        _require_duty(ports, case, spec, document, requester)
        _record(ports, case, document, requester)
    return Paper(document=document, content=ports.documents.get(document.sha256))


def may_read_document(ports: Ports, case: Case, document: Document, requester: Requester) -> bool:
    """Whether this person may open a paper that they know of."""
    spec = ports.workflows.version(case.kind, case.workflow_version).spec
    if not _is_personal(spec, document):
        return True
    return not personal_reasons(case, spec, circumstances(ports, requester))


def _is_personal(spec: Workflow, document: Document) -> bool:
    return document.kind not in spec.documents or spec.documents[document.kind].sensitive


def _document(case: Case, document_id: str) -> Document:
    found = next((paper for paper in case.documents if paper.id == document_id), None)
    if found is None:
        raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=document_id)
    return found


def _require_duty(
    ports: Ports, case: Case, spec: Workflow, document: Document, requester: Requester
) -> None:
    """A case may be seen by somebody it was copied to, who works on no such cases."""
    if personal_reasons(case, spec, circumstances(ports, requester)):
        raise NotFoundError(EngineCode.DOCUMENT_NOT_FOUND, document=document.id)


def _record(ports: Ports, case: Case, document: Document, requester: Requester) -> None:
    for _ in range(_TRIES):
        world = circumstances(ports, requester)
        details = {"case": case.id, "document": document.id}
        event = data_read(case.office, "document_read", world, dict(details))
        try:
            keep_journal(ports, case.office, event, world)
        except ConflictError:
            continue
        return
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=case.id)
