"""Reading a trail: masked for everybody, unmasked for a purpose that is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import JsonValue

from adapters.outbound.memory import FixedWorkflows
from engine.audit import check_chain
from engine.canonical import canonical_bytes
from engine.changes import ChildOpened
from engine.masking import masked_event
from engine.model import Case, Child
from engine.ports import EntryQuery, Ports
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.read_history import (
    case_at,
    export_entries,
    latest_of_history,
    read_history,
    reveal_history,
)
from tests.support.json_values import mapping
from tests.support.small_kind import Story, paper
from tests.unit.engine.test_usecases import ANN, OUT, entries, given, house, opened

NUMBER = "11010519491231002X"


def told() -> tuple[Ports, Case]:
    """A case whose file holds an identity number."""
    ports = house()
    case = opened(ports)
    handle_command(ports, replace(paper(), case_id=case.id), ANN)
    return ports, given(ports, case, "submit", data={"id_number": NUMBER})


def test_a_history_is_read_masked() -> None:
    """No payload shows what is sensitive; what is not, is there."""
    ports, case = told()
    shown = b"".join(entry.payload or b"" for entry in read_history(ports, case.id, ANN))
    assert (NUMBER.encode() in shown, "赵样例".encode() in shown) == (False, True)


def test_a_masked_entry_keeps_its_header_and_loses_its_salt() -> None:
    """What was changed for reading cannot be taken for what was sealed."""
    ports, case = told()
    masked = read_history(ports, case.id, ANN)
    sealed = tuple(ports.cases.entries(EntryQuery(case_id=case.id, limit=0)))
    assert [entry.hash for entry in masked] == [entry.hash for entry in sealed]
    assert [entry.salt is None for entry in masked] == [False, False, True]


@pytest.mark.parametrize(
    ("upto", "limit", "found"), [(3, 2, [2, 3]), (2, 9, [1, 2]), (3, 3, [1, 2, 3]), (0, 5, [])]
)
def test_a_page_of_a_history_reads_no_more_than_it_shows(
    upto: int, limit: int, found: list[int]
) -> None:
    """The last entries up to one, masked like the whole."""
    ports, case = told()
    page = latest_of_history(ports, case, upto=upto, limit=limit)
    whole = read_history(ports, case.id, ANN)
    assert [entry.seq for entry in page] == found
    assert list(page) == [entry for entry in whole if entry.seq in found]


def test_a_history_for_a_purpose_is_whole_and_recorded() -> None:
    """The reading is the last of the entries read."""
    ports, case = told()
    found = reveal_history(ports, case.id, "appeal", OUT)
    assert not isinstance(found, Refusal)
    assert NUMBER.encode() in b"".join(entry.payload or b"" for entry in found)
    assert entries(ports, case.id)[-1] == "personal_data_read"
    loaded = ports.cases.load(case.id)
    assert [*check_chain(case.id, found, seq=loaded.seq, head=loaded.head)] == []


def test_a_history_is_not_shown_without_saying_what_for() -> None:
    """An empty purpose is refused, and the attempt recorded."""
    ports, case = told()
    found = reveal_history(ports, case.id, " ", ANN)
    assert isinstance(found, Refusal)
    assert entries(ports, case.id)[-1] == "attempt_refused"


def test_the_case_as_it_was_is_masked_too() -> None:
    """An earlier state shows no more than the present one."""
    ports, case = told()
    then = case_at(ports, case.id, ANN)
    assert isinstance(then, Case)
    assert (then.state, NUMBER in str(then.facts)) == ("visit", False)


def test_the_case_as_it_was_is_shown_for_a_purpose() -> None:
    """With a purpose the case is as stored, and the reading is recorded."""
    ports, case = told()
    then = case_at(ports, case.id, ANN, seq=3, purpose="appeal")
    assert then == case
    assert entries(ports, case.id)[-1] == "personal_data_read"


@pytest.mark.parametrize(("purpose", "whole"), [(None, False), ("inspection", True)])
def test_an_export_is_masked_unless_it_says_what_for(purpose: str | None, whole: bool) -> None:
    """The journal holds the purpose of an export that shows personal data."""
    ports, case = told()
    query = EntryQuery(case_id=case.id, limit=0)
    found = list(export_entries(ports, ANN, query, purpose=purpose))
    assert (NUMBER.encode() in b"".join(e.payload or b"" for e in found)) is whole
    *_, noted = ports.cases.entries(EntryQuery(case_id="J-s", limit=0))
    assert (b"inspection" in (noted.payload or b"")) is whole


def test_entries_of_a_kind_nobody_knows_show_nothing() -> None:
    """Without a declaration nobody can say what is sensitive."""
    ports, case = told()
    other = replace(ports, workflows=FixedWorkflows())
    query = EntryQuery(case_id=case.id, limit=0)
    assert {entry.payload for entry in export_entries(other, ANN, query)} == {None}


def test_a_masked_change_is_masked_before_and_after() -> None:
    """Correcting an identity number shows neither the old one nor the new one."""
    story = Story(amount="3000").with_proof().act("submit", "ann", data={"id_number": NUMBER})
    masked = masked_event(story.workflow.spec, story.events[-1], lambda kind: None)
    facts = [c for c in masked.changes if c.type == "fact_set"]
    assert [(c.old, NUMBER in str(c.new)) for c in facts] == [(None, False)]


def test_the_facts_of_a_child_are_masked_by_its_own_kind() -> None:
    """What the parent's entry says of a child's opening shows what the child would show."""
    story = Story()
    opened_child = ChildOpened(
        child=Child(id="SA-1.1", kind="small_aid"), facts={"id_number": NUMBER, "name": "赵样例"}
    )
    event = replace(story.events[0], changes=(opened_child,))
    spec = story.workflow.spec
    known = masked_event(spec, event, lambda kind: spec).changes[0]
    unknown = masked_event(spec, event, lambda kind: None).changes[0]
    assert isinstance(known, ChildOpened)
    assert isinstance(unknown, ChildOpened)
    assert (NUMBER in str(known.facts), known.facts["name"]) == (False, "赵样例")
    assert set(unknown.facts.values()) == {"***"}


def test_what_rules_were_asked_about_is_masked() -> None:
    """Evidence names the facts that were weighed; the sensitive ones stay masked."""
    story = Story()
    asked: dict[str, JsonValue] = {
        "area.decision": {"facts": {"id_number": NUMBER, "income": "1"}, "outcome": True}
    }
    event = replace(story.events[0], rules=asked)
    shown = masked_event(story.workflow.spec, event, lambda kind: None).rules
    assert NUMBER.encode() not in canonical_bytes(shown)
    assert mapping(mapping(shown["area.decision"])["facts"])["income"] == "1"
