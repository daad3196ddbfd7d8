"""What every log of all entries gives to those who copy and sign it."""

from __future__ import annotations

from datetime import timedelta

from engine.delivery import Checkpoint
from engine.ports import EntryQuery
from engine.sinks import defect_of
from tests.support.sealing import open_and_seal
from tests.support.small_house import small_house
from tests.support.small_kind import NOW
from tests.support.stores import Stores


def test_places_come_with_their_entries_headers(stores: Stores) -> None:
    """In order, from one place to before another, each header that of the entry named."""
    ports = small_house(stores)
    open_and_seal(ports, 3)
    size = ports.log.size()
    found = ports.log.logged(1, size)
    assert [logged.leaf.index for logged in found] == list(range(1, size))
    assert {defect_of(logged) for logged in found} == {None}
    headers = {
        (entry.case_id, entry.seq): entry.header
        for entry in ports.cases.entries(EntryQuery(limit=0))
    }
    assert all(logged.header == headers[logged.leaf.case_id, logged.leaf.seq] for logged in found)


def test_checkpoints_come_by_size_and_as_they_were_kept(stores: Stores) -> None:
    """The smallest log first; one of the same size is kept once."""
    kept = [
        Checkpoint(
            size=size, root="ab", at=NOW + timedelta(minutes=size), key_id="cd", signature="ef"
        )
        for size in (1, 5, 3)
    ]
    for checkpoint in (*kept, kept[0]):
        stores.log.add_checkpoint(checkpoint)
    assert list(stores.log.checkpoints()) == sorted(kept, key=lambda found: found.size)
    assert stores.log.checkpoint() == kept[1]
