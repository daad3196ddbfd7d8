"""The key of the register's index."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.outbound.db import Database
from adapters.outbound.db.parties import SqlAlchemyPartyIndex
from adapters.outbound.kept_keys import INDEX_FILE, index_key
from engine.errors import AdapterError
from engine.parties import Mark, MarkKind
from tests.support.stores import build


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """All who ask at once get the same key, and nobody else may read the file."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: index_key(None, tmp_path), range(8)))
    assert len(keys) == 1
    assert (tmp_path / INDEX_FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [INDEX_FILE]


@pytest.mark.parametrize("given", ["", "zz" * 32, "ab" * 16], ids=["empty", "letters", "short"])
def test_what_is_no_key_is_refused(given: str, tmp_path: Path) -> None:
    """A short key would be guessed, and no key at all hides nothing."""
    with pytest.raises(AdapterError):
        index_key(given, tmp_path)


def test_another_key_than_the_index_was_made_with_is_refused(tmp_path: Path) -> None:
    """Under it nobody would be found, and everybody registered twice."""
    url = f"sqlite:///{tmp_path / 'index.sqlite'}"
    build(url)
    database = Database(url)
    mark = Mark(MarkKind.PHONE, "13900000001")
    SqlAlchemyPartyIndex(database, lambda: bytes(32)).blinded(mark)
    with pytest.raises(AdapterError):
        SqlAlchemyPartyIndex(database, lambda: b"x" * 32).blinded(mark)
    database.close()
