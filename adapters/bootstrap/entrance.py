"""Accounts, sessions and what signing in needs."""

from __future__ import annotations

from datetime import timedelta

from adapters.outbound.db import SqlAlchemyAccessTokens, SqlAlchemyAccounts
from adapters.outbound.db.database import Database
from adapters.outbound.identity import Argon2Passwords, SystemTokens, TotpCodes
from adapters.settings import Settings
from engine.access import Limits
from engine.access_ports import Doors


def doors(settings: Settings, database: Database) -> Doors:
    """What lets people and programs in."""
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
    )
