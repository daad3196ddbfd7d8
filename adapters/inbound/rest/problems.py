"""From problems and refusals to what a program reads: RFC 9457 with words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import JsonValue
from starlette.responses import Response

from adapters.http import HttpCode, Problem, Site, site_of
from adapters.i18n import Language
from adapters.i18n.plain import jsonable
from adapters.i18n.wording import Wording
from adapters.inbound.rest.call import Call, language_of
from adapters.inbound.rest.faults import ApiCode
from adapters.inbound.rest.shapes.problems import (
    MEDIA_TYPE,
    ProblemSaid,
    ReasonSaid,
    ValueProblem,
)
from adapters.inbound.rest.shapes.shape import Words
from engine.refusal import Reason, ReasonCode, Refusal

WordingIn = Callable[[Language], Wording]

_SAID = {HttpCode.NOT_FOUND.value: ApiCode.NOT_FOUND.value}
"""Texts about pages that say something else to programs."""


def show_problem(request: Request, problem: Problem) -> Response:
    """A problem as a response, with the headers that belong to its status."""
    site = site_of(request)
    return problem_response(said(site, language_of(request, site), problem))


def show_broken(request: Request, problem: Problem) -> Response:
    """Something broke: what the texts alone can say, for the database may be what broke."""
    site = site_of(request)
    text = Words(**{one.value: site.texts.text(problem.code, one) for one in Language})
    body = ProblemSaid(
        type=f"urn:unioncase:problem:{problem.code}",
        title=getattr(text, language_of(request, site).value),
        status=int(problem.status),
        code=problem.code,
        params={},
        text=text,
    )
    return problem_response(body)


def problem_response(body: ProblemSaid) -> Response:
    """A problem as a response."""
    headers: dict[str, str] = {}
    if body.status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    if body.status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["retry-after"] = str(body.params.get("seconds"))
    content = body.model_dump(mode="json")
    return JSONResponse(content, body.status, headers, media_type=MEDIA_TYPE)


def said(
    site: Site,
    language: Language,
    problem: Problem,
    *,
    reasons: Sequence[ReasonSaid] = (),
    values: Sequence[ValueProblem] = (),
) -> ProblemSaid:
    """A problem with its words in both languages."""
    text = Words(**{one.value: _worded(site.words(one), problem) for one in Language})
    return ProblemSaid(
        type=f"urn:unioncase:problem:{problem.code}",
        title=getattr(text, language.value),
        status=int(problem.status),
        code=problem.code,
        params=_plain(problem.params),
        text=text,
        reasons=list(reasons),
        values=list(values),
    )


def _worded(words: Wording, problem: Problem) -> str:
    params = {n: words.param(n, cast("JsonValue", v)) for n, v in problem.params.items()}
    return words.say(_SAID.get(problem.code, problem.code), **params)


def _plain(params: Mapping[str, object]) -> dict[str, JsonValue]:
    return {name: _json(value) for name, value in params.items()}


def _json(value: object) -> JsonValue:
    plain = jsonable(value)
    known = plain is None or isinstance(plain, bool | int | float | str | list | dict)
    return plain if known else str(plain)


def refusal_problem(call: Call, refusal: Refusal, wording: WordingIn) -> ProblemSaid:
    """A refusal with every reason: 412 when the case is not what it was read as, else 422."""
    stale = any(found.code is ReasonCode.STALE_VERSION for found in refusal.reasons)
    status = HTTPStatus.PRECONDITION_FAILED if stale else HTTPStatus.UNPROCESSABLE_ENTITY
    code = ApiCode.STALE if stale else ApiCode.REFUSED
    reasons = [reason_said(found, wording) for found in refusal.reasons]
    problem = Problem(status=status.value, code=code.value)
    return said(call.site, call.language, problem, reasons=reasons)


def reason_said(found: Reason, wording: WordingIn) -> ReasonSaid:
    """One reason in both languages, with the place of the value that it is about."""
    words = Words(**{one.value: wording(one).reason(found) for one in Language})
    return ReasonSaid(
        code=found.code.value, params=found.params, text=words, pointer=_field_pointer(found)
    )


def _field_pointer(found: Reason) -> str | None:
    field = found.params.get("field")
    return f"/data/{field.replace('.', '/')}" if isinstance(field, str) else None


_CODES: Mapping[str, ApiCode] = {
    "missing": ApiCode.VALUE_MISSING,
    "extra_forbidden": ApiCode.VALUE_UNKNOWN,
    "json_invalid": ApiCode.NOT_JSON,
}
_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern", "expected")


def show_unreadable(request: Request, error: RequestValidationError) -> Response:
    """Every value that cannot be used, at its place; an impossible address does not exist."""
    site = site_of(request)
    found = error.errors()
    if any(one["loc"][0] == "path" for one in found):
        missing = Problem(status=HTTPStatus.NOT_FOUND.value, code=HttpCode.NOT_FOUND.value)
        return show_problem(request, missing)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    problem = Problem(status=status.value, code=ApiCode.INVALID.value)
    values = [_value_problem(site, one) for one in found]
    return problem_response(said(site, language_of(request, site), problem, values=values))


def _value_problem(site: Site, found: Mapping[str, object]) -> ValueProblem:
    place, *steps = cast("tuple[str | int, ...]", found["loc"])
    code, params = _code_of(found)
    text = {one.value: site.texts.text(code.value, one, params) for one in Language}
    in_body = place == "body"
    json_steps = [] if code is ApiCode.NOT_JSON else steps
    return ValueProblem(
        place=str(place),
        pointer="".join(f"/{_escaped(step)}" for step in json_steps) if in_body else None,
        name=None if in_body else ".".join(map(str, steps)),
        code=code.value,
        params=_plain(params),
        text=Words(**text),
    )


def _escaped(step: str | int) -> str:
    """A step of a JSON pointer (RFC 6901, section 3)."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _code_of(found: Mapping[str, object]) -> tuple[ApiCode, dict[str, object]]:
    type_ = str(found["type"])
    if type_ in _CODES:
        return _CODES[type_], {}
    context = found.get("ctx")
    limits = {n: v for n, v in context.items() if n in _LIMITS} if isinstance(context, dict) else {}
    if limits:
        expected = ", ".join(f"{name} {value}" for name, value in limits.items())
        return ApiCode.VALUE_OUT_OF_RANGE, {"expected": expected}
    return ApiCode.VALUE_OF_OTHER_TYPE, {"expected": type_.removesuffix("_type").partition("_")[0]}
