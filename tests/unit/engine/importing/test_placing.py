"""A case of an old ledger is put where it stood, with everything it has there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.calendar import OFFICE_ZONE
from engine.definitions.compile import CompiledWorkflow
from engine.evolve import replay
from engine.importing.placing import Kind, Placed, open_points, place
from engine.importing.record import ClockRun, Paper, PastStep, Record
from engine.model import ClockState, Status
from tests.support.small_kind import small_kind, world

RECORD = Record(
    key="1",
    office="s",
    state="review",
    opened=date(2026, 1, 5),
    entered=date(2026, 2, 9),
    facts={"name": "赵样例", "amount": "3000.00"},
    papers=(Paper(kind="proof", issued_on=date(2026, 1, 20)),),
    steps=(PastStep(action="submit", person="eva", on=date(2026, 1, 6)),),
)


def placed(
    record: Record = RECORD,
    workflow: CompiledWorkflow | None = None,
    *,
    person: str = "fay",
    incomplete: bool = False,
) -> Placed | tuple[str, ...]:
    """The case of a record, or the codes of what stands against it."""
    kind = Kind.of(workflow or small_kind())
    around = world(person)
    answer = place(kind, record, "SA-L-1", {"key": "1"}, around, incomplete=incomplete)
    return answer if isinstance(answer, Placed) else tuple(found.code.value for found in answer)


def in_house(
    record: Record = RECORD,
    workflow: CompiledWorkflow | None = None,
    *,
    person: str = "fay",
    incomplete: bool = False,
) -> Placed:
    """The case of a record that nothing stands against."""
    answer = placed(record, workflow, person=person, incomplete=incomplete)
    assert isinstance(answer, Placed), answer
    return answer


def test_a_case_stands_in_its_state_since_its_day() -> None:
    """State, days and facts are those of the ledger."""
    case = in_house().decision.case
    assert (case.state, case.status) == ("review", Status.OPEN)
    assert case.entered_at.astimezone(OFFICE_ZONE).date() == date(2026, 2, 9)
    assert case.opened_at.astimezone(OFFICE_ZONE).date() == date(2026, 1, 5)
    assert case.facts == RECORD.facts


def test_the_clock_of_the_state_counts_from_the_day_of_the_ledger() -> None:
    """Three working days from Monday the 9th end on Thursday."""
    clock = in_house().decision.case.deadline("review")
    assert clock is not None
    assert (clock.counted_from, clock.last_day) == (date(2026, 2, 9), date(2026, 2, 12))


def test_a_clock_counts_from_its_own_day_where_the_ledger_has_one() -> None:
    """The column of the clock counts before the day of entry."""
    run = ClockRun(counted_from=date(2026, 2, 10))
    clock = in_house(replace(RECORD, clocks={"review": run})).decision.case.deadline("review")
    assert clock is not None
    assert clock.last_day == date(2026, 2, 13)


def test_the_tasks_of_the_state_are_open() -> None:
    """Whoever works the queue finds the case there."""
    (task,) = in_house().decision.case.tasks
    assert (task.queue, task.role, task.office) == ("review", "chief", "d")


def test_the_task_lies_with_whom_the_ledger_names() -> None:
    """Who has the case in hand keeps it, if they hold the role."""
    (task,) = in_house(replace(RECORD, person="eva")).decision.case.tasks
    assert task.assignee == "eva"


def test_nobody_without_the_role_is_given_the_task() -> None:
    """A name of the ledger gives nobody a role."""
    (task,) = in_house(replace(RECORD, person="ann")).decision.case.tasks
    assert task.assignee is None


def test_the_entry_says_where_the_case_came_from() -> None:
    """One entry holds the origin and who imported it, and replays to the case."""
    answer = in_house()
    (event,) = answer.decision.events
    assert (event.type.value, event.who.person) == ("case_imported", "fay")
    assert event.details["origin"] == {"key": "1"}
    assert replay([event]) == answer.decision.case


def test_separation_of_duties_knows_the_people_of_the_ledger() -> None:
    """Who took an action in the ledger's days took it in this case."""
    case = in_house().decision.case
    assert case.actors_of("submit") == {"eva"}
    assert case.actors_of("import") == {"fay"}


def test_the_states_on_every_way_count_as_visited() -> None:
    """A file can be sent back to where it must have been."""
    assert in_house().decision.case.visited == ("draft", "visit", "review")


def test_what_the_state_demands_and_is_missing_is_named() -> None:
    """Each gap is a reason of its own."""
    bare = replace(RECORD, facts={"name": "赵样例"}, papers=())
    assert placed(bare) == ("field_missing", "document_missing")


def test_a_condition_on_the_way_must_hold() -> None:
    """An amount that never leads to this state cannot stand in it."""
    large = replace(RECORD, facts={**RECORD.facts, "amount": "8000.00"})
    assert placed(large) == ("rule_not_met",)


def test_an_incomplete_case_comes_in_with_its_gaps_noted() -> None:
    """The entry and the case say what is missing."""
    answer = in_house(replace(RECORD, papers=()), incomplete=True)
    (event,) = answer.decision.events
    assert event.details["open_points"] == [
        {"code": "document_missing", "params": {"document": "proof"}}
    ]
    found = open_points(small_kind(), answer.decision.case, world("fay"))
    assert [point.code.value for point in found] == ["document_missing"]


def test_a_case_that_lacks_nothing_has_no_open_points() -> None:
    """Nothing is said where nothing is missing."""
    assert open_points(small_kind(), in_house().decision.case, world("fay")) == ()


def test_a_case_that_has_ended_comes_in_with_its_outcome() -> None:
    """It has neither tasks nor running clocks, and is asked only for what opening asks."""
    bare = replace(RECORD, state="done", facts={"name": "赵样例"}, papers=(), steps=())
    case = in_house(bare).decision.case
    assert (case.status, case.outcome, case.tasks) == (Status.CLOSED, "aided", ())
    assert case.deadlines == ()


def test_budget_is_set_aside_where_the_state_always_has_it() -> None:
    """A case that waits for payment has its money reserved, or could never be paid."""
    case = in_house(replace(RECORD, state="notice")).decision.case
    assert case.reserved is not None
    assert (case.reserved.office, case.reserved.amount_fen) == ("d", 300_000)


def test_a_case_without_budget_does_not_come_in() -> None:
    """Overspending is impossible by ledger too."""
    kind = Kind.of(small_kind())
    answer = place(
        kind,
        replace(RECORD, state="notice"),
        "SA-L-1",
        {},
        world("fay", funds={("d", 2026, "aid"): 299_999}),
        incomplete=True,
    )
    assert not isinstance(answer, Placed)
    assert [found.code.value for found in answer] == ["budget_insufficient"]


def test_a_clock_that_has_run_out_is_noted() -> None:
    """The timer will report it at once, and whoever imports is told so."""
    late = replace(RECORD, entered=date(2026, 1, 12))
    answer = in_house(late)
    assert [note.code.value for note in answer.notes] == ["ledger_clock_ran_out"]
    clock = answer.decision.case.deadline("review")
    assert clock is not None
    assert clock.status is ClockState.RUNNING


def test_a_clock_without_which_the_case_could_not_go_on_must_be_given() -> None:
    """Nobody guesses when the public notice began."""
    workflow = small_kind(
        deadlines={"board": {"within": "5 days", "starts": ["approve"], "runs": "wait"}},
        actions={"pay": {"after": ["board"]}},
    )
    assert placed(replace(RECORD, state="notice"), workflow) == ("ledger_clock_missing",)
