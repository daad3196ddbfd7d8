"""Clocks: how they start, stop, rest, are lengthened, run out and are computed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.calendar import Calendar
from engine.commands import FireDeadline, RecomputeDeadlines, WithdrawDocument
from engine.decide import decide
from engine.decision import Decision
from engine.directory import TIMER
from engine.events import EventType
from engine.evolve import replay
from engine.model import ClockState, Deadline, Status
from tests.support.small_kind import CALENDAR, NOW, Story, small_kind, world
from tests.unit.engine.calendars import INVENTED_2027

FIRE = FireDeadline(case_id="SA-1", deadline="review")


def reviewed(**changes: object) -> Story:
    """A case under review; its clock ends with Monday 2026-02-16."""
    return Story(workflow=small_kind(**changes), amount="3000").visited()


def clock(story: Story, key: str = "review") -> Deadline:
    """The latest run of a clock."""
    found = story.case.deadline(key)
    assert found is not None
    return found


def last_day(story: Story, key: str = "review") -> str:
    """The last day of a clock."""
    return clock(story, key).last_day.isoformat()


def test_entering_a_state_starts_its_clock() -> None:
    """The clock counts from the day of entry and names its state."""
    found = clock(reviewed())
    assert (found.counted_from, found.last_day) == (date(2026, 2, 11), date(2026, 2, 16))
    assert (found.status, found.state) == (ClockState.RUNNING, "review")


def test_leaving_the_state_stops_its_clock() -> None:
    """A clock of a state does not outlast it."""
    assert clock(reviewed().act("approve", "eva")).status is ClockState.STOPPED


def test_a_clock_counts_from_a_day_in_the_file() -> None:
    """A clock that counts from a field takes the day written there."""
    story = reviewed(states={"review": {"due": {"within": "10 days", "counted_from": "happened"}}})
    assert last_day(story) == "2026-02-23"
    other = Story(workflow=story.workflow, amount="3000", happened="2026-02-01").visited()
    assert last_day(other) == "2026-02-11"


def test_a_clock_takes_its_span_from_the_rules() -> None:
    """A parameter of the catalogue gives the span where the document names one."""
    story = reviewed(states={"review": {"due": {"within": None, "parameter": "aid.review_term"}}})
    assert clock(story).span == "5 days"


def test_reminders_are_computed_with_the_clock() -> None:
    """The days ahead of the last day are part of the clock."""
    story = reviewed(states={"review": {"due": {"remind": ["1 working day", "3 days"]}}})
    assert clock(story).reminders == (date(2026, 2, 13), date(2026, 2, 13))


def test_the_timer_fires_no_clock_before_its_end() -> None:
    """A clock whose last day has not passed is not fired."""
    assert reviewed().refused(FIRE, TIMER, days=5) == ("not_due_yet",)


def test_the_timer_takes_the_declared_action() -> None:
    """A clock that runs out lets the timer act, and both are entries."""
    story = reviewed().do(FIRE, TIMER, days=6)
    assert (story.case.state, story.case.outcome) == ("lapsed", "lapsed")
    assert [e.type for e in story.events[-2:]] == [
        EventType.DEADLINE_BREACHED,
        EventType.ACTION_TAKEN,
    ]


def test_a_clock_fires_once() -> None:
    """A clock that has run out is not fired again."""
    flagged = reviewed(states={"review": {"due": {"then": "flag"}}}).do(FIRE, TIMER, days=6)
    assert clock(flagged).status is ClockState.ELAPSED
    assert flagged.refused(FIRE, TIMER, days=7) == ("clock_not_running",)


def test_an_unknown_clock_is_not_fired() -> None:
    """A clock the case never had does not run."""
    unknown = FireDeadline(case_id="SA-1", deadline="nothing")
    assert reviewed().refused(unknown, TIMER, days=6) == ("clock_not_running",)


def test_a_breach_may_call_somebody_above() -> None:
    """An escalation opens a further task beside the one that waits."""
    above = {"escalate": {"queue": "late", "role": "chief", "at": "district"}}
    story = reviewed(states={"review": {"due": {"then": {"act": None, **above}}}}).do(
        FIRE, TIMER, days=6
    )
    assert [task.queue for task in story.case.tasks] == ["review", "late"]
    assert story.case.state == "review"


def test_a_period_of_waiting_that_ends_is_no_breach() -> None:
    """The end of a public notice is recorded as a period that has ended."""
    story = reviewed().act("approve", "eva")
    story.do(FireDeadline(case_id="SA-1", deadline="notice"), TIMER, days=8)
    assert story.events[-1].type is EventType.PERIOD_ENDED
    assert story.act("pay", "ann", days=8).case.status is Status.CLOSED


def test_an_action_the_timer_cannot_take_is_noted() -> None:
    """When the declared action is not possible the breach stands, and says why nothing followed."""
    needing = reviewed(actions={"expire": {"needs": {"fields": ["reported"]}}})
    needing.do(FIRE, TIMER, days=6)
    assert (needing.case.state, clock(needing).status) == ("review", ClockState.ELAPSED)
    assert needing.events[-1].details["because"] == ["field_missing"]


def test_a_suspended_case_stops_the_clock_and_gives_the_days_back() -> None:
    """Days of rest do not count: the clock ends that much later."""
    story = reviewed().act("rest", "eva")
    assert clock(story).status is ClockState.PAUSED
    assert story.refused(FIRE, TIMER, days=20) == ("clock_not_running",)
    story.act("go_on", "eva", days=7)
    assert (clock(story).status, last_day(story)) == (ClockState.RUNNING, "2026-02-20")


def test_a_rest_within_one_day_costs_nothing() -> None:
    """Suspending and resuming on the same day leaves the last day as it was."""
    story = reviewed().act("rest", "eva").act("go_on", "eva")
    assert last_day(story) == "2026-02-16"


def test_a_clock_may_run_on_while_the_case_rests() -> None:
    """A clock that suspension does not pause keeps its last day."""
    story = reviewed(states={"review": {"due": {"pauses": False}}}).act("rest", "eva")
    assert clock(story).status is ClockState.RUNNING


MORE_TIME = {
    "states": {"review": {"due": {"extendable": "5 working days"}}},
    "actions": {
        "more_time": {
            "type": "extend",
            "from": ["review"],
            "by": ["chief"],
            "at": "district",
            "extends": "review",
        }
    },
}


def test_an_extension_counts_from_the_last_day() -> None:
    """The longer clock ends the given span after its old end."""
    story = reviewed(**MORE_TIME).act("more_time", "eva", extension="2 working days")
    assert (last_day(story), clock(story).extensions) == ("2026-02-18", ("2 working days",))


def test_all_extensions_together_stay_within_the_longest() -> None:
    """A second extension counts together with the first."""
    story = reviewed(**MORE_TIME).act("more_time", "eva", extension="3 working days")
    too_much = story.act_refused("more_time", "eva", extension="3 working days")
    assert too_much == ("extension_too_long",)
    assert story.act("more_time", "eva", extension="2 working days").case.state == "review"


@pytest.mark.parametrize(
    ("extension", "code"),
    [
        (None, "extension_missing"),
        ("soon", "extension_missing"),
        ("2 days", "extension_too_long"),
        ("0 working days", "extension_missing"),
    ],
)
def test_an_extension_is_a_span_in_the_unit_of_its_limit(extension: str | None, code: str) -> None:
    """What is no span, or a span in another unit than the longest, lengthens nothing."""
    answer = reviewed(**MORE_TIME).act_refused("more_time", "eva", extension=extension)
    assert answer == (code,)


def test_a_clock_that_ended_is_not_lengthened() -> None:
    """After the last day has been noticed there is nothing to extend."""
    changes = {**MORE_TIME, "states": {"review": {"due": {"extendable": "5 days", "then": "flag"}}}}
    story = reviewed(**changes).do(FIRE, TIMER, days=6)
    assert story.act_refused("more_time", "eva", days=6, extension="2 days") == (
        "clock_not_running",
    )


WHOLE = {
    "deadlines": {
        "all_told": {"within": "20 days", "starts": ["opened"], "stops": ["approve"]},
        "bank": {"within": "3 days", "starts": ["approve"]},
    }
}


def test_a_clock_of_the_whole_case_runs_from_its_start_to_its_stop() -> None:
    """It starts with the named action, outlasts states, and stops with the named action."""
    story = reviewed(**WHOLE)
    assert clock(story, "all_told").state is None
    story.act("approve", "eva")
    assert clock(story, "all_told").status is ClockState.STOPPED
    assert clock(story, "bank").status is ClockState.RUNNING


def test_no_clock_outlasts_the_case() -> None:
    """The end of a case stops whatever still runs."""
    story = reviewed(**WHOLE).act("drop", "ann", reason="x")
    assert [d.key for d in story.case.deadlines if d.status is ClockState.RUNNING] == []


def test_clocks_are_computed_again_when_the_calendar_is_known_further() -> None:
    """A provisional last day moves when the next notice is loaded, and the move is an entry."""
    story = reviewed(states={"review": {"due": {"within": "240 working days"}}})
    assert clock(story).provisional
    known = Calendar(name="cn", notices=(*CALENDAR.notices, INVENTED_2027))
    later = replace(world("ann"), calendar=known)
    answer = decide(story.workflow, story.case, RecomputeDeadlines(case_id="SA-1"), later)
    assert isinstance(answer, Decision)
    moved = answer.case.deadline("review")
    assert moved is not None
    assert not moved.provisional
    assert answer.events[0].type is EventType.DEADLINE_RECOMPUTED


def test_nothing_to_compute_is_said() -> None:
    """When no clock would move, recomputing is refused as done."""
    assert reviewed().refused(RecomputeDeadlines(case_id="SA-1"), TIMER) == ("already_done",)


def test_a_span_of_hours_ends_within_the_day() -> None:
    """A clock of hours ends at a moment, and its last day is that moment's day."""
    story = reviewed(states={"review": {"due": {"within": "48 hours"}}})
    assert clock(story).ends_at == NOW + timedelta(hours=48)
    assert last_day(story) == "2026-02-13"


def test_an_effect_may_start_a_clock_from_a_day_given_with_the_action() -> None:
    """A clock that an effect starts counts from the value the same action brought."""
    story = reviewed(
        deadlines={"report": {"within": "10 days", "counted_from": "happened"}},
        actions={"approve": {"edits": ["happened"], "does": [{"start": "report"}]}},
    )
    story.act("approve", "eva", data={"happened": "2026-02-01"})
    assert last_day(story, "report") == "2026-02-11"


def rested(**review: object) -> Story:
    """A case at rest whose clock does not pause and has run out."""
    due = {"pauses": False, "then": {"act": "expire"}, **review}
    story = reviewed(states={"review": {"due": due}})
    return story.act("rest", "eva").do(FIRE, TIMER, days=8)


def test_a_clock_that_runs_out_at_rest_keeps_its_action_for_later() -> None:
    """The breach is recorded on its day; the case stays until it moves again."""
    story = rested()
    assert (story.case.state, story.case.status) == ("review", Status.SUSPENDED)
    assert story.events[-1].type is EventType.DEADLINE_BREACHED
    assert (clock(story).status, clock(story).owes) == (ClockState.ELAPSED, "expire")


def test_what_a_clock_owes_is_done_when_the_case_moves_again() -> None:
    """Resuming is followed by the timer's action, in the same decision and only once."""
    story = rested().act("go_on", "eva", days=9)
    assert story.case.state == "lapsed"
    assert [event.who.person for event in story.events[-2:]] == ["eva", TIMER.person]
    assert clock(story).owes is None
    assert replay(story.events) == story.case


def test_an_action_that_has_become_impossible_is_not_owed_for_ever() -> None:
    """If the timer's action is refused when the case moves again, the entry says why."""
    story = Story(
        workflow=small_kind(
            states={"review": {"due": {"pauses": False, "then": {"act": "expire"}}}},
            actions={"expire": {"needs": {"documents": ["proof"]}}},
        ),
        amount="3000",
    ).visited()
    story.do(WithdrawDocument(case_id="SA-1", document_id="SA-1-D2", reason="x"), "ann")
    story.act("rest", "eva").do(FIRE, TIMER, days=8).act("go_on", "eva", days=9)
    assert (story.case.state, clock(story).owes) == ("review", None)
    assert story.events[-1].details["because"] == ["document_missing"]


def test_a_case_that_is_ended_at_rest_owes_nothing() -> None:
    """Cancelling a resting case is not followed by the timer."""
    story = rested()
    story.act("drop", "ann", days=9, reason="x")
    assert story.case.state == "refused"
