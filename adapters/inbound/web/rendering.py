"""Templates into pages: everything is escaped, and a name that is not there is an error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from adapters.i18n.days import days_left, last_day, moment
from adapters.i18n.wording import yuan
from engine.money import Fen, formatted

_STATIC = "static"


@cache
def environment() -> Environment:
    """The templates of the pages."""
    made = Environment(
        loader=PackageLoader("adapters.inbound.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        # They do not change while the program runs; looking costs as much as a short page.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"moment": moment, "last_day": last_day, "yuan": yuan, "fen": _fen, "day": _day}
    made.globals |= {"asset": asset, "icon": icon, "days_left": days_left}
    return made


def render(template: str, values: Mapping[str, object]) -> str:
    """A filled template."""
    return environment().get_template(template).render(values)


@cache
def asset(name: str) -> str:
    """The address of a file; it changes with the content, so that browsers may keep it."""
    content = (files("adapters.inbound.web") / _STATIC).joinpath(name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def icon(name: str) -> Markup:
    """A small sign beside a text; it says nothing by itself."""
    sprite = asset("vendor/icons.svg")
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        sprite, name
    )


def _fen(amount: int) -> str:
    return formatted(Fen(amount))


def _day(day: date | datetime | None) -> str:
    return "" if day is None else day.isoformat()[:10]
