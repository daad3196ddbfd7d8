"""What the client of single sign-on accepts of a provider, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from adapters.inbound.cli.logs import configure_logs
from adapters.outbound.identity.openid import OpenIdProvider, RelyingParty
from engine.access import AccessCode, Denied
from engine.errors import AdapterError
from engine.single_sign_on import Challenge, Vouched, challenge
from tests.support.openid_provider import (
    CLIENT,
    SECRET,
    Claims,
    Lie,
    LittleProvider,
    little_provider,
    new_key,
    signed_by_somebody,
    signed_with_public_key,
    unsigned,
)

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
ASKED = challenge("the token of a browser")


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Only what breaks is logged."""
    configure_logs("error")


@pytest.fixture
def provider() -> Iterator[LittleProvider]:
    """A provider of the test's own."""
    with little_provider(lambda: NOW) as made:
        yield made


def client_of(provider: LittleProvider, claim: str | None = None) -> OpenIdProvider:
    """A client that is known there."""
    registered = RelyingParty(
        issuer=provider.issuer,
        id=CLIENT,
        secret=SECRET,
        callback="https://office.example/sign-in/single/back",
        home="https://office.example/sign-in",
        login_claim=claim,
    )
    return OpenIdProvider(registered)


def redeemed(
    client: OpenIdProvider, provider: LittleProvider, asked: Challenge = ASKED
) -> Vouched | Denied:
    """Go there with a browser, and redeem what it brings back."""
    return client.redeem(asked, provider.authorize(client.address(asked))["code"], NOW)


UNPROVEN = Denied(code=AccessCode.SIGN_ON_UNPROVEN)


def test_a_provider_vouches_for_who_is_signed_in_there(provider: LittleProvider) -> None:
    """By issuer and subject, and by the claim that was declared."""
    provider.person = {"sub": "s-1", "employee_number": "lin", "email": "bai@office.example"}
    found = redeemed(client_of(provider, "employee_number"), provider)
    assert found == Vouched(issuer=provider.issuer, subject="s-1", login="lin")


def test_only_the_declared_claim_is_read(provider: LittleProvider) -> None:
    """Without one nothing but the subject counts, whatever else a token says."""
    provider.person = {"sub": "s-1", "preferred_username": "lin", "email": "lin@office.example"}
    assert redeemed(client_of(provider), provider) == Vouched(
        issuer=provider.issuer, subject="s-1", login=None
    )


def test_signatures_on_an_elliptic_curve_count_too(provider: LittleProvider) -> None:
    """ES256 as well as RS256."""
    provider.signs_with = 1
    assert isinstance(redeemed(client_of(provider), provider), Vouched)


def with_claims(**changed: object) -> Callable[[Claims], Claims]:
    """A token that says something else; None leaves a claim out."""

    def said(claims: Claims) -> Claims:
        return {k: v for k, v in {**claims, **changed}.items() if v is not None}

    return said


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client", "a-third"]},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"aud": None},
        {"iss": "https://evil.example/realm"},
        {"iss": None},
        {"exp": AT - 31},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": AT + 600},
        {"iat": AT + 600},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": ["s-1"]},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_is_refused(
    provider: LittleProvider, changed: dict[str, object]
) -> None:
    """Nonce, audience, issuer, times and subject must all be there and right."""
    provider.lie = Lie(claims=with_claims(**changed))
    assert redeemed(client_of(provider), provider) == UNPROVEN


def test_a_clock_may_be_off_a_little(provider: LittleProvider) -> None:
    """Half a minute is not held against the provider."""
    provider.lie = Lie(claims=with_claims(exp=AT - 29, iat=AT + 29))
    assert isinstance(redeemed(client_of(provider), provider), Vouched)


def test_a_token_without_a_signature_is_refused(provider: LittleProvider) -> None:
    """`alg: none` is no algorithm."""
    provider.lie = Lie(token=unsigned)
    assert redeemed(client_of(provider), provider) == UNPROVEN


def test_a_public_key_is_no_shared_secret(provider: LittleProvider) -> None:
    """HS256 with the published key, which everybody has, is refused."""
    provider.lie = Lie(token=signed_with_public_key(provider))
    assert redeemed(client_of(provider), provider) == UNPROVEN


def test_another_key_by_the_same_name_is_refused(provider: LittleProvider) -> None:
    """The signature itself decides, not what a token calls its key."""
    provider.lie = Lie(token=signed_by_somebody(provider))
    assert redeemed(client_of(provider), provider) == UNPROVEN


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b.c.d.e"])
def test_what_is_no_token_is_refused(provider: LittleProvider, token: str) -> None:
    """Neither an error nor anybody's account comes of it."""
    provider.lie = Lie(token=lambda claims: token)
    assert redeemed(client_of(provider), provider) == UNPROVEN


def test_a_code_is_good_for_once(provider: LittleProvider) -> None:
    """The provider takes it the first time only."""
    client = client_of(provider)
    code = provider.authorize(client.address(ASKED))["code"]
    found = [client.redeem(ASKED, code, NOW) for _ in range(2)]
    assert (isinstance(found[0], Vouched), found[1]) == (True, UNPROVEN)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(provider: LittleProvider) -> None:
    """Who has only seen the code in an address cannot redeem it (RFC 7636)."""
    client = client_of(provider)
    code = provider.authorize(client.address(ASKED))["code"]
    assert client.redeem(challenge("another browser"), code, NOW) == UNPROVEN


def test_a_new_key_of_the_provider_is_learnt(provider: LittleProvider) -> None:
    """Keys are asked for again when a signature fits none; the old ones count no more."""
    client = client_of(provider)
    old = provider.signed
    assert isinstance(redeemed(client, provider), Vouched)
    stale = old({"iss": provider.issuer})
    new_key(provider)
    assert isinstance(redeemed(client, provider), Vouched)
    provider.lie = Lie(token=lambda claims: stale)
    assert redeemed(client, provider) == UNPROVEN


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example/realm"},
        {"token_endpoint": "https://evil.example/token"},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"authorization_endpoint": "https://evil.example/auth"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "https://evil.example/logout"},
        {"token_endpoint": None},
    ],
    ids=str,
)
def test_a_provider_speaks_for_its_own_host_only(
    provider: LittleProvider, said: dict[str, object]
) -> None:
    """A description of another issuer, or with addresses elsewhere, is not used (mix-up)."""
    provider.lie = Lie(said=with_claims(**said))
    with pytest.raises(AdapterError) as raised:
        client_of(provider).address(ASKED)
    assert raised.value.code is AccessCode.SIGN_ON_UNREACHABLE


DISCOVERY = "/realm/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "answer",
    [
        (302, {"Location": "/realm/keys"}, b""),
        (200, {}, b"not json"),
        (200, {}, b"[]"),
        (200, {}, b"{" + b" " * 300_000 + b"}"),
        (200, {"Content-Encoding": "gzip"}, b"{}"),
        (500, {}, b"{}"),
    ],
    ids=["redirect", "text", "list", "large", "packed", "broken"],
)
def test_only_a_plain_answer_of_the_provider_counts(
    provider: LittleProvider, answer: tuple[int, dict[str, str], bytes]
) -> None:
    """No redirect is followed; too much, packed or broken answers are given up."""
    provider.lie = Lie(answer={DISCOVERY: answer})
    with pytest.raises(AdapterError):
        client_of(provider).address(ASKED)
    assert provider.asked == [DISCOVERY]


@pytest.mark.parametrize("path", ["/realm/token", "/realm/keys"])
def test_a_redirect_on_the_way_is_not_followed(provider: LittleProvider, path: str) -> None:
    """Neither the code nor our secret goes where somebody else points."""
    client = client_of(provider)
    code = provider.authorize(client.address(ASKED))["code"]
    provider.lie = Lie(answer={path: (307, {"Location": f"{provider.url}/elsewhere"}, b"")})
    with pytest.raises(AdapterError):
        client.redeem(ASKED, code, NOW)
    assert "/elsewhere" not in provider.asked


def test_who_does_not_answer_is_said_to_be_unreachable() -> None:
    """An error that may pass, in the words of this program."""
    unreachable = RelyingParty(
        issuer="http://127.0.0.1:9/realm",
        id="x",
        secret=None,
        callback="https://o.example",
        home="",
    )
    with pytest.raises(AdapterError) as raised:
        OpenIdProvider(unreachable).address(ASKED)
    assert (raised.value.code, raised.value.retryable) == (AccessCode.SIGN_ON_UNREACHABLE, True)


def test_a_farewell_holds_no_token(provider: LittleProvider) -> None:
    """Its address names this client and where to come back to, and nothing else."""
    farewell = client_of(provider).farewell()
    assert farewell == (
        f"{provider.issuer}/logout?client_id={CLIENT}"
        "&post_logout_redirect_uri=https%3A%2F%2Foffice.example%2Fsign-in"
    )
    provider.lie = Lie(said=with_claims(end_session_endpoint=None))
    assert client_of(provider).farewell() is None


def test_a_public_client_sends_no_secret(provider: LittleProvider) -> None:
    """It names itself in the form; the provider here wants a secret and refuses."""
    public = RelyingParty(
        issuer=provider.issuer,
        id=CLIENT,
        secret=None,
        callback="https://office.example/sign-in/single/back",
        home="https://office.example/sign-in",
    )
    assert redeemed(OpenIdProvider(public), provider) == UNPROVEN
    assert provider.sent[-1]["client_id"] == CLIENT
    assert "client_secret" not in provider.sent[-1]
