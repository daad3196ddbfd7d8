"""The working days of a year, by the official notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.show import indented, print_table, table
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from engine.calendar import Calendar, Day

group = Group("calendar")


@group.command("show")
def show(
    desk: Desk,
    year: Annotated[int | None, Argument(min=1949, max=2999)] = None,
) -> int:
    """Days off and make-up days, with the notice that says so."""
    from engine.calendar import OFFICE_ZONE

    calendar = desk.ports.calendar.calendar()
    wanted = year or desk.ports.clock.now().astimezone(OFFICE_ZONE).year
    days = _ruled(calendar, wanted)
    if not days and not calendar.known_from.year <= wanted <= calendar.known_until.year:
        years = f"{calendar.known_from.year}-{calendar.known_until.year}"
        raise InputError(CliCode.YEAR_UNKNOWN, year=wanted, years=years)
    plain: JsonValue = {
        "year": wanted,
        "known_until": calendar.known_until.isoformat(),
        "edition": calendar.edition,
        "days": [_plain(day) for day in days],
    }
    return desk.answer(plain, lambda console: _print(console, days, calendar, desk))


def _ruled(calendar: Calendar, year: int) -> list[Day]:
    return sorted(
        (
            calendar.day(day.day)
            for notice in calendar.notices
            for day in notice.days()
            if day.day.year == year
        ),
        key=lambda day: day.day,
    )


def _plain(day: Day) -> JsonValue:
    notice = None if day.notice is None else day.notice.cite
    return {
        "day": day.day.isoformat(),
        "kind": day.kind.value,
        "holiday": day.holiday,
        "notice": notice,
    }


def _print(console: Console, days: list[Day], calendar: Calendar, desk: Desk) -> None:
    names = ("day", "weekday", "day_kind", "holiday", "source")
    made = table(*(desk.say(f"cli_column_{name}") for name in names))
    rows = (
        (
            day.day.isoformat(),
            desk.say(f"cli_weekday_{day.day.isoweekday()}"),
            Text(desk.say(day.kind.value), style="yellow" if day.is_working else ""),
            "" if day.holiday is None else desk.holiday(day.holiday),
            Text("" if day.notice is None else day.notice.cite, style="dim"),
        )
        for day in days
    )
    print_table(console, made, rows)
    indented(console, desk.say("cli_known_until", day=calendar.known_until), "dim")
