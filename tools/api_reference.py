"""Writes the API's OpenAPI description, and who may use what of the pages and of the API.

`python -m tools.api_reference`
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from adapters.inbound.rest import document
from adapters.inbound.rest.call import Gate
from adapters.inbound.rest.document import PREFIX, ROUTERS, SIGNED_ROUTERS
from adapters.inbound.web.places import MY_DAY, PLACES, Place
from adapters.inbound.web.reach import whole_house
from adapters.inbound.web.section import pages

_PAGES = Path(__file__).parents[1] / "docs/reference"
DESCRIPTION = _PAGES / "openapi.json"
ACCESS = _PAGES / "access.md"

_HEAD = """\
# Who may use what

Generated from the code by `python -m tools.api_reference`; do not edit. What was meant is written
by hand in [who sees what](who-sees-what.md), and a test holds the application to that.

## Pages

A page needs a session. Where roles are named, everybody else is told that there is no such page
(404); `above all` means: at an office above all others. Within what is left, things of offices out
of reach do not exist.

| address | what it does | roles |
| --- | --- | --- |
"""
_API = """
## API

A request needs a token with the scope in the table, or a session of the pages, which may do what
its person may. Then the roles count: where some are named, everybody else is answered as if there
were no such address (404). Within what is left, rows of offices out of reach do not exist (404,
and absent from lists and counts), and what the case's own rules forbid is refused with every
reason (422) and recorded. Without a token or session every address below answers 401, with a
token of other scopes 403.

| address | what it does | scope | roles |
| --- | --- | --- | --- |
"""


def description() -> str:
    """What the OpenAPI page must hold."""
    return f"{json.dumps(document(), ensure_ascii=False, indent=1)}\n"


def access() -> str:
    """What the page of who may use what must hold."""
    parts = (
        (_HEAD, (_page_line(route) for route in _routes(pages().routers))),
        (_API, (_line(route) for route in _routes(ROUTERS))),
        (_SIGNED, (_signed_line(route) for route in _routes(SIGNED_ROUTERS))),
    )
    return "".join(head + "".join(f"{line}\n" for line in lines) for head, lines in parts)


_SIGNED = """
## Signed instead

These ask for no token: who signs is the one who acts, within what `unioncase sender add` allows.

| address | what it does |
| --- | --- |
"""


def _routes(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    for router in routers:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def _page_line(route: APIRoute) -> str:
    calls = [inner.call for inner in route.dependant.dependencies]
    roles = ", ".join(sorted(_place(route.path).roles)) or "all"
    where = " above all" if whole_house in calls else ""
    return f"| {_address(route, '')} | {_told(route)} | {roles}{where} |"


def _place(path: str) -> Place:
    """The part of the office that a page belongs to."""
    inside = (one for one in PLACES if path == one.path or path.startswith(f"{one.path}/"))
    return next(inside, MY_DAY)


def _signed_line(route: APIRoute) -> str:
    return f"| {_address(route)} | {_told(route)} |"


def _line(route: APIRoute) -> str:
    (gate,) = (d.call for d in route.dependant.dependencies if isinstance(d.call, Gate))
    roles = ", ".join(sorted(gate.roles)) or "all"
    return f"| {_address(route)} | {_told(route)} | `{gate.scope.value}` | {roles} |"


def _address(route: APIRoute, prefix: str = PREFIX) -> str:
    return f"`{min(route.methods or ())} {prefix}{route.path}`"


def _told(route: APIRoute) -> str:
    return (route.description or "").partition("\n")[0]


if __name__ == "__main__":
    DESCRIPTION.write_text(description(), "utf-8", newline="\n")
    ACCESS.write_text(access(), "utf-8", newline="\n")
