"""What every inbox does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.delivery import Effect, Inbox
from engine.notices import Notice, NoticeCode
from engine.projection import Message
from tests.support.stores import Stores

NOW = datetime(2026, 2, 11, 1, tzinfo=UTC)


def notice(number: int, person: str = "ann") -> Notice:
    """A notice; higher numbers are newer."""
    return Notice(
        id=f"n{number}:{person}",
        person=person,
        code=NoticeCode.TASK_GIVEN,
        at=NOW + timedelta(minutes=number),
        case_id="SA-1",
        kind="small_aid",
        office="s",
        params={"task": "task", "queue": "aid"},
    )


@pytest.fixture
def inbox(stores: Stores) -> Inbox:
    """Ann's five notices and one of Ben's."""
    told = (*(notice(n) for n in range(5)), notice(9, "ben"))
    for key in ("first", "again"):
        stores.outbox.promise([Message(key=key, kind="x", payload={}, available_at=NOW)])
        assert stores.outbox.complete(key, NOW, Effect(notices=told))
    return stores.inbox


def ids(inbox: Inbox, person: str = "ann", *, unread: bool = False) -> list[str]:
    """Ids of a person's notices."""
    return [told.notice.id for told in inbox.notices(person, unread=unread)]


def test_people_see_their_own_newest_first_and_once(inbox: Inbox) -> None:
    """What was told twice lies there once, as it was told."""
    assert ids(inbox) == [f"n{n}:ann" for n in (4, 3, 2, 1, 0)]
    assert [told.notice for told in inbox.notices("ben")] == [notice(9, "ben")]


def test_pages_follow_each_other(inbox: Inbox) -> None:
    """The next page begins behind the last notice of the one before."""
    first = inbox.notices("ann", limit=2)
    second = inbox.notices("ann", after=first[-1].notice.id, limit=2)
    assert [told.notice.id for told in second] == ["n2:ann", "n1:ann"]


def test_what_was_read_is_no_longer_new(inbox: Inbox) -> None:
    """It stays in the inbox with the moment of reading, and counts once."""
    later = NOW + timedelta(hours=1)
    assert [inbox.mark_read("ann", ["n1:ann"], later) for _ in range(2)] == [1, 0]
    assert ids(inbox, unread=True) == ["n4:ann", "n3:ann", "n2:ann", "n0:ann"]
    assert (inbox.unread("ann"), inbox.notices("ann")[3].read_at) == (4, later)


def test_nobody_reads_for_somebody_else(inbox: Inbox) -> None:
    """Ids of other people's notices change nothing."""
    assert inbox.mark_read("ann", ["n9:ben", "unknown"], NOW) == 0
    assert inbox.unread("ben") == 1


def test_a_span_of_time_holds_all_that_was_told_in_it(stores: Stores) -> None:
    """However much it is, oldest first; its end belongs to the next span."""
    stores.outbox.promise([Message(key="many", kind="x", payload={}, available_at=NOW)])
    told = tuple(notice(number) for number in range(1_203))
    assert stores.outbox.complete("many", NOW, Effect(notices=told))
    found = stores.inbox.between("ann", NOW, NOW + timedelta(minutes=1_201))
    assert [one.id for one in found] == [f"n{number}:ann" for number in range(1_201)]
