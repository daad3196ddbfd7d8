"""A little OpenID provider on 127.0.0.1 that signs with real keys, and lies when it is told to.

It keeps to OpenID Connect Core 1.0 as a city's provider does: discovery, authorization code with
PKCE, codes that are good for once, keys as a JWKS, RP-initiated logout. A `Lie` changes one thing.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT, SECRET = "unioncase", "a-secret-of-the-tests"
_DISCOVERY = "/realm/.well-known/openid-configuration"

Claims = dict[str, Any]


@dataclass(kw_only=True)
class Lie:
    """What a provider, or somebody between, does otherwise.

    Attributes:
        claims: Changes the claims of the token.
        token: Makes the token, in place of a signature of the provider's.
        said: Changes what the provider says of itself.
        answer: Status, headers and body in place of those of a path.
    """

    claims: Callable[[Claims], Claims] = lambda claims: claims
    token: Callable[[Claims], str] | None = None
    said: Callable[[Claims], Claims] = lambda said: said
    answer: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)


@dataclass
class Granted:
    """A code that was given out."""

    subject: str
    nonce: str
    challenge: str
    callback: str


@cache
def _made() -> tuple[RSAKey, ECKey]:
    rsa, ec = RSAKey.generate_key(2048), ECKey.generate_key("P-256")
    rsa.ensure_kid()
    ec.ensure_kid()
    return rsa, ec


@dataclass
class LittleProvider:
    """What it knows.

    Attributes:
        now: Gives the moment that tokens are issued at.
        person: Who is signed in there: a subject and further claims.
        asked: Paths in the order in which they were asked for.
    """

    now: Callable[[], datetime]
    url: str = ""
    lie: Lie = field(default_factory=Lie)
    person: Claims = field(default_factory=lambda: {"sub": "subject-of-lin"})
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    keys: list[RSAKey | ECKey] = field(default_factory=lambda: list(_made()))
    signs_with: int = 0
    codes: dict[str, Granted] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """Its name for itself."""
        return f"{self.url}/realm"

    def authorize(self, address: str) -> dict[str, str]:
        """What a browser brings back that was sent to an address: code, state and issuer.

        Raises:
            AssertionError: The request is none that a provider would answer.
        """
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == self.url, address
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["scope"], asked["code_challenge_method"]) == ("openid", "S256")
        code = secrets.token_urlsafe(16)
        self.codes[code] = Granted(
            str(self.person["sub"]), asked["nonce"], asked["code_challenge"], asked["redirect_uri"]
        )
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def onward(self, path: str) -> str | None:
        """Where a browser is sent from a page: back with a code, or back after signing out."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/realm/auth":
            brought = self.authorize(self.url + path)
            return f"{asked['redirect_uri']}?{urlencode(brought)}"
        if parts.path == "/realm/logout":
            self.asked.append(parts.path)
            return asked["post_logout_redirect_uri"]
        return None

    def described(self) -> Claims:
        """The discovery document."""
        said: Claims = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        return self.lie.said(said)

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """The answer of the token endpoint; a code is gone with the first try."""
        granted = self.codes.pop(form.get("code", ""), None)
        expected = urlsafe_b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if urlsafe_b64decode(authorization.removeprefix("Basic ")) != urlsafe_b64decode(expected):
            return 401, {"error": "invalid_client"}
        shown = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode()
        fits = granted is not None and shown.rstrip("=") == granted.challenge
        if granted is None or not fits or form["redirect_uri"] != granted.callback:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.id_token(granted.nonce),
        }

    def id_token(self, nonce: str) -> str:
        """A signed token for the person who is signed in there."""
        at = int(self.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 60, "nonce": nonce}
        said = self.lie.claims({**claims, **self.person})
        return self.signed(said) if self.lie.token is None else self.lie.token(said)

    def signed(self, claims: Claims) -> str:
        """A token under the provider's own key."""
        key = self.keys[self.signs_with]
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        header = {"alg": algorithm, "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=[algorithm])

    def published(self) -> Claims:
        """Its public keys."""
        return dict(KeySet(list(self.keys)).as_dict(private=False))


def unsigned(claims: Claims) -> str:
    """A token that says `alg: none`."""
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def signed_with_public_key(provider: LittleProvider) -> Callable[[Claims], str]:
    """A token whose HMAC is made with the provider's public key, which everybody has."""
    public = provider.keys[0].as_pem(private=False)

    def made(claims: Claims) -> str:
        # By hand: the library refuses to make one.
        header = {"alg": "HS256", "typ": "JWT", "kid": provider.keys[0].kid}
        text = f"{_part(header)}.{_part(claims)}"
        made = hmac.new(public, text.encode(), sha256).digest()
        return f"{text}.{urlsafe_b64encode(made).decode().rstrip('=')}"

    return made


def signed_by_somebody(provider: LittleProvider) -> Callable[[Claims], str]:
    """A token under another key that calls itself by the provider's name for its own."""
    own = RSAKey.generate_key(2048)

    def made(claims: Claims) -> str:
        header = {"alg": "RS256", "kid": provider.keys[0].kid}
        return jwt.encode(header, claims, own, algorithms=["RS256"])

    return made


def new_key(provider: LittleProvider) -> None:
    """The provider changes its key; tokens under the old one count no more."""
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    provider.keys, provider.signs_with = [key], 0


def _part(content: Claims) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@contextmanager
def little_provider(now: Callable[[], datetime]) -> Iterator[LittleProvider]:
    """The provider, answering."""
    provider = LittleProvider(now)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _handler(provider: LittleProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {_DISCOVERY: provider.described, "/realm/keys": provider.published}
            found = known.get(self.path)
            onward = provider.onward(self.path)
            if onward is not None:
                self.send_response(302)
                self.send_header("Location", onward)
                self.end_headers()
            else:
                self._answer(*((404, {}) if found is None else (200, found())))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            provider.sent.append(form)
            self._answer(*provider.redeem(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, content: Claims) -> None:
            provider.asked.append(self.path)
            own = {"Content-Type": "application/json"}
            said = (status, own, json.dumps(content).encode())
            status, headers, body = provider.lie.answer.get(self.path, said)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def back(brought: dict[str, str]) -> str:
    """The address at which a browser comes back."""
    return f"/sign-in/single/back?{urlencode(brought)}"
