"""Accounts, sessions and what signing in needs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters.outbound.db import (
    SqlAlchemyAccessTokens,
    SqlAlchemyAccounts,
    SqlAlchemyIdentityLinks,
)
from adapters.outbound.db.database import Database
from adapters.outbound.identity import AesGcmSealer, Argon2Passwords, SystemTokens, TotpCodes
from adapters.outbound.kept_keys import kept_key, secrets_key
from adapters.settings import Settings
from engine.access import AccessCode, Limits
from engine.access_ports import Doors
from engine.errors import AdapterError

if TYPE_CHECKING:
    from adapters.outbound.identity.openid import OpenIdProvider

CALLBACK = "/sign-in/single/back"
"""Where the single sign-on sends browsers back to, below the public address of the pages."""

_CHANGEABLE = frozenset(
    ("email", "name", "given_name", "family_name", "nickname", "phone_number", "profile", "website")
)
"""Claims that people may change themselves, or that pass from one person to another."""
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


def doors(settings: Settings, database: Database) -> Doors:
    """What lets people and programs in.

    Raises:
        AdapterError: The settings of the single sign-on do not fit together.
    """
    accounts = SqlAlchemyAccounts(database)
    return Doors(
        accounts=accounts,
        passwords=Argon2Passwords(),
        codes=TotpCodes(),
        tokens=SystemTokens(),
        drafts=accounts,
        access_tokens=SqlAlchemyAccessTokens(database),
        limits=Limits(
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
        ),
        links=SqlAlchemyIdentityLinks(database),
        sealer=_sealer(settings),
        provider=provider(settings),
        only_password=_only_password(settings),
    )


def _sealer(settings: Settings) -> AesGcmSealer:
    own = settings.secrets_key
    given = None if own is None else own.get_secret_value()
    former = settings.former_secrets_keys
    texts = [] if former is None else former.get_secret_value().split()
    unfit = AccessCode.SECRETS_KEY_DIFFERS
    keys = [kept_key(text, settings.data_dir, unfit) for text in texts]
    return AesGcmSealer(lambda: secrets_key(given, settings.data_dir), keys)


def provider(settings: Settings) -> OpenIdProvider | None:
    """The city's single sign-on; None where there is none.

    Raises:
        AdapterError: Its settings do not fit together, or the extra `oidc` is not installed.
    """
    if not settings.oidc_issuer:
        return None
    _require(_is_address(settings.oidc_issuer), "oidc_issuer")
    _require(_is_address(settings.public_url), "public_url")
    _require(bool(settings.oidc_client_id), "oidc_client_id")
    _require(settings.oidc_login_claim not in _CHANGEABLE, "oidc_login_claim")
    try:
        from adapters.outbound.identity.openid import OpenIdProvider, RelyingParty
    except ModuleNotFoundError as missing:
        raise AdapterError(
            AccessCode.SIGN_ON_SETTING_UNFIT, retryable=False, setting="unioncase[oidc]"
        ) from missing
    secret = settings.oidc_client_secret
    client = RelyingParty(
        issuer=settings.oidc_issuer,
        id=settings.oidc_client_id,
        secret=None if secret is None else secret.get_secret_value(),
        callback=f"{settings.public_url.rstrip('/')}{CALLBACK}",
        home=f"{settings.public_url.rstrip('/')}/sign-in",
        login_claim=settings.oidc_login_claim or None,
    )
    return OpenIdProvider(client, settings.oidc_label, settings.oidc_ca_file)


def _only_password(settings: Settings) -> str | None:
    if settings.local_sign_in:
        return None
    _require(bool(settings.oidc_issuer), "oidc_issuer")
    _require(bool(settings.emergency_person), "emergency_person")
    return settings.emergency_person


def _is_address(url: str) -> bool:
    """Over TLS, or of this machine itself."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    near = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or near) and not parts.query


def _require(fits: bool, setting: str) -> None:
    if not fits:
        named = f"UNIONCASE_{setting.upper()}"
        raise AdapterError(AccessCode.SIGN_ON_SETTING_UNFIT, retryable=False, setting=named)
