"""Amounts of money: whole fen inside, yuan with at most two decimals outside."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from rules.errors import UnioncaseError

Fen = NewType("Fen", int)
"""An amount in fen, the hundredth of a yuan; always exact."""

LARGEST_FEN = 2**53 - 1
"""Largest magnitude of an amount, so that every database and JSON reader keeps it exact."""

_LARGEST_YUAN = Decimal(LARGEST_FEN).scaleb(-2)
_WRITTEN = re.compile(r"[-+]?(?:[0-9]{1,20}|[0-9]{1,3}(?:,[0-9]{3}){1,6})(?:\.[0-9]{1,20})?")


class MoneyCode(StrEnum):
    """Codes of amounts that cannot be used; texts of the area `money`."""

    UNREADABLE = "money_unreadable"
    TOO_PRECISE = "money_too_precise"
    NEGATIVE = "money_negative"
    TOO_LARGE = "money_too_large"


class MoneyError(UnioncaseError):
    """An amount that cannot be used."""


def fen_from_yuan(yuan: Decimal | int | str, *, signed: bool = False) -> Fen:
    """Return an amount given in yuan.

    Args:
        yuan: A decimal, a whole number, or a text such as "1234.5" or "1,234.50".
        signed: Whether a negative amount may be meant.

    Raises:
        MoneyError: `UNREADABLE`, `TOO_PRECISE` for more than two decimals (other than zeros),
            `NEGATIVE`, `TOO_LARGE`.

    Example:
        >>> fen_from_yuan("1,234.50")
        123450
        >>> fen_from_yuan("0.005")
        Traceback (most recent call last):
        ...
        engine.money.MoneyError: money_too_precise(decimals=3)
    """
    amount = _decimal(yuan)
    if not -_LARGEST_YUAN <= amount <= _LARGEST_YUAN:
        raise MoneyError(MoneyCode.TOO_LARGE, largest=formatted(Fen(LARGEST_FEN)))
    if amount != round(amount, 2):
        raise MoneyError(MoneyCode.TOO_PRECISE, decimals=_decimals(amount))
    return fen(int(amount * 100), signed=signed)


def fen(count: int, *, signed: bool = False) -> Fen:
    """Return an amount given in fen.

    Raises:
        MoneyError: `NEGATIVE` or `TOO_LARGE`.

    Example:
        >>> fen(-1)
        Traceback (most recent call last):
        ...
        engine.money.MoneyError: money_negative()
    """
    if count < 0 and not signed:
        raise MoneyError(MoneyCode.NEGATIVE)
    if abs(count) > LARGEST_FEN:
        raise MoneyError(MoneyCode.TOO_LARGE, largest=formatted(Fen(LARGEST_FEN)))
    return Fen(count)


def yuan_from_fen(amount: Fen) -> Decimal:
    """Return an amount in yuan, always with two decimals.

    Example:
        >>> yuan_from_fen(Fen(123450))
        Decimal('1234.50')
    """
    return Decimal(amount).scaleb(-2)


def formatted(amount: int) -> str:
    """Return an amount of fen as people write it, in yuan.

    Example:
        >>> formatted(Fen(123450)), formatted(Fen(-5))
        ('1,234.50', '-0.05')
    """
    sign = "-" if amount < 0 else ""
    yuan, rest = divmod(abs(amount), 100)
    return f"{sign}{yuan:,}.{rest:02}"


def _decimal(yuan: Decimal | int | str) -> Decimal:
    if isinstance(yuan, str):
        if not _WRITTEN.fullmatch(yuan):
            raise MoneyError(MoneyCode.UNREADABLE)
        return Decimal(yuan.replace(",", ""))
    amount = Decimal(yuan)
    if not amount.is_finite():
        raise MoneyError(MoneyCode.UNREADABLE)
    return amount


def _decimals(amount: Decimal) -> int:
    digits = amount.normalize().as_tuple().exponent
    return -digits if isinstance(digits, int) else 0
