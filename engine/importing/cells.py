"""One cell as the value of a field, as a person would have typed it; or why it says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from engine.definitions.language import CaseField
from engine.identifiers import check_bank_card, check_resident_id, normalised
from engine.importing.codes import ImportCode
from engine.importing.days import read_day, read_month
from engine.importing.language import FieldRule
from engine.sheet import Cell, SheetCode

SCALES = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "亿元": Decimal(100_000_000),
    "亿": Decimal(100_000_000),
}
_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_PADDED = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]*\u3000[ \u3000]*(?=[\u3400-\u9fff])")
_YES = frozenset(("是", "有", "√", "✓", "✔", "y", "yes", "true", "1"))
_NO = frozenset(("否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0"))
_EXACT_DIGITS = 15
"""Spreadsheets keep no more digits of a number; what stands behind them is invented zeros."""
_IDENTIFIERS = frozenset(("cn_id", "bank_card", "credit_code", "phone"))
_CHECKS: dict[str, Callable[[str], bool]] = {
    "cn_id": lambda digits: check_resident_id(digits, today=date.max) is not None,
    "bank_card": lambda digits: check_bank_card(digits) is not None,
}
"""Whether the check digit of an identifier says that it is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a cell says nothing."""

    code: ImportCode | SheetCode
    params: dict[str, JsonValue] = field(default_factory=dict)


Taken = JsonValue | Fault


def half_width(text: str) -> str:
    """Full-width digits, signs and spaces in their plain form, without spaces at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def plain_text(text: str) -> str:
    """Text without the wide spaces that names are padded with.

    Example:
        >>> plain_text("　张 　三 "), plain_text("样例路 3 号")
        ('张三', '样例路 3 号')
    """
    return _PADDED.sub("", text.replace("\u200b", "").replace("\u00a0", " ")).strip()


def read_cell(cell: Cell, rule: FieldRule, spec: CaseField, *, since_1904: bool = False) -> Taken:
    """Return what to store of a cell that is not empty, as if a person had typed it.

    Args:
        cell: The cell.
        rule: How the ledger writes the field.
        spec: The field.
        since_1904: How its program counts days.

    Example:
        >>> money = CaseField(type="money")
        >>> read_cell(Cell(value="３．５ 万元"), FieldRule(column="c"), money)
        '35000.0'
    """
    if cell.fault is not None:
        return Fault(code=cell.fault)
    text = half_width(cell.text)
    meant = _meant(text, cell.text, rule)
    if meant is not None:
        return meant
    if spec.type == "date":
        day = read_day(cell, text, since_1904=since_1904)
        return _or_fault(day, rule, text)
    reader = _READERS.get(spec.type, _text)
    return reader(cell, text, rule, spec)


def _meant(text: str, written: str, rule: FieldRule) -> JsonValue:
    """What the map says that the text stands for."""
    for given, meaning in rule.values.items():
        if written.strip() == given or text == half_width(given):
            return meaning
    return None


def _or_fault(found: date | str | ImportCode, rule: FieldRule, text: str) -> Taken:
    if isinstance(found, ImportCode):
        return Fault(code=found, params={"heading": rule.column, "text": text[:40]})
    return found.isoformat() if isinstance(found, date) else found


def _month(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    del spec
    return _or_fault(read_month(cell, text), rule, text)


def _text(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    del text, spec
    if isinstance(cell.value, Decimal):
        return _digits(cell.value, rule)
    return plain_text(cell.text)


def _digits(number: Decimal, rule: FieldRule) -> Taken:
    """A number where text is expected, as long as it still has all its digits."""
    if number.adjusted() >= _EXACT_DIGITS:
        return Fault(code=ImportCode.ROUNDED, params={"heading": rule.column})
    return format(number, "f")


def _identifier(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    if _EXPONENT.fullmatch(text):
        return Fault(code=ImportCode.ROUNDED, params={"heading": rule.column})
    if isinstance(cell.value, Decimal):
        return _digits(cell.value, rule)
    digits = normalised(text.lstrip("'"))
    if _looks_rounded(digits, spec):
        return Fault(code=ImportCode.ROUNDED, params={"heading": rule.column})
    return digits


def _looks_rounded(digits: str, spec: CaseField) -> bool:
    """Digits that were text again after a spreadsheet had rounded them: zeros and no sum."""
    check = _CHECKS.get(spec.type)
    zeros = len(digits) > _EXACT_DIGITS and not digits[_EXACT_DIGITS:].strip("0")
    return check is not None and zeros and check(digits)


def _number(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    """A number with its unit reckoned in: the one behind it, or else the column's."""
    del cell
    body, unit = _apart(text, rule)
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    elif "," in body:
        return Fault(code=ImportCode.GROUPING, params={"heading": rule.column, "text": text[:40]})
    if not _PLAIN.fullmatch(body):
        return text
    scale = SCALES.get(unit, Decimal(1)) if spec.type in ("money", "decimal") else Decimal(1)
    return format(Decimal(body) * scale, "f")


def _apart(text: str, rule: FieldRule) -> tuple[str, str]:
    """The number and its unit."""
    body = "".join(text.split()).lstrip("¥$")
    column = rule.unit or ""
    for unit in sorted((*SCALES, column), key=len, reverse=True):
        if unit and body.endswith(unit):
            return body.removesuffix(unit), unit
    return body, column


def _boolean(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    del spec
    if isinstance(cell.value, bool):
        return cell.value
    said = yes_or_no(text)
    if said is None:
        params: dict[str, JsonValue] = {"heading": rule.column, "text": text[:40]}
        return Fault(code=ImportCode.NOT_YES_OR_NO, params=params)
    return said


def yes_or_no(text: str) -> bool | None:
    """Whether a mark says yes or no; None when it says neither.

    Example:
        >>> yes_or_no("√"), yes_or_no("否"), yes_or_no("也许")
        (True, False, None)
    """
    said = half_width(text).lower()
    return True if said in _YES else (False if said in _NO else None)


def _choice(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    del cell
    if text in spec.options:
        return text
    return not_mapped(text, rule.column, (*rule.values, *spec.options), spec)


def not_mapped(
    text: str, heading: str | None, known: tuple[str, ...], spec: CaseField | None = None
) -> Fault:
    """A text that the map gives no meaning; what is personal is not repeated."""
    shown = "***" if spec is not None and spec.sensitive else text[:40]
    params: dict[str, JsonValue] = {"heading": heading, "text": shown, "known": list(known)}
    return Fault(code=ImportCode.NOT_MAPPED, params=params)


def _choices(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    del cell
    picked: list[JsonValue] = []
    for part in (piece for piece in re.split(r"[,;、\s]+", text) if piece):
        option = next((v for given, v in rule.values.items() if half_width(given) == part), part)
        if option not in spec.options:
            return not_mapped(part, rule.column, (*rule.values, *spec.options), spec)
        picked.append(option)
    return picked


def _list(cell: Cell, text: str, rule: FieldRule, spec: CaseField) -> Taken:
    """Records of one cell, each column read like a cell of its own."""
    del text
    records: list[JsonValue] = []
    for place, line in enumerate(_records(cell.text, rule)):
        parts = [part.strip() for part in half_width(line).split(half_width(rule.within))]
        if len(parts) > len(rule.list):
            params: dict[str, JsonValue] = {"heading": rule.column, "place": place + 1}
            return Fault(code=ImportCode.LIST_PARTS, params={**params, "list": list(rule.list)})
        record = _record(parts, rule, spec)
        if isinstance(record, Fault):
            return record
        records.append(record)
    return records


def _records(text: str, rule: FieldRule) -> list[str]:
    ends = "|".join(re.escape(end) for end in {rule.between, half_width(rule.between), "\n"})
    return [line for line in re.split(ends, text) if line.strip()]


def _record(parts: list[str], rule: FieldRule, spec: CaseField) -> dict[str, JsonValue] | Fault:
    record: dict[str, JsonValue] = {}
    for name, part in zip(rule.list, parts, strict=False):
        if not part or name not in spec.of:
            continue
        column = rule.model_copy(update={"list": (), "unit": None})
        taken = read_cell(Cell(value=part), column, spec.of[name])
        if isinstance(taken, Fault):
            return taken
        record[name] = taken
    return record


_READERS: dict[str, Callable[[Cell, str, FieldRule, CaseField], Taken]] = {
    "month": _month,
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "list": _list,
    **dict.fromkeys(_IDENTIFIERS, _identifier),
}
