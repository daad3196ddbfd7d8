"""Signed webhooks, as Stripe and Standard Webhooks sign them: over the moment and the body."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime

from adapters.i18n.telling import Telling
from adapters.outbound.notify.posting import Poster

TIMESTAMP = "X-Unioncase-Timestamp"
SIGNATURE = "X-Unioncase-Signature"


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """What a receiver computes and compares; an old timestamp tells a replay.

    Args:
        secret: Shared with the receiver.
        timestamp: Seconds since 1970, as sent in the header.
        body: As it was sent.
    """
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()


class WebhookSender:
    """Implements `Sender`.

    Args:
        poster: Posts.
        secret: Signs.
        now: The time.
    """

    def __init__(self, poster: Poster, secret: bytes, now: Callable[[], datetime]) -> None:
        self._poster = poster
        self._secret = secret
        self._now = now

    def send(self, address: str, telling: Telling, key: str) -> None:
        """Post the letter; see the protocol."""
        plain = {"id": key, "subject": telling.subject, "lines": telling.lines}
        # A receiver of a long digest must not think that this was all.
        further = {"more": telling.more} if telling.more else {}
        letter = {**plain, "links": telling.links, **further}
        body = json.dumps(letter, ensure_ascii=False).encode()
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Idempotency-Key": key,
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self._secret, timestamp, body),
        }
        self._poster.post(address, body, headers)
