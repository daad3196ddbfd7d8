"""What one was told, and where one wants to be told."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.i18n import Language
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import UsageError
from adapters.inbound.cli.show import print_table, table
from adapters.inbound.cli.words import CliCode
from engine.contacts import Channel, Contact, is_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.delivery import Told

group = Group("inbox")
contact_group = Group("contact")


@group.command("list")
def inbox_list(
    desk: Desk,
    unread: Annotated[bool, Option("--unread")] = False,
    limit: Annotated[int, Option("--limit", min=1, max=1000)] = 50,
) -> int:
    """What one was told, newest first."""
    person = _known(desk)
    told = desk.ports.inbox.notices(person, unread=unread, limit=limit)
    plain: JsonValue = {"notices": [_plain(one) for one in told]}
    return desk.answer(plain, lambda console: _print(console, desk, told))


def _known(desk: Desk) -> str:
    """The person who asks; nobody reads another's inbox.

    Raises:
        NotFoundError: No such person.
    """
    return desk.ports.staff.directory().person(desk.requester.person).id


def _plain(told: Told) -> JsonValue:
    notice = told.notice
    return {
        "id": notice.id,
        "code": notice.code.value,
        "at": notice.at.isoformat(),
        "case": notice.case_id,
        "kind": notice.kind,
        "params": notice.params,
        "read_at": None if told.read_at is None else told.read_at.isoformat(),
    }


def _print(console: Console, desk: Desk, told: Sequence[Told]) -> None:
    if not told:
        console.print(Text(desk.say("cli_inbox_empty"), style="dim"))
        return
    made = table(desk.say("cli_column_when"), desk.say("cli_column_notice"))
    words = desk.house.notice_words
    rows = (
        (
            f"{one.notice.at.astimezone():%Y-%m-%d %H:%M}",
            Text(words.line(one.notice, desk.language), style="" if one.read_at else "bold"),
        )
        for one in told
    )
    print_table(console, made, rows)


@group.command("read")
def inbox_read(
    desk: Desk, notices: Annotated[list[str] | None, Argument(metavar="NOTICE...")] = None
) -> int:
    """Mark notices as read; all of them when none is named."""
    person, inbox = _known(desk), desk.ports.inbox
    ids = notices or [told.notice.id for told in inbox.notices(person, unread=True, limit=1000)]
    count = inbox.mark_read(person, ids, desk.ports.clock.now())
    text = desk.say("cli_inbox_read", count=count)
    return desk.answer({"read": count}, lambda console: console.print(Text(text)))


@contact_group.command("show")
def contact_show(desk: Desk) -> int:
    """Where one is told, besides the inbox."""
    from adapters.i18n.plain import contact_plain

    contacts = desk.ports.contacts.of({_known(desk)})
    plain: JsonValue = {"contacts": [contact_plain(contact) for contact in contacts]}

    def human(console: Console) -> None:
        names = ("channel", "address", "language", "digest", "quiet")
        made = table(*(desk.say(f"cli_column_{name}") for name in names))
        print_table(console, made, (_contact_row(desk, contact) for contact in contacts))

    return desk.answer(plain, human)


def _contact_row(desk: Desk, contact: Contact) -> tuple[str, ...]:
    from adapters.i18n.plain import quiet_hours

    digest = desk.say("cli_yes" if contact.digest else "cli_no")
    return (
        contact.channel.value,
        contact.address,
        contact.language,
        digest,
        quiet_hours(contact) or "",
    )


@contact_group.command("set")
def contact_set(
    desk: Desk,
    channel: Annotated[Channel, Argument(metavar="CHANNEL")],
    address: Annotated[str, Argument(metavar="ADDRESS")],
    language: Annotated[Language | None, Option("--language")] = None,
    digest: Annotated[bool, Option("--digest")] = False,
    quiet: Annotated[str | None, Option("--quiet", metavar="HH:MM-HH:MM")] = None,
    mute: Annotated[list[str] | None, Option("--mute", metavar="CODE")] = None,
) -> int:
    """Be told on a channel, at once or once a day, but not in quiet hours."""
    from adapters.i18n.plain import contact_plain

    if not is_address(channel, address):
        raise UsageError(CliCode.BAD_ADDRESS, given=address, channel=channel.value)
    since, until = _hours(quiet)
    contact = Contact(
        person=_known(desk),
        channel=channel,
        address=address,
        language=(language or desk.language).value,
        digest=digest,
        quiet_from=since,
        quiet_until=until,
        muted=frozenset(mute or ()),
    )
    desk.ports.contacts.save(contact)
    text = desk.say("cli_contact_set", channel=channel.value)
    return desk.answer(contact_plain(contact), lambda console: console.print(Text(text)))


def _hours(text: str | None) -> tuple[time | None, time | None]:
    if text is None:
        return None, None
    try:
        since, until = map(time.fromisoformat, text.split("-"))
    except ValueError as error:
        raise UsageError(CliCode.BAD_HOURS, given=text) from error
    return since, until


@contact_group.command("remove")
def contact_remove(desk: Desk, channel: Annotated[Channel, Argument(metavar="CHANNEL")]) -> int:
    """No longer be told on a channel."""
    removed = desk.ports.contacts.remove(_known(desk), channel)
    text = desk.say("cli_contact_removed" if removed else "cli_contact_none", channel=channel.value)
    return desk.answer({"removed": removed}, lambda console: console.print(Text(text)))
