"""Records the histories beside this file; run only to add one, never to change one.

python -m tests.golden.record_histories

Long because every kind of change has its story here, and what was once recorded stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import JsonValue

from engine.audit import GENESIS, HEADER_VERSION, Entry, seal_all
from engine.calendar import Calendar
from engine.changes import PartyLinked, PartyUnlinked
from engine.codec import case_to_json
from engine.commands import (
    Act,
    AddApprover,
    AddNote,
    AssignTask,
    ClaimTask,
    CopyCase,
    DelegateTask,
    DelegateVote,
    FireDeadline,
    GiveOpinion,
    HandOverTask,
    HoldTask,
    NoteChildClosed,
    RecallVote,
    RecomputeDeadlines,
    ReleaseTask,
    RemoveApprover,
    ReturnTask,
    SendReminder,
    ShowFields,
    TakeUpTask,
    TransferVote,
    Undo,
    WithdrawDocument,
)
from engine.decide import decide
from engine.delivery import DeadLetter
from engine.directory import JOIN, TIMER
from engine.events import Event, EventType
from engine.evolve import evolve, replay
from engine.importing.placing import Kind, Placed, place
from engine.importing.record import PastStep, Record
from engine.journal import (
    allotted,
    at_the_door,
    begun,
    data_read,
    dead_letter_settled,
    distributed,
    refused_opening,
    staff_changed,
)
from engine.model import Case, PartyLink, Reservation
from engine.parties import Person
from engine.recording import refused
from engine.refusal import Refusal
from engine.registry import (
    Relation,
    corrected,
    data_shown,
    merged,
    part_changed,
    registered,
    related,
    staff_linked,
    unmerged,
)
from tests.support.command_values import OfTask
from tests.support.small_kind import CALENDAR, Story, small_kind, world
from tests.unit.engine.calendars import INVENTED_2027

FOLDER = Path(__file__).parent / "histories"
FUND = '"aid"'


def paid() -> Story:
    """From opening to payment, with a paper withdrawn, an undo and a look at personal data."""
    story = Story(amount="3000").with_proof()
    story.do(WithdrawDocument(case_id="SA-1", document_id="SA-1-D2", reason="blurred"), "ann")
    story.visited().act("approve", "eva").do(Undo(case_id="SA-1"), "eva")
    story.do(ShowFields(case_id="SA-1", fields=("id_number",), purpose="check"), "out")
    story.act("approve", "fay").do(AddNote(case_id="SA-1", text="已核"), "ben")
    story.do(FireDeadline(case_id="SA-1", deadline="notice"), TIMER, days=8)
    return story.act("pay", "ann", days=9)


def voted() -> Story:
    """A panel, a return straight back, a second round, dropped, taken up again."""
    story = Story(amount="8000").visited().act("vote_yes", "eva")
    story.act("send_back", "fay", reason="x", target="draft", straight_back=True)
    story.act("submit", "ann", data={"amount": "7,000"}).act("vote_yes", "eva").act(
        "vote_yes", "fay"
    )
    return story.act("drop", "ann", reason="x").act("take_up", "ann")


def tasks_and_clocks() -> Story:
    """Tasks claimed, released and given; a rest; a refused attempt; a clock that lapses."""
    story = Story(amount="3000").do(ClaimTask(case_id="SA-1", task_id="SA-1-T1.0"), "ann")
    story.do(ReleaseTask(case_id="SA-1", task_id="SA-1-T1.0"), "ann")
    story.do(AssignTask(case_id="SA-1", task_id="SA-1-T1.0", assignee="ann"), "eva")
    story.visited().act("rest", "eva").act("go_on", "eva", days=2)
    attempt = Act(case_id="SA-1", action="approve")
    around = world("ben", days=2)
    answer = decide(story.workflow, story.case, attempt, around)
    assert isinstance(answer, Refusal)
    story.events.append(refused(story.case, attempt, answer, around))
    return story.do(FireDeadline(case_id="SA-1", deadline="review"), TIMER, days=30)


def handed() -> Story:
    """A task handed over, asked about and returned, laid aside and taken up; work given out."""
    named: OfTask = {"case_id": "SA-1", "task_id": "SA-1-T1.0"}
    story = Story(amount="3000").do(ClaimTask(**named), "ann")
    story.do(HandOverTask(**named, person="ben", reason="休假"), "ann")
    story.do(DelegateTask(**named, person="gil", reason="请核对"), "ben")
    story.do(ReturnTask(**named, text="已核对"), "gil")
    story.do(HoldTask(**named, until=date(2026, 2, 13), reason="等证明"), "ben")
    story.do(TakeUpTask(**named), "ben", days=1)
    levers: dict[str, JsonValue] = {"by": "round_robin"}
    return story.do(AssignTask(**named, assignee="ann", levers=levers), "eva")


def distribution() -> Story:
    """An office's journal: work was given out by declared levers."""
    around = world("eva")
    story = Story()
    details: dict[str, JsonValue] = {"levers": {"by": "weight"}, "given": {"ann": 2}, "left": []}
    story.events = [begun("d", around), distributed("d", details, around)]
    case = replay(story.events)
    assert case is not None
    story.case = case
    return story


def parent() -> Story:
    """Children opened, one ended, the rest cancelled; money recovered; clocks computed again."""
    recover = {"recover": {"fund": FUND, "amount": "amount", "at": "district"}}
    kind = small_kind(
        states={"visit": {"tasks": None, "join": {"of": "children"}}},
        actions={
            "see_home": None,
            "see_papers": None,
            "submit": {
                "does": [
                    {"open_child": {"kind": "small_aid"}},
                    {"open_child": {"kind": "small_aid"}},
                ]
            },
            "drop": {"does": [{"cancel_children": True}, {"notify": "dropped"}, recover]},
        },
        deadlines={"all_told": {"within": "300 working days", "starts": ["opened"]}},
    )
    story = Story(workflow=kind, amount="3000").with_proof().act("submit", "ann")
    story.do(NoteChildClosed(case_id="SA-1", child_id="SA-1.1", outcome="aided"), JOIN)
    return story.act("drop", "ann", reason="x")


def recomputed() -> Story:
    """A clock counted beyond the known calendar, computed again when more is known."""
    kind = small_kind(states={"review": {"due": {"within": "240 working days"}}})
    story = Story(workflow=kind, amount="3000").visited()
    known = Calendar(name="cn", notices=(*CALENDAR.notices, INVENTED_2027))
    later = replace(world("ann"), calendar=known)
    answer = decide(kind, story.case, RecomputeDeadlines(case_id="SA-1"), later)
    assert not isinstance(answer, Refusal)
    story.events.extend(answer.events)
    story.case = answer.case
    return story


def journal() -> Story:
    """An office's journal: a budget, a refused opening, an export."""
    around = world("ann")
    budget = Reservation(fund="aid", office="s", year=2026, amount_fen=1_000_000)
    story = Story()
    story.events = [
        begun("s", around),
        allotted(budget, back=False, world=around),
        refused_opening("s", "small_aid", Refusal(reasons=()), around),
        data_read("s", "export", around, {"rows": 3}),
    ]
    case = replay(story.events)
    assert case is not None
    story.case = case
    return story


def dead_letter() -> Story:
    """An office's journal: a message that was given up is tried again."""
    around = world("ann")
    letter = DeadLetter(
        key="SA-1:3:mail",
        kind="mail",
        attempts=10,
        cause="delivery_failed",
        promised_at=around.now,
        died_at=around.now,
    )
    story = Story()
    story.events = [
        begun("s", around),
        dead_letter_settled("s", letter, "retry", "服务器已恢复", around),
    ]
    case = replay(story.events)
    assert case is not None
    story.case = case
    return story


def door() -> Story:
    """An office's journal: a sign-in, one that was refused, a changed password."""
    around = world("ann")
    story = Story()
    story.events = [
        begun("s", around),
        at_the_door(EventType.SIGN_IN_REFUSED, "s", around, None),
        at_the_door(EventType.SIGNED_IN, "s", around, None),
        at_the_door(EventType.ACCOUNT_CHANGED, "s", around, "password_changed"),
    ]
    case = replay(story.events)
    assert case is not None
    story.case = case
    return story


def imported() -> Story:
    """A case from an old ledger that lacks a paper, put where it stood."""
    record = Record(
        key="旧-1",
        office="s",
        state="review",
        opened=date(2026, 1, 5),
        entered=date(2026, 2, 9),
        facts={"name": "赵样例", "amount": "3000.00"},
        steps=(PastStep(action="submit", person="ann", on=date(2026, 1, 6)),),
    )
    origin: dict[str, JsonValue] = {"ledger": "old.xlsx", "line": 4, "key": "旧-1"}
    placed = place(Kind.of(small_kind()), record, "SA-L-1", origin, world("eva"), incomplete=True)
    assert isinstance(placed, Placed), placed
    story = Story()
    story.events, story.case = list(placed.decision.events), placed.decision.case
    return story


def party() -> Story:
    """A person's file: begun, corrected, tied to a colleague, absorbing another, shown."""
    around = world("ann")
    person = Person(name="赵样例", id_number="110101198001010002")
    decision = registered("P-0000001", person, "s", around)
    other = registered("P-0000002", replace(person, id_number=None), "s", around).case
    story = Story()
    story.events, story.case = list(decision.events), decision.case
    fuller = corrected(story.case, replace(person, phone="13900000001"), around)
    assert fuller is not None
    steps: tuple[Callable[[Case], Event], ...] = (
        lambda case: fuller,
        lambda case: staff_linked(case, "ann", around),
        lambda case: related(case, Relation(party="P-0000003", tie="relative"), around),
        lambda case: merged(case, other, around, reason="同一人")[0],
        lambda case: unmerged(case, other, around, reason="并非同一人")[0],
        lambda case: data_shown(case, ("phone",), "核对", around),
    )
    for step in steps:
        event = step(story.case)
        story.events.append(event)
        story.case = evolve(story.case, event)
    return story


def linked() -> Story:
    """A case to which a party is linked by hand, and taken out again."""
    story, around = Story(amount="3000"), world("ann")
    link = PartyLink(party="P-0000001", role="witness", at=around.now, by_hand=True)
    for change in (PartyLinked(link=link), PartyUnlinked(party=link.party, role=link.role)):
        event = part_changed(story.case, change, story.workflow.ref, around)
        story.events.append(event)
        story.case = evolve(story.case, event)
    return story


def staff() -> Story:
    """An office's journal: people came and went."""
    around = world("ann")
    story = Story()
    story.events = [begun("s", around), staff_changed("s", {"people": {"added": ["lin"]}}, around)]
    case = replay(story.events)
    assert case is not None
    story.case = case
    return story


def rearranged() -> Story:
    """A round in which everything was changed that can be, reminded of and copied."""
    voters = [{"role": "chief", "at": "district", "count": "every"}]
    allows = ["add", "remove", "transfer", "delegate"]
    kind = small_kind(
        states={"panel": {"approval": {"voters": voters, "allows": allows, "if_twice": "pass_any"}}}
    )
    story = Story(workflow=kind, amount="8000").visited()
    story.do(AddApprover(case_id="SA-1", person="ben", place="before", reason="专业意见"), "eva")
    story.do(RemoveApprover(case_id="SA-1", person="ben"), "eva")
    story.do(DelegateVote(case_id="SA-1", person="out"), "eva")
    story.do(RecallVote(case_id="SA-1"), "eva").do(
        DelegateVote(case_id="SA-1", person="out"), "eva"
    )
    story.do(GiveOpinion(case_id="SA-1", text="同意"), "out")
    story.do(SendReminder(case_id="SA-1"), "ann").do(
        CopyCase(case_id="SA-1", people=("out",)), "ann"
    )
    story.do(TransferVote(case_id="SA-1", person="out"), "fay").act("vote_yes", "eva")
    return story.act("vote_yes", "out").act("vote_yes", "gil")


def owed() -> Story:
    """A clock that runs out while the case rests, and acts when it moves again."""
    kind = small_kind(states={"review": {"due": {"pauses": False}}})
    story = Story(workflow=kind, amount="3000").visited().act("rest", "eva")
    story.do(FireDeadline(case_id="SA-1", deadline="review"), TIMER, days=8)
    return story.act("go_on", "eva", days=9)


def record(name: str, story: Story) -> None:
    """Write one history, unless it is there."""
    path = FOLDER / f"{name}.json"
    if path.exists():
        return
    salts = (number.to_bytes(16, "big") for number in range(1, len(story.events) + 1))
    sealed = seal_all(story.events, seq=0, head=GENESIS, salts=salts)
    whole = {
        "header_version": HEADER_VERSION,
        "head": sealed[-1].hash,
        "case": json.loads(case_to_json(story.case)),
        "entries": [_plain(entry) for entry in sealed],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(entry: Entry) -> dict[str, object]:
    return {
        "case": entry.case_id,
        "seq": entry.seq,
        "header": entry.header.decode(),
        "hash": entry.hash,
        "payload": (entry.payload or b"").decode(),
        "salt": (entry.salt or b"").hex(),
    }


if __name__ == "__main__":
    made_here = (paid, voted, tasks_and_clocks, parent, recomputed, journal, door, dead_letter)
    for made in (
        *made_here,
        handed,
        distribution,
        imported,
        party,
        linked,
        staff,
        rearranged,
        owed,
    ):
        record(made.__name__, made())
