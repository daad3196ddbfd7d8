"""Clocks: their arithmetic day by day, and the timer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.show import indented, print_table, table
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from adapters.i18n.wording import Wording
    from engine.calendar import DayLine
    from engine.usecases.explain_deadline import ExplainedDeadline, Leg

group = Group("deadline")


@group.command("explain")
def explain(
    desk: Desk,
    case: Annotated[str, Argument(metavar="CASE")],
    clock: Annotated[str | None, Argument(metavar="CLOCK")] = None,
) -> int:
    """The arithmetic of a case's clocks, day by day, with reasons and citations."""
    from adapters.i18n.plain import deadline_plain
    from engine.usecases.explain_deadline import explain_deadlines

    every = explain_deadlines(desk.ports, case, desk.requester)
    found = [item for item in every if clock in (None, item.deadline.key)]
    if clock is not None and not found:
        known = [item.deadline.key for item in every]
        raise InputError(CliCode.UNKNOWN_CHOICE, given=clock, known=known)
    words = desk.of(desk.ports.cases.load(case).case)
    plain: JsonValue = {"case": case, "clocks": [deadline_plain(item, words) for item in found]}
    return desk.answer(plain, lambda console: _print(console, found, words, desk.holidays))


def _print(
    console: Console,
    found: list[ExplainedDeadline],
    words: Wording,
    holidays: Mapping[str, str],
) -> None:
    if not found:
        console.print(Text(words.say("cli_no_clocks"), style="dim"))
    for item in found:
        clock = item.deadline
        line = Text(words.kind.clock(clock.key), style="bold")
        line.append(f"  {words.span(clock.span)}")
        line.append(f"  {words.say(f'cli_clock_{clock.status.value}')}", style="dim")
        console.print(line)
        if item.cite is not None:
            indented(console, words.kind.word("law", item.cite), "dim")
        for leg in item.legs:
            _leg(console, leg, words, holidays)
        code = "cli_last_day_provisional" if clock.provisional else "cli_last_day_is"
        indented(console, words.say(code, day=clock.last_day), "bold")
        console.print()


def _leg(console: Console, leg: Leg, words: Wording, holidays: Mapping[str, str]) -> None:
    names = ("day", "weekday", "day_kind", "nth", "why", "source")
    made = table(*(words.say(f"cli_column_{name}") for name in names))
    print_table(console, made, (_day(line, words, holidays) for line in leg.days))


def _day(line: DayLine, words: Wording, holidays: Mapping[str, str]) -> tuple[str | Text, ...]:
    style = "" if line.number is not None else "dim"
    kind = words.say(line.kind.value)
    if line.holiday is not None:
        kind = f"{kind} {holidays.get(line.holiday, line.holiday)}"
    if line.assumed:
        kind = f"{kind} {words.say('cli_assumed')}"
    source = " ".join(part for part in (line.notice, line.article) if part)
    cells = (
        line.day.isoformat(),
        words.say(f"cli_weekday_{line.day.isoweekday()}"),
        kind,
        "" if line.number is None else str(line.number),
        words.say(line.reason.value),
        source,
    )
    return tuple(Text(cell, style=style) for cell in cells)


@group.command("fire")
def fire(desk: Desk, limit: Annotated[int, Option("--limit", min=1, max=10_000)] = 1000) -> int:
    """Run the timer once: every clock whose last day has passed does what it is declared to do."""
    from engine.usecases.fire_deadlines import fire_deadlines

    fired: list[JsonValue] = []
    for clock, now in fire_deadlines(desk.ports, limit=limit):
        if now:
            plain = {
                "case": clock.case_id,
                "clock": clock.key,
                "ends_at": clock.ends_at.isoformat(),
            }
            fired.append(dict(plain))
    return desk.answer({"fired": fired}, lambda console: _fired(console, fired, desk))


def _fired(console: Console, fired: list[JsonValue], desk: Desk) -> None:
    console.print(Text(desk.say("cli_fired", count=len(fired))))
    for item in fired:
        if isinstance(item, dict):
            case = desk.ports.cases.load(str(item["case"])).case
            words = desk.of(case)
            state = words.kind.word("states", case.state)
            indented(console, f"{case.id}  {words.kind.clock(str(item['clock']))}  → {state}")


@group.command("recompute")
def recompute(desk: Desk) -> int:
    """Compute provisional clocks again, after a new calendar notice."""
    from engine.usecases.fire_deadlines import recompute_deadlines

    moved = list(recompute_deadlines(desk.ports))
    plain: JsonValue = {"recomputed": list(moved)}
    text = desk.say("cli_recomputed", count=len(moved))
    return desk.answer(plain, lambda console: console.print(Text("\n".join((text, *moved)))))
