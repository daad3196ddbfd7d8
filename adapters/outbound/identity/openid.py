"""The city's single sign-on by OpenID Connect: authorization code flow with PKCE.

Sources: OpenID Connect Core 1.0 and Discovery 1.0, RFC 6749, RFC 7636 (PKCE), RFC 8725 (what to
mind with JWTs), RP-Initiated Logout 1.0.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adapters.outbound.identity.guarded import GuardedTransport, RequestError
from engine.access import AccessCode, Denied
from engine.errors import AdapterError
from engine.single_sign_on import Challenge, Vouched, is_subject

ALGORITHMS = ("RS256", "ES256")
"""Only the provider can make them; neither `none` nor a shared secret counts (RFC 8725, 3.1)."""
LEEWAY_SECONDS = 30
"""How far the provider's clock may be off."""
_WELL_KNOWN = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_FAREWELL = "end_session_endpoint"
_LONGEST_CODE = 4096
_DESCRIBED_FOR_SECONDS = 3600
_WORD = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """What this installation is at the provider.

    Attributes:
        secret: None for a public client.
        callback: The one address that browsers are sent back to.
        home: Where the provider leads people who ended its own session.
        login_claim: Claim of the ID token that holds the login; None when there is none.
    """

    issuer: str
    id: str
    secret: str | None
    callback: str
    home: str
    login_claim: str | None = None


class OpenIdProvider:
    """Implements `IdentityProvider`.

    What the provider says of itself is read when it is needed and kept for an hour; its keys until
    a signature does not fit them.

    Args:
        client: What this installation is there.
        label: What people call the provider; its host when empty.
        ca_file: Certificates that its own one rests on; the public ones when None.
    """

    def __init__(self, client: RelyingParty, label: str = "", ca_file: Path | None = None) -> None:
        self._client = client
        self._host = urlsplit(client.issuer).netloc
        self._transport = GuardedTransport(self._host, ca_file)
        self._label = label or self._host
        self._described: dict[str, Any] | None = None
        self._described_at = 0.0
        self._keys: KeySet | None = None

    @property
    def issuer(self) -> str:
        """The provider's name for itself; see the port."""
        return self._client.issuer

    @property
    def label(self) -> str:
        """What people call it; see the port."""
        return self._label

    def address(self, asked: Challenge) -> str:
        """Where to send a browser; see the port."""
        endpoint = self._description()["authorization_endpoint"]
        with self._session() as session:
            url, _ = session.create_authorization_url(
                endpoint, state=asked.state, nonce=asked.nonce, code_verifier=asked.verifier
            )
        return str(url)

    def redeem(self, asked: Challenge, code: str, now: datetime) -> Vouched | Denied:
        """Whom a code stands for; see the port."""
        if not 0 < len(code) <= _LONGEST_CODE:
            return _unproven("code")
        endpoint = self._description()["token_endpoint"]
        try:
            with _reaching(), self._session() as session:
                answer = session.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=asked.verifier,
                )
            return self._vouched(answer.get("id_token"), asked, now)
        except (OAuthError, JoseError) as refused:
            return _unproven(_word(refused))

    def farewell(self) -> str | None:
        """Where the provider's own session ends; see the port.

        No ID token goes along: it would stand in an address. The provider asks the person instead.
        """
        endpoint = self._description().get(_FAREWELL)
        if endpoint is None:
            return None
        said = {"client_id": self._client.id, "post_logout_redirect_uri": self._client.home}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(said)}"

    def _session(self) -> OAuth2Client:
        """A client of its own for each use: it remembers the tokens that it was given."""
        return OAuth2Client(
            client_id=self._client.id,
            client_secret=self._client.secret,
            token_endpoint_auth_method=self._auth_method(),
            scope="openid",
            redirect_uri=self._client.callback,
            code_challenge_method="S256",
            transport=self._transport,
            follow_redirects=False,
            trust_env=False,
        )

    def _auth_method(self) -> str:
        if self._client.secret is None:
            return "none"
        offered = (self._described or {}).get("token_endpoint_auth_methods_supported")
        basic = not isinstance(offered, list) or "client_secret_basic" in offered
        return "client_secret_basic" if basic else "client_secret_post"

    def _vouched(self, id_token: object, asked: Challenge, now: datetime) -> Vouched | Denied:
        if not isinstance(id_token, str):
            return _unproven("id_token")
        claims = self._claims(id_token, asked.nonce, now)
        subject, named = claims["sub"], self._client.login_claim
        login = None if named is None else claims.get(named)
        if not isinstance(subject, str) or not is_subject(subject):
            return _unproven("sub")
        return Vouched(
            issuer=self.issuer, subject=subject, login=login if isinstance(login, str) else None
        )

    def _claims(self, id_token: str, nonce: str, now: datetime) -> CodeIDToken:
        """The claims of a token whose signature, issuer, audience, times and nonce all hold.

        Raises:
            JoseError: One of them does not.
        """
        token = self._decoded(id_token)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self._client.id},
                "nonce": {"essential": True, "value": nonce},
            },
            params={"nonce": nonce, "client_id": self._client.id},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        return claims

    def _decoded(self, id_token: str) -> jwt.Token:
        """A token whose signature holds; keys that are not known are asked for once."""
        if self._keys is not None:
            try:
                return jwt.decode(id_token, self._keys, algorithms=list(ALGORITHMS))
            except (JoseError, ValueError):
                # The provider may have a new key since.
                self._keys = None
        self._keys = self._signing_keys()
        try:
            return jwt.decode(id_token, self._keys, algorithms=list(ALGORITHMS))
        except ValueError as unreadable:
            raise JoseError from unreadable

    def _signing_keys(self) -> KeySet:
        """The provider's keys, those left out that cannot check a signature of ours."""
        found = self._fetched(self._description()["jwks_uri"]).get("keys")
        if not isinstance(found, list):
            raise _unreachable(cause="jwks")
        kept = [one for one in found if isinstance(one, dict) and _is_public_signing_key(one)]
        try:
            return KeySet.import_key_set({"keys": kept})
        except (JoseError, ValueError, KeyError, TypeError) as broken:
            raise _unreachable(cause="jwks") from broken

    def _description(self) -> dict[str, Any]:
        """What the provider says of itself: of the issuer that was named, on its own host only."""
        old = time.monotonic() - self._described_at > _DESCRIBED_FOR_SECONDS
        if self._described is None or old:
            found = self._fetched(f"{self.issuer.rstrip('/')}{_WELL_KNOWN}")
            if found.get("issuer") != self.issuer:
                raise _unreachable(cause="issuer")
            for name in (*_ENDPOINTS, *(n for n in (_FAREWELL,) if n in found)):
                if not self._transport.admits(str(found.get(name))):
                    raise _unreachable(cause=name)
            self._described, self._described_at = found, time.monotonic()
        return self._described

    def _fetched(self, url: str) -> dict[str, Any]:
        with _reaching(), self._session() as session:
            answer = session.request("GET", url, withhold_token=True)
            found = answer.json() if answer.status_code == 200 else None
        if not isinstance(found, dict):
            raise _unreachable(cause=f"HTTP {answer.status_code}")
        return found


def _is_public_signing_key(key: dict[str, Any]) -> bool:
    return key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"


@contextmanager
def _reaching() -> Iterator[None]:
    """Run requests; what keeps them from an answer leaves as an error of the engine."""
    try:
        yield
    except (*RequestError, ValueError) as failed:
        raise _unreachable(cause=type(failed).__name__) from failed


def _unreachable(cause: str) -> AdapterError:
    structlog.get_logger().warning("single_sign_on_unreachable", cause=cause)
    return AdapterError(AccessCode.SIGN_ON_UNREACHABLE, retryable=True, cause=cause)


def _word(refused: OAuthError | JoseError) -> str:
    """What is wrong, for the log: a word of the standards and a claim's name, never a value."""
    words = (str(refused.error), str(getattr(refused, "claim", None) or ""))
    return " ".join(word for word in words if _WORD.fullmatch(word))


def _unproven(cause: str) -> Denied:
    structlog.get_logger().warning("single_sign_on_unproven", cause=cause)
    return Denied(code=AccessCode.SIGN_ON_UNPROVEN)
