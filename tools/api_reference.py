"""Writes the pages of the API: its OpenAPI description, and who may use what.

`python -m tools.api_reference`
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from fastapi.routing import APIRoute

from adapters.inbound.rest import document
from adapters.inbound.rest.call import Gate
from adapters.inbound.rest.document import PREFIX, ROUTERS, SIGNED_ROUTERS

_PAGES = Path(__file__).parents[1] / "docs/reference"
DESCRIPTION = _PAGES / "openapi.json"
ACCESS = _PAGES / "access.md"

_HEAD = """\
# Who may use what of the API

Generated from the code by `python -m tools.api_reference`; do not edit.

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
    guarded = "".join(f"{line}\n" for line in _lines())
    return _HEAD + guarded + _SIGNED + "".join(f"{line}\n" for line in _signed_lines())


_SIGNED = """
## Signed instead

These ask for no token: who signs is the one who acts, within what `unioncase sender add` allows.

| address | what it does |
| --- | --- |
"""


def _lines() -> Iterator[str]:
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield _line(route)


def _signed_lines() -> Iterator[str]:
    for router in SIGNED_ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield f"| {_address(route)} | {_told(route)} |"


def _line(route: APIRoute) -> str:
    (gate,) = (d.call for d in route.dependant.dependencies if isinstance(d.call, Gate))
    roles = ", ".join(sorted(gate.roles)) or "all"
    return f"| {_address(route)} | {_told(route)} | `{gate.scope.value}` | {roles} |"


def _address(route: APIRoute) -> str:
    return f"`{min(route.methods or ())} {PREFIX}{route.path}`"


def _told(route: APIRoute) -> str:
    return (route.description or "").partition("\n")[0]


if __name__ == "__main__":
    DESCRIPTION.write_text(description(), "utf-8", newline="\n")
    ACCESS.write_text(access(), "utf-8", newline="\n")
