"""The OpenAPI description: generated from the code, with every problem an operation may answer."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from adapters.inbound.rest import (
    actions,
    approvals,
    budgets,
    cases,
    definitions,
    documents,
    letters,
    many,
    operations,
    outside,
    own,
    parties,
    people,
    queues,
    reckoning,
    reports,
    staffing,
    tasks,
    tokens,
    trail,
)
from adapters.inbound.rest.shapes.problems import MEDIA_TYPE, ProblemSaid

PREFIX = "/api/v1"

ROUTERS: tuple[APIRouter, ...] = (
    cases.router,
    actions.router,
    tasks.router,
    approvals.router,
    documents.router,
    letters.router,
    reckoning.router,
    people.router,
    staffing.router,
    queues.router,
    trail.router,
    reports.router,
    definitions.router,
    budgets.router,
    own.router,
    parties.router,
    many.router,
    tokens.router,
    operations.router,
)

SIGNED_ROUTERS: tuple[APIRouter, ...] = (outside.router,)
"""What asks for a signature instead of a token."""

_ABOUT = """\
Cases of trade-union offices: what waits, what can be done and why not, and the trail of it all.

Every request carries the token of a service account (`Authorization: Bearer uc_...`), or the
session of somebody signed in to the pages together with `X-CSRF-Token`. Rows of other offices do
not exist: they are answered like what is not there, 404. Personal data are masked; showing them is
recorded. What is refused comes with every reason, and the attempt is recorded too. Words are in
the language of `Accept-Language` (zh or en); problems have both.
"""

_ALWAYS = {
    "401": "Nobody is signed in, or the token does not count.",
    "403": "The token lacks the scope; or a session's request did not prove where it comes from.",
    "404": "There is no such thing, or not for the caller; which of both is not told.",
    "422": "Values that cannot be used; or a refusal with every reason.",
    "429": "Too many requests; `Retry-After` says when to come again.",
}
_WRITING = {
    "400": "A body that cannot even be read: no UTF-8, or a broken form.",
    "409": "The idempotency key was used for something else, or others were faster every time.",
    "412": "The case has changed since the version in `If-Match`.",
    "413": "Larger than anything that is taken.",
}
_CONTENT = {"show_diagram": "image/svg+xml", "fetch_document": "application/octet-stream"}
"""What operations answer whose answers are not JSON."""

Tree = dict[str, Any]
"""A piece of an OpenAPI document."""


@cache
def document() -> Tree:
    """The description of the API."""
    described = FastAPI(
        title="unioncase",
        version="1",
        description=_ABOUT,
        generate_unique_id_function=operation_id,
    )
    for router in (*ROUTERS, *SIGNED_ROUTERS):
        described.include_router(router, prefix=PREFIX)
    tree: Tree = described.openapi()
    schemas: Tree = tree["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _add_problem(schemas)
    for path in tree["paths"].values():
        for method, operation in path.items():
            _complete(operation, writes=method != "get")
    return tree


def operation_id(route: APIRoute) -> str:
    """The name of an operation in generated clients.

    Example:
        >>> operation_id(APIRoute("/cases", endpoint=cases.list_cases, name="list_cases"))
        'listCases'
    """
    return _camel(route.name)


def _add_problem(schemas: Tree) -> None:
    problem = ProblemSaid.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    for name, schema in problem.pop("$defs").items():
        schemas.setdefault(name, schema)
    schemas["ProblemSaid"] = problem


def _complete(operation: Tree, *, writes: bool) -> None:
    """Name every problem that the operation may answer, in the one shape that all have."""
    responses: Tree = operation["responses"]
    for status, told in {**_ALWAYS, **(_WRITING if writes else {})}.items():
        schema = {"$ref": "#/components/schemas/ProblemSaid"}
        responses[status] = {"description": told, "content": {MEDIA_TYPE: {"schema": schema}}}
    media = next((m for n, m in _CONTENT.items() if operation["operationId"] == _camel(n)), None)
    if media is not None:
        schema = {"type": "string", "format": "binary"}
        responses["200"]["content"] = {media: {"schema": schema}}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return "".join((first, *(word.capitalize() for word in rest)))
