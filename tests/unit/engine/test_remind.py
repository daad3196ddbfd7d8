"""Reminders ahead of deadlines."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from adapters.outbound.memory import SettableClock
from engine import changes as c
from engine.calendar import OFFICE_ZONE
from engine.commands import Act
from engine.notices import NoticeCode
from engine.ports import Ports
from engine.usecases.answers import Done
from engine.usecases.deliver_message import deliver_message
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.remind import REMINDERS, promise_reminders
from engine.usecases.requester import Requester
from tests.support.small_house import small_house
from tests.support.small_kind import paper
from tests.support.stores import in_memory
from tests.support.writes import case, opening, task
from tests.support.writes import clock as start_clock

ANN = Requester(person="ann")


def in_review() -> Ports:
    """An office with one case in review, to be reminded of a working day ahead."""
    review = {"due": {"within": "3 working days", "remind": ["1 working days"]}}
    ports = small_house(states={"review": review})
    opened = open_case(
        ports,
        kind="small_aid",
        office="s",
        data={"name": "赵样例", "amount": "3000"},
        requester=ANN,
    )
    assert isinstance(opened, Done)
    case_id = opened.case.id
    commands = (
        paper(case_id=case_id),
        Act(case_id=case_id, action="submit"),
        Act(case_id=case_id, action="see_home", with_person="ben"),
        Act(case_id=case_id, action="see_papers"),
    )
    for command in commands:
        assert isinstance(handle_command(ports, command, ANN), Done)
    return ports


def day_passes(ports: Ports) -> list[str]:
    """Let a day pass and deliver its reminders twice; returns who was told today."""
    clock = cast("SettableClock", ports.clock)
    clock.set(clock.now() + timedelta(days=1))
    today = clock.now().astimezone(OFFICE_ZONE).date()
    for _ in range(2):
        promise_reminders(ports)
        deliver_message(ports, f"reminders:{today.isoformat()}")
    told = (t.notice for person in ("eva", "fay", "gil") for t in ports.inbox.notices(person))
    return [n.person for n in told if n.code is NoticeCode.DEADLINE_NEAR and n.at == clock.now()]


def test_what_was_held_up_is_new_to_whoever_is_told() -> None:
    """After days without a worker a notice bears the moment of telling, not that of the entry."""
    ports = in_review()
    clock = cast("SettableClock", ports.clock)
    clock.set(clock.now() + timedelta(days=7))
    keys = ports.outbox.lease(clock.now(), until=clock.now() + timedelta(minutes=1), limit=100)
    for key in keys:
        deliver_message(ports, key)
    told = [told.notice.at for told in ports.inbox.notices("gil")]
    assert set(told) == {clock.now()}


def test_reminders_come_on_their_day_and_once() -> None:
    """Who could act is told one working day ahead, not before and not twice."""
    ports = in_review()
    told = [day_passes(ports) for _ in range(4)]
    assert [len(people) for people in told].count(3) == 1
    assert [people for people in told if people] == [["eva", "fay", "gil"]]


def test_a_day_with_many_clocks_is_told_page_by_page() -> None:
    """No message tells of more than 200 clocks; together they tell of every clock once."""
    stores = in_memory()
    ports = small_house(stores)
    clock = cast("SettableClock", ports.clock)
    today = clock.now().astimezone(OFFICE_ZONE).date()
    near = start_clock("review", days=5, reminders=(today,))
    for number in range(450):
        case_id = f"SA-{number:03}"
        held = task(case_id, office="d", role="chief", queue="review", state="review")
        opened = case(case_id, region="CN", office="s")
        write = opening(opened, c.TaskOpened(task=held), c.DeadlineStarted(deadline=near))
        stores.cases.commit([write])
    promise_reminders(ports)
    sizes: list[int] = []
    until = clock.now() + timedelta(minutes=1)
    while keys := ports.outbox.lease(
        clock.now(), until=until, limit=10, kinds=frozenset({REMINDERS})
    ):
        for key in keys:
            before = len(ports.inbox.notices("gil", limit=1000))
            deliver_message(ports, key)
            deliver_message(ports, key)
            sizes.append(len(ports.inbox.notices("gil", limit=1000)) - before)
    told = [t.notice.case_id for t in ports.inbox.notices("gil", limit=1000)]
    assert sizes == [200, 200, 50]
    assert sorted(told) == [f"SA-{number:03}" for number in range(450)]
