"""Parties outside that may send answers: added, listed, taken away."""

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
    from collections.abc import Iterator, Sequence

    from engine.outside import Sender

group = Group("sender")

SenderId = Annotated[str, Argument(metavar="SENDER")]


@group.command("add")
def add(
    desk: Desk,
    sender: SenderId,
    name: Annotated[str, Option("--name", metavar="NAME")],
    office: Annotated[str, Option("--office", metavar="OFFICE")],
    answers: Annotated[list[str], Option("--answer", metavar="KIND.EVENT")],
) -> int:
    """Let a party outside answer; its key is shown this once."""
    from adapters.i18n.plain import sender_plain
    from engine.refusal import Refusal
    from engine.usecases.keep_senders import add_sender

    added = add_sender(
        desk.ports,
        desk.house.reception,
        desk.requester,
        sender_id=sender,
        name=name,
        office=office,
        answers=frozenset(answers),
    )
    if isinstance(added, Refusal):
        return desk.refused(added)
    key = added.key

    def human(console: Console) -> None:
        console.print(Text(desk.say("cli_sender_added", sender=name), style="bold green"))
        indented(console, key, "bold")
        indented(console, desk.say("cli_sender_added_hint"), "dim")

    return desk.answer({**sender_plain(added.sender), "key": key}, human)


@group.command("list")
def list_all(desk: Desk) -> int:
    """The parties outside that may answer about cases of one's offices."""
    from adapters.i18n.plain import sender_plain
    from engine.usecases.keep_senders import list_senders

    found = list_senders(desk.ports, desk.house.reception, desk.requester)
    plain: JsonValue = {"senders": [sender_plain(sender) for sender in found]}
    return desk.answer(plain, lambda console: _print(console, desk, found))


def _print(console: Console, desk: Desk, found: Sequence[Sender]) -> None:
    if not found:
        console.print(Text(desk.say("cli_sender_none"), style="dim"))
        return
    names = ("id", "name", "office", "answers", "since")
    print_table(console, table(*(desk.say(f"cli_sender_{n}") for n in names)), _rows(desk, found))


def _rows(desk: Desk, found: Sequence[Sender]) -> Iterator[tuple[str, ...]]:
    for sender in found:
        since = f"{sender.added_at.astimezone():%Y-%m-%d}"
        if sender.revoked_at is not None:
            since = desk.say("cli_sender_is_revoked")
        yield sender.id, sender.name, sender.office, "\n".join(sorted(sender.answers)), since


@group.command("revoke")
def revoke(desk: Desk, sender: SenderId) -> int:
    """Let a party outside answer no more."""
    from adapters.i18n.plain import sender_plain
    from engine.refusal import Refusal
    from engine.usecases.keep_senders import revoke_sender

    revoked = revoke_sender(desk.ports, desk.house.reception, desk.requester, sender)
    if isinstance(revoked, Refusal):
        return desk.refused(revoked)
    text = desk.say("cli_sender_revoked", sender=revoked.name)
    return desk.answer(sender_plain(revoked), lambda console: console.print(Text(text)))
