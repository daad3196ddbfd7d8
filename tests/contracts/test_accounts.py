"""What every store of accounts does: sessions end, failures count, drafts are a person's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.outbound.db import Database, SqlAlchemyAccounts
from adapters.outbound.memory import InMemoryAccounts
from engine.access import Account, Session, Tally
from tests.support.stores import Stores

Accounts = SqlAlchemyAccounts | InMemoryAccounts

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
LIN = Account(person="lin", password_hash="$argon2id$...", password_set_at=NOW)
SESSION = Session(key="k1", person="lin", opened_at=NOW, seen_at=NOW, device="Firefox")


@pytest.fixture
def accounts(stores: Stores) -> Iterator[Accounts]:
    """An empty store of accounts."""
    if stores.url is None:
        yield InMemoryAccounts()
        return
    database = Database(stores.url)
    yield SqlAlchemyAccounts(database)
    database.close()


def test_an_account_comes_back_as_it_was_saved(accounts: Accounts) -> None:
    """The second save replaces the first, and nobody else has an account by it."""
    accounts.save_account(LIN)
    changed = replace(LIN, code_secret="JBSWY3DP", must_change=True)
    accounts.save_account(changed)
    assert (accounts.account("lin"), accounts.account("mei")) == (changed, None)


def test_a_code_is_accepted_once(accounts: Accounts) -> None:
    """Neither the same time step nor an earlier one counts again."""
    accounts.save_account(LIN)
    taken = [accounts.accept_code("lin", step) for step in (7, 7, 6, 8)]
    assert (taken, accounts.accept_code("nobody", 9)) == ([True, False, False, True], False)


def test_accounts_with_a_second_factor_are_found(accounts: Accounts) -> None:
    """By person; those without one are left out."""
    for person, secret in (("mei", "sealed"), ("bai", None), ("lin", "sealed too")):
        accounts.save_account(replace(LIN, person=person, code_secret=secret))
    assert [found.person for found in accounts.with_second_factor()] == ["lin", "mei"]


def test_a_secret_is_resealed_only_while_it_is_the_old_one(accounts: Accounts) -> None:
    """A secret that was changed in between stays as it is, and so does the rest of the account."""
    accounts.save_account(replace(LIN, code_secret="old", last_code_step=7))
    assert [accounts.replace_secret("lin", "old", new) for new in ("new", "newer")] == [True, False]
    assert accounts.account("lin") == replace(LIN, code_secret="new", last_code_step=7)


def test_a_recovery_code_is_used_once(accounts: Accounts) -> None:
    """It is gone with that; those of other people with the same hash are not."""
    for person in ("lin", "mei"):
        accounts.save_recovery_codes(person, ["b", "a"])
    used = [accounts.use_recovery_code("lin", code) for code in ("a", "a", "c")]
    assert (used, accounts.recovery_codes("lin")) == ([True, False, False], ["b"])
    assert accounts.recovery_codes("mei") == ["a", "b"]


def test_new_recovery_codes_replace_the_old(accounts: Accounts) -> None:
    """Those that were left count no more; none at all may take their place."""
    accounts.save_recovery_codes("lin", ["a", "b"])
    accounts.save_recovery_codes("lin", ["c"])
    assert accounts.recovery_codes("lin") == ["c"]
    accounts.save_recovery_codes("lin", [])
    assert accounts.recovery_codes("lin") == []


def test_a_session_is_found_until_it_ends(accounts: Accounts) -> None:
    """It comes back as saved, also after a change, and is gone once ended."""
    accounts.save_session(SESSION)
    later = replace(
        SESSION, seen_at=NOW + timedelta(minutes=3), on_behalf_of="bai", single_sign_on=True
    )
    accounts.save_session(later)
    assert accounts.session("k1") == later
    accounts.end_session("k1")
    assert accounts.session("k1") is None


def test_all_other_sessions_of_a_person_end_at_once(accounts: Accounts) -> None:
    """The one named stays, and so do those of other people."""
    for key, person in (("k1", "lin"), ("k2", "lin"), ("k3", "lin"), ("k4", "mei")):
        accounts.save_session(replace(SESSION, key=key, person=person))
    assert accounts.end_sessions("lin", but="k2") == 2
    assert [s.key for p in ("lin", "mei") for s in accounts.sessions(p)] == ["k2", "k4"]


def test_failures_count_by_login_and_by_address(accounts: Accounts) -> None:
    """Within the window, each for itself and both together; a success forgets the login's."""
    accounts.note_failure("lin", "10.0.0.1", NOW - timedelta(hours=2))
    accounts.note_failure("lin", "10.0.0.1", NOW)
    accounts.note_failure("mei", "10.0.0.1", NOW + timedelta(minutes=1))
    found = accounts.failures("lin", "10.0.0.1", NOW - timedelta(minutes=15))
    assert found.with_login == found.here == Tally(count=1, latest=NOW)
    assert found.from_address == Tally(count=2, latest=NOW + timedelta(minutes=1))
    assert accounts.failures("lin", "10.0.0.9", NOW).here.count == 0
    accounts.forget_failures("lin")
    assert accounts.failures("lin", "10.0.0.9", NOW).with_login.count == 0


def test_what_nobody_touches_is_swept(accounts: Accounts) -> None:
    """Sessions and failures from before a moment go; later ones stay."""
    accounts.save_session(SESSION)
    accounts.save_session(replace(SESSION, key="k2", seen_at=NOW + timedelta(days=1)))
    accounts.note_failure("lin", "10.0.0.1", NOW)
    accounts.sweep(NOW + timedelta(hours=1))
    assert [session.key for session in accounts.sessions("lin")] == ["k2"]
    assert accounts.failures("lin", "10.0.0.1", NOW).with_login.count == 0


def test_a_draft_is_kept_for_its_person_and_place(accounts: Accounts) -> None:
    """A second save replaces the first; what was sent is dropped."""
    accounts.save_draft("lin", "HA-1/submit", {"requested": "1"}, NOW)
    accounts.save_draft("lin", "HA-1/submit", {"requested": "12", "name": "赵样例"}, NOW)
    assert accounts.draft("lin", "HA-1/submit") == {"requested": "12", "name": "赵样例"}
    assert (accounts.draft("mei", "HA-1/submit"), accounts.draft("lin", "HA-2/x")) == (None, None)
    accounts.drop_draft("lin", "HA-1/submit")
    assert accounts.draft("lin", "HA-1/submit") is None
