"""A running approval from the case page: who is asked, what can be changed, and the way ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Rearrangement
from engine.ports import WorkflowLibrary
from tests.support.web_office import Outline, WebOffice

EVERYTHING: tuple[Rearrangement, ...] = ("add", "remove", "transfer", "delegate")


class Lenient:
    """The released kinds, but every round may be changed in every way."""

    def __init__(self, released: WorkflowLibrary) -> None:
        self.released = released

    def kinds(self) -> Sequence[str]:
        """Names of the kinds of case there are."""
        return self.released.kinds()

    def latest(self, kind: str) -> CompiledWorkflow:
        """The version new cases get."""
        return _lenient(self.released.latest(kind))

    def version(self, kind: str, version: int) -> CompiledWorkflow:
        """The version a case is pinned to."""
        return _lenient(self.released.version(kind, version))


def _lenient(workflow: CompiledWorkflow) -> CompiledWorkflow:
    states = {
        name: state.model_copy(
            update={"approval": state.approval.model_copy(update={"allows": EVERYTHING})}
        )
        if state.approval is not None
        else state
        for name, state in workflow.spec.states.items()
    }
    return replace(workflow, spec=workflow.spec.model_copy(update={"states": states}))


@pytest.fixture
def lenient(office: WebOffice) -> WebOffice:
    """An office whose rounds may be changed."""
    ports = office.house.ports
    vars(office.house)["ports"] = replace(ports, workflows=Lenient(ports.workflows))
    return office


def test_the_round_stands_on_the_page(calm: WebOffice) -> None:
    """Each seat with whether it is asked now, and how the round is decided."""
    text = calm.known("bai", "en").page(f"/cases/{calm.cases['write_off_decision']}")
    assert "one after the other" in text
    assert text.index("asked now") < text.index(">later<")


def test_what_the_kind_does_not_allow_says_why(calm: WebOffice) -> None:
    """The city's vote may be handed on, but nobody is added to it or taken out of it."""
    text = calm.known("meng").page(f"/cases/{calm.cases['approval_city']}")
    card = text[text.index('id="round"') : text.index('id="telling"')]
    assert ("/round/transfer" in card, "/round/add" in card) == (True, False)
    reasons = card[card.index('<details class="barred">') :]
    assert reasons.count("这类案件在本环节没有规定此项") == 2, reasons


def test_somebody_is_asked_for_an_opinion_and_gives_it(lenient: WebOffice) -> None:
    """The vote goes there and back, and both see at each time what they can do."""
    case = lenient.cases["approval_panel"]
    bai, tang = lenient.visitor("bai"), lenient.visitor("tang")
    page = bai.page(f"/cases/{case}")
    assert 'value="tang"' in page
    assert bai.send(f"/cases/{case}/round/delegate", {"person": "tang"}).status_code == 303
    assert "/round/recall" in bai.page(f"/cases/{case}")
    assert "/round/answer" in tang.page(f"/cases/{case}")
    answer = tang.send(f"/cases/{case}/round/answer", {"reason": "可以"})
    assert answer.status_code == 303
    assert "可以" in bai.page(f"/cases/{case}/history")


def test_somebody_is_added_and_taken_out_again(lenient: WebOffice) -> None:
    """Whom one brought in one can take out; the seat stays on the page as taken out."""
    case = lenient.cases["approval_panel"]
    bai = lenient.visitor("bai", "en")
    bai.page(f"/cases/{case}")
    bai.send(f"/cases/{case}/round/add", {"person": "tang", "place": "after", "reason": "large"})
    text = bai.page(f"/cases/{case}")
    assert "brought in by" in text
    assert "comes after" in text
    bai.send(f"/cases/{case}/round/remove", {"person": "tang"})
    assert "taken out" in bai.page(f"/cases/{case}")


def test_a_vote_is_handed_on_for_good(lenient: WebOffice) -> None:
    """Who handed it on has no further part, and is told so."""
    case = lenient.cases["approval_panel"]
    bai = lenient.visitor("bai")
    bai.page(f"/cases/{case}")
    assert bai.send(f"/cases/{case}/round/transfer", {"person": "tang"}).status_code == 303
    assert bai.send(f"/cases/{case}/round/transfer", {"person": "meng"}).status_code == 422


def test_a_refused_change_says_every_reason(office: WebOffice) -> None:
    """On top of the case page, in words."""
    case = office.cases["approval_city"]
    meng = office.visitor("meng")
    meng.page(f"/cases/{case}")
    answer = meng.send(f"/cases/{case}/round/add", {"person": "tang", "place": "before"})
    assert answer.status_code == 422
    assert 'class="note note-bad"' in answer.text


def test_a_reminder_is_sent_once(office: WebOffice) -> None:
    """After it the page says until when people are left in peace."""
    case = office.cases["approval_panel"]
    visitor = office.visitor("ning", "en")
    assert "/round/remind" in visitor.page(f"/cases/{case}")
    assert visitor.send(f"/cases/{case}/round/remind").status_code == 303
    assert "/round/remind" not in visitor.page(f"/cases/{case}")


def test_a_copy_lets_a_colleague_in(office: WebOffice) -> None:
    """Somebody of another office sees the case once it was copied to them."""
    case = office.cases["on_file"]
    lin, bus = office.visitor("lin"), office.visitor("bus")
    assert bus.get(f"/cases/{case}").status_code == 404
    lin.page(f"/cases/{case}")
    assert lin.send(f"/cases/{case}/round/copy", {"person": ["bus"]}).status_code == 303
    assert bus.get(f"/cases/{case}").status_code == 200


def test_a_remark_names_who_is_to_read_it(office: WebOffice) -> None:
    """The colleague chosen beside the remark is named in it."""
    case = office.cases["on_file"]
    lin = office.visitor("lin")
    assert "@luo" in lin.page(f"/cases/{case}")
    lin.send(f"/cases/{case}/notes", {"text": "请看", "mention": "luo"})
    lin.send(f"/cases/{case}/notes", {"text": "另外", "mention": "nobody"})
    text = lin.page(f"/cases/{case}/history")
    assert "请看 @luo" in text
    assert "@nobody" not in text


def test_the_way_ahead_names_people(calm: WebOffice) -> None:
    """From here on, step by step, with who will be asked."""
    text = calm.known("lin", "en").page(f"/cases/{calm.cases['write_off_decision']}/forecast")
    assert Outline(text).faults == []
    assert text.count('<li class="card') > 1
    assert "白样例" in text


def test_there_is_no_other_change(calm: WebOffice) -> None:
    """A name that means nothing is no page."""
    visitor = calm.known("bai")
    case = calm.cases["approval_panel"]
    assert visitor.send(f"/cases/{case}/round/shuffle").status_code == 404
