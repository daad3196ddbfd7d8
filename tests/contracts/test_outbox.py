"""What every outbox does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.changes import NoteAdded
from engine.delivery import Effect, Outbox, Sealed
from engine.merkle import inclusion_proof, is_included, leaf_hash, root_of
from engine.ports import CaseStore, EntryQuery
from engine.projection import Message
from tests.support.stores import Stores
from tests.support.writes import case, following, opening

NOW = datetime(2026, 2, 11, 1, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def outbox(stores: Stores) -> Outbox:
    """An empty outbox."""
    return stores.outbox


def promised(outbox: Outbox, *keys: str, kind: str = "trial", at: datetime = NOW) -> None:
    """Promise messages."""
    outbox.promise([Message(key=k, kind=kind, payload={"n": 1}, available_at=at) for k in keys])


def test_due_messages_are_handed_out_once_while_leased(outbox: Outbox) -> None:
    """Nobody else gets what is on lease."""
    promised(outbox, "a", "b")
    assert list(outbox.lease(NOW, until=SOON, limit=10)) == ["a", "b"]
    assert list(outbox.lease(NOW, until=SOON, limit=10)) == []


def test_a_lost_message_is_due_again_after_its_lease(outbox: Outbox) -> None:
    """Whoever was killed with it held it only for so long; the attempt is counted."""
    promised(outbox, "a")
    outbox.lease(NOW, until=SOON, limit=10)
    assert list(outbox.lease(SOON, until=SOON + timedelta(minutes=1), limit=10)) == ["a"]
    parcel = outbox.parcel("a")
    assert parcel is not None
    assert (parcel.attempts, parcel.message.payload) == (2, {"n": 1})


def test_the_future_is_not_handed_out(outbox: Outbox) -> None:
    """A message that is promised for later waits."""
    promised(outbox, "a", at=SOON)
    assert list(outbox.lease(NOW, until=SOON, limit=10)) == []
    assert list(outbox.lease(SOON, until=SOON, limit=10)) == ["a"]


def test_the_limit_counts_what_is_on_lease_already(outbox: Outbox) -> None:
    """However often it is asked, no more than the limit is under way."""
    promised(outbox, "a", "b", "c")
    assert list(outbox.lease(NOW, until=SOON, limit=2)) == ["a", "b"]
    assert list(outbox.lease(NOW, until=SOON, limit=2)) == []
    assert outbox.complete("a", NOW, Effect())
    assert list(outbox.lease(NOW, until=SOON, limit=2)) == ["c"]


def test_what_died_with_its_process_stops_others_for_a_third_of_a_lease(outbox: Outbox) -> None:
    """Leases that nobody works off any more hold the lane for so long, not to their end."""
    promised(outbox, "a", "b")
    minute = timedelta(minutes=1)
    assert list(outbox.lease(NOW, until=NOW + 3 * minute, limit=1)) == ["a"]
    soon, later = NOW + minute / 2, NOW + minute
    assert list(outbox.lease(soon, until=soon + 3 * minute, limit=1)) == []
    assert list(outbox.lease(later, until=later + 3 * minute, limit=1)) == ["b"]


def test_a_lease_of_a_clock_that_ran_ahead_does_not_count(outbox: Outbox) -> None:
    """A clock that is set back by a day leaves nothing lying for a day."""
    promised(outbox, "a")
    ahead = NOW + timedelta(days=1)
    assert list(outbox.lease(ahead, until=ahead + timedelta(minutes=1), limit=1)) == ["a"]
    assert list(outbox.lease(NOW, until=SOON, limit=1)) == ["a"]


def test_what_is_given_back_was_no_attempt(outbox: Outbox) -> None:
    """A broker that is away uses up nobody's attempts."""
    promised(outbox, "a", "b")
    for _ in range(3):
        assert list(outbox.lease(NOW, until=SOON, limit=10)) == ["a", "b"]
        outbox.give_back(["a", "nobody"])
        outbox.give_back(["b"])
        outbox.give_back(["b"])
    outbox.lease(NOW, until=SOON, limit=10)
    parcels = [outbox.parcel("a"), outbox.parcel("b")]
    assert [parcel and parcel.attempts for parcel in parcels] == [1, 1]


def test_kinds_are_leased_apart(outbox: Outbox) -> None:
    """A slow kind does not take the places of another."""
    promised(outbox, "a", kind="slow")
    promised(outbox, "b", kind="fast")
    assert list(outbox.lease(NOW, until=SOON, limit=5, kinds=frozenset({"fast"}))) == ["b"]


def test_an_effect_is_stored_once(outbox: Outbox) -> None:
    """A message that comes twice has its effect once, with what follows from it."""
    promised(outbox, "a")
    more = Message(key="more", kind="trial", payload={}, available_at=NOW)
    assert outbox.complete("a", NOW, Effect(messages=(more,)))
    assert not outbox.complete("a", NOW, Effect(messages=(more,)))
    assert outbox.parcel("a") is None
    assert outbox.parcel("more") is not None


def test_a_failed_attempt_waits(outbox: Outbox) -> None:
    """It is due again at the moment that was named, not before."""
    promised(outbox, "a")
    outbox.lease(NOW, until=SOON, limit=1)
    outbox.postpone("a", "timeout", SOON)
    parcel = outbox.parcel("a")
    assert parcel is not None
    assert (parcel.cause, parcel.message.available_at) == ("timeout", SOON)
    assert list(outbox.lease(NOW, until=SOON, limit=1)) == []
    assert list(outbox.lease(SOON, until=SOON, limit=1)) == ["a"]


def test_a_dead_letter_can_be_looked_at_and_revived(outbox: Outbox) -> None:
    """It has a cause, is not handed out, and comes back with all its attempts."""
    promised(outbox, "a")
    outbox.lease(NOW, until=SOON, limit=1)
    outbox.bury("a", "refused", SOON)
    [letter] = outbox.dead()
    assert (letter.key, letter.cause, letter.attempts) == ("a", "refused", 1)
    assert (outbox.dead_letter("a"), outbox.dead_letter("b")) == (letter, None)
    assert (outbox.parcel("a"), outbox.backlog(SOON).dead) == (None, 1)
    assert (outbox.revive("a", SOON), outbox.revive("a", SOON)) == (True, False)
    assert list(outbox.lease(SOON, until=SOON, limit=1)) == ["a"]


def test_a_dead_letter_can_be_dropped(outbox: Outbox) -> None:
    """It is gone for good, once."""
    promised(outbox, "a")
    outbox.bury("a", "refused", NOW)
    assert (outbox.drop("a", NOW), outbox.drop("a", NOW)) == (True, False)
    assert list(outbox.dead()) == []


def test_the_backlog_names_the_oldest(outbox: Outbox) -> None:
    """Only what is due counts."""
    promised(outbox, "a")
    promised(outbox, "b", at=SOON)
    backlog = outbox.backlog(NOW)
    assert (backlog.waiting, backlog.oldest) == (1, NOW)


def test_entries_are_sealed_in_their_order(stores: Stores, cases: CaseStore) -> None:
    """A later message seals what an earlier one did not, and the earlier one then nothing."""
    cases.commit([opening(case("LD-1"))])
    cases.commit([following(cases.load("LD-1"), NoteAdded(text="one"))])
    promised(stores.outbox, "late", "early")
    assert stores.outbox.complete("late", NOW, Effect(sealed=(Sealed(case_id="LD-1", last=2),)))
    assert stores.outbox.complete("early", NOW, Effect(sealed=(Sealed(case_id="LD-1", last=1),)))
    entries = list(cases.entries(EntryQuery(case_id="LD-1")))
    leaves = stores.log.leaves(0, 10)
    assert [(leaf.index, leaf.seq, leaf.hash) for leaf in leaves] == [
        (index, entry.seq, entry.hash) for index, entry in enumerate(entries[:2])
    ]


def test_a_sealed_entry_is_provably_in_the_log(stores: Stores, cases: CaseStore) -> None:
    """The stored nodes prove that an entry is under the log's root."""
    for number in range(5):
        cases.commit([opening(case(f"LD-{number}"))])
        promised(stores.outbox, f"m{number}")
        sealed = (Sealed(case_id=f"LD-{number}", last=9),)
        stores.outbox.complete(f"m{number}", NOW, Effect(sealed=sealed))
    size = stores.log.size()
    leaf = stores.log.place("LD-2", 1)
    assert leaf is not None
    proof = inclusion_proof(leaf.index, size, stores.log.node)
    root = root_of(size, stores.log.node)
    assert is_included(leaf_hash(bytes.fromhex(leaf.hash)), leaf.index, size, proof, root)
