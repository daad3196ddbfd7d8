"""The administrator's pages: people and their roles, accounts, delivery, copies, figures."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from engine.events import EventType
from engine.ports import EntryQuery, TaskQuery
from tests.support.web_office import Outline, Visitor, WebOffice

PERSON = "/administration/people/lin"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/administration",
        PERSON,
        "/administration/people/admin",
        "/administration/deliveries",
        "/administration/parameters",
        "/administration/parameters?region=371083",
        "/administration/parameters?region=no-such-place",
        "/administration/health",
    ],
)
def test_administration_is_well_formed_and_worded(calm: WebOffice, path: str, lang: str) -> None:
    """What opens closes, and no text is missing, in either language."""
    text = calm.known("admin", lang).page(path)
    assert Outline(text).faults == []
    assert re.findall("‹[^›]*›", text) == []


def at(office: WebOffice, path: str = PERSON) -> Visitor:
    """An administrator on a page."""
    visitor = office.visitor("admin")
    visitor.page(path)
    return visitor


def journal(office: WebOffice, type_: EventType) -> list[str]:
    """What the administrator left in journals, as text."""
    query = EntryQuery(person="admin", types=frozenset({type_.value}), limit=0)
    return [str(entry.event()) for entry in office.house.ports.cases.entries(query)]


def test_a_role_is_given_and_ended_with_entries(office: WebOffice) -> None:
    """The person holds it from then on, within the limit, until it is ended."""
    visitor = at(office)
    form = {"role": "supervisor", "office": "textile-mill", "since": "2026-11-20", "limit": "3000"}
    assert visitor.send(f"{PERSON}/roles", form).status_code == 303
    grants = office.house.ports.staff.directory().person("lin").grants
    assert [(g.limit_fen) for g in grants if g.role == "supervisor"] == [300000]
    ended = {"grant": "supervisor|textile-mill|2026-11-20", "until": "2026-11-19"}
    assert visitor.send(f"{PERSON}/roles/end", ended).status_code == 303
    grants = office.house.ports.staff.directory().person("lin").grants
    assert "supervisor" not in {grant.role for grant in grants}
    assert len(journal(office, EventType.STAFF_CHANGED)) >= 2


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"role": "supervisor", "office": "textile-mill", "limit": "a lot"}, "3000.50"),
        (
            {
                "role": "supervisor",
                "office": "textile-mill",
                "since": "2026-12-02",
                "until": "2026-12-01",
            },
            "不能晚于",
        ),
    ],
)
def test_a_wrong_role_is_told_and_what_was_typed_stays(
    office: WebOffice, form: dict[str, str], told: str
) -> None:
    """Nothing changes, and the form has the values again."""
    answer = at(office).send(f"{PERSON}/roles", form)
    assert answer.status_code == 422
    assert told in answer.text
    assert form.get("limit", form.get("until", "")) in answer.text


def test_an_absence_is_registered_and_ended(office: WebOffice) -> None:
    """A colleague stands in, until the person is back."""
    visitor = at(office)
    form = {"delegate": "bai", "since": "2026-11-20", "until": "2026-11-27"}
    assert visitor.send(f"{PERSON}/absence", form).status_code == 303
    directory = office.house.ports.staff.directory()
    assert [a.delegate for a in directory.absences if a.person == "lin"] == ["bai"]
    assert visitor.send(f"{PERSON}/absence/end", {"absence": "bai|2026-11-20"}).status_code == 303
    assert not [a for a in office.house.ports.staff.directory().absences if a.person == "lin"]


def test_leaving_is_looked_at_first_and_then_moves_the_work(office: WebOffice) -> None:
    """Looking changes nothing; leaving ends the roles and leaves no task with the person."""
    visitor = at(office)
    form = {"to": "bai", "until": "2026-11-20", "why": "退休"}
    looked = visitor.send(f"{PERSON}/leave", {**form, "do": "look"})
    assert (looked.status_code, "note-warning" in looked.text) == (200, True)
    assert office.house.ports.staff.directory().person("lin").grants[0].until.year == 9999
    assert visitor.send(f"{PERSON}/leave", {**form, "do": "leave"}).status_code == 303
    grants = office.house.ports.staff.directory().person("lin").grants
    assert {str(grant.until) for grant in grants} == {"2026-11-20"}
    kept = office.house.ports.cases.tasks(TaskQuery(assignee="lin", limit=0))
    assert [row.task.id for row in kept if "seat" not in row.task.key] == []


def test_nobody_leaves_without_somebody_to_take_over(office: WebOffice) -> None:
    """The page says to choose a colleague."""
    assert at(office).send(f"{PERSON}/leave", {"do": "leave"}).status_code == 422


def test_a_new_person_comes_in_with_the_password_that_was_shown(office: WebOffice) -> None:
    """Taken in, given an account, they come in and are led to choose a password of their own."""
    visitor = at(office, "/administration")
    form = {"id": "newcomer", "name": "唐新", "role": "caseworker", "office": "textile-mill"}
    answer = visitor.send("/administration/people", form)
    assert answer.headers["location"] == "/administration/people/newcomer"
    given = visitor.send("/administration/people/newcomer/account")
    found = re.search(r'class="secret">([^<]+)<', given.text)
    assert found is not None
    newcomer = office.visitor()
    assert newcomer.sign_in("newcomer", found[1]).status_code == 303
    assert newcomer.get("/").headers["location"].startswith("/account")
    left = journal(office, EventType.ACCOUNT_CHANGED)
    assert any("'person': 'newcomer'" in text for text in left)


def test_sessions_are_ended(office: WebOffice) -> None:
    """Whoever was signed in has to come in again, and the entry names both people."""
    other = office.visitor("lin")
    assert at(office).send(f"{PERSON}/sessions").status_code == 303
    assert other.get("/").headers["location"].startswith("/sign-in")
    assert any("'person': 'lin'" in text for text in journal(office, EventType.ACCOUNT_CHANGED))


def test_a_dead_letter_is_retried_with_a_reason(office: WebOffice) -> None:
    """It is listed with its cause, wants a reason, and is gone from the list afterwards."""
    outbox, now = office.house.ports.outbox, office.house.ports.clock.now()
    key = outbox.lease(now, until=now + timedelta(minutes=1), limit=1)[0]
    outbox.bury(key, "adapter_unavailable", now)
    visitor = at(office, "/administration/deliveries")
    page = visitor.page("/administration/deliveries")
    assert key in page
    assert visitor.send("/administration/deliveries", {"key": key, "why": " "}).status_code == 422
    answer = visitor.send("/administration/deliveries", {"key": key, "why": "网络已恢复"})
    assert answer.status_code == 303
    assert outbox.dead() == []


def test_figures_say_where_they_come_from(calm: WebOffice) -> None:
    """A figure of a place has its day and its source; without a place all of them are listed."""
    visitor = calm.known("admin")
    text = visitor.page("/administration/parameters?region=371083")
    assert "乳山市城市居民最低生活保障标准" in text
    assert "北京市城乡居民" not in text
    assert "北京市城乡居民" in visitor.page("/administration/parameters")


def test_the_checks_of_the_doctor_are_carried_out_on_a_page(calm: WebOffice) -> None:
    """Each with how it stands; the page of health fetches them after it is shown."""
    admin = calm.known("admin", "en")
    assert 'hx-get="/administration/health/checks"' in admin.page("/administration/health")
    text = admin.page("/administration/health/checks")
    assert all(f"<b>{name}</b>" in text for name in ("Database", "Chains", "Delivery and clocks"))
    assert calm.known("lin").get("/administration/health/checks").status_code == 404


def test_delivery_is_not_called_well_while_old_messages_wait(calm: WebOffice) -> None:
    """An office whose worker has never run says how far behind it is."""
    page = calm.known("admin", "en").page("/administration/health")
    assert calm.house.ports.outbox.backlog(calm.house.clock.now()).waiting > 0
    assert "the oldest for" in page
    assert "Delivery is well" not in page
