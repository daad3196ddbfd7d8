"""What was promised to the outside world: how far behind it is, and what was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import indented, print_table, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.delivery import Backlog, DeadLetter
    from engine.usecases.settle_dead_letter import Settling

group = Group("delivery")

Message = Annotated[str, Argument(metavar="MESSAGE")]
Reason = Annotated[str, Option("--reason", metavar="TEXT")]


@group.command("status")
def status(desk: Desk) -> int:
    """How many messages wait and how many were given up."""
    backlog = desk.ports.outbox.backlog(desk.ports.clock.now())
    sealed = desk.ports.log.size()
    plain: JsonValue = {
        "waiting": backlog.waiting,
        "dead": backlog.dead,
        "oldest": None if backlog.oldest is None else backlog.oldest.isoformat(),
        "sealed": sealed,
    }
    return desk.answer(plain, lambda console: _print_status(console, desk, backlog, sealed))


def _print_status(console: Console, desk: Desk, backlog: Backlog, sealed: int) -> None:
    state = "cli_delivery_ill" if backlog.dead else "cli_delivery_well"
    console.print(Text(desk.say(state), style="bold red" if backlog.dead else "bold green"))
    for name, value in (("waiting", backlog.waiting), ("dead", backlog.dead), ("sealed", sealed)):
        indented(console, desk.say(f"cli_delivery_{name}", count=value))


@group.command("dead")
def dead(desk: Desk) -> int:
    """The messages that were given up, oldest first."""
    from adapters.i18n.plain import dead_letter_plain
    from engine.refusal import Refusal
    from engine.usecases.settle_dead_letter import dead_letters

    letters = dead_letters(desk.ports, desk.requester)
    if isinstance(letters, Refusal):
        return desk.refused(letters)
    plain: JsonValue = {"dead": [dead_letter_plain(letter) for letter in letters]}
    return desk.answer(plain, lambda console: _print_dead(console, desk, letters))


def _print_dead(console: Console, desk: Desk, letters: Sequence[DeadLetter]) -> None:
    if not letters:
        console.print(Text(desk.say("cli_delivery_none_dead"), style="dim"))
        return
    names = ("message", "kind", "attempts", "cause", "since")
    made = table(*(desk.say(f"cli_column_{name}") for name in names))
    rows = (
        (letter.key, letter.kind, str(letter.attempts), _cause(desk, letter), str(letter.died_at))
        for letter in letters
    )
    print_table(console, made, rows)


def _cause(desk: Desk, letter: DeadLetter) -> str:
    """Some causes are codes that have words; others are what a program called its failure."""
    if letter.cause not in desk.texts:
        return letter.cause
    return desk.say(letter.cause, cause="", error="", scheme="")


@group.command("retry")
def retry(desk: Desk, message: Message, reason: Reason) -> int:
    """Try a message that was given up again."""
    return _settled(desk, message, "retry", reason)


@group.command("drop")
def drop(desk: Desk, message: Message, reason: Reason) -> int:
    """Drop a message that was given up."""
    return _settled(desk, message, "drop", reason)


def _settled(desk: Desk, key: str, how: Settling, why: str) -> int:
    from engine.usecases.settle_dead_letter import settle_dead_letter

    refusal = settle_dead_letter(desk.ports, desk.requester, key, how, why)
    if refusal is not None:
        return desk.refused(refusal)
    text = desk.say(f"cli_delivery_{how}", key=key)
    return desk.answer({"message": key, "settled": how}, lambda console: console.print(Text(text)))
