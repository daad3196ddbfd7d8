"""Accounts, sessions, failed sign-ins and drafts that are forgotten with the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import JsonValue

from engine.access import Account, Failures, Session, Tally


class InMemoryAccounts:
    """Implements `AccountStore` and `DraftStore`."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, Session] = {}
        self._failures: list[tuple[str, str, datetime]] = []
        self._drafts: dict[tuple[str, str], Mapping[str, JsonValue]] = {}
        self._recovery_codes: dict[str, list[str]] = {}

    def account(self, person: str) -> Account | None:
        """The account of a person; see the port."""
        return self._accounts.get(person)

    def save_account(self, account: Account) -> None:
        """Keep an account; see the port."""
        self._accounts[account.person] = account

    def accept_code(self, person: str, step: int) -> bool:
        """Note that a code was used; see the port."""
        account = self._accounts.get(person)
        if account is None or account.last_code_step >= step:
            return False
        self._accounts[person] = replace(account, last_code_step=step)
        return True

    def with_second_factor(self) -> Sequence[Account]:
        """All accounts that have a second factor; see the port."""
        found = (a for a in self._accounts.values() if a.code_secret is not None)
        return sorted(found, key=lambda account: account.person)

    def replace_secret(self, person: str, old: str, new: str) -> bool:
        """Keep another seal around the same secret; see the port."""
        account = self._accounts.get(person)
        if account is None or account.code_secret != old:
            return False
        self._accounts[person] = replace(account, code_secret=new)
        return True

    def save_recovery_codes(self, person: str, hashes: Sequence[str]) -> None:
        """Keep the hashes of a person's recovery codes; see the port."""
        self._recovery_codes[person] = sorted(hashes)

    def recovery_codes(self, person: str) -> Sequence[str]:
        """The hashes of the codes that are left; see the port."""
        return list(self._recovery_codes.get(person, ()))

    def use_recovery_code(self, person: str, code_hash: str) -> bool:
        """Forget a recovery code; see the port."""
        left = self._recovery_codes.get(person, [])
        if code_hash not in left:
            return False
        left.remove(code_hash)
        return True

    def session(self, key: str) -> Session | None:
        """The session with this key; see the port."""
        return self._sessions.get(key)

    def sessions(self, person: str) -> Sequence[Session]:
        """All sessions of a person; see the port."""
        found = sorted(self._of(person), key=lambda session: session.key)
        return sorted(found, key=lambda session: session.seen_at, reverse=True)

    def _of(self, person: str) -> list[Session]:
        return [session for session in self._sessions.values() if session.person == person]

    def save_session(self, session: Session) -> None:
        """Keep a session; see the port."""
        self._sessions[session.key] = session

    def end_session(self, key: str) -> None:
        """Forget a session; see the port."""
        self._sessions.pop(key, None)

    def end_sessions(self, person: str, *, but: str | None = None) -> int:
        """Forget all sessions of a person; see the port."""
        ended = [session.key for session in self._of(person) if session.key != but]
        for key in ended:
            del self._sessions[key]
        return len(ended)

    def note_failure(self, login: str, address: str, at: datetime) -> None:
        """Count a failed sign-in; see the port."""
        self._failures.append((login, address, at))

    def forget_failures(self, login: str) -> None:
        """The right person has come in; see the port."""
        self._failures = [failure for failure in self._failures if failure[0] != login]

    def failures(self, login: str, address: str, since: datetime) -> Failures:
        """Failed sign-ins since a moment; see the port."""
        recent = [failure for failure in self._failures if failure[2] >= since]
        return Failures(
            here=_tally(at for used, came, at in recent if (used, came) == (login, address)),
            with_login=_tally(at for used, _, at in recent if used == login),
            from_address=_tally(at for _, came, at in recent if came == address),
        )

    def sweep(self, before: datetime) -> None:
        """Forget what nobody has touched; see the port."""
        live = {key: s for key, s in self._sessions.items() if s.seen_at >= before}
        self._sessions = live
        self._failures = [failure for failure in self._failures if failure[2] >= before]

    def draft(self, person: str, place: str) -> Mapping[str, JsonValue] | None:
        """What the person left at a place; see the port."""
        return self._drafts.get((person, place))

    def save_draft(
        self, person: str, place: str, values: Mapping[str, JsonValue], at: datetime
    ) -> None:
        """Keep what was typed; see the port."""
        del at
        self._drafts[person, place] = dict(values)

    def drop_draft(self, person: str, place: str) -> None:
        """It was sent; see the port."""
        self._drafts.pop((person, place), None)


def _tally(moments: Iterable[datetime]) -> Tally:
    found = sorted(moments)
    return Tally(count=len(found), latest=found[-1] if found else None)
