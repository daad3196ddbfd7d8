"""What every case store does with a command: stores it whole or not at all, and reads it back."""

from __future__ import annotations

import pytest

from engine import changes as c
from engine.audit import check_chain, check_replay
from engine.errors import ConflictError, EngineCode
from engine.events import EventType
from engine.ports import CaseQuery, CaseStore, EntryQuery, FirstAnswer, TaskQuery
from tests.support.writes import (
    case,
    clock,
    following,
    moved_on,
    opening,
    stored,
    task,
    with_message,
)

ANSWER = FirstAnswer(key="k-1", fingerprint="f", answer={"case": "SA-1", "seq": 1, "名": [True]})


def test_an_opened_case_is_read_as_it_was_written(cases: CaseStore) -> None:
    """Every field comes back equal, with the head of the chain."""
    write = opening(case(), c.TaskOpened(task=task("SA-1")), c.DeadlineStarted(deadline=clock()))
    loaded = stored(cases, write)
    assert (loaded.case, loaded.seq, loaded.head) == (write.after, 1, write.entries[0].hash)


def test_a_changed_case_is_read_as_it_is_now(cases: CaseStore) -> None:
    """After several commands the case is what the last one left."""
    loaded = stored(cases, opening(case(), c.TaskOpened(task=task("SA-1"))))
    for number in range(2, 5):
        write = following(loaded, *moved_on(loaded.case, number))
        loaded = stored(cases, write)
        assert loaded.case == write.after
    assert loaded.seq == 4


def test_a_stored_chain_verifies_and_replays(cases: CaseStore) -> None:
    """The entries come back to the byte."""
    loaded = stored(cases, opening(case(), c.TaskOpened(task=task("SA-1"))))
    loaded = stored(cases, following(loaded, *moved_on(loaded.case, 2)))
    entries = list(cases.entries(EntryQuery(case_id="SA-1")))
    defects = [*check_chain("SA-1", entries, seq=loaded.seq, head=loaded.head)]
    assert [*defects, *check_replay(loaded.case, entries)] == []


def test_a_write_on_an_old_case_is_a_conflict(cases: CaseStore) -> None:
    """Who decided on a chain that has grown since is told so."""
    loaded = stored(cases, opening(case()))
    cases.commit([following(loaded, c.FactSet(field="a", new=1))])
    with pytest.raises(ConflictError) as raised:
        cases.commit([following(loaded, c.FactSet(field="a", new=2))])
    assert raised.value.code is EngineCode.CONCURRENT_CHANGE


def test_a_conflict_stores_nothing(cases: CaseStore) -> None:
    """Neither the other cases of the commit nor their tasks, nor the answer."""
    loaded = stored(cases, opening(case()))
    cases.commit([following(loaded, c.FactSet(field="a", new=1))])
    fresh = opening(case("SA-2"), c.TaskOpened(task=task("SA-2")))
    with pytest.raises(ConflictError):
        cases.commit([fresh, following(loaded, c.FactSet(field="a", new=2))], ANSWER)
    assert cases.count(CaseQuery()) == 1
    assert list(cases.tasks(TaskQuery())) == []
    assert len(list(cases.entries(EntryQuery()))) == 2
    assert cases.first_answer("k-1") is None


def test_a_case_number_is_taken_once(cases: CaseStore) -> None:
    """Opening a second case under the same number is a conflict of its own kind."""
    cases.commit([opening(case())])
    with pytest.raises(ConflictError) as raised:
        cases.commit([opening(case())])
    assert raised.value.code is EngineCode.CASE_EXISTS


def test_several_cases_are_stored_together(cases: CaseStore) -> None:
    """A parent and its new child appear in one commit."""
    parent = stored(cases, opening(case()))
    told = following(parent, c.FactSet(field="child", new="SA-1-C1"))
    cases.commit([told, opening(case("SA-1-C1", parent="SA-1"))])
    assert cases.load("SA-1").seq == 2
    assert [row.id for row in cases.cases(CaseQuery(parent="SA-1"))] == ["SA-1-C1"]


def test_an_entry_without_changes_lengthens_the_chain_only(cases: CaseStore) -> None:
    """A refused attempt leaves the case and its version as they were."""
    loaded = stored(cases, opening(case()))
    after = stored(cases, following(loaded, type_=EventType.ATTEMPT_REFUSED))
    assert after.case == loaded.case
    assert after.seq == 2


def test_the_first_answer_is_remembered(cases: CaseStore) -> None:
    """What was answered to a key comes back with the fingerprint of its command."""
    cases.commit([opening(case())], ANSWER)
    assert cases.first_answer("k-1") == ANSWER


def test_an_unknown_key_has_no_answer(cases: CaseStore) -> None:
    """A key nobody used gives nothing."""
    assert cases.first_answer("k-1") is None


def test_a_key_is_answered_once(cases: CaseStore) -> None:
    """A second command with the same key is a conflict and stores nothing."""
    cases.commit([opening(case())], ANSWER)
    with pytest.raises(ConflictError):
        cases.commit([opening(case("SA-2"))], ANSWER)
    assert cases.count(CaseQuery()) == 1


def test_a_message_is_promised_once(cases: CaseStore) -> None:
    """A message whose key is known stops the commit."""
    cases.commit([with_message(opening(case()), "m-1")])
    with pytest.raises(ConflictError):
        cases.commit([with_message(opening(case("SA-2")), "m-1")])
