"""The aid budget: what there is, and giving a fund its share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import print_table, table
from engine.money import Fen, fen_from_yuan, formatted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.ports import Balance
    from engine.projection import Account

group = Group("budget")

Year = Annotated[int | None, Option("--year", min=1949, max=2999)]


@group.command("show")
def show(desk: Desk, year: Year = None) -> int:
    """Allotted, free, reserved and spent, for each fund of one's offices."""
    from adapters.i18n.plain import balance_plain
    from engine.usecases.requester import visible_offices
    from engine.usecases.surroundings import circumstances

    world = circumstances(desk.ports, desk.requester)
    offices = visible_offices(world.actor, world.directory)
    balances = desk.ports.ledger.balances(offices, year)
    plain: JsonValue = {"balances": [balance_plain(balance) for balance in balances]}
    return desk.answer(plain, lambda console: print_budget(console, balances, desk))


def print_budget(console: Console, balances: Sequence[Balance], desk: Desk) -> None:
    """One line a fund and year."""
    if not balances:
        console.print(Text(desk.say("cli_no_budget"), style="dim"))
        return
    from engine.projection import Account

    directory = desk.ports.staff.directory()
    funds: dict[tuple[str, int, str], dict[str, int]] = {}
    for balance in balances:
        key = (balance.office, balance.year, balance.fund)
        funds.setdefault(key, {})[balance.account] = balance.amount_fen
    columns = [desk.say(f"cli_column_{name}") for name in ("office", "year", "fund")]
    made = table(*columns, whole=columns[1:])
    for account in Account:
        name = desk.say(f"cli_account_{account.value}")
        made.add_column(name, justify="right", no_wrap=True)
    rows = (
        (
            directory.office(office).name if office in directory.offices else office,
            str(year),
            desk.say(f"cli_fund_{fund}") if f"cli_fund_{fund}" in desk.texts else fund,
            *(_amount(amounts, account) for account in Account),
        )
        for (office, year, fund), amounts in funds.items()
    )
    print_table(console, made, rows)


def _amount(amounts: dict[str, int], account: Account) -> str:
    """Granted is the other side of the books: minus all that was allotted."""
    amount = amounts.get(account.value, 0)
    return formatted(Fen(-amount if account.value == "granted" else amount))


@group.command("allot")
def allot(
    desk: Desk,
    office: Annotated[str, Argument(metavar="OFFICE")],
    fund: Annotated[str, Argument(metavar="FUND")],
    amount: Annotated[str, Argument(metavar="YUAN")],
    year: Year = None,
    back: Annotated[bool, Option("--back")] = False,
) -> int:
    """Give a fund its budget for a year, or take back what is free."""
    from engine.calendar import OFFICE_ZONE
    from engine.usecases.allot_budget import allot_budget

    of_year = year or desk.ports.clock.now().astimezone(OFFICE_ZONE).year
    given = fen_from_yuan(amount.replace(",", ""))
    fen = Fen(-given if back else given)
    refusal = allot_budget(
        desk.ports, desk.requester, office=office, fund=fund, year=of_year, amount_fen=fen
    )
    if refusal is not None:
        return desk.refused(refusal)
    text = desk.say("cli_allotted", fund=fund, year=of_year, amount=formatted(fen))
    plain: JsonValue = {"office": office, "fund": fund, "year": of_year, "amount_fen": int(fen)}
    return desk.answer(plain, lambda console: console.print(Text(text)))
