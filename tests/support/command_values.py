"""What tests may say with a command on the small kind of case, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from pydantic import JsonValue

from engine.circumstances import FundKey
from engine.directory import Directory


class Around(TypedDict, total=False):
    """What may differ in the world around a command."""

    days: int
    funds: Mapping[FundKey, int] | None
    directory: Directory


class ActValues(TypedDict, total=False):
    """What may be said with an action."""

    data: Mapping[str, JsonValue]
    reason: str | None
    target: str | None
    straight_back: bool
    approvers: tuple[str, ...]
    with_person: str | None
    extension: str | None
    bulk: bool
    expected_version: int | None
    idempotency_key: str | None


class PaperValues(TypedDict, total=False):
    """What may differ from the plain proof."""

    case_id: str
    kind: str
    name: str
    sha256: str
    size_bytes: int
    media: str
    issued_on: date | None


class OfCase(TypedDict):
    """What every command names."""

    case_id: str


class OfTask(OfCase):
    """What every command about a task names."""

    task_id: str
