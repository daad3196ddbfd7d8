"""What people are told in the browser, and where they say they want to be told."""

from __future__ import annotations

from datetime import time

import pytest

from engine.contacts import Channel
from engine.delivery import Effect
from engine.notices import Notice, NoticeCode
from engine.projection import Message
from tests.support.web_office import NOW, Outline, WebOffice


def tell(office: WebOffice, person: str, number: int = 1) -> str:
    """Put a notice into somebody's inbox, as the outbox does; returns the case."""
    case = office.cases["on_file"]
    notice = Notice(
        id=f"{case}:{number}:{person}",
        person=person,
        code=NoticeCode.MENTION,
        at=NOW,
        case_id=case,
        kind="hardship_aid",
        office="textile-mill",
        params={"state": "on_file"},
    )
    outbox = office.house.ports.outbox
    message = Message(key=f"test:{notice.id}", kind="test", payload={}, available_at=NOW)
    outbox.promise([message])
    assert outbox.complete(message.key, NOW, Effect(notices=(notice,)))
    return case


def test_what_is_unread_is_counted_on_every_page(office: WebOffice) -> None:
    """The number stands in the header and goes when everything is read."""
    tell(office, "lin", 1)
    tell(office, "lin", 2)
    lin = office.visitor("lin", "en")
    assert "2 not read" in lin.page("/")
    assert "You were mentioned" in lin.page("/inbox")
    lin.send("/inbox/read", {"all": "yes"})
    assert "0 not read" in lin.page("/")
    assert "empty-state" in lin.page("/inbox?unread=true")


def test_opening_a_notice_leads_to_its_case_and_marks_it(office: WebOffice) -> None:
    """One click does both."""
    case = tell(office, "lin")
    lin = office.visitor("lin")
    answer = lin.send("/inbox/open", {"notice": f"{case}:1:lin"})
    assert answer.headers["location"] == f"/cases/{case}"
    assert office.house.ports.inbox.unread("lin") == 0


def test_nobody_reads_or_marks_what_another_was_told(office: WebOffice) -> None:
    """A notice of somebody else is not there."""
    case = tell(office, "lin")
    luo = office.visitor("luo")
    assert case not in luo.page("/inbox")
    assert luo.send("/inbox/open", {"notice": f"{case}:1:lin"}).status_code == 404
    luo.send("/inbox/read", {"notice": f"{case}:1:lin"})
    assert office.house.ports.inbox.unread("lin") == 1


def test_a_contact_is_kept_as_it_was_given(office: WebOffice) -> None:
    """Address, digest, quiet hours, and what is left out."""
    lin = office.visitor("lin")
    form = {
        "address": "lin@example.org",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "digest": "yes",
        "language": "en",
        "told": ["notice_mention", "notice_task_given"],
    }
    assert lin.send("/account/contacts/email", form).status_code == 303
    (kept,) = office.house.ports.contacts.of({"lin"})
    assert (kept.channel, kept.address, kept.digest) == (Channel.EMAIL, "lin@example.org", True)
    assert (kept.quiet_from, kept.quiet_until) == (time(22), time(7))
    assert kept.muted == {code.value for code in NoticeCode} - {*form["told"]}
    assert Outline(lin.page("/account/contacts")).faults == []
    lin.send("/account/contacts/email", {"remove": "yes"})
    assert office.house.ports.contacts.of({"lin"}) == []


@pytest.mark.parametrize(
    ("channel", "form"),
    [
        ("email", {"address": "nowhere"}),
        ("webhook", {"address": "http://plain.example.org"}),
        ("wecom", {"address": "https://a b"}),
        ("email", {"address": "a@b.org", "quiet_from": "22:00"}),
        ("email", {"address": "a@b.org", "quiet_from": "late", "quiet_until": "07:00"}),
    ],
)
def test_a_contact_that_reaches_nobody_is_refused(
    office: WebOffice, channel: str, form: dict[str, object]
) -> None:
    """It says what would be right, and keeps nothing."""
    lin = office.visitor("lin")
    answer = lin.send(f"/account/contacts/{channel}", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert office.house.ports.contacts.of({"lin"}) == []
