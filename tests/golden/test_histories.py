"""Recorded histories must replay for ever: what was written once can always be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import changes
from engine.audit import HEADER_VERSION, Entry, check_chain, check_replay
from engine.codec import case_from_json, event_from_json
from engine.events import EventType
from engine.evolve import replay

FOLDER = Path(__file__).parent / "histories"
HISTORIES = sorted(path.stem for path in FOLDER.glob("*.json"))


def recorded(name: str) -> dict[str, Any]:
    """A history as it was recorded."""
    whole: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return whole


def entries(name: str) -> list[Entry]:
    """The sealed entries of a history."""
    return [
        Entry(
            case_id=entry["case"],
            seq=entry["seq"],
            header=entry["header"].encode(),
            hash=entry["hash"],
            payload=entry["payload"].encode(),
            salt=bytes.fromhex(entry["salt"]),
        )
        for entry in recorded(name)["entries"]
    ]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_recorded_history_replays_to_its_case(name: str) -> None:
    """The events as stored then give, with the code of today, the case as stored then."""
    case = case_from_json(json.dumps(recorded(name)["case"]))
    assert replay(event_from_json(entry.payload or b"") for entry in entries(name)) == case


@pytest.mark.parametrize("name", HISTORIES)
def test_a_recorded_chain_verifies(name: str) -> None:
    """Hashes and commitments as computed then are those computed today."""
    chain = entries(name)
    case = case_from_json(json.dumps(recorded(name)["case"]))
    head = str(recorded(name)["head"])
    assert [*check_chain(case.id, chain, seq=len(chain), head=head)] == []
    assert [*check_replay(case, chain)] == []


def test_the_histories_are_of_this_format() -> None:
    """A new format of entries brings histories of its own beside the old ones."""
    versions = {recorded(name)["header_version"] for name in HISTORIES}
    assert HEADER_VERSION in versions


def test_the_histories_hold_every_kind_of_change() -> None:
    """Every kind of change and of entry is recorded somewhere."""
    texts = "".join((FOLDER / f"{name}.json").read_text("utf-8") for name in HISTORIES)
    known = {kind for kind in (_tag(each) for each in vars(changes).values()) if kind}
    absent = {kind for kind in known if f'\\"{kind}\\"' not in texts}
    assert absent == set()
    types = {kind.value for kind in EventType if f'\\"{kind.value}\\"' not in texts}
    assert types == set()


def _tag(each: object) -> str | None:
    fields = getattr(each, "__dataclass_fields__", {})
    return str(fields["type"].default) if "type" in fields else None
