"""Values of the case file: from what a person typed to what is stored.

Stored values are plain JSON: text, integers, booleans, ISO dates, exact decimals as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import cast

from pydantic import JsonValue

from engine.definitions.language import CaseField
from engine.identifiers import (
    IdentifierProblem,
    check_bank_card,
    check_credit_code,
    check_mobile,
    check_resident_id,
    normalised,
)
from rules.findings import Severity

_CENT = Decimal("0.01")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Half a surrogate pair is no character either: no entry could be written with it."""

_MOST_DIGITS = 34
"""As many as FEEL's numbers have, before the point and after it."""


class FieldProblem(StrEnum):
    """What may be wrong with a value."""

    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    PATTERN = "pattern"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_PRECISE = "too_precise"
    NEGATIVE = "negative"
    NOT_TRUE_OR_FALSE = "not_true_or_false"
    NOT_A_DATE = "not_a_date"
    NOT_A_MONTH = "not_a_month"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_OTHER = "before_other"
    NOT_AMONG = "not_among"
    NOT_FITTING = "not_fitting"
    NOT_IN_ROLE = "not_in_role"
    NOT_AN_OPTION = "not_an_option"
    NOT_A_LIST = "not_a_list"
    NOT_A_RECORD = "not_a_record"
    UNKNOWN_COLUMN = "unknown_column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A value that cannot be stored; `where` leads into lists and records."""

    code: StrEnum
    params: dict[str, JsonValue] = field(default_factory=dict)
    where: tuple[str | int, ...] = ()


Read = JsonValue | Problem
_Reader = Callable[[CaseField, JsonValue, date], Read]


def read(spec: CaseField, raw: JsonValue, today: date) -> Read:
    """Return the stored form of a value, or what is wrong with it.

    None and blank text both mean that the field is left empty, and are stored as None.

    Args:
        spec: The field's declaration.
        raw: The value as typed or sent.
        today: Against which "in the future" is judged.

    Example:
        >>> read(CaseField(type="money"), "1,062.5", date(2026, 2, 1))
        '1062.50'
        >>> read(CaseField(type="money"), "0.005", date(2026, 2, 1)).code.value
        'too_precise'
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _READERS[spec.type](spec, raw, today)


def _problem(code: StrEnum, **params: JsonValue) -> Problem:
    return Problem(code=code, params=params)


def _text(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    if not isinstance(raw, str):
        return _problem(FieldProblem.NOT_TEXT)
    text = unicodedata.normalize("NFC", raw).strip()
    limit = spec.max_length or (20_000 if spec.type == "long_text" else 200)
    if len(text) > limit:
        return _problem(FieldProblem.TOO_LONG, limit=limit, length=len(text))
    if _CONTROL.search(text):
        return _problem(FieldProblem.CONTROL_CHARACTER)
    if spec.pattern is not None and not re.fullmatch(spec.pattern, text):
        return _problem(FieldProblem.PATTERN, pattern=spec.pattern)
    return text


def _half_width(raw: JsonValue) -> str:
    """Full-width digits and signs, as typed with a Chinese keyboard, in their plain form."""
    return unicodedata.normalize("NFKC", str(raw)).strip()


def _number(raw: JsonValue) -> Decimal | Problem:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return _problem(FieldProblem.NOT_A_NUMBER)
    try:
        # Python refuses to write out whole numbers of thousands of digits.
        text = _half_width(raw).replace(",", "").removesuffix("元").strip()
        number = Decimal(text)
    except (InvalidOperation, ValueError):
        return _problem(FieldProblem.NOT_A_NUMBER)
    return _of_sane_size(number) if number.is_finite() else _problem(FieldProblem.NOT_A_NUMBER)


def _of_sane_size(number: Decimal) -> Decimal | Problem:
    """Nine characters of `1e9999999` would be stored as millions of zeros."""
    exponent = number.as_tuple().exponent
    if number and number.adjusted() >= _MOST_DIGITS:
        return _problem(FieldProblem.TOO_LARGE, max=f"1E{_MOST_DIGITS}")
    if isinstance(exponent, int) and (exponent < -_MOST_DIGITS or exponent > _MOST_DIGITS):
        return _problem(FieldProblem.TOO_PRECISE)
    return number


def _in_bounds(spec: CaseField, number: Decimal) -> Problem | None:
    if spec.min is not None and number < spec.min:
        return _problem(FieldProblem.TOO_SMALL, min=str(spec.min))
    if spec.max is not None and number > spec.max:
        return _problem(FieldProblem.TOO_LARGE, max=str(spec.max))
    return None


def _integer(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    number = _number(raw)
    if isinstance(number, Problem):
        return number
    if number != number.to_integral_value():
        return _problem(FieldProblem.NOT_WHOLE)
    if abs(number) >= 2**53:
        return _problem(FieldProblem.TOO_LARGE, max=str(2**53 - 1))
    return _in_bounds(spec, number) or int(number)


def _decimal(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    number = _number(raw)
    if isinstance(number, Problem):
        return number
    if len(number.as_tuple().digits) > _MOST_DIGITS:
        return _problem(FieldProblem.TOO_PRECISE)
    return _in_bounds(spec, number) or format(number, "f")


def _money(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    number = _number(raw)
    if isinstance(number, Problem):
        return number
    if abs(number) >= 10**12:
        return _problem(FieldProblem.TOO_LARGE, max=str(10**12))
    if number != number.quantize(_CENT):
        return _problem(FieldProblem.TOO_PRECISE)
    if number < 0 and spec.min is None:
        return _problem(FieldProblem.NEGATIVE)
    return _in_bounds(spec, number) or format(number.quantize(_CENT), "f")


def _boolean(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del spec, today
    spoken = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
    if isinstance(raw, str) and raw.strip().lower() in spoken:
        return spoken[raw.strip().lower()]
    return raw if isinstance(raw, bool) else _problem(FieldProblem.NOT_TRUE_OR_FALSE)


def _date(spec: CaseField, raw: JsonValue, today: date) -> Read:
    if not isinstance(raw, str):
        return _problem(FieldProblem.NOT_A_DATE)
    try:
        day = date.fromisoformat(_half_width(raw))
    except ValueError:
        return _problem(FieldProblem.NOT_A_DATE)
    if spec.past and day > today:
        return _problem(FieldProblem.IN_THE_FUTURE, today=today.isoformat())
    return day.isoformat()


def _month(spec: CaseField, raw: JsonValue, today: date) -> Read:
    text = _half_width(raw) if isinstance(raw, str) else ""
    if not _MONTH.fullmatch(text):
        return _problem(FieldProblem.NOT_A_MONTH)
    if spec.past and text > today.isoformat()[:7]:
        return _problem(FieldProblem.IN_THE_FUTURE, today=today.isoformat())
    return text


def _choice(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    return raw if raw in spec.options else _no_option(spec)


def _no_option(spec: CaseField) -> Problem:
    return _problem(FieldProblem.NOT_AN_OPTION, options=list(spec.options))


def _choices(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    chosen = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(chosen, list):
        return _problem(FieldProblem.NOT_A_LIST)
    picked = [part.strip() if isinstance(part, str) else part for part in chosen]
    if any(part not in spec.options for part in picked):
        return _no_option(spec)
    return [option for option in spec.options if option in picked]


def _checked(found: IdentifierProblem | None, text: str) -> Read:
    """A problem that only asks for a look does not stop the value."""
    if found is None or found.severity is Severity.WARNING:
        return text
    return Problem(code=found.code, params=cast("dict[str, JsonValue]", dict(found.params)))


def _plain_identifier(raw: JsonValue) -> str:
    """As typed; a number is taken for its digits, anything else for an identifier of none."""
    if isinstance(raw, int) and abs(raw) < 10**_MOST_DIGITS:
        raw = str(raw)
    return normalised(raw) if isinstance(raw, str) else ""


def _cn_id(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del spec
    text = _plain_identifier(raw)
    return _checked(check_resident_id(text, today=today), text)


def _credit_code(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del today
    text = _plain_identifier(raw)
    return _checked(check_credit_code(text, prefixes=spec.prefixes), text)


def _bank_card(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del spec, today
    text = _plain_identifier(raw)
    return _checked(check_bank_card(text), text)


def _phone(spec: CaseField, raw: JsonValue, today: date) -> Read:
    del spec, today
    text = _plain_identifier(raw)
    return _checked(check_mobile(text), text)


def _list(spec: CaseField, raw: JsonValue, today: date) -> Read:
    if not isinstance(raw, list):
        return _problem(FieldProblem.NOT_A_LIST)
    records: list[JsonValue] = []
    for index, record in enumerate(raw):
        taken = _record(spec.of, record, today)
        if isinstance(taken, Problem):
            return Problem(code=taken.code, params=taken.params, where=(index, *taken.where))
        records.append(taken)
    return records


def _record(columns: Mapping[str, CaseField], raw: JsonValue, today: date) -> Read:
    if not isinstance(raw, dict):
        return _problem(FieldProblem.NOT_A_RECORD)
    record: dict[str, JsonValue] = {}
    for name, value in raw.items():
        if name not in columns:
            return Problem(code=FieldProblem.UNKNOWN_COLUMN, params={"column": name})
        taken = read(columns[name], value, today)
        if isinstance(taken, Problem):
            return Problem(code=taken.code, params=taken.params, where=(name, *taken.where))
        if taken is not None:
            record[name] = taken
    return record


_READERS: dict[str, _Reader] = {
    "text": _text,
    "long_text": _text,
    "person": _text,
    "office": _text,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "boolean": _boolean,
    "date": _date,
    "month": _month,
    "choice": _choice,
    "choices": _choices,
    "cn_id": _cn_id,
    "credit_code": _credit_code,
    "bank_card": _bank_card,
    "phone": _phone,
    "list": _list,
}
