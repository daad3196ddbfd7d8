"""What signing in needs from outside, as role nouns; the adapters bring them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue

from engine.access import Account, Denied, Failures, Limits, Session
from engine.access_tokens import AccessToken
from engine.single_sign_on import Challenge, IdentityLink, SignOnAttempt, Vouched


class AccountStore(Protocol):
    """Accounts, sessions and failed sign-ins."""

    def account(self, person: str) -> Account | None:
        """The account of a person, or None."""

    def save_account(self, account: Account) -> None:
        """Keep an account, in place of the one the person had."""

    def accept_code(self, person: str, step: int) -> bool:
        """Note that the code of a time step was used; False if it, or a later one, was before."""

    def with_second_factor(self) -> Sequence[Account]:
        """All accounts that have a second factor, by person."""

    def replace_secret(self, person: str, old: str, new: str) -> bool:
        """Keep another seal around the same secret; False if it is not the old one any more."""

    def save_recovery_codes(self, person: str, hashes: Sequence[str]) -> None:
        """Keep the hashes of a person's recovery codes, in place of all that were there."""

    def recovery_codes(self, person: str) -> Sequence[str]:
        """The hashes of the recovery codes that a person has left."""

    def use_recovery_code(self, person: str, code_hash: str) -> bool:
        """Forget a recovery code; False if it was gone, so that none is accepted twice."""

    def session(self, key: str) -> Session | None:
        """The session with this key, or None."""

    def sessions(self, person: str) -> Sequence[Session]:
        """All sessions of a person, newest first."""

    def save_session(self, session: Session) -> None:
        """Keep a session, in place of one with the same key."""

    def end_session(self, key: str) -> None:
        """Forget a session; nothing happens when it is gone."""

    def end_sessions(self, person: str, *, but: str | None = None) -> int:
        """Forget all sessions of a person, except one; returns how many."""

    def note_failure(self, login: str, address: str, at: datetime) -> None:
        """Count a failed sign-in. Both are kept as hashes: people type passwords as logins."""

    def forget_failures(self, login: str) -> None:
        """The right person has come in."""

    def failures(self, login: str, address: str, since: datetime) -> Failures:
        """Failed sign-ins with this login, from this address, and both, since a moment."""

    def sweep(self, before: datetime) -> None:
        """Forget sessions and failures that nobody has touched since a moment."""


class AccessTokenStore(Protocol):
    """Tokens of service accounts."""

    def save(self, token: AccessToken) -> None:
        """Keep a token, in place of one with the same key."""

    def by_key(self, key: str) -> AccessToken | None:
        """The token with this key, or None."""

    def by_id(self, token_id: str) -> AccessToken | None:
        """The token with this id, or None."""

    def every(self) -> Sequence[AccessToken]:
        """All tokens, those that count no more included, newest first."""

    def note_use(self, key: str, at: datetime) -> None:
        """Note that a token was in use; nothing happens when it is gone."""

    def revoke_of(self, person: str, at: datetime) -> int:
        """Take away every token of an account that counts; returns how many."""


class IdentityLinks(Protocol):
    """Whom the subjects of identity providers are, and who is on the way to a provider."""

    def linked(self, issuer: str, subject: str) -> IdentityLink | None:
        """The link of a subject, or None."""

    def links_of(self, person: str) -> Sequence[IdentityLink]:
        """All links of a person, by issuer."""

    def save_link(self, link: IdentityLink) -> bool:
        """Keep a link; False if the subject, or the person at this issuer, has one already."""

    def drop_links(self, person: str) -> int:
        """Forget all links of a person; returns how many."""

    def begin(self, attempt: SignOnAttempt) -> None:
        """Note that a browser was sent to a provider."""

    def take(self, key: str) -> SignOnAttempt | None:
        """The attempt with this key, which is gone with that: nobody gets it twice."""

    def forget_attempts(self, before: datetime) -> None:
        """Forget attempts that began before a moment."""


class IdentityProvider(Protocol):
    """The city's provider, by OpenID Connect."""

    @property
    def issuer(self) -> str:
        """The address by which the provider calls itself."""

    @property
    def label(self) -> str:
        """What people call it."""

    def address(self, asked: Challenge) -> str:
        """Where to send a browser.

        Raises:
            AdapterError: The provider cannot be reached, or describes itself wrongly.
        """

    def redeem(self, asked: Challenge, code: str, now: datetime) -> Vouched | Denied:
        """Whom a code stands for; denied when the provider's word does not hold.

        Raises:
            AdapterError: The provider cannot be reached, or describes itself wrongly.
        """

    def farewell(self) -> str | None:
        """Where a person ends the provider's own session; None where that is not offered.

        Raises:
            AdapterError: The provider cannot be reached, or describes itself wrongly.
        """


class Passwords(Protocol):
    """Turns passwords into hashes; slow on purpose."""

    def hashed(self, password: str) -> str:
        """The salted hash of a password."""

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether the password is the hashed one; takes as long when there is no hash."""

    def is_known(self, password: str) -> bool:
        """Whether it stands in lists of stolen or everyday passwords."""


class OneTimeCodes(Protocol):
    """Codes of six digits that an app shows for half a minute (RFC 6238)."""

    def new_secret(self) -> str:
        """A secret to share with an app."""

    def address(self, secret: str, person: str) -> str:
        """The `otpauth:` address that an app reads from a picture."""

    def step(self, secret: str, code: str, now: datetime) -> int | None:
        """The time step whose code it is, the neighbouring ones allowed; None if it is none."""


class Sealer(Protocol):
    """Seals small secrets, so that who reads the database does not read them."""

    def sealed(self, secret: str, owner: str) -> str:
        """The secret under the present key; it opens for this owner only."""

    def opened(self, sealed: str, owner: str) -> str:
        """The secret, under the present key or a former one.

        Raises:
            AdapterError: No known key opens it for this owner.
        """

    def is_current(self, sealed: str) -> bool:
        """Whether it lies under the present key."""


class Tokens(Protocol):
    """Secrets that cannot be guessed."""

    def token(self) -> str:
        """A fresh token for a browser, 256 bits as text."""

    def password(self) -> str:
        """A fresh password to be given to a person, easy to read out and to type."""


class DraftStore(Protocol):
    """What somebody has typed and not yet sent."""

    def draft(self, person: str, place: str) -> Mapping[str, JsonValue] | None:
        """What the person left at a place, or None."""

    def save_draft(
        self, person: str, place: str, values: Mapping[str, JsonValue], at: datetime
    ) -> None:
        """Keep what was typed, in place of what was there."""

    def drop_draft(self, person: str, place: str) -> None:
        """It was sent, or is not wanted any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Everything that signing in needs, put together once by the composition root.

    Attributes:
        provider: None where people sign in with passwords only.
        only_password: The one login that may still use a password; None lets everybody.
    """

    accounts: AccountStore
    passwords: Passwords
    codes: OneTimeCodes
    tokens: Tokens
    drafts: DraftStore
    access_tokens: AccessTokenStore
    limits: Limits
    links: IdentityLinks
    sealer: Sealer
    provider: IdentityProvider | None = None
    only_password: str | None = None

    def takes_password_of(self, login: str) -> bool:
        """Whether this login may come in with a password."""
        return self.only_password in (None, login)
