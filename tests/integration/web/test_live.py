"""Live updates over a real socket: who is told what, how often, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import httpx2
import pytest

from adapters.http.streams import MOST_OF_A_PERSON
from adapters.inbound.web.live import concerns
from adapters.outbound.watching.changes import Changed
from engine.commands import AddNote
from engine.usecases.deliver_message import deliver_message
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester
from tests.support.web_office import HERE, PASSWORD, WebOffice, house_in

SOON_SECONDS = 20.0


@pytest.fixture
def address(office: WebOffice) -> Iterator[str]:
    """Where the office is served."""
    with office.served() as found:
        yield found


@contextmanager
def signed_in(address: str, person: str) -> Iterator[httpx2.Client]:
    """A browser of somebody."""
    with httpx2.Client(base_url=address, headers=HERE, timeout=SOON_SECONDS) as client:
        client.post("/sign-in", data={"login": person, "password": PASSWORD})
        yield client


def told(stream: httpx2.Response) -> Iterator[tuple[str, dict[str, object]]]:
    """The events of a stream as they come; the first is that it is open."""
    name = ""
    for line in stream.iter_lines():
        if line.startswith("retry: "):
            yield "open", {}
        elif line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def remark(office: WebOffice, case: str, person: str = "lin", text: str = "secret words") -> None:
    """Somebody leaves a remark on a case."""
    note = AddNote(case_id=case, text=text)
    handle_command(office.house.ports, note, Requester(person=person))


def version(office: WebOffice, case: str) -> int:
    """The version of a case."""
    return office.house.ports.cases.load(case).case.version


def test_who_looks_at_a_case_is_told_of_its_next_version(office: WebOffice, address: str) -> None:
    """First the version that there is, then the one that a colleague made, and nothing else."""
    case = office.cases["completeness"]
    with signed_in(address, "bo") as bo, bo.stream("GET", f"/live/cases/{case}") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = told(stream)
        before = version(office, case)
        assert next(events) == ("open", {})
        assert next(events) == ("case", {"case": case, "version": before})
        remark(office, case)
        assert next(events) == ("case", {"case": case, "version": before + 1})


def test_two_people_are_told_of_their_work(office: WebOffice, address: str) -> None:
    """A task that one takes changes the queue of the other, without a word of what it is."""
    task = office.house.ports.cases.load(office.cases["completeness"]).case.tasks[0]
    case = office.cases["completeness"]
    with (
        signed_in(address, "lin") as lin,
        signed_in(address, "bo") as bo,
        lin.stream("GET", "/live") as hers,
        bo.stream("GET", "/live") as his,
    ):
        streams = [told(hers), told(his)]
        assert [next(events)[0] for events in streams] == ["open", "open"]
        visitor = office.known("lin")
        visitor.page("/work")
        visitor.send("/work", {"do": "claim", "task": f"{case}|{task.id}"})
        assert [next(events) for events in streams] == [("work", {}), ("work", {})]


def test_a_change_concerns_its_offices_and_holders() -> None:
    """People of other offices hear nothing, unless a task of the case is theirs."""
    changed = Changed(
        case_id="X", version=2, offices=frozenset({"mill"}), people=frozenset({"lin"})
    )
    assert concerns(changed, "bo", frozenset({"mill", "salt-works"}))
    assert concerns(changed, "lin", frozenset({"salt-works"}))
    assert not concerns(changed, "bus", frozenset({"salt-works"}))


def test_a_case_of_another_office_has_no_stream(office: WebOffice, address: str) -> None:
    """It is answered like one that is not there."""
    with signed_in(address, "bus") as bus:
        for case in (office.cases["completeness"], "HA-2026-999999"):
            assert bus.get(f"/live/cases/{case}").status_code == 404


def test_signing_out_closes_the_streams_of_the_session(office: WebOffice, address: str) -> None:
    """The stream ends at once; another session of the same person goes on."""
    case = office.cases["completeness"]
    place = f"/live/cases/{case}"
    with signed_in(address, "lin") as here, signed_in(address, "lin") as there:
        page = here.get("/account").text
        token = page.split('name="csrf" value="')[1][:64]
        with here.stream("GET", place) as closing, there.stream("GET", place) as staying:
            ends, goes_on = told(closing), told(staying)
            assert [next(ends)[0], next(ends)[0]] == ["open", "case"]
            assert [next(goes_on)[0], next(goes_on)[0]] == ["open", "case"]
            here.post("/sign-out", data={"csrf": token})
            assert list(ends) == []
            remark(office, case)
            assert next(goes_on)[0] == "case"


def test_nobody_keeps_more_than_a_few_streams(office: WebOffice, address: str) -> None:
    """With one more than there may be, the oldest is closed."""
    place = f"/live/cases/{office.cases['completeness']}"
    with signed_in(address, "lin") as lin:
        opened = [lin.stream("GET", place) for _ in range(MOST_OF_A_PERSON + 1)]
        events = [told(one.__enter__()) for one in opened]
        assert [(next(one)[0], next(one)[0]) for one in events] == [("open", "case")] * len(events)
        assert list(events[0]) == []
        for one in opened:
            one.__exit__(None, None, None)


def test_a_change_by_another_process_is_told(office: WebOffice, address: str) -> None:
    """What another process commits is read from the log of all entries."""
    case = office.cases["completeness"]
    other = house_in(office.folder)
    with signed_in(address, "bo") as bo, bo.stream("GET", f"/live/cases/{case}") as stream:
        events = told(stream)
        assert next(events) == ("open", {})
        _, first = next(events)
        note = AddNote(case_id=case, text="from elsewhere")
        handle_command(other.ports, note, Requester(person="lin"))
        deliver_message(other.ports, f"{case}:{other.ports.cases.load(case).seq}")
        _, second = next(events)
        assert second["version"] == int(str(first["version"])) + 1
    other.database.close()


def test_a_server_with_open_streams_stops_in_time(office: WebOffice) -> None:
    """Open streams are closed and hold nobody up."""
    with office.served() as address, signed_in(address, "lin") as lin:
        stream = lin.stream("GET", "/live")
        response = stream.__enter__()
        assert next(response.iter_lines()).startswith("retry")
        began = monotonic()
    assert monotonic() - began < 5
    stream.__exit__(None, None, None)


def test_the_note_says_who_changed_a_case(office: WebOffice) -> None:
    """It names the newest change after what the reader saw; before one there is no note."""
    case = office.cases["completeness"]
    bo = office.visitor("bo", "en")
    seen = office.house.ports.cases.load(case).seq
    assert "data-changed-note" not in bo.page(f"/cases/{case}/changed?since={seen}")
    remark(office, case)
    text = bo.page(f"/cases/{case}/changed?since={seen}")
    assert "has changed this case meanwhile" in text
    assert f'href="/cases/{case}"' in text


def test_a_list_is_had_without_the_frame_around_it(office: WebOffice) -> None:
    """The part that changes comes alone, with the same rows."""
    lin = office.visitor("lin")
    whole = lin.page("/work")
    part = lin.client.get("/work", headers={"X-Part": "live"}).text
    assert "<html" not in part
    assert part.count("data-line") == whole.count("data-line") > 0
