"""The application `unioncase`: all commands, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from adapters.bootstrap import House
from adapters.i18n import Language, Texts
from adapters.inbound.cli import (
    account,
    backup,
    budget,
    calendar,
    deadline,
    delivery,
    doctor,
    inbox,
    installation,
    ledger,
    letter,
    party,
    proofs,
    queues,
    receiving,
    replay,
    rules,
    sender,
    staff,
    token,
    vote,
    workflow,
)
from adapters.inbound.cli.commands import Group, Reader
from adapters.settings import Settings

GROUPS: tuple[Group, ...] = (
    installation.group,
    staff.group,
    backup.group,
    account.group,
    token.group,
    sender.group,
    receiving.group,
    queues.group,
    vote.group,
    deadline.group,
    inbox.group,
    inbox.contact_group,
    delivery.group,
    doctor.group,
    letter.group,
    party.group,
    budget.group,
    ledger.group,
    workflow.group,
    rules.group,
    calendar.group,
    proofs.group,
    replay.group,
)


def application(
    house: House, texts: Texts, language: Language, groups: Sequence[Group] = GROUPS
) -> typer.Typer:
    """Put the commands together.

    Args:
        house: The installation that they work on.
        texts: All texts.
        language: Language of help, and of answers unless `--lang` says otherwise.
        groups: The commands; a program may have more of them than this command line.
    """
    reader = Reader(house=house, texts=texts, language=language)
    app = typer.Typer(
        name="unioncase",
        help=reader.say("cli_help"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for group in groups:
        group.add_to(app, reader)
    return app


def language_of(arguments: Sequence[str], settings: Settings) -> Language:
    """The language asked for on the line, else that of the settings; help needs it first."""
    known = [language.value for language in Language]
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        named = option.removeprefix("--lang=") if option.startswith("--lang=") else value
        if option.startswith("--lang") and named in known:
            return Language(named)
    return Language(settings.lang)
