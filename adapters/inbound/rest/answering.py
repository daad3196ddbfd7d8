"""What became of a command, as a response; and the headers that commands come with."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, TypedDict

from fastapi import Header, Path
from fastapi.responses import JSONResponse
from starlette.responses import Response

from adapters.i18n import Language
from adapters.i18n.plain import done_plain
from adapters.i18n.wording import Wording
from adapters.inbound.rest.call import Call
from adapters.inbound.rest.problems import problem_response, refusal_problem
from adapters.inbound.rest.shapes.cases import Done as DoneSaid
from adapters.inbound.rest.shapes.problems import ProblemSaid
from engine.commands import CaseCommand
from engine.refusal import Refusal
from engine.usecases.answers import Answer, Done
from engine.usecases.handle_command import handle_command

CaseId = Annotated[
    str, Path(max_length=100, description="Number of the case.", examples=["HA-2026-000017"])
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^("\d{1,9}"|\*)$',
        description="ETag of the case as it was read; if it has changed since, 412.",
        examples=['"7"'],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="A repeated request with the same key gets the first answer.",
    ),
]


def expected(if_match: str | None) -> int | None:
    """The version that an ETag names.

    Example:
        >>> expected('"7"'), expected("*")
        (7, None)
    """
    return None if if_match in (None, "*") else int(if_match.strip('"'))


def etag(version: int) -> str:
    """The ETag of a version of a case."""
    return f'"{version}"'


class OnCase(TypedDict):
    """What every command on a case is given."""

    case_id: str
    idempotency_key: str | None


def on_case(call: Call, case_id: str, key: str | None) -> OnCase:
    """The case that a command is about, with the key as it is kept."""
    return {"case_id": case_id, "idempotency_key": call.key(key)}


class OnTask(OnCase):
    """What every command on a task is given."""

    task_id: str


def on_task(call: Call, task_id: str, key: str | None) -> OnTask:
    """The task that a command is about, with its case.

    Raises:
        NotFoundError: No such open task.
    """
    case_id = call.ports.cases.task(task_id).case_id
    return {**on_case(call, case_id, key), "task_id": task_id}


def carry_out(call: Call, command: CaseCommand) -> Response:
    """Give a command on a case and answer."""
    return answered(call, handle_command(call.ports, command, call.requester), command.case_id)


def answered(call: Call, answer: Answer, case_id: str) -> Response:
    """What became of a command on a case."""
    if isinstance(answer, Refusal):
        return problem_response(case_refused(call, answer, case_id))
    return done(answer)


def case_refused(call: Call, refusal: Refusal, case_id: str) -> ProblemSaid:
    """A refusal in the words of the case's kind."""
    case = call.ports.cases.load(case_id).case

    def wording(language: Language) -> Wording:
        return call.site.words(language, case.kind, case.workflow_version)

    return refusal_problem(call, refusal, wording)


def house_refused(call: Call, refusal: Refusal) -> Response:
    """A refusal that is about no case."""
    return problem_response(refusal_problem(call, refusal, call.site.words))


def done(answer: Done, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> Response:
    """A command that was carried out, with the ETag that the case has now."""
    content = DoneSaid.model_validate(done_plain(answer)).model_dump(mode="json")
    return JSONResponse(content, status, {"etag": etag(answer.case.version), **headers})
