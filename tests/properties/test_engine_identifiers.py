"""Every single wrong character and every swap of neighbours in a number is caught."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.identifiers import check_bank_card, check_credit_code, check_resident_id, normalised
from engine.identifiers.bank_card import luhn_check_digit
from engine.identifiers.credit_code import credit_check_digit, organisation_check_digit
from engine.identifiers.resident_id import resident_check_digit

TODAY = date(2026, 1, 1)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = "0123456789"


def _resident(born: date, sequence: int) -> str:
    body = f"110101{born:%Y%m%d}{sequence:03}"
    return body + resident_check_digit(body)


def _credit_code(region: int, organisation: str) -> str:
    body = f"81{region:06}{organisation}"
    body += organisation_check_digit(body)
    return body + credit_check_digit(body)


RESIDENTS = st.builds(
    _resident, st.dates(date(1800, 1, 1), date(1899, 12, 31)), st.integers(0, 999)
)
CREDIT_CODES = st.builds(
    _credit_code, st.integers(0, 999999), st.text(ALPHABET, min_size=8, max_size=8)
)
CARDS = st.text(DIGITS, min_size=15, max_size=18).map(lambda body: body + luhn_check_digit(body))


def _replaced(value: str, place: int, character: str) -> str:
    assume(value[place] != character)
    return value[:place] + character + value[place + 1 :]


def _swapped(value: str, place: int) -> str:
    assume(value[place] != value[place + 1])
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]


@given(RESIDENTS, st.integers(0, 17), st.sampled_from(DIGITS + "X"))
def test_one_wrong_character_of_a_resident_id_is_caught(
    value: str, place: int, character: str
) -> None:
    """A resident identity number with one character changed is never accepted."""
    assert check_resident_id(value, today=TODAY) is None
    assert check_resident_id(_replaced(value, place, character), today=TODAY) is not None


@given(RESIDENTS, st.integers(0, 16))
def test_swapped_neighbours_of_a_resident_id_are_caught(value: str, place: int) -> None:
    """A resident identity number with two neighbours swapped is never accepted."""
    assert check_resident_id(_swapped(value, place), today=TODAY) is not None


@given(CREDIT_CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_caught(
    value: str, place: int, character: str
) -> None:
    """A credit code with one character changed is never accepted."""
    assert check_credit_code(value) is None
    assert check_credit_code(_replaced(value, place, character)) is not None


@given(CREDIT_CODES, st.integers(0, 16))
def test_swapped_neighbours_of_a_credit_code_are_caught(value: str, place: int) -> None:
    """A credit code with two neighbours swapped is never accepted."""
    assert check_credit_code(_swapped(value, place)) is not None


@given(CARDS, st.integers(0, 15), st.sampled_from(DIGITS))
def test_one_wrong_digit_of_a_card_is_caught(value: str, place: int, digit: str) -> None:
    """A card number with one digit changed is always warned of."""
    assert check_bank_card(value) is None
    assert check_bank_card(_replaced(value, place, digit)) is not None


@given(st.text(max_size=24))
def test_any_text_is_answered(value: str) -> None:
    """Whatever is typed, checks answer without an error, and normalising twice changes nothing."""
    check_resident_id(value, today=TODAY)
    check_credit_code(value)
    check_bank_card(value)
    assert normalised(normalised(value)) == normalised(value)
