"""Settings of single sign-on that fit together, and those that do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import House
from adapters.settings import Settings
from engine.access import AccessCode
from engine.errors import AdapterError

FIT = {
    "oidc_issuer": "https://sso.example/realms/union",
    "oidc_client_id": "unioncase",
    "public_url": "https://office.example/",
}


def house(folder: Path, **given: Any) -> House:
    """An installation with settings; nothing is asked of anybody."""
    return House(Settings(data_dir=folder, **given))


def test_a_provider_is_named_and_asked_later(tmp_path: Path) -> None:
    """The first page that needs it asks; until then nobody must be there."""
    provider = house(tmp_path, **FIT).doors.provider
    assert provider is not None
    assert (provider.issuer, provider.label) == (FIT["oidc_issuer"], "sso.example")


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"oidc_issuer": "http://sso.example"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "sso.example"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "https://[broken"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "https://sso.example/?a=b"}, "OIDC_ISSUER"),
        ({"public_url": ""}, "PUBLIC_URL"),
        ({"public_url": "http://office.example"}, "PUBLIC_URL"),
        ({"oidc_client_id": ""}, "OIDC_CLIENT_ID"),
        ({"oidc_login_claim": "email"}, "OIDC_LOGIN_CLAIM"),
        ({"oidc_login_claim": "name"}, "OIDC_LOGIN_CLAIM"),
        ({"local_sign_in": False}, "EMERGENCY_PERSON"),
        ({"local_sign_in": False, "oidc_issuer": "", "emergency_person": "admin"}, "OIDC_ISSUER"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_named(tmp_path: Path, given: dict[str, Any], setting: str) -> None:
    """Before anybody can sign in, with the name of the variable."""
    with pytest.raises(AdapterError) as raised:
        _ = house(tmp_path, **{**FIT, **given}).doors
    assert raised.value.code is AccessCode.SIGN_ON_SETTING_UNFIT
    assert raised.value.params == {"setting": f"UNIONCASE_{setting}"}


def test_a_former_key_must_be_a_key(tmp_path: Path) -> None:
    """A misspelt one would open nothing, and nobody would know why."""
    with pytest.raises(AdapterError) as raised:
        _ = house(tmp_path, former_secrets_keys="abcd").doors
    assert raised.value.code is AccessCode.SECRETS_KEY_DIFFERS


def test_no_key_is_made_before_it_is_needed(tmp_path: Path) -> None:
    """Looking at an installation leaves nothing behind."""
    _ = house(tmp_path).doors
    assert list(tmp_path.iterdir()) == []


def test_the_key_of_second_factors_is_its_owners_only(tmp_path: Path) -> None:
    """Made when the first secret is sealed; the next process opens with it."""
    sealed = house(tmp_path).doors.sealer.sealed("secret", "lin")
    assert (tmp_path / "secrets.key").stat().st_mode & 0o077 == 0
    assert house(tmp_path).doors.sealer.opened(sealed, "lin") == "secret"
