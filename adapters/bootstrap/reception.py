"""What taking answers from outside needs."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from adapters.outbound.db import SqlAlchemySenders
from adapters.outbound.db.database import Database
from adapters.settings import Settings
from engine.reception import Reception

_PURPOSE = b"unioncase answers from outside"


def reception(settings: Settings, database: Database, index_key: bytes) -> Reception:
    """The senders, and a secret of their own that follows from the key every process has."""
    return Reception(
        senders=SqlAlchemySenders(database),
        master=hmac.new(index_key, _PURPOSE, hashlib.sha256).digest(),
        within=timedelta(minutes=settings.answers_within_minutes),
    )
