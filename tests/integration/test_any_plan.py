"""Messages and clocks are handed out by the limit that was asked for, whatever PostgreSQL plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, make_url

from engine import changes as c
from engine.projection import Message
from tests.support.stores import Stores, at, build
from tests.support.writes import case, clock, opening

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 2, 11, 1, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
_PLANS = ("hashjoin", "mergejoin", "hashagg", "sort", "material")
"""Without these a subquery of an update is run once for each row, if it may be."""


@pytest.fixture
def stores(new_postgres: Callable[..., str]) -> Iterator[Stores]:
    """Stores on a server that is left one plan only."""
    url = new_postgres("stores", build)
    admin = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with admin.begin() as connection:
        for plan in _PLANS:
            name = make_url(url).database
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET enable_{plan} = off')
    admin.dispose()
    made = at(url)
    yield made
    made.close()


def test_no_more_messages_are_leased_than_were_asked_for(stores: Stores) -> None:
    """The limit holds for the statement and not for each of its rows."""
    keys = [f"m{n}" for n in range(5)]
    stores.outbox.promise(
        [Message(key=key, kind="trial", payload={}, available_at=NOW) for key in keys]
    )
    assert list(stores.outbox.lease(NOW, until=SOON, limit=2)) == keys[:2]


def test_no_more_clocks_are_claimed_than_were_asked_for(stores: Stores) -> None:
    """The same of clocks that are due."""
    for number in range(5):
        started = c.DeadlineStarted(deadline=clock(days=1 + number))
        stores.cases.commit([opening(case(f"SA-{number}"), started)])
    now, later = NOW + timedelta(days=90), NOW + timedelta(days=91)
    assert len(stores.cases.claim_due(now, until=later, limit=2)) == 2
