"""Persons and employers as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.text import Text

from adapters.i18n.days import moment
from adapters.i18n.plain import likeness_plain, party_plain
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import grid, heading, indented

if TYPE_CHECKING:
    from rich.console import Console

    from engine.parties import Likeness
    from engine.usecases.find_party import Pair, PartyView, Resemblance


def pair_plain(pair: Pair) -> dict[str, JsonValue]:
    """Two parties that may be one."""
    return {
        "one": party_plain(pair.one),
        "other": party_plain(pair.other),
        "alike": likeness_plain(pair.alike),
    }


def resemblance_plain(found: Resemblance) -> dict[str, JsonValue]:
    """Somebody whom a new case's values resemble."""
    return {
        "role": found.role,
        "party": found.party,
        "alike": likeness_plain(found.alike),
        "open_cases": [row.case_id for row in found.open_cases],
    }


def print_parties(console: Console, views: Sequence[PartyView], desk: Desk) -> None:
    """One line each, with what speaks for it."""
    if not views:
        console.print(Text(desk.say("cli_no_parties"), style="dim"))
    for view in views:
        line = f"{view.record.id}  {view.facts['name']}"
        console.print(Text(line, style="bold"))
        if view.alike is not None:
            indented(console, _reasons(view.alike, desk))
        indented(console, desk.say("cli_party_cases", count=len(view.links)), "dim")


def _reasons(found: Likeness, desk: Desk) -> str:
    words = [desk.say(reason.value) for reason in found.reasons]
    return desk.say("cli_alike", points=found.points, reasons=words)


def print_party(console: Console, view: PartyView, facts: dict[str, JsonValue], desk: Desk) -> None:
    """What a party is known by, and its cases."""
    console.print(Text(f"{view.record.id}  {facts['name']}", style="bold"))
    made = grid()
    for name, value in facts.items():
        if name not in ("is", "name"):
            made.add_row(desk.say(f"cli_party_{name}"), str(value))
    for name, _ in view.record.absorbed:
        made.add_row(desk.say("cli_party_absorbed"), name)
    if view.record.staff is not None:
        made.add_row(desk.say("cli_party_staff"), view.record.staff)
    for relation in view.record.relations:
        made.add_row(desk.say(f"cli_party_{relation.tie}"), relation.party)
    console.print(made)
    if view.links:
        heading(console, desk.say("cli_party_cases", count=len(view.links)))
    for row in view.links:
        line = f"{row.case_id}  {row.role}  {desk.say(f'cli_status_{row.status.value}')}"
        indented(console, f"{line}  {moment(row.at)[:10]}")


def print_pairs(console: Console, pairs: Sequence[Pair], desk: Desk) -> None:
    """Each pair with what speaks for its being one."""
    if not pairs:
        console.print(Text(desk.say("cli_no_duplicates"), style="dim"))
    for pair in pairs:
        names = (f"{v.record.id} {v.facts['name']}" for v in (pair.one, pair.other))
        console.print(Text("  =  ".join(names), style="bold"))
        indented(console, _reasons(pair.alike, desk))


def print_resemblances(console: Console, found: Sequence[Resemblance], desk: Desk) -> None:
    """Who may be known already, and which cases they have open."""
    for one in found:
        shown = one.party or desk.say("cli_party_elsewhere")
        console.print(Text(f"{one.role}: {shown}", style="yellow"))
        indented(console, _reasons(one.alike, desk))
        for row in one.open_cases:
            indented(console, desk.say("cli_party_open_case", case=row.case_id))
    if not found:
        console.print(Text(desk.say("cli_no_parties"), style="dim"))


def show_resemblances(desk: Desk, kind: str, given: dict[str, JsonValue]) -> None:
    """Say on the side, before a case is opened, who of it may be known already."""
    from rich.console import Console

    from engine.usecases.find_party import possible_duplicates

    if desk.as_json:
        return
    found = possible_duplicates(desk.ports, desk.requester, kind, given)
    if found:
        print_resemblances(Console(stderr=True, highlight=False), found, desk)
