"""What every case store lists: cases and entries, within what may be seen, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import changes as c
from engine.audit import GENESIS, check_chain
from engine.errors import EngineCode, NotFoundError
from engine.events import EventType
from engine.model import Status
from engine.ports import CaseQuery, CaseStore, EntryQuery
from tests.support.writes import (
    NOW,
    case,
    clock,
    following,
    moved_on,
    opening,
    stored,
)


def test_a_case_that_does_not_exist_is_not_found(cases: CaseStore) -> None:
    """Loading an unknown number says so."""
    with pytest.raises(NotFoundError) as raised:
        cases.load("SA-9")
    assert raised.value.code is EngineCode.CASE_NOT_FOUND


def test_cases_are_listed_newest_first(cases: CaseStore) -> None:
    """The higher number comes first, with what a list shows of it."""
    for number in (1, 3, 2):
        cases.commit([opening(case(f"SA-{number}"), subject=f"样例{number}")])
    rows = cases.cases(CaseQuery())
    assert [(row.id, row.subject) for row in rows] == [
        ("SA-3", "样例3"),
        ("SA-2", "样例2"),
        ("SA-1", "样例1"),
    ]


def test_a_row_shows_the_case_as_it_is(cases: CaseStore) -> None:
    """State, moments, version and the next due moment are those of the case."""
    loaded = stored(cases, opening(case(), c.DeadlineStarted(deadline=clock(days=3))))
    cases.commit([following(loaded, *moved_on(loaded.case, 2))])
    (row,) = cases.cases(CaseQuery())
    assert (row.kind, row.state, row.status) == ("small_aid", "state2", Status.OPEN)
    assert (row.opened_at, row.entered_at) == (NOW, NOW + timedelta(minutes=2))
    assert (row.version, row.due_at) == (2, NOW + timedelta(days=3))


def test_pages_of_cases_follow_without_gap(cases: CaseStore) -> None:
    """The page after a case begins with the next one, even when newer ones came in between."""
    for number in range(1, 6):
        cases.commit([opening(case(f"SA-{number}"))])
    first = cases.cases(CaseQuery(limit=2))
    cases.commit([opening(case("SA-9"))])
    second = cases.cases(CaseQuery(limit=2, after=first[-1].id))
    assert [row.id for row in (*first, *second)] == ["SA-5", "SA-4", "SA-3", "SA-2"]


@pytest.mark.parametrize("offices", [("d", "s"), ("d", "s", *(f"o{n}" for n in range(40)))])
def test_pages_over_several_offices_are_in_one_order(
    cases: CaseStore, offices: tuple[str, ...]
) -> None:
    """Newest or oldest first, be the offices few or many, and the next page follows."""
    for number in range(1, 7):
        cases.commit([opening(case(f"SA-{number}", office="d" if number % 2 else "s"))])
    query = CaseQuery(offices=frozenset(offices), status=Status.OPEN, limit=4)

    def found(query: CaseQuery) -> list[str]:
        return [row.id for row in cases.cases(query)]

    assert found(query) == ["SA-6", "SA-5", "SA-4", "SA-3"]
    assert found(replace(query, after="SA-3")) == ["SA-2", "SA-1"]
    assert found(replace(query, oldest_first=True)) == ["SA-1", "SA-2", "SA-3", "SA-4"]
    assert found(replace(query, oldest_first=True, after="SA-4")) == ["SA-5", "SA-6"]


def test_cases_of_other_offices_do_not_exist(cases: CaseStore) -> None:
    """A list and a count within offices know only theirs, be the offices five hundred."""
    cases.commit([opening(case("SA-1", office="o7"))])
    cases.commit([opening(case("SA-2", office="elsewhere"))])
    query = CaseQuery(offices=frozenset(f"o{number}" for number in range(500)))
    assert [row.id for row in cases.cases(query)] == ["SA-1"]
    assert cases.count(query) == 1


def test_copies_are_found_by_whom_they_were_sent_to(cases: CaseStore) -> None:
    """Those sent at the opening and later, each case once, and no others, wherever they lie."""
    sent = c.CopySent(people=("lin", "bai"))
    cases.commit([opening(case("SA-1", office="far", copies=("lin",)))])
    later = stored(cases, opening(case("SA-2", office="near")))
    cases.commit([following(later, sent)])
    again = cases.load("SA-2")
    cases.commit([following(again, c.CopySent(people=("bai", "kuai")))])
    cases.commit([opening(case("SA-3", office="far"))])
    found = {
        person: [row.id for row in cases.cases(CaseQuery(copied_to=frozenset({person})))]
        for person in ("lin", "bai", "kuai", "nobody")
    }
    assert found == {"lin": ["SA-2", "SA-1"], "bai": ["SA-2"], "kuai": ["SA-2"], "nobody": []}
    both = CaseQuery(copied_to=frozenset({"lin", "bai"}), elsewhere_than=frozenset({"near"}))
    assert ([row.id for row in cases.cases(both)], cases.count(both)) == (["SA-1"], 1)
    assert list(cases.cases(CaseQuery(copied_to=frozenset()))) == []


def test_no_office_means_no_cases(cases: CaseStore) -> None:
    """Who may see no office sees nothing, not everything."""
    cases.commit([opening(case())])
    assert list(cases.cases(CaseQuery(offices=frozenset()))) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (CaseQuery(kind="other"), ["SA-2"]),
        (CaseQuery(states=frozenset({"done", "gone"})), ["SA-2"]),
        (CaseQuery(status=Status.CLOSED), ["SA-2"]),
        (CaseQuery(text="钱"), ["SA-2"]),
        (CaseQuery(text="样例钱"), []),
        (CaseQuery(text="钱样例"), ["SA-2"]),
        (CaseQuery(text="SA-1"), ["SA-1"]),
        (CaseQuery(text="sa-1"), ["SA-1"]),
        (CaseQuery(text="sa"), ["SA-2", "SA-1"]),
        (CaseQuery(text="A-1"), []),
        (CaseQuery(text="01"), ["SA-1"]),
        (CaseQuery(text="%"), []),
        (CaseQuery(text="'"), []),
        (CaseQuery(text="\\"), []),
        (CaseQuery(text="qian"), ["SA-2"]),
        (CaseQuery(text="qian yang"), ["SA-2"]),
        (CaseQuery(text="qianyangli"), ["SA-2"]),
        (CaseQuery(text="qianyanglx"), []),
        (CaseQuery(text="qyl"), ["SA-2"]),
        (CaseQuery(text="ian"), []),
        (CaseQuery(parent="SA-0"), ["SA-2"]),
    ],
)
def test_cases_are_found_by_what_is_asked(
    cases: CaseStore, query: CaseQuery, found: list[str]
) -> None:
    """Each condition of a query narrows the list and the count alike."""
    cases.commit([opening(case("SA-1"), subject="赵样例")])
    other = case("SA-2", kind="other", state="done", status=Status.CLOSED, parent="SA-0")
    cases.commit([opening(other, subject="钱样例")])
    assert [row.id for row in cases.cases(query)] == found
    assert cases.count(query) == len(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("机械68", ["HA-2026-000133"]),
        ("68厂", ["HA-2026-000133"]),
        ("68", ["HA-2026-000133"]),
        ("ACME", ["HA-2025-000133"]),
        ("acme ltd", ["HA-2025-000133"]),
        ("me lt", ["HA-2025-000133"]),
        ("o'neill", ["HA-2025-000133"]),
        ("133", ["HA-2026-000133", "HA-2025-000133"]),
        ("000133", ["HA-2026-000133", "HA-2025-000133"]),
        ("2025-133", ["HA-2025-000133"]),
        ("ha-2025", ["HA-2025-000133"]),
        ("13", []),
        ("HA_2025", []),
        ("jixie", []),
        ("yangliji", ["HA-2026-000133"]),
        ("yanglijixie", ["HA-2026-000133"]),
        ("  ", []),
    ],
)
def test_every_store_finds_the_same(cases: CaseStore, text: str, found: list[str]) -> None:
    """Letters of any case, running numbers and sounds find the same cases wherever they lie."""
    cases.commit([opening(case("HA-2026-000133"), subject="样例机械68厂")])
    cases.commit([opening(case("HA-2025-000133"), subject="Acme Ltd · O'Neill")])
    assert [row.id for row in cases.cases(CaseQuery(text=text))] == found


def test_journals_are_in_no_list_of_cases(cases: CaseStore) -> None:
    """An office's journal can be loaded, but is no case of anybody's list."""
    cases.commit([opening(case("J-d", kind="office_journal"))])
    assert cases.load("J-d").seq == 1
    assert cases.count(CaseQuery()) == 0


def test_journals_are_listed_when_asked_for(cases: CaseStore) -> None:
    """The audit finds every journal there is, and nothing else under their kind."""
    cases.commit([opening(case("J-d", kind="office_journal"))])
    cases.commit([opening(case("SA-1"))])
    assert [row.id for row in cases.cases(CaseQuery(kind="office_journal"))] == ["J-d"]


def test_entries_come_in_the_order_of_case_and_place(cases: CaseStore) -> None:
    """All entries of a case stand together, from the first on."""
    for number in ("2", "1"):
        loaded = stored(cases, opening(case(f"SA-{number}")))
        cases.commit([following(loaded, c.NoteAdded(text="x"))])
    entries = list(cases.entries(EntryQuery(limit=0)))
    assert [(e.case_id, e.seq) for e in entries] == [
        ("SA-1", 1),
        ("SA-1", 2),
        ("SA-2", 1),
        ("SA-2", 2),
    ]


def test_pages_of_entries_follow_without_gap(cases: CaseStore) -> None:
    """The page after an entry begins with the next one."""
    loaded = stored(cases, opening(case()))
    for number in range(4):
        loaded = stored(cases, following(loaded, c.NoteAdded(text=str(number))))
    first = list(cases.entries(EntryQuery(limit=2)))
    second = list(cases.entries(EntryQuery(limit=9, after=("SA-1", 2))))
    assert [e.seq for e in (*first, *second)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EntryQuery(case_id="SA-2"), [("SA-2", 1)]),
        (EntryQuery(person="eva"), [("SA-1", 2)]),
        (EntryQuery(types=frozenset({"note_added"})), [("SA-1", 2)]),
        (EntryQuery(offices=frozenset({"s"})), [("SA-2", 1)]),
        (EntryQuery(since=NOW + timedelta(hours=1)), [("SA-1", 2)]),
        (EntryQuery(until=NOW + timedelta(hours=1)), [("SA-1", 1), ("SA-2", 1)]),
        (EntryQuery(case_id="SA-9"), []),
    ],
)
def test_entries_are_found_by_what_is_asked(
    cases: CaseStore, query: EntryQuery, found: list[tuple[str, int]]
) -> None:
    """Each condition of a query narrows the list; `until` itself is not included."""
    loaded = stored(cases, opening(case()))
    note = following(
        loaded,
        c.NoteAdded(text="x"),
        at=NOW + timedelta(hours=1),
        person="eva",
        type_=EventType.NOTE_ADDED,
    )
    cases.commit([note])
    cases.commit([opening(case("SA-2", office="s"))])
    assert [(entry.case_id, entry.seq) for entry in cases.entries(query)] == found


def test_an_erased_payload_leaves_a_chain_that_verifies(cases: CaseStore) -> None:
    """Payload and salt go, header and hash stay; the other case keeps its own."""
    loaded = stored(cases, opening(case()))
    cases.commit([opening(case("SA-2"))])
    assert cases.erase_payloads("SA-1") == 1
    assert cases.erase_payloads("SA-1") == 0
    erased, kept = cases.entries(EntryQuery())
    assert (erased.payload, erased.salt) == (None, None)
    assert kept.payload is not None
    assert list(check_chain("SA-1", [erased], seq=1, head=loaded.head)) == []


def test_a_first_entry_follows_nothing(cases: CaseStore) -> None:
    """The chain of every case begins by itself."""
    cases.commit([opening(case())])
    (entry,) = cases.entries(EntryQuery())
    assert entry.header_plain()["prev"] == GENESIS


def test_numbers_of_a_series_are_given_once(cases: CaseStore) -> None:
    """Each series counts from one by itself."""
    given = [cases.next_number(series) for series in ("HA-2026", "HA-2026", "SD-2026", "HA-2026")]
    assert given == [1, 2, 1, 3]


def test_cases_are_found_by_when_they_lived(cases: CaseStore) -> None:
    """Opened before a moment, and not closed before another: the second moment still belongs."""
    cases.commit([opening(case("SA-1"))])
    ended = stored(cases, opening(case("SA-2")))
    closed_at = NOW + timedelta(days=1)
    entered = c.StateEntered(from_state=ended.case.state, to_state="done", at=closed_at)
    cases.commit([following(ended, entered, c.Closed(outcome="aided"), at=closed_at)])

    def found(query: CaseQuery) -> list[str]:
        return [row.id for row in cases.cases(query)]

    late = closed_at + timedelta(seconds=1)
    assert found(CaseQuery(live_since=closed_at)) == ["SA-2", "SA-1"]
    assert found(CaseQuery(live_since=late)) == ["SA-1"]
    assert found(CaseQuery(opened_before=NOW)) == []
    assert found(CaseQuery(opened_before=NOW + timedelta(seconds=1), live_since=late)) == ["SA-1"]


def test_cases_are_listed_oldest_first_when_asked(cases: CaseStore) -> None:
    """From the first number on, and the page after a case begins with the next higher one."""
    for number in (2, 1, 3):
        cases.commit([opening(case(f"SA-{number}"))])
    first = cases.cases(CaseQuery(limit=2, oldest_first=True))
    second = cases.cases(CaseQuery(limit=2, oldest_first=True, after=first[-1].id))
    assert [row.id for row in (*first, *second)] == ["SA-1", "SA-2", "SA-3"]


@pytest.mark.parametrize("limit", [0, 3])
def test_whole_cases_come_as_they_are_listed(cases: CaseStore, limit: int) -> None:
    """The same cases in the same order, each as loading it gives it, up to the limit."""
    for number in range(1, 6):
        loaded = stored(cases, opening(case(f"SA-{number}")))
        cases.commit([following(loaded, *moved_on(loaded.case, number))])
    query = CaseQuery(kind="small_aid", oldest_first=True, limit=limit)
    listed = [row.id for row in cases.cases(query)]
    assert list(cases.files(query)) == [cases.load(number).case for number in listed]
    assert len(listed) == (limit or 5)


def test_more_whole_cases_than_are_fetched_at_once_all_come(cases: CaseStore) -> None:
    """Each once, in order."""
    numbers = [f"SA-{number:04}" for number in range(1, 1_102)]
    for start in range(0, len(numbers), 400):
        cases.commit([opening(case(number)) for number in numbers[start : start + 400]])
    found = [file.id for file in cases.files(CaseQuery(limit=0))]
    assert found == sorted(numbers, reverse=True)
