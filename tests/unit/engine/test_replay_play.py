"""Playing recorded cases: what fits, what deviates, and how the play goes on."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.definitions.language import CaseField
from engine.directory import Directory, Office
from engine.event_log import Attribute, AttributeKind, AttributeValue
from engine.evolve import replay
from engine.replay import Plan, Tally, play
from engine.replay.language import FieldRule
from engine.replay.plan import written
from tests.support.small_kind import DIRECTORY
from tests.support.traces import (
    BEGIN,
    WORLD,
    checked,
    codes,
    compiled,
    expense_claim,
    plan,
    played,
    tickets,
    trace,
)

MAP = """
events:
  Costed: note_cost
  Solved: solve
  Closed: close
  Dropped: drop
  Returned: {action: send_back, target: open, reason: recorded as returned}
ignore: [Mail sent]
fields: {title: subject, cost: {from: price, decimals: 2}, due_on: wanted}
"""
SOLVED, CLOSED = ("Solved", "AGENT"), ("Closed", "LEAD")


def test_a_case_that_obeys_the_workflow_fits() -> None:
    """Opened with its first event, each event is one action at its own time."""
    case = played(plan(MAP), trace(SOLVED, CLOSED))
    assert (case.fits, case.complete, case.recorded) == (True, True, 2)
    assert case.case is not None
    assert (case.case.state, case.case.opened_at, case.case.entered_at) == (
        "done",
        BEGIN,
        BEGIN + timedelta(days=1),
    )
    assert [(step.state, step.action) for step in case.steps] == [
        ("open", "solve"),
        ("solved", "close"),
    ]


def test_what_happened_replays_to_the_case() -> None:
    """The entries of a played case give the case again, refused attempts included."""
    case = played(plan(MAP), trace(SOLVED, SOLVED, CLOSED))
    assert replay(case.events) == case.case


def test_a_refused_event_is_a_deviation_with_everything_about_it() -> None:
    """Where it stands in the log, what it meant, why it was impossible, and what was possible."""
    (found,) = played(plan(MAP), trace(CLOSED, SOLVED, CLOSED)).deviations
    assert (found.position, found.event, found.line, found.at) == (1, "Closed", 10, BEGIN)
    assert (found.state, found.action) == ("open", "close")
    assert [reason.code.value for reason in found.reasons] == ["not_in_this_state"]
    assert found.possible == ("note_cost", "solve", "drop")


def test_after_a_deviation_the_play_goes_on_where_it_stood() -> None:
    """One impossible event neither moves the case nor hides the next."""
    case = played(plan(MAP), trace(CLOSED, SOLVED, SOLVED, CLOSED))
    assert codes(case) == [(1, ("not_in_this_state",)), (3, ("not_in_this_state",))]
    assert case.complete


def test_an_event_the_map_does_not_know_is_a_deviation() -> None:
    """Nothing of a log is passed over in silence."""
    case = played(plan(MAP), trace(SOLVED, ("Escalated", "LEAD"), CLOSED))
    assert codes(case) == [(2, ("unknown_action",))]


def test_ignored_events_are_no_part_of_the_play() -> None:
    """What the map leaves out neither counts nor opens the case."""
    case = played(plan(MAP), trace(("Mail sent", "SYSTEM"), SOLVED, CLOSED))
    assert (case.recorded, case.fits) == (2, True)
    assert case.case is not None
    assert case.case.opened_at == BEGIN + timedelta(days=1)


def test_a_star_ignores_every_ending() -> None:
    """A family of events is left out by its beginning."""
    family = plan("events: {Solved: solve}\nignore: ['Mail *']\n")
    case = played(family, trace(("Mail sent", ""), ("Mail read", ""), SOLVED))
    assert (case.recorded, case.fits) == (1, True)


def test_only_the_steps_of_a_life_that_count_are_played() -> None:
    """Starts of activities are left out unless the map wants them."""
    started = ("Solved", "AGENT", {"lifecycle:transition": "start"})
    case = played(plan(MAP), trace(started, SOLVED, CLOSED))
    assert case.recorded == 2


@pytest.mark.parametrize("role", ["", "UNDEFINED", "MISSING"])
def test_an_unrecorded_role_is_the_one_that_may(role: str) -> None:
    """Where the log does not know who acted, the workflow says who it must have been."""
    assert played(plan(MAP), trace(("Solved", role), CLOSED)).fits


def test_a_role_written_like_ours_needs_no_line() -> None:
    """Case and spaces of a recorded role do not matter."""
    claims = plan("events: {SUB: submit, OK: check, BUD: approve_budget}", expense_claim())
    case = played(
        claims, trace(("SUB", "Employee"), ("OK", "administration"), ("BUD", "BUDGET OWNER"))
    )
    assert case.fits


def test_a_role_that_does_not_do_this_is_refused() -> None:
    """An action recorded with another role than the workflow's is a deviation."""
    case = played(plan(MAP), trace(("Solved", "LEAD"), SOLVED))
    assert codes(case) == [(1, ("not_your_role",))]


def test_a_role_nobody_knows_is_refused() -> None:
    """A recorded role that is none of ours is told, not guessed."""
    case = played(plan(MAP), trace(("Solved", "ROBOT"), SOLVED))
    assert codes(case) == [(1, ("not_your_role",))]


def test_roles_are_renamed_by_the_map() -> None:
    """A table leads from recorded roles to ours, also those that say nothing."""
    renamed = plan(MAP + "roles: {HELPDESK: agent, MISSING: lead}\n")
    assert played(renamed, trace(("Solved", "HELPDESK"), ("Closed", "MISSING"))).fits


def test_an_event_may_be_told_as_somebody_elses() -> None:
    """A rule may say who really acts, whatever the log wrote."""
    told = plan("events: {Solved: {action: solve, as: agent}}")
    assert played(told, trace(("Solved", "ROBOT"))).fits


def test_recorded_people_are_kept_apart() -> None:
    """Where the log knows people, separation of duties is checked between them."""
    people = plan(MAP + "person: org:resource\n")
    pia, ole = {"org:resource": "pia"}, {"org:resource": "ole"}
    apart = trace((*SOLVED, pia), (*CLOSED, ole))
    same = trace((*SOLVED, pia), (*CLOSED, pia))
    assert played(people, apart).fits
    assert codes(played(people, same)) == [(2, ("separation_of_duties",))]


def test_one_name_may_mean_several_actions() -> None:
    """Of several actions the first that the present state knows is taken."""
    either = plan("events: {Solved: solve, Finished: [close, drop]}\nreason: note\n")
    early = trace(("Finished", "LEAD", {"note": "double"}))
    assert [step.action for step in played(either, early).steps] == ["drop"]
    late = played(either, trace(SOLVED, ("Finished", "LEAD")))
    assert [step.action for step in late.steps] == ["solve", "close"]


def test_one_name_may_mean_an_action_by_role() -> None:
    """Where only the role tells what an event was, the map tells by role."""
    by_role = plan("events:\n  Done:\n    by_role: {AGENT: solve, LEAD: close}\n")
    case = played(by_role, trace(("Done", "AGENT"), ("Done", "LEAD"), ("Done", "ROBOT")))
    assert codes(case) == [(3, ("unknown_action",))]
    assert case.complete


def test_an_event_may_be_the_opening() -> None:
    """An event mapped to `open` begins the case and is no action; a second one deviates."""
    opening = plan("events: {Created: open, Solved: solve}")
    created = ("Created", "AGENT")
    case = played(opening, trace(created, SOLVED, created))
    assert codes(case) == [(3, ("unknown_action",))]
    assert [step.action for step in case.steps] == ["open", "solve"]


def test_reasons_are_taken_from_the_log() -> None:
    """An action that needs a reason gets the one recorded; without it, it is refused."""
    reasons = plan(MAP + "reason: note\n")
    assert played(reasons, trace(("Dropped", "LEAD", {"note": "double"}))).fits
    assert codes(played(reasons, trace(("Dropped", "LEAD")))) == [(1, ("reason_missing",))]


def test_a_return_leads_where_the_map_says() -> None:
    """A rule names the target of a return and the reason."""
    case = played(plan(MAP), trace(SOLVED, ("Returned", "LEAD"), SOLVED, CLOSED))
    assert case.fits


def test_fields_come_from_the_case_or_its_first_event() -> None:
    """A field's value stands with the case, else with the event; unknown texts are no values."""
    with_title = trace((*SOLVED, {"price": "26.8551", "wanted": "MISSING"}), subject="Printer")
    case = played(plan(MAP), with_title).case
    assert case is not None
    assert case.facts == {"title": "Printer", "cost": "26.86"}


def test_a_value_that_cannot_be_read_keeps_the_case_closed() -> None:
    """An opening that is refused is told with its reasons; nothing of the case is invented."""
    case = played(plan(MAP), trace((*SOLVED, {"price": "much"}), CLOSED))
    assert codes(case) == [(1, ("bad_value",)), (2, ("bad_value",))]
    assert (case.case, case.complete) == (None, False)


def test_an_action_brings_the_values_recorded_with_it() -> None:
    """A value that an action may change is given with the event that carries it."""
    case = played(plan(MAP), trace(("Costed", "AGENT", {"price": "3"}), SOLVED)).case
    assert case is not None
    assert case.facts["cost"] == "3.00"


def test_clocks_run_between_recorded_events() -> None:
    """What the timer would have done by the next event has happened when it comes."""
    case = played(plan(MAP), trace(SOLVED, CLOSED, days=(0, 9)))
    assert codes(case) == [(2, ("not_in_this_state", "case_closed"))]
    assert case.case is not None
    assert case.case.state == "expired"


def test_equal_moments_keep_the_order_of_the_log() -> None:
    """Events of the same second happen in recorded order; time that runs backwards is counted."""
    assert played(plan(MAP), trace(SOLVED, CLOSED, days=(0, 0))).fits
    assert played(plan(MAP), trace(SOLVED, CLOSED, days=(1, 0))).backwards == 1


def test_days_are_told_in_the_zone_of_the_log() -> None:
    """A moment becomes the day it was where the log was written."""
    read, _ = checked(MAP, tickets())
    assert read is not None
    late = Attribute(
        key="wanted", kind=AttributeKind.DATE, value=BEGIN + timedelta(hours=15, minutes=30)
    )
    for zone, day in ((UTC, "2018-03-05"), (ZoneInfo("Europe/Amsterdam"), "2018-03-06")):
        made = Plan.of(read, tickets(), zone)
        data = made.data(made.parts[0], ("due_on",), {"wanted": late})
        assert data == {"due_on": day}


@pytest.mark.parametrize(
    ("value", "decimals", "stored"),
    [
        (Decimal("26.85120450862128"), None, "26.85120450862128"),
        (Decimal("26.855"), 2, "26.86"),
        ("1E+2", 0, "100"),
        ("-0.005", 2, "-0.01"),
        ("much", 2, "much"),
        (7, None, "7"),
        (True, None, True),
    ],
)
def test_numbers_keep_their_digits_unless_rounded(
    value: AttributeValue, decimals: int | None, stored: object
) -> None:
    """A number is handed over digit by digit; rounding is asked for, halves go up."""
    rule = FieldRule(source="x", decimals=decimals)
    assert written(value, rule, CaseField(type="decimal"), UTC) == stored


PARTS = """
parts:
  permit: {workflow: ticket, prefix: "Permit "}
  claim: {workflow: expense_claim, prefix: "Claim ", also: [Payment Handled]}
events: {Solved: solve, Closed: close, SUBMITTED: submit, Payment Handled: pay}
ignore: [Trip]
"""


def test_a_trace_may_hold_several_cases() -> None:
    """Interleaved events are played as one case for each part that has any."""
    both = {**tickets(), **expense_claim()}
    mixed = trace(
        ("Permit Solved", "AGENT"),
        ("Claim SUBMITTED", "EMPLOYEE"),
        ("Trip", ""),
        ("Permit Closed", "LEAD"),
        ("Payment Handled", "FINANCE"),
    )
    permit, claim = play(plan(PARTS, both), mixed, WORLD)
    assert (permit.case_id, permit.fits, permit.complete) == ("T-1-permit", True, True)
    assert (claim.case_id, codes(claim)) == ("T-1-claim", [(5, ("not_in_this_state",))])


def test_events_of_no_part_are_told_with_the_first_case() -> None:
    """What belongs to no part of a trace is not lost."""
    both = {**tickets(), **expense_claim()}
    (claim,) = play(plan(PARTS, both), trace(("Claim SUBMITTED", "EMPLOYEE"), ("Call", "")), WORLD)
    assert codes(claim) == [(2, ("unknown_action",))]


def test_case_numbers_can_be_typed() -> None:
    """A number taken from a name has no spaces or signs."""
    assert played(plan(MAP), trace(SOLVED, name="travel permit #7")).case_id == "travel-permit-7"


def test_invented_people_hold_their_role_at_every_level() -> None:
    """The office of a map has a chain above it, so that an action of any level can be played."""
    higher = compiled(TICKETS_AT_DISTRICT)
    case = played(plan("events: {Solved: solve}", {"ticket": higher}), trace(SOLVED))
    assert case.fits


TICKETS_AT_DISTRICT = """
workflow: ticket
version: 1
prefix: TK
roles: [agent]
stages: [work]
case: {}
open: {by: [agent]}
states:
  open: {stage: work, initial: true, task: {queue: desk, role: agent}}
  done: {stage: work, final: true}
actions:
  solve: {from: [open], to: done, by: [agent], at: district}
"""


def test_an_office_that_is_there_is_used() -> None:
    """The cast joins the people of an office that exists, and keeps them."""
    read, _ = checked(MAP + "office: {id: s}\n", tickets())
    assert read is not None
    made = Plan.of(read, tickets(), UTC, base=DIRECTORY)
    assert set(made.cast.directory.offices) == {"s", "d"}
    assert {"ann", "s.agent", "s.lead"} <= set(made.cast.directory.people)
    assert isinstance(made.cast.directory, Directory)
    assert made.cast.directory.office("s") == Office(
        id="s", level="street", name="样例街道", region="CN", parent="d"
    )


def test_the_report_counts_everything_once() -> None:
    """Cases, events, ends, reasons and what was left out add up."""
    made = plan(MAP)
    tally = Tally("tickets", made)
    traces = [
        trace(SOLVED, CLOSED, name="A"),
        trace(SOLVED, name="B"),
        trace(CLOSED, SOLVED, ("Huh", ""), ("Mail sent", ""), name="C"),
    ]
    for one in traces:
        tally.add_trace(one)
        for case in play(made, one, WORLD):
            tally.add(case)
    report = tally.report()
    assert (report.cases, report.fitting_cases, report.events, report.fitting_events) == (
        3,
        2,
        6,
        4,
    )
    (part,) = report.parts
    assert (part.complete, part.open) == ((("done", 1),), (("solved", 1),))
    assert part.steps == (("open", "solve", 3), ("solved", "close", 1))
    assert (report.left_out, report.unknown) == ((("Mail sent", 1),), (("Huh", 1),))
    assert report.reasons == (("not_in_this_state", 1), ("unknown_action", 1))
    assert [case.case_id for case in report.deviating] == ["C"]
