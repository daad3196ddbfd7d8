"""Every page in both languages: well-formed, worded, and with what its reader needs."""

from __future__ import annotations

import re

import pytest

from tests.support.web_office import Outline, WebOffice

PAGES = (
    ("lin", "/"),
    ("lin", "/work"),
    ("lin", "/work?queue=unassigned"),
    ("lin", "/queue/done"),
    ("lin", "/queue/idle"),
    ("gao", "/queue/give-out"),
    ("lin", "/cases?status="),
    ("lin", "/cases?kind=hardship_aid&text=样例"),
    ("lin", "/new"),
    ("lin", "/new/hardship_aid"),
    ("lin", "/cases/{on_file}"),
    ("lin", "/cases/{on_file}?anyone=true"),
    ("lin", "/cases/{on_file}/history"),
    ("lin", "/cases/{on_file}/history/5"),
    ("lin", "/cases/{on_file}/deadlines"),
    ("lin", "/cases/{on_file}/forecast"),
    ("lin", "/cases/{on_file}/letters"),
    ("lin", "/cases/{completeness}/actions/request_papers"),
    ("lin", "/inbox"),
    ("lin", "/inbox?unread=true"),
    ("lin", "/account/contacts"),
    ("lin", "/account"),
    ("lin", "/account/password"),
    ("lin", "/account/second-factor"),
    ("bai", "/approvals"),
    ("bai", "/money"),
    ("bai", "/load"),
    ("bai", "/figures"),
    ("bai", "/figures?period=2026"),
    ("bai", "/figures/aid_amount?period=2026"),
    ("shen", "/audit"),
    ("shen", "/audit?view=reads"),
    ("shen", "/audit/verification"),
    ("admin", "/administration"),
    ("admin", "/administration/workflows"),
    ("admin", "/administration/workflows/hardship_aid/1"),
    ("admin", "/administration/health"),
)


def shown(office: WebOffice, person: str, path: str, lang: str) -> str:
    """A page; names of states in its address stand for a case there."""
    url = re.sub(r"\{(\w+)\}", lambda place: office.cases[place[1]], path)
    return office.known(person, lang).page(url)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_is_well_formed_and_worded(
    calm: WebOffice, person: str, path: str, lang: str
) -> None:
    """What opens closes, no id occurs twice, nothing is inline, and no text or value is missing."""
    text = shown(calm, person, path, lang)
    assert Outline(text).faults == []
    assert re.findall("‹[^›]*›", text) == []
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_doors_pages_are_well_formed(calm: WebOffice, lang: str) -> None:
    """The door and the page for what is not there."""
    visitor = calm.visitor(None, lang)
    texts = [visitor.page("/sign-in"), calm.visitor("lin", lang).get("/no-such-page").text]
    assert [Outline(text).faults for text in texts] == [[], []]


def test_every_case_has_a_page(calm: WebOffice) -> None:
    """In whatever state a case is, its page opens and says what can be done."""
    visitor = calm.visitor("shen")
    for state, case in calm.cases.items():
        text = visitor.page(f"/cases/{case}")
        assert Outline(text).faults == [], state


def test_my_day_puts_the_late_ones_first(calm: WebOffice) -> None:
    """What is overdue stands before what is new."""
    text = shown(calm, "lin", "/", "zh")
    assert text.index('id="overdue"') < text.index('id="fresh"')


def test_personal_data_are_masked(calm: WebOffice) -> None:
    """No identity number and no telephone number stands in full on a case page or in a list."""
    for path in ("/", "/cases?status=", "/cases/{on_file}", "/cases/{on_file}/history/9"):
        text = shown(calm, "lin", path, "zh")
        assert re.findall(r"(?<![\d-])(?:\d{17}[\dX]|1[3-9]\d{9})(?!\d)", text) == []


def test_the_rules_panel_names_its_sources(calm: WebOffice) -> None:
    """Each criterion has its standing, its citation, and what is still missing."""
    text = shown(calm, "lin", "/cases/{on_file}", "zh")
    assert "sign-unknown" in text
    assert 'class="law"' in text
    assert "还缺" in text


def test_an_action_that_is_not_possible_says_why(calm: WebOffice) -> None:
    """Every reason stands on the page of the case."""
    text = shown(calm, "lin", "/cases/{completeness}", "zh")
    assert "barred" in text
    assert len(re.findall(r'<ul class="reasons"><li>\S', text)) >= 3


def test_the_list_can_be_searched(calm: WebOffice) -> None:
    """By number, and a word that nobody has leads to a page that says what to do."""
    visitor = calm.visitor("lin")
    case = calm.cases["on_file"]
    assert case in visitor.page(f"/cases?text={case}")
    assert "empty-state" in visitor.page("/cases?text=没有这个人")


def test_an_empty_list_says_what_to_do_next(calm: WebOffice) -> None:
    """Where nothing matches it leads to all cases; where there is none at all, to a new one."""
    visitor = calm.known("bus")
    assert 'href="/cases?status=all"' in visitor.page("/cases")
    assert 'href="/cases?status=all"' in visitor.page("/cases?status=all&text=x")
    every = visitor.page("/cases?status=all")
    assert "本单位还没有案件" in every
    assert 'href="/cases?status=all"' not in every


def test_language_and_colours_are_kept(office: WebOffice) -> None:
    """Chosen once, on any page, and one comes back to that page."""
    visitor = office.visitor("lin")
    form = {"language": "en", "theme": "dark", "back": "/cases?status="}
    assert visitor.client.post("/preferences", data=form).headers["location"] == "/cases?status="
    text = visitor.page("/cases")
    assert 'lang="en"' in text
    assert 'data-bs-theme="dark"' in text


def test_a_forged_notice_is_not_shown(office: WebOffice) -> None:
    """A cookie can be anything; only what this program says is said."""
    visitor = office.visitor("lin")
    visitor.client.cookies.set("notice", "%7B%22code%22%3A%20%22http_failed%22%7D")
    assert "note-good" not in visitor.page("/")


def test_assets_are_kept_by_their_content(calm: WebOffice) -> None:
    """A file is named with a hash of its content and may be kept for ever under that name."""
    visitor = calm.visitor("lin")
    for path in set(re.findall(r'(?:src|href)="(/static/[^"#]+)', visitor.page("/"))):
        answer = visitor.get(path)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)


@pytest.mark.parametrize(
    "back", ["https://elsewhere", "//elsewhere", "/\\elsewhere", "/\t/elsewhere", "elsewhere", ""]
)
def test_a_choice_of_colours_leads_nowhere_else(calm: WebOffice, back: str) -> None:
    """Whoever made the form, one stays on a page of this office."""
    form = {"theme": "dark", "back": back}
    answer = calm.visitor().client.post("/preferences", data=form)
    assert answer.headers["location"] == "/"
