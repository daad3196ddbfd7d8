"""The chain of a case: what it proves, and every way to damage it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.audit import (
    GENESIS,
    AuditCode,
    Entry,
    check_chain,
    check_replay,
    commitment,
    seal,
    seal_all,
)
from tests.support.small_kind import Story


def salt(number: int) -> bytes:
    """A salt of a test."""
    return number.to_bytes(16, "big")


def chain(story: Story) -> list[Entry]:
    """The sealed entries of a story."""
    salts = (salt(number) for number in range(1, len(story.events) + 1))
    return list(seal_all(story.events, seq=0, head=GENESIS, salts=salts))


def paid() -> Story:
    """A case from opening to payment."""
    return Story(amount="3000").visited().act("approve", "eva").act("pay", "ann", days=8)


def found(entries: list[Entry], *, seq: int | None = None, head: str | None = None) -> set[str]:
    """Codes of what is wrong with a chain."""
    whole = chain(paid())
    defects = check_chain(
        "SA-1", entries, seq=len(whole) if seq is None else seq, head=head or whole[-1].hash
    )
    return {defect.code.value for defect in defects}


def test_a_chain_as_written_is_sound() -> None:
    """Entries sealed one behind the other verify, and replay to the case."""
    story = paid()
    entries = chain(story)
    assert found(entries) == set()
    assert list(check_replay(story.case, entries)) == []


def test_sealing_goes_on_behind_an_entry() -> None:
    """A later batch continues the numbers and the hashes."""
    story = paid()
    first = chain(story)[:3]
    rest = seal_all(
        story.events[3:],
        seq=3,
        head=first[-1].hash,
        salts=(salt(n) for n in range(4, len(story.events) + 1)),
    )
    assert [*first, *rest] == chain(story)


def test_the_header_holds_no_facts() -> None:
    """What stays for ever names no field of the case file."""
    entry = chain(paid())[0]
    assert "赵样例".encode() not in entry.header
    assert "赵样例".encode() in (entry.payload or b"")
    assert set(entry.header_plain()) == {
        "v", "case", "seq", "prev", "at", "type", "action", "from", "to", "who", "for",
        "office", "workflow", "commitment",
    }  # fmt: skip


def test_the_same_event_under_another_salt_commits_to_something_else() -> None:
    """Nobody can guess a payload from its commitment."""
    event = paid().events[0]
    one, two = (seal(event, seq=1, prev=GENESIS, salt=salt(number)) for number in (1, 2))
    assert one.payload == two.payload
    assert one.header_plain()["commitment"] != two.header_plain()["commitment"]


def test_an_erased_payload_leaves_a_chain_that_verifies() -> None:
    """After the retention period the headers alone still follow one another."""
    erased = [replace(entry, payload=None, salt=None) for entry in chain(paid())]
    assert found(erased) == set()
    assert list(check_replay(paid().case, erased)) == []
    assert erased[0].event() is None


def resealed(entry: Entry, **header: object) -> Entry:
    """An entry whose header was rewritten and hashed again."""
    text = entry.header.decode()
    for name, value in header.items():
        old = entry.header_plain()[name]
        text = text.replace(f'"{name}":"{old}"', f'"{name}":"{value}"')
    return replace(entry, header=text.encode(), hash=hashlib.sha256(text.encode()).hexdigest())


DAMAGES: dict[str, tuple[Callable[[list[Entry]], list[Entry]], str]] = {
    "header edited": (
        lambda e: [replace(e[0], header=e[0].header.replace(b"ann", b"eva")), *e[1:]],
        "audit_header_changed",
    ),
    "header edited and hashed again": (
        lambda e: [resealed(e[0], who="eva"), *e[1:]],
        "audit_entry_not_following",
    ),
    "payload edited": (
        lambda e: [replace(e[0], payload=(e[0].payload or b"").replace(b"3000", b"9000")), *e[1:]],
        "audit_payload_changed",
    ),
    "salt edited": (lambda e: [replace(e[0], salt=salt(99)), *e[1:]], "audit_payload_changed"),
    "entry taken out": (lambda e: [*e[:2], *e[3:]], "audit_entry_missing"),
    "first entry taken out": (lambda e: e[1:], "audit_entry_missing"),
    "last entry taken out": (lambda e: e[:-1], "audit_head_disagrees"),
    "two entries exchanged": (lambda e: [e[1], e[0], *e[2:]], "audit_entry_not_following"),
    "entry of another case": (
        lambda e: [replace(e[0], case_id="SA-2"), *e[1:]],
        "audit_header_disagrees",
    ),
    "header that is no header": (
        lambda e: [replace(e[0], header=b"{"), *e[1:]],
        "audit_header_unreadable",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_chain_is_found_out(name: str) -> None:
    """Whatever is edited, removed or exchanged, the check names it."""
    damage, code = DAMAGES[name]
    assert code in found(damage(chain(paid())))


def test_a_rewritten_end_is_found_by_the_stored_head() -> None:
    """A chain whose last entry was replaced by a sound one does not end in the stored head."""
    entries = chain(paid())
    last = seal(paid().events[-2], seq=len(entries), prev=entries[-2].hash, salt=salt(7))
    assert found([*entries[:-1], last]) == {"audit_head_disagrees"}


def test_an_edited_case_does_not_replay() -> None:
    """A stored case that its events do not give is named, with the fields that differ."""
    story = paid()
    edited = replace(story.case, outcome="refused", facts={**story.case.facts, "amount": "1.00"})
    (defect,) = check_replay(edited, chain(story))
    assert (defect.code, defect.params["fields"]) == (
        AuditCode.REPLAY_DISAGREES,
        ["outcome", "facts"],
    )


def test_a_forged_payload_does_not_stop_the_check() -> None:
    """Events that cannot be read or do not follow are a finding with their place."""
    entries = chain(paid())
    entries[2] = replace(entries[2], payload=b'{"forged":1}')
    (defect,) = check_replay(paid().case, entries)
    assert (defect.code, defect.seq) == (AuditCode.REPLAY_FAILED, 3)


def test_a_commitment_is_keyed_by_its_salt() -> None:
    """The commitment is HMAC-SHA-256 of the payload under the salt."""
    assert commitment(b"x", b"y" * 16) != hashlib.sha256(b"x").hexdigest()
    assert len(commitment(b"x", b"y" * 16)) == 64
