"""Amounts: yuan in, fen inside, yuan out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.money import (
    LARGEST_FEN,
    Fen,
    MoneyCode,
    MoneyError,
    fen,
    fen_from_yuan,
    formatted,
    yuan_from_fen,
)


@pytest.mark.parametrize(
    ("yuan", "amount"),
    [
        ("0", 0),
        ("0.01", 1),
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("1,234,567", 123456700),
        ("12.300", 1230),
        (Decimal("19.99"), 1999),
        (Decimal("1E+3"), 100000),
        (7, 700),
        ("90,071,992,547,409.91", LARGEST_FEN),
    ],
)
def test_yuan_become_fen(yuan: Decimal | int | str, amount: int) -> None:
    """An amount in yuan is exactly a hundred times as many fen."""
    assert fen_from_yuan(yuan) == amount


@pytest.mark.parametrize(
    ("yuan", "code"),
    [
        ("", MoneyCode.UNREADABLE),
        ("12,34", MoneyCode.UNREADABLE),
        ("1.", MoneyCode.UNREADABLE),
        ("1e3", MoneyCode.UNREADABLE),
        ("１２", MoneyCode.UNREADABLE),
        ("NaN", MoneyCode.UNREADABLE),
        (Decimal("NaN"), MoneyCode.UNREADABLE),
        (Decimal("Infinity"), MoneyCode.UNREADABLE),
        ("0.001", MoneyCode.TOO_PRECISE),
        (Decimal("1E-30"), MoneyCode.TOO_PRECISE),
        ("-0.01", MoneyCode.NEGATIVE),
        (-1, MoneyCode.NEGATIVE),
        ("90071992547409.92", MoneyCode.TOO_LARGE),
        (Decimal("1E+999999"), MoneyCode.TOO_LARGE),
    ],
)
def test_an_unfit_amount_is_refused(yuan: Decimal | int | str, code: MoneyCode) -> None:
    """Each kind of unfit amount is refused under its own code."""
    with pytest.raises(MoneyError) as error:
        fen_from_yuan(yuan)
    assert error.value.code is code


def test_a_signed_amount_may_be_negative() -> None:
    """A correction may be negative where the caller says so."""
    assert fen_from_yuan("-1,000.05", signed=True) == -100005


@pytest.mark.parametrize(("count", "code"), [(-1, "negative"), (LARGEST_FEN + 1, "too_large")])
def test_an_unfit_count_of_fen_is_refused(count: int, code: str) -> None:
    """Fen from a calculation are checked for sign and size."""
    with pytest.raises(MoneyError) as error:
        fen(count)
    assert error.value.code == f"money_{code}"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (123450, "1,234.50"),
        (-100005, "-1,000.05"),
        (10**9, "10,000,000.00"),
    ],
)
def test_amounts_are_formatted_for_people(amount: int, text: str) -> None:
    """An amount is shown in yuan with two decimals, and what is shown can be typed again."""
    assert formatted(Fen(amount)) == text
    assert fen_from_yuan(text, signed=True) == amount


def test_fen_become_yuan_exactly() -> None:
    """Yuan have two decimals, also when the last is zero."""
    assert str(yuan_from_fen(Fen(123450))) == "1234.50"
