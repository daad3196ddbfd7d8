"""What every store of tokens does: they are found by hash and by id, and stay revoked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.outbound.db import Database, SqlAlchemyAccessTokens
from adapters.outbound.memory import InMemoryAccessTokens
from engine.access_tokens import AccessToken, Scope
from tests.support.stores import Stores

Tokens = SqlAlchemyAccessTokens | InMemoryAccessTokens

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
TOKEN = AccessToken(
    id="a1b2",
    key="a1b2c3d4",
    person="payroll",
    label="工资系统",
    scopes=frozenset({Scope.CASES_READ, Scope.AUDIT_READ}),
    issued_by="admin",
    issued_at=NOW,
    expires_at=NOW + timedelta(days=90),
)


@pytest.fixture
def tokens(stores: Stores) -> Iterator[Tokens]:
    """An empty store of tokens."""
    if stores.url is None:
        yield InMemoryAccessTokens()
        return
    database = Database(stores.url)
    yield SqlAlchemyAccessTokens(database)
    database.close()


def test_a_token_is_found_by_its_hash_and_by_its_id(tokens: Tokens) -> None:
    """It comes back as it was saved, and nothing else does."""
    tokens.save(TOKEN)
    assert (tokens.by_key(TOKEN.key), tokens.by_id(TOKEN.id)) == (TOKEN, TOKEN)
    assert (tokens.by_key(TOKEN.id), tokens.by_id(TOKEN.key)) == (None, None)


def test_a_second_save_replaces_the_first(tokens: Tokens) -> None:
    """A revoked token is the same token."""
    tokens.save(TOKEN)
    revoked = replace(TOKEN, revoked_at=NOW + timedelta(hours=1))
    tokens.save(revoked)
    assert list(tokens.every()) == [revoked]


def test_tokens_are_listed_newest_first(tokens: Tokens) -> None:
    """What counts no more is listed too."""
    newer = replace(TOKEN, id="b", key="bb", issued_at=NOW + timedelta(hours=1))
    tokens.save(TOKEN)
    tokens.save(newer)
    assert list(tokens.every()) == [newer, TOKEN]


def test_use_is_noted_and_nothing_else_is_changed(tokens: Tokens) -> None:
    """Noting the use of a token that is gone makes none."""
    tokens.save(replace(TOKEN, revoked_at=NOW))
    tokens.note_use(TOKEN.key, NOW)
    tokens.note_use("gone", NOW)
    assert list(tokens.every()) == [replace(TOKEN, revoked_at=NOW, used_at=NOW)]


def test_all_tokens_of_an_account_are_revoked_at_once(tokens: Tokens) -> None:
    """Those of other accounts stay, and one that was revoked before keeps its moment."""
    before, now = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    tokens.save(replace(TOKEN, id="a", key="aa", revoked_at=before))
    tokens.save(replace(TOKEN, id="b", key="bb"))
    tokens.save(replace(TOKEN, id="c", key="cc", person="ledger"))
    assert tokens.revoke_of("payroll", now) == 1
    found = {token.id: token.revoked_at for token in tokens.every()}
    assert found == {"a": before, "b": now, "c": None}
