"""An administrator looks after what was given up."""

from __future__ import annotations

import pytest

from engine.projection import Message
from tests.support.command_line import CommandLine


@pytest.fixture
def ill(office: CommandLine) -> CommandLine:
    """An office with one dead letter."""
    ports = office.house.ports
    now = ports.clock.now()
    ports.outbox.promise([Message(key="m1", kind="mail", payload={}, available_at=now)])
    ports.outbox.bury("m1", "delivery_too_often", now)
    return office


def test_the_list_says_why_a_message_was_given_up(ill: CommandLine) -> None:
    """Cause and attempts are shown, in words."""
    assert [
        letter["cause"] for letter in ill.ask("delivery", "dead", person="admin").data["dead"]
    ] == ["delivery_too_often"]
    assert "again and again" in ill.run("delivery", "dead", "--as", "admin").out


def test_an_administrator_tries_it_again(ill: CommandLine) -> None:
    """It waits again, and the journal says who and why."""
    said = ill.ask("delivery", "retry", "m1", "--reason", "server is back", person="admin")
    assert said.code == 0, said.out
    assert ill.ask("delivery", "status").data["dead"] == 0


def test_nobody_else_may(ill: CommandLine) -> None:
    """A caseworker is refused and the letter stays."""
    said = ill.ask("delivery", "drop", "m1", "--reason", "x", person="lin")
    assert (said.code, said.reasons) == (3, ["not_your_role"])
    assert ill.ask("delivery", "status").data["dead"] == 1


def test_nobody_else_sees_whose_letters_were_given_up(ill: CommandLine) -> None:
    """The keys name people and cases of every office."""
    said = ill.ask("delivery", "dead", person="lin")
    assert (said.code, said.reasons) == (3, ["not_your_role"])


def test_a_letter_that_is_not_there_is_told(ill: CommandLine) -> None:
    """An unknown key is not found."""
    assert ill.ask("delivery", "drop", "m9", "--reason", "x", person="lin").code == 4
