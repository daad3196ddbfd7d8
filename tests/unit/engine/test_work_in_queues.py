"""Work as lists show it, and as those who give it out move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from adapters.outbound.memory import SettableClock
from engine.commands import (
    AssignTask,
    CaseCommand,
    ClaimTask,
    DelegateTask,
    HoldTask,
    ReturnTask,
)
from engine.directory import Absence, Grant, Person
from engine.distributing import By, Levers, Share
from engine.errors import NotFoundError
from engine.events import Event, EventType
from engine.journal import journal_id
from engine.listing import waiting_since
from engine.ports import EntryQuery, Ports, TaskQuery
from engine.refusal import Refusal
from engine.usecases.answers import Done
from engine.usecases.distribute import distribute
from engine.usecases.hand_over_work import hand_over_work
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import Queue, list_done, list_idle_cases, list_tasks
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from engine.usecases.who_may import who_may
from engine.usecases.work_on_many import work_on_many
from tests.support.small_house import small_house
from tests.support.small_kind import DIRECTORY, NOW, Story

ANN, BEN, EVA = Requester(person="ann"), Requester(person="ben"), Requester(person="eva")
GONE = "SA-9-T1.0"
ALL = TaskQuery()


def house(cases: int = 1, states: Mapping[str, object] | None = None) -> Ports:
    """An office with open files, each waiting for a clerk."""
    ports = small_house(states=states or {})
    for number in range(1, cases + 1):
        name = {"name": "赵样例", "amount": "3000"}
        answer = open_case(
            ports,
            kind="small_aid",
            office="s",
            data=name,
            requester=Requester(person="gil"),
            case_id=f"SA-{number}",
        )
        assert isinstance(answer, Done), answer
    return ports


def first(number: int = 1) -> str:
    """The first task of a file."""
    return f"SA-{number}-T1.0"


def done(ports: Ports, command: CaseCommand, requester: Requester = ANN) -> None:
    """Carry a command out; it must not be refused."""
    answer = handle_command(ports, command, requester)
    assert isinstance(answer, Done), answer


def last(ports: Ports, case_id: str) -> Event:
    """The event of a chain's last entry."""
    event = list(ports.cases.entries(EntryQuery(case_id=case_id)))[-1].event()
    assert event is not None
    return event


def shown(ports: Ports, requester: Requester, queue: Queue, query: TaskQuery = ALL) -> list[str]:
    """The tasks of a list."""
    return [row.task.id for row in list_tasks(ports, requester, queue, query)]


def test_a_task_laid_aside_comes_back_by_itself() -> None:
    """Until its day it waits; on that day it is mine again, with nobody doing anything."""
    ports = house()
    done(ports, ClaimTask(case_id="SA-1", task_id=first()))
    until = NOW.date() + timedelta(days=3)
    done(ports, HoldTask(case_id="SA-1", task_id=first(), until=until, reason="等证明"))
    assert (shown(ports, ANN, "mine"), shown(ports, ANN, "waiting")) == ([], [first()])
    cast("SettableClock", ports.clock).advance(timedelta(days=3))
    assert (shown(ports, ANN, "mine"), shown(ports, ANN, "waiting")) == ([first()], [])


def test_who_has_asked_a_colleague_sees_the_task_waiting() -> None:
    """It is the colleague's to answer, and not lost to who has asked."""
    ports = house()
    done(ports, ClaimTask(case_id="SA-1", task_id=first()))
    done(ports, DelegateTask(case_id="SA-1", task_id=first(), person="ben"))
    assert (shown(ports, ANN, "waiting"), shown(ports, BEN, "mine")) == ([first()], [first()])
    done(ports, ReturnTask(case_id="SA-1", task_id=first(), text="已核对"), BEN)
    assert (shown(ports, ANN, "mine"), shown(ports, BEN, "mine")) == ([first()], [])


def test_a_delegate_sees_the_work_of_who_is_away() -> None:
    """The list names it apart, and what the delegate does bears both names."""
    ports = house()
    done(ports, ClaimTask(case_id="SA-1", task_id=first()))
    away = Absence(person="ann", delegate="ben", since=NOW.date(), until=NOW.date())
    ports.staff.save(replace(DIRECTORY, absences=(away,)))
    assert shown(ports, BEN, "absent") == [first()]
    for_ann = Requester(person="ben", on_behalf_of="ann")
    done(ports, AssignTask(case_id="SA-1", task_id=first(), assignee="gil"), for_ann)
    event = last(ports, "SA-1")
    assert (event.who.person, event.who.on_behalf_of) == ("ben", "ann")


def test_all_the_work_of_ones_offices_is_found_by_its_marks() -> None:
    """A district sees the work of its streets, by office, role and person; a street its own."""
    ports = house(2)
    done(ports, ClaimTask(case_id="SA-1", task_id=first()))
    of_street = TaskQuery(role="clerk", offices=frozenset({"s"}))
    assert shown(ports, EVA, "all", of_street) == [first(1), first(2)]
    assert shown(ports, EVA, "all", TaskQuery(assignee="ann")) == [first()]
    assert shown(ports, ANN, "all", TaskQuery(role="chief")) == []


def test_what_somebody_did_is_listed_newest_first() -> None:
    """Openings and actions, page by page; claiming is no work done."""
    ports = house(2)
    done(ports, ClaimTask(case_id="SA-1", task_id=first()), Requester(person="gil"))
    gil = Requester(person="gil")
    lines = list_done(ports, gil)
    assert [(line.case_id, line.type) for line in lines] == [
        ("SA-2", "case_opened"),
        ("SA-1", "case_opened"),
    ]
    after = (lines[0].at, lines[0].case_id, lines[0].seq)
    assert [line.case_id for line in list_done(ports, gil, after=after)] == ["SA-1"]
    assert list_done(ports, EVA) == []


def test_a_case_that_is_nobodys_task_is_found() -> None:
    """A state without a task waits for something else; a list shows such files."""
    ports = house(states={"draft": {"task": None}})
    assert [row.id for row in list_idle_cases(ports, ANN)] == ["SA-1"]
    assert list_idle_cases(house(), ANN) == []


def test_days_of_waiting_survive_a_return() -> None:
    """A file that comes again has waited before; the time elsewhere does not count."""
    story = Story(amount="3000").visited()
    story.act("send_back", "eva", days=2, reason="x", target="draft")
    story.act("submit", "ann", days=5).act("see_home", "ann", days=5, with_person="ben")
    story.act("see_papers", "ben", days=5)
    assert story.case.state == "review"
    assert waiting_since(story.case) == NOW + timedelta(days=5 - 2)


def test_many_tasks_are_assigned_each_answered_on_its_own() -> None:
    """What is refused or gone keeps nothing of the rest."""
    ports = house(2)
    done(ports, ClaimTask(case_id="SA-2", task_id=first(2)), BEN)

    def to_ann(case: str, task: str) -> AssignTask:
        return AssignTask(case_id=case, task_id=task, assignee="ann")

    answers = list(work_on_many(ports, (first(1), GONE, first(2), first(1)), to_ann, ANN))
    assert [answer.task_id for answer in answers] == [first(1), GONE, first(2)]
    assert isinstance(answers[0].answer, Refusal)
    assert isinstance(answers[1].error, NotFoundError)
    assert all(
        isinstance(answer.answer, Done)
        for answer in work_on_many(ports, (first(1), first(2)), to_ann, EVA)
    )


def test_who_may_act_is_told_with_reasons() -> None:
    """Everybody in the role is named, with what stands against them and who stands in."""
    ports = house()
    done(ports, ClaimTask(case_id="SA-1", task_id=first()))
    away = Absence(person="ben", delegate="out", since=NOW.date(), until=NOW.date())
    ports.staff.save(replace(DIRECTORY, absences=(away,)))
    _, candidates = who_may(ports, first(), EVA)
    found = {c.person: [r.code.value for r in c.reasons] for c in candidates}
    assert found == {"ann": [], "ben": ["claimed_by_other"], "gil": ["claimed_by_other"]}
    assert [c.delegates for c in candidates] == [(), ("out",), ()]


def test_work_is_distributed_with_its_levers_in_the_entries() -> None:
    """Each assignment says how it came about, and the office's journal what became of all."""
    ports = house(5)
    shares = (Share(person="ann"), Share(person="ben", weight=2, limit=2))
    levers = Levers(by=By.WEIGHT, shares=shares)
    planned = distribute(ports, EVA, levers, office="s", dry_run=True)
    given = distribute(ports, EVA, levers, office="s")
    assert planned == given
    assert [one.person for one in given] == ["ben", "ann", "ben", "ann", "ann"]
    entry = last(ports, "SA-1")
    assert entry.type is EventType.TASK_ASSIGNED
    assert entry.details["levers"] == levers.plain()
    kept = last(ports, journal_id("s"))
    assert (kept.type, kept.details["given"]) == (
        EventType.WORK_DISTRIBUTED,
        {"ann": 3, "ben": 2},
    )


def test_work_that_nobody_can_take_stays_in_its_queue() -> None:
    """Limits, skills and absences leave a task where it is, and say so."""
    ports = house(2, states={"draft": {"task": {"skill": "sign_language"}}})
    levers = Levers(by=By.LEAST_OPEN)
    left = distribute(ports, EVA, levers, office="s")
    assert [reason.code.value for one in left for reason in one.reasons] == ["nobody_has_room"] * 2
    skilled = replace(DIRECTORY.people["ben"], skills=frozenset({"sign_language"}))
    people = {**DIRECTORY.people, "ben": skilled}
    ports.staff.save(replace(DIRECTORY, people=people))
    assert [one.person for one in distribute(ports, EVA, levers, office="s")] == ["ben", "ben"]


def test_who_gives_out_no_work_distributes_nothing() -> None:
    """Every task stays, with the roles that may; no case has an entry of it."""
    ports = house()
    given = distribute(ports, ANN, Levers(by=By.ROUND_ROBIN), office="s")
    assert {reason.code.value for one in given for reason in one.reasons} == {"not_your_role"}
    assert len(list(ports.cases.entries(EntryQuery(case_id="SA-1")))) == 1


@pytest.mark.parametrize("by", list(By))
def test_the_same_levers_give_the_same_outcome(by: By) -> None:
    """Nothing of chance is in a distribution."""
    outcomes = [distribute(house(4), EVA, Levers(by=by), office="s") for _ in range(2)]
    assert outcomes[0] == outcomes[1]


def leaving() -> Ports:
    """Ann has one task, has asked about a second, and is asked about a third."""
    ports = house(3)
    for number, holder in ((1, ANN), (2, ANN), (3, BEN)):
        done(ports, ClaimTask(case_id=f"SA-{number}", task_id=first(number)), holder)
    done(ports, DelegateTask(case_id="SA-2", task_id=first(2), person="gil"))
    done(ports, DelegateTask(case_id="SA-3", task_id=first(3), person="ann"), BEN)
    keeper = Person(id="kim", name="金样例", grants=(Grant(role="administrator", office="d"),))
    ports.staff.save(replace(DIRECTORY, people={**DIRECTORY.people, "kim": keeper}))
    return ports


def test_the_work_of_who_leaves_goes_on() -> None:
    """Their own goes to the colleague, what they were asked goes back; a dry run says the same."""
    ports, kim = leaving(), Requester(person="kim")
    planned = hand_over_work(ports, kim, "ann", to="ben", why="离岗", dry_run=True)
    assert shown(ports, ANN, "mine") == [first(1), first(3)]
    moved = hand_over_work(ports, kim, "ann", to="ben", why="离岗")
    assert planned == moved
    assert [(one.way, one.person) for one in moved] == [
        ("handed_over", "ben"),
        ("returned", "ben"),
        ("handed_over", "ben"),
    ]
    assert shown(ports, ANN, "mine") == shown(ports, ANN, "waiting") == []


def test_work_that_the_colleague_may_not_have_goes_back_to_its_queue() -> None:
    """Nobody in another role gets it; it waits for the team, and the reason is told."""
    ports, kim = leaving(), Requester(person="kim")
    moved = hand_over_work(ports, kim, "ann", to="eva", why="离岗")
    assert [one.way for one in moved] == ["released", "returned", "released"]
    assert "assignee_not_in_role" in [found.code.value for found in moved[0].reasons]
    assert shown(ports, BEN, "unassigned") == [first(1), first(2)]


def test_who_keeps_no_staff_moves_nobodys_work() -> None:
    """A colleague cannot empty another's desk."""
    moved = hand_over_work(leaving(), BEN, "ann", to="ben", why="x")
    assert moved[0].way == "stays"


def test_work_that_one_may_not_see_is_not_told_of() -> None:
    """Who has no role where the cases lie hears of no task."""
    ports, far = leaving(), Person(id="far", name="远样例")
    ports.staff.save(replace(ports.staff.directory(), people={**DIRECTORY.people, "far": far}))
    assert hand_over_work(ports, Requester(person="far"), "ann", to="ben", why="x") == ()
