"""The migrations make exactly the declared tables, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, inspect

from adapters.outbound.db.connecting import connect_engine
from adapters.outbound.db.migrating import check_migrations, downgrade, migrate
from adapters.outbound.db.tables import METADATA


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
