"""Every kind of case tells its stories, and they come true on the real engine."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from engine.changes import DeadlineStarted, StateEntered, StepTaken
from engine.definitions.language import TimedAction
from engine.directory import TIMER
from engine.explain import can_move
from engine.model import Status
from tests.support.outside import ROOT
from tests.support.playing import Played, Theatre, texts_of, written_letters

KINDS = sorted(file.parent for file in (ROOT / "workflows").glob("*/v*/examples.yaml"))


@cache
def theatre(folder: Path) -> Theatre:
    """The stories of one version, each played once for all tests."""
    return Theatre(folder)


def _stories() -> list[tuple[Path, str]]:
    return [(folder, name) for folder in KINDS for name in theatre(folder).stories.named()]


def _named(folder: Path) -> str:
    return f"{folder.parent.name}-{folder.name}"


@pytest.fixture(scope="module", params=KINDS, ids=_named)
def stage(request: pytest.FixtureRequest) -> Theatre:
    """Each kind of case with stories, one after the other."""
    folder: Path = request.param
    return theatre(folder)


def _all(stage: Theatre) -> list[Played]:
    return [stage.play(name) for name in stage.stories.named()]


@pytest.mark.parametrize(
    ("folder", "name"), _stories(), ids=[f"{_named(f)}-{name}" for f, name in _stories()]
)
def test_a_story_comes_true(folder: Path, name: str) -> None:
    """Every step of a story is allowed or refused as it says, and the file ends as it says."""
    played = theatre(folder).play(name)
    assert played.events or played.denied


def test_every_state_is_entered(stage: Theatre) -> None:
    """There is no state that no story reaches."""
    reached = {
        change.to_state
        for played in _all(stage)
        for event in played.events
        for change in event.changes
        if isinstance(change, StateEntered)
    }
    assert reached | {stage.workflow.initial} == set(stage.workflow.spec.states)


def test_every_action_is_taken(stage: Theatre) -> None:
    """There is no action that no story takes."""
    taken = {
        change.step.action
        for played in _all(stage)
        for event in played.events
        for change in event.changes
        if isinstance(change, StepTaken)
    }
    assert taken - {"open"} == set(stage.workflow.spec.actions)


def test_every_letter_is_issued(stage: Theatre) -> None:
    """There is no letter that no story issues."""
    issued = {letter for played in _all(stage) for letter in played.letters}
    assert issued == set(stage.workflow.spec.letters)


def test_every_clock_is_started_and_runs_out(stage: Theatre) -> None:
    """There is no clock that no story starts, and none whose running out no story tells."""
    started = {
        change.deadline.key
        for played in _all(stage)
        for event in played.events
        for change in event.changes
        if isinstance(change, DeadlineStarted)
    }
    spec = stage.workflow.spec
    declared = {key for state in spec.states for key, _ in stage.workflow.clocks_of(state)}
    declared |= set(spec.deadlines)
    fired = {clock for played in _all(stage) for clock in played.fired}
    assert (started, fired) == (declared, declared)


def test_every_outcome_is_an_end_of_some_story(stage: Theatre) -> None:
    """Each way a case can end is the end of a written story."""
    ended = {played.case.outcome for played in _all(stage) if played.case is not None}
    outcomes = {state.outcome for state in stage.workflow.spec.states.values() if state.final}
    assert ended - {None} == outcomes


def test_timed_actions_happen(stage: Theatre) -> None:
    """What a clock does by itself is done by the timer in some story."""
    clocks = [
        clock
        for state in stage.workflow.spec.states
        for _, clock in stage.workflow.clocks_of(state)
    ]
    clocks += stage.workflow.spec.deadlines.values()
    timed = {clock.then.act for clock in clocks if isinstance(clock.then, TimedAction)}
    by_timer = {
        event.action
        for played in _all(stage)
        for event in played.events
        if event.who.person == "timer" and event.type == "action_taken"
    }
    assert timed == by_timer


def test_somebody_or_something_can_move_every_open_file(stage: Theatre) -> None:
    """Wherever a story leaves an open file, a person, the timer or an event can move it on."""
    for name in stage.stories.named():
        played = stage.play(name)
        if played.case is not None and played.case.status is Status.OPEN:
            world = stage.world(played, TIMER, played.events[-1].at)
            assert can_move(stage.workflow, played.case, world), name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_issued_letter_can_be_written(stage: Theatre, language: str) -> None:
    """Each letter of each story is complete in each language, and no public one shows a number."""
    for name in stage.stories.named():
        for letter, text in written_letters(stage, stage.play(name), language):
            assert "{{" not in text, (name, letter)
            if stage.workflow.spec.letters[letter].public:
                assert not re.search(r"\d{11}", text), (name, letter)


def test_every_story_has_its_sentence(stage: Theatre) -> None:
    """Each story has one sentence in every language that says what it shows."""
    for language in ("zh", "en"):
        assert set(texts_of(stage.folder, language)["examples"]) == set(stage.stories.named())
