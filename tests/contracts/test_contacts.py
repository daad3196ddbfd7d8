"""What every store of contacts does."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from engine.contacts import Channel, Contact
from engine.delivery import Contacts
from tests.support.stores import Stores

ANN = Contact(
    person="ann",
    channel=Channel.EMAIL,
    address="ann@example.invalid",
    language="en",
    digest=True,
    quiet_from=time(22),
    quiet_until=time(7, 30),
    muted=frozenset({"notice_copy"}),
)


@pytest.fixture
def contacts(stores: Stores) -> Contacts:
    """Ann's e-mail."""
    stores.contacts.save(ANN)
    return stores.contacts


def test_a_contact_comes_back_as_it_was_saved(contacts: Contacts) -> None:
    """Address, language, digest, quiet hours and what is muted."""
    assert list(contacts.of({"ann", "ben"})) == [ANN]


def test_a_person_has_one_contact_a_channel(contacts: Contacts) -> None:
    """A new address takes the place of the old one; another channel stands beside it."""
    moved, robot = replace(ANN, address="new@example.invalid"), replace(ANN, channel=Channel.WECOM)
    contacts.save(moved)
    contacts.save(robot)
    assert list(contacts.of({"ann"})) == [moved, robot]


def test_a_contact_can_be_forgotten_once(contacts: Contacts) -> None:
    """What is gone is not gone twice."""
    assert [contacts.remove("ann", Channel.EMAIL) for _ in range(2)] == [True, False]
    assert list(contacts.of({"ann"})) == []
