"""What can be done from here, by whom, and who acts next; always as decide would answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.commands import Act, ClaimTask, FireDeadline
from engine.decide import decide
from engine.directory import TIMER, Directory
from engine.events import EventType
from engine.evolve import replay
from engine.explain import can_move, explain, explain_action, next_up
from engine.refusal import Refusal
from tests.support.outside import ROOT
from tests.support.playing import Theatre
from tests.support.small_kind import DIRECTORY, Story, small_kind, world

KINDS = ("hardship_aid", "dispute_mediation", "union_formation")

STORIES: dict[str, Callable[[], Story]] = {
    "empty": Story,
    "draft": lambda: Story(amount="3000").with_proof(),
    "visit": lambda: Story(amount="3000").with_proof().act("submit", "ann"),
    "review": lambda: Story(amount="3000").visited(),
    "panel": lambda: Story(amount="8000").visited().act("vote_yes", "eva"),
    "resting": lambda: Story(amount="3000").visited().act("rest", "eva"),
    "notice": lambda: Story(amount="3000").visited().act("approve", "eva"),
    "refused": lambda: Story(amount="3000").act("drop", "ann", reason="x"),
    "done": lambda: Story(amount="3000").visited().act("approve", "eva").act("pay", "ann", days=8),
    "claimed": lambda: Story().do(ClaimTask(case_id="SA-1", task_id="SA-1-T1.0"), "ann"),
}


@pytest.mark.parametrize("person", ["ann", "ben", "eva", "fay", "gil", "out"])
@pytest.mark.parametrize("name", STORIES)
def test_explain_answers_as_decide_does(name: str, person: str) -> None:
    """For every action from here the reasons are those that decide gives, no more and no fewer."""
    story, around = STORIES[name](), world(person)
    for told in explain(story.workflow, story.case, around):
        command = Act(case_id="SA-1", action=told.action)
        answer = decide(story.workflow, story.case, command, around)
        decided = answer.reasons if isinstance(answer, Refusal) else ()
        assert {r.code for r in (*told.reasons, *told.asks)} == {r.code for r in decided}


def test_every_action_of_the_state_is_explained() -> None:
    """Nothing that the document offers from here is left out."""
    story = STORIES["review"]()
    told = [each.action for each in explain(story.workflow, story.case, world("out"))]
    assert told == ["approve", "send_back", "expire", "rest", "go_on", "drop"]


def test_an_action_of_another_state_is_explained_by_its_states() -> None:
    """Asked by name, an action that starts elsewhere says so; an unknown one too."""
    story = Story()
    codes = [
        explain_action(story.workflow, story.case, name, world("ann")).reasons[0].code.value
        for name in ("pay", "fly")
    ]
    assert codes == ["not_in_this_state", "unknown_action"]


def test_what_the_form_asks_for_is_no_obstacle() -> None:
    """Fields the action takes, a reason, a target are asks; the action counts as allowed."""
    story = STORIES["review"]()
    told = explain_action(story.workflow, story.case, "send_back", world("eva"))
    assert told.allowed
    assert [found.code.value for found in told.asks] == ["reason_missing", "target_missing"]


def test_for_anyone_the_people_who_may_are_named() -> None:
    """Reasons that lie in the person are left out, and who may instead is said."""
    story = STORIES["review"]()
    told = explain_action(story.workflow, story.case, "approve", world("out"), anyone=True)
    assert (told.allowed, told.people) == (True, ("eva", "fay", "gil"))


def test_voters_who_answered_are_no_candidates_any_more() -> None:
    """Who may vote are those with a free seat."""
    story = STORIES["panel"]()
    told = explain_action(story.workflow, story.case, "vote_no", world("out"), anyone=True)
    assert told.people == ("fay", "gil")


def test_next_up_names_people_and_the_clock() -> None:
    """Who acts next, by when and why: the task with its people, and the timer."""
    story = STORIES["review"]()
    person, timer = next_up(story.workflow, story.case, world("ann"))
    assert (person.who, person.people, person.role) == ("person", ("eva", "fay", "gil"), "chief")
    assert (timer.who, timer.why) == ("timer", "review")
    assert person.by == timer.by == story.deadline("review").ends_at


def test_next_up_names_the_one_who_took_the_task() -> None:
    """A task that somebody has is theirs."""
    story = STORIES["claimed"]()
    assert next_up(story.workflow, story.case, world("ben"))[0].people == ("ann",)


def test_next_up_names_what_is_awaited_from_outside() -> None:
    """A state that waits for an event says which."""
    waiting = small_kind(states={"notice": {"awaits": {"event": "paid_out", "sender": "bank"}}})
    story = Story(workflow=waiting, amount="3000").visited().act("approve", "eva")
    told = [(n.who, n.why) for n in next_up(story.workflow, story.case, world("ann"))]
    assert ("outside", "paid_out") in told


def test_a_closed_case_waits_for_nobody() -> None:
    """After the end nobody is next."""
    story = STORIES["done"]()
    assert next_up(story.workflow, story.case, world("ann")) == ()
    assert can_move(story.workflow, story.case, world("ann"))


def without(*people: str) -> Directory:
    """The office when these people are gone."""
    left = {key: person for key, person in DIRECTORY.people.items() if key not in people}
    return replace(DIRECTORY, people=left)


ONLY_APPROVAL = {
    "states": {"review": {"due": None}},
    "actions": {
        "drop": {"from": ["draft"]},
        "rest": None,
        "go_on": None,
        "expire": None,
        "send_back": {"from": ["panel"]},
    },
}


def test_a_case_that_duties_leave_to_nobody_cannot_move() -> None:
    """When all who hold the role are barred, nobody can act."""
    only = small_kind(**ONLY_APPROVAL)
    story = Story("gil", workflow=only, amount="3000").with_proof().act("submit", "gil")
    story.act("see_home", "ann", with_person="ben").act("see_papers", "ben")
    assert can_move(only, story.case, world("ann"))
    assert not can_move(only, story.case, world("ann", directory=without("eva", "fay")))


def test_a_resting_case_moves_only_by_what_ends_the_rest() -> None:
    """While a case rests the ordinary actions count for nothing."""
    story = STORIES["resting"]()
    stuck = small_kind(
        actions={"go_on": {"by": ["clerk"], "at": "own"}, "drop": {"from": ["draft"]}}
    )
    assert can_move(stuck, story.case, world("ann"))
    assert not can_move(stuck, story.case, world("eva", directory=without("ann", "ben", "gil")))


def test_a_clock_that_ran_out_shows_in_the_explanation() -> None:
    """Explain judges by the moment it is asked about."""
    early = small_kind(
        states={"review": {"due": {"then": "flag"}}}, actions={"approve": {"before": ["review"]}}
    )
    story = Story(workflow=early, amount="3000").visited()
    story.do(FireDeadline(case_id="SA-1", deadline="review"), TIMER, days=6)
    told = explain_action(story.workflow, story.case, "approve", world("eva", days=6))
    assert [found.code.value for found in told.reasons] == ["too_late"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_did_in_the_stories_was_on_offer(kind: str) -> None:
    """Whatever a form can bring or mend is no obstacle to opening it."""
    theatre = Theatre(ROOT / "workflows" / kind / "v1")
    people = theatre.stories.people
    for story in theatre.stories.examples:
        played = theatre.play(story.name)
        begun = len(theatre.play(story.continues).events) if story.continues else 1
        for number, event in enumerate(played.events[begun:], begun):
            if event.type is not EventType.ACTION_TAKEN or event.who.person not in people:
                continue
            case = replay(played.events[:number])
            assert case is not None
            assert event.action is not None
            around = theatre.world(played, event.who.person, event.at)
            told = explain_action(theatre.workflow, case, event.action, around)
            assert told.allowed, (story.name, event.action, told.reasons)


def test_a_rule_that_no_form_can_mend_bars_the_action() -> None:
    """A rule that fails whatever the form brings is told before the form is opened."""
    theatre = Theatre(ROOT / "workflows" / "dispute_mediation" / "v1")
    played = theatre.play("session_held")
    around = theatre.world(played, "cai", played.events[-1].at)
    told = explain_action(theatre.workflow, played.file(), "report_major_case", around)
    assert [found.code.value for found in told.reasons] == ["rule_not_met"]
