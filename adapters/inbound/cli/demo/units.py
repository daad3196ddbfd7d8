"""The units that form unions in the demo: another one for each file, none of which exists."""

from __future__ import annotations

from engine.identifiers.credit_code import credit_check_digit, organisation_check_digit

_TRADES = (
    "机械",
    "印刷",
    "食品",
    "电子",
    "包装",
    "家具",
    "化工",
    "物流",
    "制药",
    "服装",
    "陶瓷",
    "造纸",
    "仪表",
    "玩具",
    "玻璃",
    "船舶",
    "五金",
)
_TOLD = ("样例机械厂", "样例纺织公司")
"""Names of the units in the stories."""

_TOLD_CODES = ("91371083M00030007K", "91371083M00040002U")
_TOLD_UNION_CODES = ("81371083M000100062", "81371083M00020001A")
_TOLD_PHONES = ("13900000002", "13900000003")


def unit_disguise(number: int) -> dict[str, str]:
    """Names and codes of the stories' units, and what to put in their place in a file."""
    trade = _TRADES[number % len(_TRADES)]
    name = f"样例{trade}{number}厂"
    names = dict.fromkeys(_TOLD, name)
    unions = {f"{told}工会委员会": f"{name}工会委员会" for told in _TOLD}
    codes = {told: _code("91", number) for told in _TOLD_CODES}
    union_codes = {told: _code("81", number) for told in _TOLD_UNION_CODES}
    phones = dict.fromkeys(_TOLD_PHONES, f"138{number:08}")
    return {**names, **unions, **codes, **union_codes, **phones}


def _code(sort: str, number: int) -> str:
    """A credit code with right check digits that no register has given."""
    sixteen = f"{sort}371083MAYL{number % 10_000:04}"
    seventeen = sixteen + organisation_check_digit(sixteen)
    return seventeen + credit_check_digit(seventeen)
