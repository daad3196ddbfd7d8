"""Robots of the two chat programs that offices use; their JSON is as their makers publish it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote_plus, urldefrag

from adapters.i18n.telling import Telling
from adapters.outbound.notify.posting import Poster, robot_answer

WECOM_HOST = "qyapi.weixin.qq.com"
DINGTALK_HOST = "oapi.dingtalk.com"

_MOST_BYTES = 2048
"""Of the text of one message: WeCom takes no more, and DingTalk gets as much."""

_WECOM_LATER = frozenset((-1, 45009))
"""System busy; more than 20 messages a minute."""

_DINGTALK_LATER = frozenset((-1, 130101, 410100))
"""System busy; more than 20 messages a minute."""


class WeComRobot:
    """Implements `Sender` for a group robot of WeCom 企业微信 (message type `text`).

    Args:
        poster: Posts.
    """

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    def send(self, address: str, telling: Telling, key: str) -> None:
        """Post the letter into the robot's group; see the protocol."""
        del key
        robot_answer(self._poster.post(address, _text(telling), {}), _WECOM_LATER)


class DingTalkRobot:
    """Implements `Sender` for a group robot of DingTalk 钉钉 with a signature.

    The robot's secret stands behind a `#` in the address, so that it never leaves the house.

    Args:
        poster: Posts.
        now: The time.
    """

    def __init__(self, poster: Poster, now: Callable[[], datetime]) -> None:
        self._poster = poster
        self._now = now

    def send(self, address: str, telling: Telling, key: str) -> None:
        """Post the letter into the robot's group; see the protocol."""
        del key
        url, secret = urldefrag(address)
        if secret:
            url = f"{url}{self._signed(secret)}"
        robot_answer(self._poster.post(url, _text(telling), {}), _DINGTALK_LATER)

    def _signed(self, secret: str) -> str:
        timestamp = str(round(self._now().timestamp() * 1000))
        digest = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
        return f"&timestamp={timestamp}&sign={quote_plus(base64.b64encode(digest))}"


def _text(telling: Telling) -> bytes:
    head = f"{telling.subject}\n"
    content = head + telling.text_within(_MOST_BYTES - len(head.encode()))
    plain = {"msgtype": "text", "text": {"content": content}}
    return json.dumps(plain, ensure_ascii=False).encode()
