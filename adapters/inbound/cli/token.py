"""Tokens of service accounts: the keys by which programs use the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import indented, print_table, table
from engine.access_tokens import LONGEST_LIFE, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.access_tokens import AccessToken

group = Group("token")

Person = Annotated[str, Argument(metavar="PERSON")]
Scopes = Annotated[list[Scope], Option("--scope", metavar="SCOPE")]
Label = Annotated[str, Option("--label", metavar="TEXT")]
Days = Annotated[int, Option("--days", min=1, max=LONGEST_LIFE.days)]


@group.command("issue")
def issue(desk: Desk, person: Person, scope: Scopes, label: Label, days: Days = 90) -> int:
    """Issue a token to a service account; it is shown this once."""
    from adapters.i18n.plain import token_plain
    from engine.refusal import Refusal
    from engine.usecases.keep_tokens import issue_token

    issued = issue_token(
        desk.ports,
        desk.house.doors,
        desk.requester,
        person=person,
        label=label,
        scopes=frozenset(scope),
        life=timedelta(days=days),
    )
    if isinstance(issued, Refusal):
        return desk.refused(issued)
    secret, token = issued.secret, issued.token

    def human(console: Console) -> None:
        console.print(Text(desk.say("cli_token_issued", person=person), style="bold green"))
        indented(console, secret, "bold")
        indented(console, desk.say("cli_token_issued_hint", token=token.id), "dim")

    return desk.answer({**token_plain(token), "secret": secret}, human)


@group.command("list")
def list_all(desk: Desk) -> int:
    """The tokens of the accounts one looks after, newest first."""
    from adapters.i18n.plain import token_plain
    from engine.usecases.keep_tokens import list_tokens

    found = list_tokens(desk.ports, desk.house.doors, desk.requester)
    plain: JsonValue = {"tokens": [token_plain(token) for token in found]}
    return desk.answer(plain, lambda console: _print(console, desk, found))


def _print(console: Console, desk: Desk, found: Sequence[AccessToken]) -> None:
    if not found:
        console.print(Text(desk.say("cli_token_none"), style="dim"))
        return
    names = ("token", "account", "label", "scopes", "until")
    print_table(console, table(*(desk.say(f"cli_token_{n}") for n in names)), _rows(desk, found))


def _rows(desk: Desk, found: Sequence[AccessToken]) -> Iterator[tuple[str, ...]]:
    for token in found:
        until = f"{token.expires_at.astimezone():%Y-%m-%d}"
        if token.revoked_at is not None:
            until = desk.say("cli_token_is_revoked")
        scopes = " ".join(sorted(scope.value for scope in token.scopes))
        yield token.id, token.person, token.label, scopes, until


@group.command("revoke")
def revoke(desk: Desk, token: Annotated[str, Argument(metavar="TOKEN")]) -> int:
    """Take a token away at once."""
    from adapters.i18n.plain import token_plain
    from engine.refusal import Refusal
    from engine.usecases.keep_tokens import revoke_token

    revoked = revoke_token(desk.ports, desk.house.doors, desk.requester, token)
    if isinstance(revoked, Refusal):
        return desk.refused(revoked)
    text = desk.say("cli_token_revoked", token=token)
    return desk.answer(token_plain(revoked), lambda console: console.print(Text(text)))
