"""What a form sent, after the proof that it was one of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from adapters.http import HttpCode, HttpError, visitor_of
from adapters.http.sessions import FORM_TOKEN, TOKEN_HEADER

_MOST_FIELDS = 2000
_MOST_FILES = 20


@dataclass(frozen=True)
class Posted:
    """The fields of a form."""

    form: FormData

    def text(self, name: str, otherwise: str = "") -> str:
        """The value of a field, as typed."""
        value = self.form.get(name)
        return value if isinstance(value, str) else otherwise

    def given(self, name: str) -> str | None:
        """The value of a field; None when it was left empty."""
        return self.text(name).strip() or None

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be there several times."""
        return tuple(value for value in self.form.getlist(name) if isinstance(value, str))

    def number(self, name: str) -> int | None:
        """A whole number, or None."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def file(self, name: str) -> tuple[str, bytes] | None:
        """The name and the content of an uploaded file, or None."""
        upload = self.form.get(name)
        if not isinstance(upload, UploadFile) or not upload.filename:
            return None
        return upload.filename, upload.file.read()

    def fields(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Fields whose names begin alike, without that beginning."""
        for name, value in self.form.multi_items():
            if name.startswith(prefix) and isinstance(value, str):
                yield name[len(prefix) :], value


async def posted(request: Request) -> AsyncIterator[Posted]:
    """Read a form that carries the token of its session; its files are closed with the answer.

    Raises:
        HttpError: The token is missing or another session's; or the form cannot be read.
    """
    visitor = await run_in_threadpool(visitor_of, request)
    if visitor is None:
        raise HttpError(HTTPStatus.UNAUTHORIZED, HttpCode.NOT_SIGNED_IN)
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        given = request.headers.get(TOKEN_HEADER) or form.get(FORM_TOKEN)
        if not isinstance(given, str) or not visitor.owns(given):
            raise HttpError(HTTPStatus.FORBIDDEN, HttpCode.TOKEN_WRONG)
        yield Posted(form)


async def posted_by_anyone(request: Request) -> AsyncIterator[Posted]:
    """Read a form of a page that needs no session; only its origin can be checked."""
    async with request.form(max_files=0, max_fields=50) as form:
        yield Posted(form)


Sent = Annotated[Posted, Depends(posted)]
SentByAnyone = Annotated[Posted, Depends(posted_by_anyone)]
