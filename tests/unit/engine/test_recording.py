"""Entries of refused attempts, and the journal of an office."""

from __future__ import annotations

from engine import journal
from engine.commands import Act, AddNote
from engine.decide import decide
from engine.events import EventType
from engine.evolve import evolve, replay
from engine.masking import masked_facts
from engine.recording import refused
from engine.refusal import Refusal
from tests.support.json_values import mappings
from tests.support.small_kind import Story, small_kind, world


def test_a_refused_attempt_is_an_entry_with_every_reason() -> None:
    """Who tried what, and all that stood against it, stands in the trail."""
    story, around = Story(), world("eva")
    command = Act(case_id="SA-1", action="submit")
    refusal = decide(story.workflow, story.case, command, around)
    assert isinstance(refusal, Refusal)
    event = refused(story.case, command, refusal, around)
    assert (event.type, event.action, event.who.person) == (
        EventType.ATTEMPT_REFUSED,
        "submit",
        "eva",
    )
    reasons = [reason["code"] for reason in mappings(event.details["reasons"])]
    assert reasons == list(refusal.codes)
    assert evolve(story.case, event) is story.case


def test_a_command_that_is_no_action_is_named_by_itself() -> None:
    """An attempt at a remark is called after its command."""
    story, around = Story(), world("out")
    command = AddNote(case_id="SA-1", text="x")
    refusal = decide(story.workflow, story.case, command, around)
    assert isinstance(refusal, Refusal)
    assert refused(story.case, command, refusal, around).action == "AddNote"


def test_a_journal_begins_like_a_case_and_never_moves() -> None:
    """What belongs to no case stands in a file of the office that replays."""
    around = world("ann")
    first = journal.begun("s", around)
    refusal = Refusal(reasons=())
    events = [
        first,
        journal.refused_opening("s", "small_aid", refusal, around),
        journal.data_read("s", "export", around, {"rows": 3}),
    ]
    case = replay(events)
    assert case == replay([first])
    assert case is not None
    assert (case.id, case.kind, case.state) == ("J-s", journal.KIND, "kept")


def test_sensitive_fields_are_masked_unless_shown() -> None:
    """Personal data are hidden by the form of their kind; other fields are as they are."""
    spec = small_kind(case={"story": {"type": "long_text", "sensitive": True}}).spec
    facts = {"name": "赵样例", "id_number": "11010519491231002X", "story": "long"}
    shown = masked_facts(spec, facts)
    assert shown["name"] == "赵样例"
    assert "19491231" not in str(shown["id_number"])
    assert shown["story"] == "***"
