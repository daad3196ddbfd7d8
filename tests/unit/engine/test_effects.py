"""What actions do besides moving a case: budget, letters, notices, facts."""

from __future__ import annotations

from datetime import date

import pytest

from engine.circumstances import FundKey
from engine.commands import Act
from engine.model import Reservation
from engine.projection import Account, movements
from tests.support.small_kind import Story, small_kind

APPROVE = Act(case_id="SA-1", action="approve")
FUND = ("d", 2026, "aid")


def reviewed(amount: str = "3000", **changes: object) -> Story:
    """A case that waits for approval of an amount."""
    return Story(workflow=small_kind(**changes), amount=amount).visited()


def test_approval_sets_the_budget_aside() -> None:
    """The amount is reserved in the fund of the office that acts, in the current year."""
    story = reviewed().act("approve", "eva")
    assert story.case.reserved == Reservation(fund="aid", office="d", year=2026, amount_fen=300_000)


def test_the_last_fen_of_a_budget_can_be_used() -> None:
    """What is exactly free can be reserved; one fen less is refused."""
    assert reviewed().refused(APPROVE, "eva", funds={FUND: 299_999}) == ("budget_insufficient",)
    story = reviewed().do(APPROVE, "eva", funds={FUND: 300_000})
    assert story.case.state == "notice"


@pytest.mark.parametrize("funds", [{}, {("s", 2026, "aid"): 10**9}, {("d", 2025, "aid"): 10**9}])
def test_another_budget_is_no_budget(funds: dict[FundKey, int]) -> None:
    """Money of another office, year or fund is not this fund's."""
    assert reviewed().refused(APPROVE, "eva", funds=funds) == ("no_budget",)


def test_money_is_set_aside_once() -> None:
    """A case that holds a reservation makes no second one."""
    twice = reviewed(actions={"pay": {"after": [], "does": [{"reserve": RESERVE}]}})
    assert twice.act("approve", "eva").act_refused("pay", "ann") == ("already_reserved",)


RESERVE = {"fund": '"aid"', "amount": "amount", "at": "district"}


def test_nothing_is_spent_that_was_not_reserved() -> None:
    """Paying without a reservation is refused."""
    unreserved = reviewed(actions={"approve": {"does": []}})
    story = unreserved.act("approve", "eva")
    assert story.act_refused("pay", "ann", days=8) == ("nothing_reserved",)


def test_an_amount_of_parts_of_a_fen_is_not_paid() -> None:
    """An amount that no bank could transfer is refused by itself."""
    broken = reviewed("0.01", actions={"approve": {"does": [{"reserve": HALF}]}})
    assert broken.act_refused("approve", "eva") == ("amount_not_payable",)


HALF = {"fund": '"aid"', "amount": "amount / 2"}


def test_an_amount_below_nothing_is_not_paid() -> None:
    """A negative amount is refused."""
    negative = {"fund": '"aid"', "amount": "amount - 5000"}
    story = reviewed(actions={"approve": {"does": [{"reserve": negative}]}})
    assert story.act_refused("approve", "eva") == ("amount_not_payable",)


def test_an_amount_that_is_missing_is_named() -> None:
    """A reservation of an empty field is refused with the field."""
    empty = reviewed(
        case={"granted": {"type": "money"}},
        actions={"approve": {"does": [{"reserve": {"fund": '"aid"', "amount": "granted"}}]}},
    )
    assert empty.act_refused("approve", "eva") == ("amount_missing",)


def test_every_movement_of_money_is_double_entry() -> None:
    """Reserving, spending and releasing each leave one account for another."""
    paid = reviewed().act("approve", "eva").act("pay", "ann", days=8)
    ways = [(m.source, m.target, m.amount_fen) for m in movements(paid.events)]
    assert ways == [
        (Account.FREE, Account.RESERVED, 300_000),
        (Account.RESERVED, Account.SPENT, 300_000),
    ]


def test_the_end_of_a_case_releases_what_was_not_spent() -> None:
    """A case that ends unpaid keeps no money."""
    dropped = reviewed().act("approve", "eva").act("drop", "ann", reason="x")
    assert dropped.case.reserved is None
    assert [m.target for m in movements(dropped.events)] == [Account.RESERVED, Account.FREE]


def test_money_that_came_back_is_free_again() -> None:
    """A recovery moves what was spent back to the fund."""
    recovering = {"fund": '"aid"', "amount": "amount", "at": "district"}
    story = reviewed(
        actions={
            "take_up": {"from": ["done", "refused"]},
            "get_back": {
                "from": ["draft"],
                "by": ["clerk"],
                "to": "refused",
                "does": [{"recover": recovering}],
            },
        }
    )
    story.act("approve", "eva").act("pay", "ann", days=8).act("take_up", "ann", days=9)
    story.act("get_back", "ann", days=9)
    assert [m.target for m in movements(story.events)] == [
        Account.RESERVED,
        Account.SPENT,
        Account.FREE,
    ]


def test_a_letter_is_issued_with_an_id_and_a_date() -> None:
    """The entry names the letter, and every letter of a case has its own id."""
    story = reviewed().act("approve", "eva")
    (letter,) = [c for c in story.events[-1].changes if c.type == "letter_issued"]
    assert (letter.letter, letter.dated) == ("notice", date(2026, 2, 11))
    assert letter.id.startswith("SA-1-L")


def test_a_letter_that_cannot_be_written_refuses_the_action() -> None:
    """A field that the letter needs and the file lacks is named."""
    story = reviewed(letters={"notice": {"fields": ["name", "happened"]}})
    assert story.act_refused("approve", "eva") == ("letter_field_missing",)


def test_a_notice_is_promised_by_its_key() -> None:
    """What somebody is to be told stands in the entry as a key, not as words."""
    story = reviewed(actions={"approve": {"does": [{"notify": "approved"}]}}).act("approve", "eva")
    assert [c.key for c in story.events[-1].changes if c.type == "notice_queued"] == ["approved"]


def test_an_effect_may_clear_fields() -> None:
    """Fields an action clears are empty afterwards, and the entry says what stood there."""
    story = reviewed(actions={"approve": {"does": [{"clear": ["amount", "reported"]}]}})
    story.act("approve", "eva")
    (change,) = [c for c in story.events[-1].changes if c.type == "fact_set"]
    assert (change.field, change.old, change.new) == ("amount", "3000.00", None)
    assert "amount" not in story.case.facts


def test_an_effect_may_stop_a_clock() -> None:
    """A clock of the whole case ends when an action says so."""
    story = reviewed(
        deadlines={"all_told": {"within": "20 days", "starts": ["opened"]}},
        actions={"approve": {"does": [{"stop": "all_told"}]}},
    )
    assert story.act("approve", "eva").deadline("all_told").status.value == "stopped"


def test_a_budget_of_a_level_the_chain_lacks_is_refused() -> None:
    """There is no fund of an office that does not exist."""
    city = {"fund": '"aid"', "amount": "amount", "at": "city"}
    story = reviewed(actions={"approve": {"does": [{"reserve": city}]}})
    assert story.act_refused("approve", "eva") == ("no_office_at_level",)
