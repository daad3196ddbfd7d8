"""People read what they were told, and say where they want to be told."""

from __future__ import annotations

from engine.usecases.deliver_message import deliver_message
from tests.support.command_line import CommandLine


def deliver_all(office: CommandLine) -> None:
    """Deliver everything that was promised."""
    ports = office.house.ports
    now = ports.clock.now()
    while keys := ports.outbox.lease(now, until=now, limit=1000):
        for key in keys:
            deliver_message(ports, key)


def test_a_colleague_hears_of_a_mention_and_reads_it(office: CommandLine, draft: str) -> None:
    """The note's author hears nothing; the colleague reads it once."""
    deliver_all(office)
    office.ask("inbox", "read", person="he")
    assert office.ask("case", "note", draft, "请 @he 看一下", person="lin").code == 0
    deliver_all(office)
    [notice] = office.ask("inbox", "list", "--unread", person="he").data["notices"]
    assert (notice["code"], notice["case"]) == ("notice_mention", draft)
    assert draft in office.run("inbox", "list", "--as", "he").out
    assert [office.ask("inbox", "read", person="he").data["read"] for _ in range(2)] == [1, 0]


def test_a_contact_is_set_shown_and_removed(office: CommandLine) -> None:
    """Digest and quiet hours are kept as they were said."""
    address = ("email", "lin@example.invalid", "--digest", "--quiet", "22:00-07:00")
    assert office.ask("contact", "set", *address, person="lin").code == 0
    [contact] = office.ask("contact", "show", person="lin").data["contacts"]
    assert (contact["digest"], contact["quiet"]) == (True, "22:00-07:00")
    assert office.ask("contact", "remove", "email", person="lin").data["removed"] is True


def test_an_address_that_is_none_is_told(office: CommandLine) -> None:
    """Two mailboxes, or plain HTTP: nothing is kept."""
    for channel, address in (
        ("email", "a@x.invalid,b@x.invalid"),
        ("webhook", "http://127.0.0.1/"),
    ):
        assert office.ask("contact", "set", channel, address, person="lin").code == 2
    assert office.ask("contact", "show", person="lin").data["contacts"] == []


def test_hours_that_are_none_are_told(office: CommandLine) -> None:
    """A mistyped span is a usage error."""
    said = office.ask("contact", "set", "email", "x@example.invalid", "--quiet", "night")
    assert said.code == 2
