"""What every store of senders does: an id is given once, and who was taken away stays so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.outbound.db import Database, SqlAlchemySenders
from adapters.outbound.memory import InMemorySenders
from engine.errors import ConflictError, EngineCode
from engine.outside import Sender
from engine.reception import SenderStore
from tests.support.stores import Stores

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
BANK = Sender(
    id="bank",
    name="样例银行",
    office="d",
    answers=frozenset({"hardship_aid.payment_confirmed", "hardship_aid.payment_returned"}),
    added_by="root",
    added_at=NOW,
)


@pytest.fixture
def senders(stores: Stores) -> Iterator[SenderStore]:
    """An empty store of senders."""
    if stores.url is None:
        yield InMemorySenders()
        return
    database = Database(stores.url)
    yield SqlAlchemySenders(database)
    database.close()


def test_a_sender_comes_back_as_it_was_added(senders: SenderStore) -> None:
    """Under its own id, and under no other."""
    senders.add(BANK)
    assert (senders.by_id("bank"), senders.by_id("Bank")) == (BANK, None)


def test_an_id_is_given_once(senders: SenderStore) -> None:
    """Not even after its sender was taken away; the first one stays as it is."""
    senders.add(BANK)
    senders.revoke("bank", NOW)
    with pytest.raises(ConflictError) as taken:
        senders.add(replace(BANK, office="other"))
    assert taken.value.code is EngineCode.SENDER_TAKEN
    assert list(senders.every()) == [replace(BANK, revoked_at=NOW)]


def test_senders_are_listed_by_id(senders: SenderStore) -> None:
    """Whoever came first."""
    court = replace(BANK, id="a-court")
    senders.add(BANK)
    senders.add(court)
    assert list(senders.every()) == [court, BANK]


def test_the_first_revocation_counts(senders: SenderStore) -> None:
    """A second one does not move it, and of one that is not there nothing comes."""
    senders.add(BANK)
    for minutes in (0, 5):
        senders.revoke("bank", NOW + timedelta(minutes=minutes))
    senders.revoke("nobody", NOW)
    assert list(senders.every()) == [replace(BANK, revoked_at=NOW)]
