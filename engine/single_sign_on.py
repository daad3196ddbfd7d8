"""Signing in through the city's own provider (OpenID Connect): what is asked, answered and linked.

A person is known by issuer and subject, which a provider never gives to anybody else. Names and
addresses of e-mail are: whoever gets a colleague's old address must not get the colleague's files.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

ATTEMPT_WITHIN = timedelta(minutes=10)
"""How long somebody may take at the provider."""
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLink:
    """Whose account a provider's subject opens.

    Attributes:
        issuer: The provider, by the address that it calls itself.
        subject: What the provider calls the person, for ever.
        linked_by: The administrator who said so; None when a declared claim did.
    """

    issuer: str
    subject: str
    person: str
    linked_at: datetime
    linked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOnAttempt:
    """A browser that was sent to the provider and has not come back.

    Attributes:
        key: Hash of the token that the browser holds; the token itself is kept nowhere.
        onward: The page of this office that was asked for.
    """

    key: str
    onward: str
    begun_at: datetime

    def is_live(self, now: datetime) -> bool:
        """Whether coming back still counts."""
        return now < self.begun_at + ATTEMPT_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What ties the answers of a provider to one attempt of one browser.

    Attributes:
        state: Comes back with the browser (RFC 6749, 10.12).
        nonce: Comes back inside the signed token (OpenID Connect Core 1.0, 15.5.2).
        verifier: Shown when the code is redeemed; only its hash was shown before (RFC 7636).
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a browser brought back in its address.

    Attributes:
        issuer: Who says to have sent it (RFC 9207); None when the provider does not say.
        declined: The provider says that the person is not let in, or did not want to.
    """

    state: str
    code: str | None = None
    issuer: str | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Whom a provider vouches for.

    Attributes:
        login: Value of the claim that the installation names; None when it names none.
    """

    issuer: str
    subject: str
    login: str | None = None


def challenge(token: str) -> Challenge:
    """What follows from the token of an attempt, so that nothing of it needs keeping.

    Example:
        >>> challenge("a") == challenge("a"), challenge("a").state == challenge("b").state
        (True, False)
        >>> len(challenge("a").verifier)
        64
    """
    state, nonce, verifier = (
        hmac.new(token.encode(), what, hashlib.sha256).hexdigest()
        for what in (b"state", b"nonce", b"verifier")
    )
    return Challenge(state=state, nonce=nonce, verifier=verifier)


def is_subject(text: str) -> bool:
    """Whether a text can be a subject: ASCII signs, 255 at most.

    Example:
        >>> is_subject("8f14e45f-ceea-467f"), is_subject(""), is_subject("林")
        (True, False, False)
    """
    return 0 < len(text) <= LONGEST_SUBJECT and text.isascii() and text.isprintable()


def fingerprint(issuer: str, subject: str) -> str:
    """By what an entry of the journal and a page name a subject without saying it.

    Example:
        >>> fingerprint("https://sso.example", "8f14")
        '4884e08e227f'
    """
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:12]
