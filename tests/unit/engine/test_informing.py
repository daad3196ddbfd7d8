"""Reminders, copies, and many cases at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.outbound.memory import SettableClock
from engine.commands import Act, AddNote, CopyCase, SendReminder
from engine.errors import ConflictError, NotFoundError
from engine.events import EventType
from engine.model import Status
from engine.ports import EntryQuery
from engine.refusal import Refusal
from engine.usecases.act_on_many import act_on_many
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.show_case import show_case
from tests.support.small_kind import DIRECTORY, Story, paper, small_kind
from tests.unit.engine.test_usecases import ANN, BEN, OUT, entries, given, house, opened, submitted

REMIND = SendReminder(case_id="SA-1")


def test_those_whose_turn_it_is_are_reminded() -> None:
    """Holders of free seats, but not who reminds; the entry names them."""
    story = Story(amount="8000").visited().do(REMIND, "ann")
    assert story.events[-1].type is EventType.PEOPLE_REMINDED
    assert story.events[-1].details == {"people": ["eva", "fay", "gil"]}


def test_after_a_reminder_people_are_left_in_peace() -> None:
    """For as long as the kind declares; the refusal says until when."""
    story = Story(amount="8000").visited().do(REMIND, "ann")
    assert story.refused(REMIND, "ben") == ("reminded_already",)
    assert story.do(REMIND, "ben", days=1).case.reminded_at is not None


@pytest.mark.parametrize(("span", "days"), [("2 days", 2), ("1 working day", 1)])
def test_the_peace_may_be_counted_in_days(span: str, days: int) -> None:
    """A span of days ends with its last day."""
    story = Story(workflow=small_kind(remind_every=span), amount="8000").visited()
    story.do(REMIND, "ann")
    assert story.refused(REMIND, "ann", days=days) == ("reminded_already",)
    assert story.do(REMIND, "ann", days=days + 1).case.reminded_at is not None


def test_a_case_that_has_moved_may_be_reminded_of_again() -> None:
    """The peace is for those who were reminded, not for those who come after them."""
    story = Story(amount="8000").visited().do(REMIND, "ann")
    story.act("vote_yes", "eva").act("vote_yes", "fay")
    assert story.do(REMIND, "eva").events[-1].details == {"people": ["ann", "ben", "gil"]}


def test_nobody_is_reminded_of_their_own_work() -> None:
    """When only the asker could act, and in a closed case, there is nobody to remind."""
    alone = {key: p for key, p in DIRECTORY.people.items() if key in ("ann", "eva")}
    story = Story(amount="3000")
    assert story.refused(REMIND, "ann", directory=replace(DIRECTORY, people=alone)) == (
        "nobody_to_remind",
    )
    story.act("drop", "ann", reason="x")
    assert story.refused(REMIND, "ann") == ("case_closed", "nobody_to_remind")


def test_a_reminder_does_not_end_the_chance_to_undo() -> None:
    """It is said, not done; and undoing does not unsay it."""
    kind = small_kind(actions={"drop": {"from": ["review"]}})
    story = Story(workflow=kind, amount="3000").visited().act("approve", "eva").do(REMIND, "eva")
    assert story.case.undo is not None


def test_a_copy_lets_somebody_see_the_case_and_nothing_else() -> None:
    """A person of another office sees a case that was copied to them, and cannot act on it."""
    ports = house()
    case = opened(ports)
    away = {**DIRECTORY.people, "out": replace(DIRECTORY.people["out"], grants=())}
    ports.staff.save(replace(DIRECTORY, people=away))
    with pytest.raises(NotFoundError):
        show_case(ports, case.id, OUT)
    answer = handle_command(ports, CopyCase(case_id=case.id, people=("out",), text="知悉"), ANN)
    assert isinstance(answer, Done)
    assert show_case(ports, case.id, OUT).case.copies == ("out",)
    note = handle_command(ports, AddNote(case_id=case.id, text="x"), OUT)
    assert isinstance(note, Refusal)
    assert entries(ports, case.id)[-2:] == ["case_copied", "attempt_refused"]


@pytest.mark.parametrize(
    ("people", "code"), [((), "nobody_named"), (("nobody",), "unknown_person")]
)
def test_a_copy_is_to_somebody(people: tuple[str, ...], code: str) -> None:
    """Without a name, or with one that nobody bears, nothing is copied."""
    assert Story().refused(CopyCase(case_id="SA-1", people=people), "ann") == (code,)


def test_only_staff_of_the_case_copies_it() -> None:
    """Somebody without a role of the kind shows the case to nobody."""
    assert Story().refused(CopyCase(case_id="SA-1", people=("fay",)), "out") == ("not_your_role",)


def test_many_cases_are_each_answered_on_their_own() -> None:
    """One is done, one refused with its reasons, one is not there; each leaves its own entry."""
    ports = house(small_kind(actions={"submit": {"bulk": True}}))
    ready, unready = opened(ports), opened(ports)
    handle_command(ports, replace(paper(), case_id=ready.id), ANN)
    command = Act(case_id="", action="submit")
    found = list(act_on_many(ports, [ready.id, unready.id, "SA-0", ready.id], command, ANN))
    assert [answered.case_id for answered in found] == [ready.id, unready.id, "SA-0"]
    assert isinstance(found[0].answer, Done)
    assert isinstance(found[1].answer, Refusal)
    assert found[1].answer.codes == ("document_missing",)
    assert isinstance(found[2].error, NotFoundError)
    assert entries(ports, unready.id)[-1] == "attempt_refused"


def test_many_at_once_only_where_the_kind_allows_it() -> None:
    """An action that asks for a look at each case is refused for many, and taken for one."""
    ports = house()
    case = opened(ports)
    (found,) = act_on_many(ports, [case.id], Act(case_id="", action="drop", reason="x"), ANN)
    assert isinstance(found.answer, Refusal)
    assert found.answer.codes == ("bulk_not_allowed",)
    assert given(ports, case, "drop", reason="x").status is Status.CLOSED


def test_each_of_many_has_its_own_key() -> None:
    """Repeating the whole gives every case its first answer; another's key is its own conflict."""
    ports = house(small_kind(actions={"drop": {"bulk": True}}))
    cases = [opened(ports).id, opened(ports).id]
    command = Act(case_id="", action="drop", reason="x", idempotency_key="k")
    assert all(isinstance(a.answer, Done) for a in act_on_many(ports, cases, command, ANN))
    again = [a.answer for a in act_on_many(ports, cases, command, ANN)]
    assert all(isinstance(answer, Done) and answer.repeated for answer in again)
    (taken,) = act_on_many(ports, cases[:1], command, BEN)
    assert isinstance(taken.error, ConflictError)


def test_a_submission_is_taken_back_until_somebody_touches_it() -> None:
    """A claimed task, or one that is done, ends the chance."""
    ports = house()
    case = submitted(ports)
    given(ports, case, "see_papers", BEN)
    answer = handle_command(ports, Act(case_id=case.id, action="take_back"), ANN)
    assert isinstance(answer, Refusal)
    assert answer.codes == ("nothing_to_take_back",)


WITHDRAW = {
    "type": "withdraw",
    "from": ["panel", "visit"],
    "by": ["clerk"],
    "only_by_actor_of": ["submit"],
}


def test_a_submission_is_withdrawn_whoever_has_voted() -> None:
    """The round is void, its work is withdrawn, and the file is where it came from."""
    kind = small_kind(actions={"submit": {"to": "panel"}, "withdraw": WITHDRAW})
    story = Story(workflow=kind, amount="8000").with_proof().act("submit", "ann")
    story.act("vote_yes", "eva")
    assert story.act_refused("take_back", "ann") == ("not_in_this_state",)
    story.act("withdraw", "ann")
    assert (story.case.state, story.case.approval) == ("draft", None)
    closed = [c for c in story.events[-1].changes if c.type == "approval_closed"]
    assert [change.result for change in closed] == ["void"]


def test_only_who_submitted_withdraws() -> None:
    """Neither a colleague nor who did not bring the file here takes it out of the round."""
    kind = small_kind(actions={"submit": {"to": "panel"}, "withdraw": WITHDRAW})
    story = Story(workflow=kind, amount="8000").with_proof().act("submit", "ann")
    assert "nothing_to_take_back" in story.act_refused("withdraw", "ben")


def test_a_reminder_is_promised_to_the_outside() -> None:
    """The write that holds the reminder promises a message, so that channels can carry it."""
    ports = house()
    case = submitted(ports)
    assert isinstance(ports.clock, SettableClock)
    ports.clock.advance(timedelta(hours=1))
    assert isinstance(handle_command(ports, SendReminder(case_id=case.id), ANN), Done)
    *_, entry = ports.cases.entries(EntryQuery(case_id=case.id, limit=0))
    event = entry.event()
    assert event is not None
    assert event.details == {"people": ["ben", "gil"]}


@pytest.mark.parametrize(
    ("to", "people"),
    [
        ({"role": "chief", "at": "district"}, ("eva", "fay", "gil")),
        ({"field": "asked"}, ("out",)),
        ({"role": "chief", "at": "city"}, ()),
    ],
)
def test_an_action_copies_the_case_as_declared(to: object, people: tuple[str, ...]) -> None:
    """The holders of a role, or whom a field names; a copy to nobody stands against nothing."""
    kind = small_kind(
        case={"asked": {"type": "person"}},
        open={"edits": ["name", "amount", "asked"]},
        actions={"submit": {"does": [{"copy_to": to}]}},
    )
    story = Story(workflow=kind, amount="3000", asked="out").with_proof().act("submit", "ann")
    assert story.case.copies == people


def test_a_submitter_withdraws_from_any_later_step_that_is_declared() -> None:
    """With a named state the case need not have come here by the submitter's own move."""
    kind = small_kind(
        actions={"pull_back": {**WITHDRAW, "from": ["review", "panel"], "to": "draft"}}
    )
    story = Story(workflow=kind, amount="3000").visited()
    assert story.act_refused("pull_back", "ben") == ("not_the_same_person",)
    assert story.act("pull_back", "ann").case.state == "draft"
