"""Papers, remarks, and showing personal data."""

from __future__ import annotations

from datetime import date

import pytest

from engine.changes import NoteAdded
from engine.commands import AddNote, ShowFields, WithdrawDocument
from engine.events import EventType
from tests.support.command_values import PaperValues
from tests.support.small_kind import Story, paper, small_kind


def show(*fields: str, purpose: str = "check identity") -> ShowFields:
    """The command that shows fields unmasked."""
    return ShowFields(case_id="SA-1", fields=fields, purpose=purpose)


def test_a_paper_stands_in_the_file_with_who_and_when() -> None:
    """An attached paper has an id, its hash, and who put it there."""
    (document,) = Story().with_proof().case.documents
    assert (document.id, document.kind, document.attached_by) == ("SA-1-D2", "proof", "ann")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "poem"}, "unknown_document"),
        ({"media": "text/html"}, "document_not_accepted"),
        ({"issued_on": date(2026, 2, 12)}, "bad_value"),
    ],
)
def test_a_paper_that_does_not_belong_is_refused(values: PaperValues, code: str) -> None:
    """An unknown kind, a form that is not accepted and a date in the future are refused."""
    assert Story().refused(paper(**values), "ann") == (code,)


def test_papers_come_from_the_staff_of_the_office() -> None:
    """A role outside the workflow attaches nothing; one of an office above may."""
    assert Story().refused(paper(), "out") == ("not_your_role",)
    assert len(Story().do(paper(), "eva").case.documents) == 1


def test_a_kind_of_paper_may_be_left_to_a_role() -> None:
    """Where the document names roles for a paper, only they attach it."""
    chiefs = small_kind(documents={"proof": {"by": ["chief"]}})
    assert Story(workflow=chiefs).refused(paper(), "ann") == ("not_your_role",)


def test_a_closed_file_takes_no_paper() -> None:
    """After the end nothing is attached."""
    closed = Story().act("drop", "ann", reason="x")
    assert closed.refused(paper(), "ann") == ("case_closed",)


def test_a_paper_too_old_does_not_count() -> None:
    """A paper counts through the last day of its time and not the day after."""
    story = Story(amount="3000").with_proof(issued_on=date(2026, 1, 12))
    assert story.act("submit", "ann").case.state == "visit"
    late = Story(amount="3000").with_proof(issued_on=date(2026, 1, 8))
    assert late.act_refused("submit", "ann") == ("document_expired",)


def test_one_paper_that_counts_is_enough() -> None:
    """A new paper beside an old one satisfies the need."""
    story = Story(amount="3000").with_proof(issued_on=date(2025, 1, 1)).with_proof()
    assert story.act("submit", "ann").case.state == "visit"


def test_a_withdrawn_paper_does_not_count() -> None:
    """A paper taken out of account leaves the file as if it were missing."""
    out = WithdrawDocument(case_id="SA-1", document_id="SA-1-D2", reason="wrong person")
    story = Story(amount="3000").with_proof().do(out, "ann")
    assert story.act_refused("submit", "ann") == ("document_missing",)


def test_withdrawing_needs_a_paper_and_a_reason() -> None:
    """An unknown paper and a missing reason are both named."""
    out = WithdrawDocument(case_id="SA-1", document_id="SA-1-D9", reason=" ")
    assert Story().refused(out, "ann") == ("unknown_document", "reason_missing")


GROUPS = {"one_of_documents": [["proof", "letter_of_office"]]}


def test_one_paper_of_a_group_is_enough() -> None:
    """Of papers that may stand for each other one suffices, and none is one reason."""
    either = small_kind(
        documents={"letter_of_office": {}},
        actions={"submit": {"needs": {"documents": [], **GROUPS}}},
    )
    story = Story(workflow=either, amount="3000")
    assert story.act_refused("submit", "ann") == ("one_document_missing",)
    assert (
        story.do(paper(kind="letter_of_office"), "ann").act("submit", "ann").case.state == "visit"
    )


def test_papers_that_are_needed_only_sometimes() -> None:
    """A conditional need holds when its condition does; an unknown condition forbids."""
    also = [{"when": "amount > 2000", "fields": ["reported"]}]
    sometimes = small_kind(
        open={"edits": ["name", "amount"]},
        actions={"submit": {"needs": {"fields": [], "also": also}}},
    )
    assert Story(workflow=sometimes, amount="3000").with_proof().act_refused("submit", "ann") == (
        "field_missing",
    )
    moved = Story(workflow=sometimes, amount="10").with_proof().act("submit", "ann")
    assert moved.case.state == "visit"
    assert Story(workflow=sometimes).with_proof().act_refused("submit", "ann") == ("rule_unknown",)


def test_a_remark_is_kept_even_after_the_end() -> None:
    """Colleagues may leave a remark on a closed file."""
    story = Story().act("drop", "ann", reason="x").do(AddNote(case_id="SA-1", text=" 好 "), "ben")
    [note] = story.events[-1].changes
    assert isinstance(note, NoteAdded)
    assert (story.events[-1].type, note.text) == (EventType.NOTE_ADDED, "好")


def test_strangers_leave_no_remark() -> None:
    """A remark needs a role of the workflow at an office of the chain."""
    assert Story().refused(AddNote(case_id="SA-1", text="x"), "out") == ("not_your_role",)


def test_showing_personal_data_is_an_entry() -> None:
    """What was shown to whom and what for stands in the trail; the case does not change."""
    story = Story()
    before = story.case
    story.do(show("id_number"), "ann")
    event = story.events[-1]
    assert (event.type, event.details, event.reason) == (
        EventType.PERSONAL_DATA_READ,
        {"fields": ["id_number"]},
        "check identity",
    )
    assert story.case == before


def test_an_auditor_may_look() -> None:
    """An auditor of the office sees personal data, recorded like everybody."""
    assert Story().do(show("id_number"), "out").events[-1].who.person == "out"


def test_showing_needs_a_purpose_and_a_sensitive_field() -> None:
    """Fields that are not hidden, unknown ones and a missing purpose are refused."""
    codes = Story().refused(show("name", "nothing", purpose=""), "ann")
    assert codes == ("not_sensitive", "not_sensitive", "purpose_missing")
