"""The door: signing in and out, rests after failures, the second factor, headers and cookies."""

from __future__ import annotations

import re

import pyotp
import pytest
from starlette.testclient import TestClient

from engine.usecases.passwords import give_account
from tests.support.web_office import HERE, PASSWORD, WebOffice


def test_who_is_not_signed_in_comes_back_to_the_page_they_wanted(office: WebOffice) -> None:
    """The door remembers where they were going."""
    visitor = office.visitor()
    case = office.cases["completeness"]
    led = visitor.get(f"/cases/{case}")
    assert led.headers["location"] == f"/sign-in?next=/cases/{case}"
    door = visitor.client.get(led.headers["location"])
    assert f'value="/cases/{case}"' in door.text
    form = {"login": "lin", "password": PASSWORD, "next": f"/cases/{case}"}
    assert visitor.client.post("/sign-in", data=form).headers["location"] == f"/cases/{case}"


def test_who_sent_a_form_too_late_comes_back_to_its_page(office: WebOffice) -> None:
    """After a lost session the door leads back to the form, not to what only takes it."""
    visitor = office.visitor()
    form = f"/cases/{office.cases['on_file']}/actions/start_recheck"
    for asked in (form, f"{form}/check"):
        led = visitor.client.post(asked, headers={"referer": f"http://testserver{form}"})
        assert led.headers["location"] == f"/sign-in?next={form}"
    foreign = visitor.client.post(form, headers={"referer": f"http://evil.example{form}"})
    assert foreign.headers["location"] == "/sign-in?next=/"


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_the_door_leads_nowhere_else(office: WebOffice, onward: str) -> None:
    """An address of another site is not gone to after signing in."""
    form = {"login": "lin", "password": PASSWORD, "next": onward}
    assert office.visitor().client.post("/sign-in", data=form).headers["location"] == "/"


def test_a_wrong_password_keeps_the_login(office: WebOffice) -> None:
    """The page says that something is wrong, not which, and the login stays typed."""
    answer = office.visitor().sign_in("lin", "wrong")
    assert answer.status_code == 422
    assert 'value="lin"' in answer.text
    assert "access_" not in answer.text
    assert "wrong" not in answer.text


def test_five_failures_close_the_door_for_a_while(office: WebOffice) -> None:
    """The right password does not help then, and does after a quarter of an hour."""
    visitor = office.visitor()
    for _ in range(5):
        visitor.sign_in("lin", "wrong")
    assert visitor.sign_in("lin").status_code == 422
    office.wait(minutes=16)
    assert visitor.sign_in("lin").status_code == 303


def test_signing_in_gives_a_new_session_each_time(office: WebOffice) -> None:
    """A session's cookie is not taken over from before, and scripts cannot read it."""
    visitor = office.visitor()
    answers = [visitor.sign_in("lin") for _ in range(2)]
    cookies = [answer.headers["set-cookie"] for answer in answers]
    assert cookies[0].split(";")[0] != cookies[1].split(";")[0]
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)


def test_signing_out_ends_the_session_itself(office: WebOffice) -> None:
    """Not only the cookie goes: the same cookie does not open the door again."""
    visitor = office.visitor("lin")
    cookie = visitor.client.cookies["unioncase"]
    assert visitor.send("/sign-out").headers["location"] == "/sign-in"
    visitor.client.cookies.set("unioncase", cookie)
    assert visitor.get("/").status_code == 303


def test_a_session_ends_without_use(office: WebOffice) -> None:
    """After half an hour of nothing one has to sign in again."""
    visitor = office.visitor("lin")
    office.wait(minutes=31)
    assert visitor.get("/").headers["location"].startswith("/sign-in")


def test_the_second_factor(office: WebOffice) -> None:
    """Shared by a picture, proved by a code, asked for at the next sign-in, and once only."""
    visitor = office.visitor("lin")
    page = visitor.page("/account/second-factor")
    secret = re.findall(r'name="secret" value="([A-Z2-7]+)"', page)[0]
    code = pyotp.TOTP(secret).at(office.house.clock.now())
    on = visitor.send("/account/second-factor", {"secret": secret, "code": code})
    assert on.text.count("<code") == 10
    office.wait(minutes=1)
    again = office.visitor()
    assert again.sign_in("lin").headers["location"] == "/sign-in"
    assert again.get("/").headers["location"].startswith("/sign-in")
    again.page("/sign-in")
    assert again.send("/sign-in/code", {"code": "000000"}).status_code == 422
    code = pyotp.TOTP(secret).at(office.house.clock.now())
    assert again.send("/sign-in/code", {"code": code}).headers["location"] == "/"
    assert again.get("/").status_code == 200


def test_a_new_password_signs_out_every_other_browser(office: WebOffice) -> None:
    """A bad one is refused with the reason; a good one holds at once."""
    here, elsewhere = office.visitor("lin"), office.visitor("lin")
    new = "seven kites over the mill"
    bad = here.send("/account/password", {"old": PASSWORD, "new": "kites", "again": "kites"})
    assert (bad.status_code, "12" in bad.text) == (422, True)
    differ = here.send("/account/password", {"old": PASSWORD, "new": new, "again": "other"})
    assert differ.status_code == 422
    done = here.send("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert done.headers["location"] == "/account"
    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 303)
    assert office.visitor().sign_in("lin", new).status_code == 303


def test_a_password_that_was_given_out_opens_one_page(office: WebOffice) -> None:
    """Until it is changed, every page leads to the form for a new one."""
    give_account(office.house.ports, office.house.doors, "lin", PASSWORD)
    visitor = office.visitor("lin")
    assert visitor.get("/cases").headers["location"] == "/account/password"
    new = "seven kites over the mill"
    visitor.page("/account/password")
    visitor.send("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert visitor.get("/cases").status_code == 200


def test_acting_for_an_absent_colleague(office: WebOffice) -> None:
    """Who was delegated to may switch, and sees it on every page; others may not."""
    delegate, other = office.visitor("gao"), office.visitor("lin")
    for visitor in (delegate, other):
        visitor.send("/acting-for", {"absent": "bai"})
    assert "白样例" in delegate.page("/cases")
    assert "note-warning" not in other.page("/cases")


def test_pages_forbid_what_they_do_not_need(office: WebOffice) -> None:
    """No script or style of anybody else's, no frame around, no copy kept, no guessing."""
    headers = office.visitor("lin").get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert re.fullmatch("[0-9a-f]{16}", headers["x-request-id"])


def test_health_is_told_to_anybody(office: WebOffice) -> None:
    """Whether it lives and whether it can work, without a session."""
    client = office.visitor().client
    answers = [client.get(path).json()["status"] for path in ("/healthz", "/readyz")]
    assert answers == ["alive", "ready"]


def test_a_body_that_is_too_large_is_not_read(office: WebOffice) -> None:
    """More than any paper may have ends with an answer, not with a full disk."""
    visitor = office.visitor("lin")
    files = {"file": ("big.pdf", b"%PDF-" + b"x" * (26 * 1024 * 1024))}
    answer = visitor.send(f"/cases/{office.cases['draft']}/documents", {"kind": "x"}, files=files)
    assert answer.status_code == 413


def test_what_breaks_is_answered_without_a_word_of_it(office: WebOffice) -> None:
    """The answer carries the request's id, by which the log is searched, and nothing else."""
    client = TestClient(office.app, headers=HERE, raise_server_exceptions=False)
    office.app.state.site = None
    answer = client.get("/sign-in")
    assert (answer.status_code, answer.headers["x-request-id"] in answer.text) == (500, True)
    assert "Traceback" not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
