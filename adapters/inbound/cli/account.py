"""Accounts: letting people sign in to the pages."""

from __future__ import annotations

from typing import Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import indented

group = Group("account")


@group.command("give")
def give(desk: Desk, person: Annotated[str, Argument(metavar="PERSON")]) -> int:
    """Give somebody an account, or a new password for it; they choose their own at the door."""
    from engine.usecases.passwords import give_account

    password = desk.house.doors.tokens.password()
    give_account(desk.ports, desk.house.doors, person, password)
    plain: JsonValue = {"person": person, "password": password, "must_change": True}

    def human(console: Console) -> None:
        console.print(Text(desk.say("cli_account_given", person=person), style="bold green"))
        indented(console, password, "bold")
        indented(console, desk.say("cli_account_given_hint"), "dim")

    return desk.answer(plain, human)
