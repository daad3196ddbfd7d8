"""Use cases over the ports in memory: one command, one transaction, one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Unpack

import pytest

from adapters.outbound.memory import (
    FixedCalendar,
    FixedWorkflows,
    InMemoryCaseStore,
    InMemoryLedger,
    SettableClock,
)
from engine.audit import AuditCode
from engine.calendar import Calendar
from engine.commands import Act, AddNote
from engine.definitions.compile import CompiledWorkflow
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.model import Case, Status
from engine.ports import CaseQuery, EntryQuery, FirstAnswer, Ports
from engine.projection import CaseWrite
from engine.refusal import Refusal
from engine.usecases.answers import Done
from engine.usecases.fire_deadlines import fire_deadlines, recompute_deadlines
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import list_cases, list_tasks
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from engine.usecases.show_case import show_case
from engine.usecases.verify_audit import verify_audit
from tests.support.command_values import ActValues
from tests.support.office_life import Setting, memory_house
from tests.support.small_kind import CALENDAR, DIRECTORY, NOW, NoRules, paper, small_kind
from tests.unit.engine.calendars import INVENTED_2027

ANN, BEN, EVA, OUT = (Requester(person=name) for name in ("ann", "ben", "eva", "out"))


def house(workflow: CompiledWorkflow | None = None) -> Ports:
    """An installation with the small kind of case and a budget."""
    return memory_house(
        Setting(
            workflow=workflow or small_kind(),
            directory=DIRECTORY,
            rules=NoRules(),
            calendar=CALENDAR,
            now=NOW,
            office="s",
            opening={},
            facts={},
            budget_office="d",
            funds={"aid": 1_000_000},
        )
    )


def opened(ports: Ports, idempotency_key: str | None = None) -> Case:
    """A new case of ann's."""
    answer = open_case(
        ports,
        kind="small_aid",
        office="s",
        data={"name": "赵样例", "amount": "3000"},
        requester=ANN,
        idempotency_key=idempotency_key,
    )
    assert isinstance(answer, Done), answer
    return answer.case


def given(
    ports: Ports, case: Case, action: str, who: Requester = ANN, **values: Unpack[ActValues]
) -> Case:
    """The case after an action, which must not be refused."""
    answer = handle_command(ports, Act(case_id=case.id, action=action, **values), who)
    assert isinstance(answer, Done), answer
    return answer.case


def submitted(ports: Ports) -> Case:
    """A case with its paper, submitted."""
    case = opened(ports)
    handle_command(ports, replace(paper(), case_id=case.id), ANN)
    return given(ports, case, "submit")


def entries(ports: Ports, case_id: str) -> list[str]:
    """The kinds of a chain's entries."""
    found = ports.cases.entries(EntryQuery(case_id=case_id, limit=0))
    return [str(entry.header_plain()["type"]) for entry in found]


def days_pass(ports: Ports, days: int) -> None:
    """Let the clock go on."""
    assert isinstance(ports.clock, SettableClock)
    ports.clock.advance(timedelta(days=days))


def test_cases_are_numbered_by_kind_and_year() -> None:
    """Without a number of its own a case gets the next of its series."""
    ports = house()
    assert [opened(ports).id, opened(ports).id] == ["SA-2026-000001", "SA-2026-000002"]


def test_a_repeated_command_gets_its_first_answer() -> None:
    """The same key changes nothing the second time and answers as before."""
    ports = house()
    case = opened(ports)
    note = AddNote(case_id=case.id, text="seen", idempotency_key="k")
    first = handle_command(ports, note, ANN)
    again = handle_command(ports, note, ANN)
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert (first.repeated, again.repeated, again.seq) == (False, True, first.seq)
    assert entries(ports, case.id) == ["case_opened", "note_added"]


def test_a_repeated_refusal_is_the_same_refusal() -> None:
    """A refused command keeps its reasons under its key, even when it would be possible now."""
    ports = house()
    case = opened(ports)
    submit = Act(case_id=case.id, action="submit", idempotency_key="k")
    first = handle_command(ports, submit, ANN)
    handle_command(ports, replace(paper(), case_id=case.id), ANN)
    assert isinstance(first, Refusal)
    assert handle_command(ports, submit, ANN) == first


def test_a_key_is_not_used_for_two_commands() -> None:
    """Another command, or another person, under a known key is a conflict."""
    ports = house()
    case = opened(ports)
    note = AddNote(case_id=case.id, text="seen", idempotency_key="k")
    handle_command(ports, note, ANN)
    for command, who in ((replace(note, text="other"), ANN), (note, BEN)):
        with pytest.raises(ConflictError) as raised:
            handle_command(ports, command, who)
        assert raised.value.code is EngineCode.KEY_REUSED


def test_a_repeated_opening_opens_one_case() -> None:
    """The key of an opening answers with the case it began."""
    ports = house()
    assert opened(ports, idempotency_key="o").id == opened(ports, idempotency_key="o").id
    assert ports.cases.count(CaseQuery()) == 1


def test_a_refused_attempt_is_an_entry_and_nothing_else() -> None:
    """The chain grows by the attempt; the case stays what it was."""
    ports = house()
    case = opened(ports)
    answer = handle_command(ports, Act(case_id=case.id, action="submit"), ANN)
    assert isinstance(answer, Refusal)
    assert ports.cases.load(case.id).case == case
    assert entries(ports, case.id) == ["case_opened", "attempt_refused"]


def test_a_case_of_another_office_is_not_there() -> None:
    """Who may not see a case is told that there is none, and the trail shows who knocked."""
    directory = DIRECTORY
    away = {key: p for key, p in directory.people.items() if key != "out"}
    stranger = replace(directory.people["out"], grants=())
    ports = house()
    case = opened(ports)
    ports.staff.save(replace(directory, people={**away, "out": stranger}))
    with pytest.raises(NotFoundError):
        handle_command(ports, AddNote(case_id=case.id, text="x"), OUT)
    assert entries(ports, case.id)[-1] == "attempt_refused"


def test_a_refused_opening_stands_in_the_offices_journal() -> None:
    """What belongs to no case is kept with the office."""
    ports = house()
    answer = open_case(ports, kind="small_aid", office="s", data={}, requester=ANN)
    assert isinstance(answer, Refusal)
    assert entries(ports, "J-s")[-1] == "attempt_refused"


class BusyStore(InMemoryCaseStore):
    """A store in which somebody else is faster so many times."""

    def __init__(self, conflicts: int) -> None:
        super().__init__(InMemoryLedger())
        self.conflicts = conflicts

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None = None) -> None:
        """Conflict, or store."""
        if self.conflicts > 0:
            self.conflicts -= 1
            raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=writes[0].after.id)
        super().commit(writes, answer)


def test_a_command_is_decided_again_when_others_were_faster() -> None:
    """A conflict between loading and storing is not the person's problem."""
    store = BusyStore(0)
    ports = replace(house(), cases=store)
    case = opened(ports)
    store.conflicts = 3
    assert isinstance(handle_command(ports, AddNote(case_id=case.id, text="x"), ANN), Done)


def test_a_command_that_never_gets_through_is_a_conflict() -> None:
    """After many tries the answer is a conflict, and nothing was stored."""
    store = BusyStore(0)
    ports = replace(house(), cases=store)
    case = opened(ports)
    store.conflicts = 1000
    with pytest.raises(ConflictError):
        handle_command(ports, AddNote(case_id=case.id, text="x"), ANN)
    assert entries(ports, case.id) == ["case_opened"]


def test_the_timer_fires_what_is_due_once() -> None:
    """Every clock that is over fires; a second round finds nothing."""
    ports = house()
    case = submitted(ports)
    given(ports, case, "see_home", with_person="ben")
    given(ports, case, "see_papers", BEN)
    assert list(fire_deadlines(ports)) == []
    days_pass(ports, 10)
    assert [(clock.key, fired) for clock, fired in fire_deadlines(ports)] == [("review", True)]
    assert ports.cases.load(case.id).case.outcome == "lapsed"
    assert list(fire_deadlines(ports)) == []


def test_clocks_move_when_the_next_notice_is_known() -> None:
    """Provisional clocks are computed again, and only they."""
    long = small_kind(states={"draft": {"due": {"within": "240 working days"}}})
    ports = house(long)
    case = opened(ports)
    assert isinstance(ports.calendar, FixedCalendar)
    ports.calendar.publish(Calendar(name="cn", notices=(*CALENDAR.notices, INVENTED_2027)))
    assert list(recompute_deadlines(ports)) == [case.id]
    assert list(recompute_deadlines(ports)) == []


def family() -> CompiledWorkflow:
    """A kind whose submission opens a child of its own kind, and waits for it."""
    child = {"open_child": {"kind": "small_aid", "facts": {"name": '"孩样例"'}}}
    return small_kind(
        open={"by": ["clerk", "join"]},
        states={"visit": {"tasks": None, "join": {"of": "children"}}},
        actions={
            "see_home": None,
            "see_papers": None,
            "submit": {"does": [child]},
            "drop": {"does": [{"cancel_children": True}]},
        },
    )


def test_a_child_is_opened_in_the_same_transaction() -> None:
    """Parent and child are stored together, and the child names its parent."""
    ports = house(family())
    parent = submitted(ports)
    child = ports.cases.load(f"{parent.id}.1").case
    assert (child.parent, child.facts["name"]) == (parent.id, "孩样例")


def test_a_child_that_cannot_be_opened_refuses_all() -> None:
    """When a child's opening is refused nothing of the parent's action is stored."""
    nameless = small_kind(
        actions={"submit": {"does": [{"open_child": {"kind": "small_aid"}}]}},
    )
    ports = house(nameless)
    case = opened(ports)
    handle_command(ports, replace(paper(), case_id=case.id), ANN)
    answer = handle_command(ports, Act(case_id=case.id, action="submit"), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == ("field_missing",)
    assert ports.cases.load(case.id).case.state == "draft"
    with pytest.raises(NotFoundError):
        ports.cases.load(f"{case.id}.1")


def test_the_end_of_a_child_moves_its_parent() -> None:
    """When the last child ends, the parent's join acts in the same transaction."""
    ports = house(family())
    parent = submitted(ports)
    child = ports.cases.load(f"{parent.id}.1").case
    given(ports, child, "drop", reason="x")
    after = ports.cases.load(parent.id).case
    assert (after.state, after.children[0].outcome) == ("review", "refused")


def test_children_end_with_their_parent() -> None:
    """Cancelling a parent cancels the children that still run."""
    ports = house(family())
    parent = submitted(ports)
    given(ports, parent, "drop", reason="x")
    assert ports.cases.load(f"{parent.id}.1").case.status is Status.CLOSED
    assert verify_audit(ports).defects == ()


def test_a_view_masks_and_explains() -> None:
    """A person sees masked personal data, what they may do and who acts next."""
    ports = house()
    case = opened(ports)
    handle_command(ports, replace(paper(), case_id=case.id), ANN)
    data = {"id_number": "11010519491231002X"}
    given(ports, case, "submit", data=data)
    view = show_case(ports, case.id, ANN)
    assert "19491231" not in str(view.facts["id_number"])
    assert [told.action for told in view.actions if told.allowed] == [
        "see_home",
        "see_papers",
        "take_back",
        "drop",
    ]
    assert view.upcoming


def test_lists_show_what_one_may_see() -> None:
    """Queues hold the work of one's roles; cases those of one's offices."""
    ports = house()
    case = opened(ports)
    assert [row.case_id for row in list_tasks(ports, BEN, "team")] == [case.id]
    assert list(list_tasks(ports, EVA, "team")) == []
    assert list(list_tasks(ports, ANN, "mine")) == []
    assert [row.id for row in list_cases(ports, EVA)] == [case.id]


def test_an_edited_case_is_found_by_the_audit() -> None:
    """A case that was changed behind the engine's back is named with what differs."""
    ports = house()
    case = submitted(ports)
    assert verify_audit(ports).defects == ()
    assert isinstance(ports.cases, InMemoryCaseStore)
    forged = replace(case, facts={**case.facts, "amount": "9000.00"}, tasks=())
    ports.cases._cases[case.id] = (forged, "")
    codes = {defect.code for defect in verify_audit(ports, case.id).defects}
    assert AuditCode.REPLAY_DISAGREES in codes


def test_a_move_the_declaration_does_not_contain_is_found() -> None:
    """Every stored move is held against the version the case is pinned to."""
    ports = house()
    case = submitted(ports)
    other = small_kind(actions={"submit": {"to": "panel"}})
    report = verify_audit(replace(ports, workflows=FixedWorkflows(other)), case.id)
    assert [(d.code, d.params["to"]) for d in report.defects] == [
        (AuditCode.MOVE_NOT_DECLARED, "visit")
    ]


def test_a_case_nobody_knows_is_not_verified() -> None:
    """Verifying a case that is not there is an error, not a clean report."""
    with pytest.raises(NotFoundError):
        verify_audit(house(), "SA-0")


def test_a_verification_within_reach_tells_nothing_of_other_offices() -> None:
    """Files of the named offices with their journals; what is wrong elsewhere is not theirs."""
    ports = house()
    case = submitted(ports)
    assert isinstance(ports.cases, InMemoryCaseStore)
    forged = replace(case, facts={**case.facts, "amount": "9000.00"})
    ports.cases._cases[case.id] = (forged, "")
    whole, here, elsewhere = (
        verify_audit(ports, offices=offices)
        for offices in (None, frozenset({"s"}), frozenset({"d"}))
    )
    assert {defect.case_id for defect in here.defects} == {case.id}
    assert (elsewhere.cases, elsewhere.defects) == (1, ())
    assert (here.cases + elsewhere.cases, here.entries + elsewhere.entries) == (
        whole.cases,
        whole.entries,
    )
