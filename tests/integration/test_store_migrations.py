"""The migrations make exactly the declared tables, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, inspect

from adapters.outbound.db.connecting import connect_engine
from adapters.outbound.db.migrating import check_migrations, downgrade, migrate
from adapters.outbound.db.tables import METADATA
from engine.ports import CaseQuery
from tests.support.stores import at
from tests.support.writes import case, opening


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine over an empty database."""
    new: Callable[..., str] = request.getfixturevalue(f"new_{request.param}")
    made = connect_engine(new())
    yield made
    made.dispose()


def test_migrating_makes_the_declared_tables(engine: Engine) -> None:
    """Nothing is left that a further migration would have to change."""
    migrate(engine)
    check_migrations(engine)
    assert set(METADATA.tables) < set(inspect(engine).get_table_names())


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    """Who runs it again finds everything as it was."""
    migrate(engine)
    migrate(engine)
    check_migrations(engine)


def test_migrations_can_be_taken_back(engine: Engine) -> None:
    """Down to nothing and up again."""
    migrate(engine)
    downgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    check_migrations(engine)


def test_copies_that_were_sent_before_are_listed_after(engine: Engine) -> None:
    """The table of copies is filled from the cases that are there, and from no text in them."""
    migrate(engine)
    url = engine.url.render_as_string(hide_password=False)
    kept = at(url)
    kept.cases.commit([opening(case("SA-1", copies=("lin", "bai")))])
    kept.cases.commit([opening(case("SA-2", facts={"name": '"copies":["lin"]'}))])
    kept.close()
    downgrade(engine, "views")
    migrate(engine)
    kept = at(url)
    for person, found in (("lin", ["SA-1"]), ("bai", ["SA-1"]), ("kuai", [])):
        rows = kept.cases.cases(CaseQuery(copied_to=frozenset({person})))
        assert [row.id for row in rows] == found
    kept.close()
