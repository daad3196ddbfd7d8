"""Cases: list, open, show, as they were, their entries and remarks, personal data."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n import Language
from adapters.i18n.plain import (
    Plain,
    clock_plain,
    document_plain,
    entry_plain,
    row_plain,
    task_plain,
    view_plain,
)
from adapters.i18n.wording import Wording
from adapters.inbound.rest.answering import (
    CaseId,
    IdempotencyKey,
    IfMatch,
    answered,
    carry_out,
    done,
    etag,
    expected,
)
from adapters.inbound.rest.call import (
    Call,
    CasesAct,
    CasesRead,
    PersonalRead,
    require_a_case,
)
from adapters.inbound.rest.paging import Cursor, Limit, cursor, read_cursor
from adapters.inbound.rest.problems import problem_response, refusal_problem
from adapters.inbound.rest.shapes import cases as shapes
from adapters.inbound.rest.shapes.trail import EntryPage
from engine.commands import AddNote, Undo
from engine.events import EventType
from engine.model import Case, Status
from engine.notices import mentioned
from engine.ports import CaseQuery
from engine.refusal import Refusal
from engine.usecases.list_work import Reach
from engine.usecases.list_work import list_cases as find_cases
from engine.usecases.open_case import open_case as begin_case
from engine.usecases.read_history import case_at, read_history
from engine.usecases.reveal_fields import reveal_fields as show_fields
from engine.usecases.show_case import show_case as view_case

router = APIRouter(tags=["cases"])

Filter = Annotated[str | None, Query(max_length=200)]
CaseReach = Annotated[
    Reach,
    Query(
        description="`own`: only cases of the offices within reach. `copied`: only cases of which "
        "the caller was sent a copy, wherever they lie; such a case can be read and not acted on."
    ),
]


@router.get("/cases", response_model=shapes.CasePage)
def list_cases(
    call: CasesRead,
    kind: Filter = None,
    state: Annotated[tuple[str, ...], Query(max_length=50)] = (),
    status: Status | None = None,
    office: Filter = None,
    text: Filter = None,
    parent: Filter = None,
    reach: CaseReach = "all",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Plain:
    """The cases of the offices within reach, and those sent to one as a copy, newest first."""
    place = read_cursor(cursor, str)
    query = CaseQuery(
        kind=kind,
        states=frozenset(state),
        status=status,
        offices=None if office is None else frozenset((office,)),
        text=text or None,
        parent=parent,
        after=None if place is None else str(place[0]),
        limit=limit + 1,
    )
    rows = find_cases(call.ports, call.requester, query, reach=reach)
    last = rows[limit - 1].id if len(rows) > limit else None
    return {
        "cases": [row_plain(row) for row in rows[:limit]],
        "next": None if last is None else _cursor(last),
    }


def _cursor(*place: str | int) -> str:
    return cursor(*place)


@router.post("/cases", response_model=shapes.Done, status_code=HTTPStatus.CREATED)
def open_case(
    call: CasesAct, asked: shapes.Open, idempotency_key: IdempotencyKey = None
) -> Response:
    """Begin a case of a kind at an office."""
    answer = begin_case(
        call.ports,
        kind=asked.kind,
        office=asked.office,
        data=asked.data,
        requester=call.requester,
        case_id=asked.number,
        idempotency_key=call.key(idempotency_key),
    )
    if not isinstance(answer, Refusal):
        where = {"location": f"/api/v1/cases/{answer.case.id}"}
        return done(answer, HTTPStatus.CREATED, **where)

    def wording(language: Language) -> Wording:
        return call.site.latest_words(language, asked.kind)

    return problem_response(refusal_problem(call, answer, wording))


@router.get("/cases/{case_id}", response_model=shapes.CaseSaid)
def show_case(call: CasesRead, case_id: CaseId) -> Response:
    """A case as the caller may see it, with its version as ETag."""
    view = view_case(call.ports, case_id, call.requester)
    plain = view_plain(view, call.words_of(view.case), [])
    content = shapes.CaseSaid.model_validate(plain).model_dump(mode="json")
    return JSONResponse(content, headers={"etag": etag(view.case.version)})


@router.get("/cases/{case_id}/then", response_model=shapes.CaseThen)
def show_case_then(
    call: CasesRead,
    case_id: CaseId,
    seq: Annotated[int | None, Query(ge=1, le=1_000_000_000)] = None,
    at: AwareDatetime | None = None,
) -> Plain:
    """The case as it was after an entry, or at a moment; masked."""
    _visible(call, case_id)
    found = case_at(call.ports, case_id, call.requester, seq=seq, moment=at)
    if not isinstance(found, Case):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return _then(found)


def _then(case: Case) -> Plain:
    return {
        "case": case.id,
        "kind": case.kind,
        "workflow_version": case.workflow_version,
        "version": case.version,
        "office": case.office,
        "state": case.state,
        "status": case.status.value,
        "outcome": case.outcome,
        "entered_at": case.entered_at.isoformat(),
        "facts": case.facts,
        "documents": [document_plain(document) for document in case.documents],
        "tasks": [task_plain(task) for task in case.tasks],
        "clocks": [clock_plain(clock) for clock in case.deadlines],
    }


def _visible(call: Call, case_id: str) -> Case:
    return require_a_case(call.ports.cases.load(case_id).case)


@router.get("/cases/{case_id}/entries", response_model=EntryPage)
def list_case_entries(
    call: CasesRead, case_id: CaseId, limit: Limit = 50, cursor: Cursor = None
) -> Plain:
    """The trail of a case, oldest first; personal data masked."""
    _visible(call, case_id)
    place = read_cursor(cursor, int)
    after = 0 if place is None else int(str(place[0]))
    entries = [e for e in read_history(call.ports, case_id, call.requester) if e.seq > after]
    more = len(entries) > limit
    return {
        "entries": [entry_plain(entry) for entry in entries[:limit]],
        "next": _cursor(entries[limit - 1].seq) if more else None,
    }


@router.get("/cases/{case_id}/notes", response_model=shapes.Notes)
def list_notes(call: CasesRead, case_id: CaseId) -> Plain:
    """The remarks on a case, oldest first."""
    _visible(call, case_id)
    entries = read_history(call.ports, case_id, call.requester)
    noted = EventType.NOTE_ADDED.value
    return {"notes": [_note(entry) for entry in map(entry_plain, entries) if _type(entry) == noted]}


def _type(entry: Plain) -> object:
    header = entry["header"]
    return header.get("type") if isinstance(header, dict) else None


def _note(entry: Plain) -> Plain:
    header, payload = entry["header"], entry["payload"]
    assert isinstance(header, dict)
    text = _text(payload)
    return {
        "seq": entry["seq"],
        "at": header["at"],
        "person": header["who"],
        "text": text,
        "mentions": [*mentioned(text or "")],
    }


def _text(payload: object) -> str | None:
    changes = payload.get("changes") if isinstance(payload, dict) else None
    texts = [change.get("text") for change in changes or () if isinstance(change, dict)]
    return next((text for text in texts if isinstance(text, str)), None)


@router.post("/cases/{case_id}/notes", response_model=shapes.Done)
def add_note(
    call: CasesAct, case_id: CaseId, asked: shapes.NoteText, idempotency_key: IdempotencyKey = None
) -> Response:
    """Leave a remark for colleagues."""
    key = call.key(idempotency_key)
    return carry_out(call, AddNote(case_id=case_id, text=asked.text, idempotency_key=key))


@router.post("/cases/{case_id}/undo", response_model=shapes.Done)
def undo(
    call: CasesAct,
    case_id: CaseId,
    asked: shapes.Why,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take back one's own last action while nobody has acted since."""
    command = Undo(
        case_id=case_id,
        reason=asked.reason,
        expected_version=expected(if_match),
        idempotency_key=call.key(idempotency_key),
    )
    return carry_out(call, command)


@router.post("/cases/{case_id}/reveal", response_model=shapes.Revealed)
def reveal_fields(call: PersonalRead, case_id: CaseId, asked: shapes.Reveal) -> Response:
    """Show personal data unmasked; the reading is recorded before anything is shown."""
    shown = show_fields(call.ports, case_id, tuple(asked.fields), asked.purpose, call.requester)
    if isinstance(shown, Refusal):
        return answered(call, shown, case_id)
    return JSONResponse({"case": case_id, "values": shown})
