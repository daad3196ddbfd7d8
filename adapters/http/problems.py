"""From errors to what a response says: a status, a code and its values (RFC 9457's content)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from adapters.http.faults import HttpCode, HttpError
from engine.canonical import CanonicalError
from engine.errors import AdapterError, ConflictError, NotFoundError, NotPermittedError
from engine.papers import DocumentError
from engine.press import PressError
from rules.errors import UnioncaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a request got no other answer; the words stand in the text catalogues."""

    status: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


_STATUS: tuple[tuple[type[UnioncaseError], HTTPStatus], ...] = (
    (NotPermittedError, HTTPStatus.FORBIDDEN),
    (ConflictError, HTTPStatus.CONFLICT),
    (DocumentError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (CanonicalError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (PressError, HTTPStatus.SERVICE_UNAVAILABLE),
)


def problem_of(error: UnioncaseError) -> Problem:
    """The problem that an error is to whoever asked.

    What does not exist and what does not exist for this person are told alike, so that nobody
    learns from an answer what other offices have.

    Example:
        >>> from engine.errors import EngineCode
        >>> problem_of(NotFoundError(EngineCode.CASE_NOT_FOUND, case="HA-2026-000001"))
        Problem(status=404, code='http_not_found', params={})
    """
    if isinstance(error, HttpError):
        return Problem(status=error.status, code=error.code.value, params=error.params)
    if isinstance(error, NotFoundError):
        return Problem(status=HTTPStatus.NOT_FOUND.value, code=HttpCode.NOT_FOUND.value)
    if isinstance(error, AdapterError):
        status = HTTPStatus.SERVICE_UNAVAILABLE if error.retryable else HTTPStatus.BAD_GATEWAY
        return Problem(status=status.value, code=HttpCode.BUSY.value)
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return Problem(status=status.value, code=error.code.value, params=error.params)
    return failure()


def failure() -> Problem:
    """Something broke; the log says what, the answer does not."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Problem(status=status.value, code=HttpCode.FAILED.value)


def problem_of_status(status: int) -> Problem:
    """The problem of an answer that the framework gave by itself."""
    codes = {
        HTTPStatus.NOT_FOUND: HttpCode.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED: HttpCode.NOT_ALLOWED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: HttpCode.TOO_LARGE,
    }
    known = {code.value: name for code, name in codes.items()}
    return Problem(status=status, code=known.get(status, HttpCode.UNREADABLE).value)
