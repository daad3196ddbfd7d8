"""Papers: hand one in, list them, fetch one with its hash, withdraw one."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Path, UploadFile
from starlette.responses import Response

from adapters.http.uploads import plain_name
from adapters.i18n.plain import Plain, document_plain
from adapters.inbound.rest.answering import CaseId, IdempotencyKey, answered, carry_out
from adapters.inbound.rest.call import DocumentsRead, DocumentsWrite
from adapters.inbound.rest.shapes.cases import Documents, DocumentSaid, Done, WhyNeeded
from engine.commands import WithdrawDocument
from engine.usecases.attach_document import attach_document as put_in
from engine.usecases.read_document import find_document, read_document
from engine.usecases.show_case import show_case

router = APIRouter(tags=["documents"])

DocumentId = Annotated[str, Path(max_length=120)]
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""A paper is nobody of ours' work: whatever shows it shall run nothing."""


@router.get("/cases/{case_id}/documents", response_model=Documents)
def list_documents(call: DocumentsRead, case_id: CaseId) -> Plain:
    """The papers of a case."""
    case = show_case(call.ports, case_id, call.requester).case
    return {"documents": [document_plain(document) for document in case.documents]}


@router.post("/cases/{case_id}/documents", response_model=Done)
def attach_document(
    call: DocumentsWrite,
    case_id: CaseId,
    kind: Annotated[str, Form(max_length=200, description="Which paper of the file it is.")],
    file: Annotated[UploadFile, File(description="At most 20 MiB; judged by its content.")],
    issued_on: Annotated[date | None, Form()] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Put a paper into the file; what it is, is judged by its content and not by its name."""
    answer = put_in(
        call.ports,
        case_id=case_id,
        kind=kind,
        name=plain_name(file.filename or ""),
        content=file.file.read(),
        requester=call.requester,
        issued_on=issued_on,
        idempotency_key=call.key(idempotency_key),
    )
    return answered(call, answer, case_id)


@router.get("/cases/{case_id}/documents/{document_id}", response_model=DocumentSaid)
def show_document(call: DocumentsRead, case_id: CaseId, document_id: DocumentId) -> Plain:
    """What is known of a paper, without its content."""
    return document_plain(find_document(call.ports, case_id, document_id, call.requester))


@router.get("/cases/{case_id}/documents/{document_id}/content", response_class=Response)
def fetch_document(call: DocumentsRead, case_id: CaseId, document_id: DocumentId) -> Response:
    """The paper itself; reading one with personal data is recorded."""
    paper = read_document(call.ports, case_id, document_id, call.requester)
    sha256 = paper.document.sha256
    name = quote(paper.document.name, safe="")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "content-security-policy": _POLICY,
        "etag": f'"{sha256}"',
        "repr-digest": f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:",
    }
    return Response(paper.content, headers=headers, media_type=paper.document.media)


@router.post("/cases/{case_id}/documents/{document_id}/withdraw", response_model=Done)
def withdraw_document(
    call: DocumentsWrite,
    case_id: CaseId,
    document_id: DocumentId,
    asked: WhyNeeded,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Declare that a paper does not count."""
    command = WithdrawDocument(
        case_id=case_id,
        document_id=document_id,
        reason=asked.reason,
        idempotency_key=call.key(idempotency_key),
    )
    return carry_out(call, command)
