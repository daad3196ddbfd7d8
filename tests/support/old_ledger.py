"""An invented office's ledger of hardship files, with mistakes sown into it that are known by line.

Nobody in it exists: names end in 样例, which means "example".
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from adapters.bootstrap import read_document
from engine.identifiers.resident_id import resident_check_digit
from engine.importing import LedgerMap, read_shape
from engine.importing.language import headings
from tests.support.outside import ROOT

MAP = ROOT / "docs/howto/ledgers/hardship-aid.yaml"
TITLES = 2
"""Lines above the headings, as offices have them."""
OFFICES = ("样例纺织厂工会", "样例公交公司工会", "hospital")
STATES = ("填写中", "材料审核", "入户调查", "公示", "在档", "已办结", "已退档")
NOBODY = f"37029919900101001{resident_check_digit('37029919900101001')}"
"""An identity number of a place that is given to none."""
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A cell that holds a formula, with the value that its program has kept of it."""

    text: str
    value: object = ""


@dataclass(kw_only=True)
class Sown:
    """A ledger and the mistakes in it.

    Attributes:
        rows: Cells by heading, from the line after the headings on; None is a blank line.
        mistakes: The code that must be named, by line.
        hidden: Lines that the program hides.
        merged: First and last line and heading of merged cells.
    """

    rows: list[Row | None] = field(default_factory=list)
    mistakes: dict[int, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, str]] = field(default_factory=list)

    def line(self, index: int) -> int:
        """The line of a row."""
        return index + TITLES + 2

    @property
    def good(self) -> int:
        """How many rows are as they should be."""
        return sum(row is not None for row in self.rows) - len(self.mistakes)


def ledger_map() -> LedgerMap:
    """The map that the manual gives for such a ledger."""
    read, findings = read_shape(read_document(MAP.read_text("utf-8"), str(MAP)))
    assert read is not None, findings
    return read


def id_number(rng: random.Random, number: int) -> str:
    """An identity number that nobody has: of a place that is given to none."""
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(18_000))
    body = f"370299{born:%Y%m%d}{number % 1000:03d}"
    return f"{body}{resident_check_digit(body)}"


def written(day: date, rng: random.Random) -> object:
    """A day in one of the styles that can mean only one day."""
    styles: tuple[Callable[[], object], ...] = (
        lambda: day,
        lambda: f"{day.year}/{day.month}/{day.day}",
        lambda: f"{day.year}.{day.month}.{day.day}",
        lambda: f"{day.year}年{day.month}月{day.day}日",
        lambda: f"{day:%Y%m%d}",
        lambda: Decimal((day - date(1899, 12, 30)).days),
        lambda: day.isoformat().translate(_WIDE),
    )
    return rng.choice(styles)()


_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def amount(yuan: int, rng: random.Random) -> object:
    """An amount in one of the styles that can mean only one."""
    return rng.choice(
        (Decimal(yuan), f"{yuan:,}", f"{yuan}元", f"￥{yuan:,}.00", str(yuan).translate(_WIDE))
    )


def good_row(rng: random.Random, number: int, state: str | None = None) -> Row:
    """A row without mistakes."""
    state = state or rng.choice(STATES)
    opened = date(2025, 1, 6) + timedelta(days=rng.randrange(300))
    name = f"{rng.choice(_SURNAMES)}{rng.choice(('', '　', ' 　'))}样例"
    identity = id_number(rng, number)
    row: Row = {
        "序号": Decimal(number),
        "档案编号": f"KN-{2020 + number % 5}-{number:05d}",
        "所属工会": rng.choice(OFFICES),
        "建档日期": written(opened, rng),
        "办理环节": state,
        "进入环节日期": written(opened + timedelta(days=rng.randrange(1, 60)), rng),
        "姓名": name,
        "身份证号": rng.choice((identity, identity.translate(_WIDE), f" {identity}")),
    }
    return row if state == "填写中" else {**row, **_applied(rng, name, identity, opened, state)}


def _applied(rng: random.Random, name: str, identity: str, opened: date, state: str) -> Row:
    row: Row = {
        "手机": rng.choice(("13900000000", "139 0000 0000", Decimal(13900000000))),
        "住址": "样例市样例区样例路 1 号",
        "单位": "样例纺织厂",
        "就业": rng.choice(("在职", "下岗")),
        "会员": rng.choice(("是", "√", "有")),
        "农民工": "否",
        "人口": rng.choice((Decimal(2), "２", "2人")),
        "家庭成员": f"样例|本人|{identity}；样例二|配偶|",
        "收入起始月": rng.choice(("2024年6月", "2024-06", "2024/6", "202406")),
        "年收入": rng.choice(("2.4", Decimal("2.4"), "2.4万元", "24,000元")),
        "住房": rng.choice((Decimal(1), "1套")),
        "车辆": rng.choice((Decimal(0), "0")),
        "致困原因": rng.choice(("患病", "残疾", "收入低")),
        "致困说明": "样例情况",
        "帮扶项目": "生活",
        "申请金额": amount(3000, rng),
        "授权日期": written(opened, rng),
        "申请表": "有",
        "收入证明": "√",
        "收入证明日期": written(opened - timedelta(days=9), rng),
        "身份证复印件": "是",
        "户口簿": "有",
        "授权书": "有",
        "致困证明": "1",
        "劳动合同": "有",
        "受理人": rng.choice(("林样例", "lin")),
    }
    return row if state in ("材料审核", "入户调查") else {**row, **_visited(rng, opened, state)}


def _visited(rng: random.Random, opened: date, state: str) -> Row:
    row: Row = {
        "调查日期": written(opened + timedelta(days=3), rng),
        "调查情况": "属实",
        "调查属实": "是",
        "初审意见": "同意",
        "公示地点": "样例公告栏",
        "核查日期": written(opened + timedelta(days=3), rng),
        "调查表": "有",
        "调查人": "旧样例",
        "陪同调查人": "何样例",
        "备注": "=非公式",
    }
    if state == "公示":
        return {**row, "公示起始": written(opened + timedelta(days=6), rng)}
    given = {
        "类别": "深度",
        "标准": amount(3000, rng),
        "批准金额": amount(3000, rng),
        "审批方式": "单签",
        "资金": "地方",
        "已建档": "是",
        "累计发放": Formula(text="=1500*2", value=3000),
        "发放记录": "生活|3000|2025-03-05|地方",
    }
    return {**row, **given}


def _put(**cells: object) -> Callable[[Row], None]:
    return lambda row: row.update(cells)


MISTAKES: dict[str, tuple[str, str, Callable[[Row], None]]] = {
    "short year": ("在档", "ledger_date_short_year", _put(建档日期="24/3/5")),
    "year last": ("在档", "ledger_date_ambiguous", _put(授权日期="3/5/2025")),
    "no day": ("在档", "ledger_date_without_day", _put(调查日期="2025年3月")),
    "no such day": ("在档", "ledger_not_a_date", _put(建档日期="2025-02-30")),
    "no day at all": ("填写中", "ledger_date_missing", _put(进入环节日期=None)),
    "future": ("填写中", "ledger_in_future", _put(进入环节日期="2031-01-01")),
    "backwards": ("填写中", "ledger_dates_out_of_order", _put(进入环节日期="2019-01-01")),
    "rounded id": ("填写中", "ledger_rounded", _put(身份证号=Decimal("370299199001010000"))),
    "rounded id as text": ("填写中", "ledger_rounded", _put(身份证号="370299199001010000")),
    "exponent": ("填写中", "ledger_rounded", _put(身份证号="3.70299E+17")),
    "check digit": ("填写中", "bad_value", _put(身份证号="370299199001010011")),
    "no key": ("填写中", "ledger_key_empty", _put(档案编号="　")),
    "no state": ("填写中", "ledger_state_empty", _put(办理环节=None)),
    "state": ("填写中", "ledger_state_not_mapped", _put(办理环节="领导看过了")),
    "office": ("填写中", "ledger_office_not_found", _put(所属工会="无名工会")),
    "option": ("入户调查", "ledger_not_mapped", _put(就业="打零工")),
    "mark": ("入户调查", "ledger_not_mapped", _put(户口簿="待补")),
    "yes or no": ("入户调查", "ledger_not_yes_or_no", _put(会员="大概")),
    "commas": ("入户调查", "ledger_grouping", _put(申请金额="3,00")),
    "no amount": ("入户调查", "bad_value", _put(申请金额="约三千")),
    "empty formula": (
        "入户调查",
        "sheet_formula_without_value",
        _put(申请金额=Formula(text="=A1*2")),
    ),
    "today": (
        "入户调查",
        "sheet_formula_unsafe",
        _put(授权日期=Formula(text="=TODAY()", value=45000)),
    ),
    "error": (
        "入户调查",
        "sheet_error_value",
        _put(申请金额=Formula(text="=1/0", value="#DIV/0!")),
    ),
    "missing field": ("入户调查", "field_missing", _put(手机=None)),
    "missing document": ("入户调查", "document_missing", _put(授权书="无")),
    "clock": ("公示", "ledger_clock_missing", _put(公示起始=None)),
    "month": ("入户调查", "ledger_month_ambiguous", _put(收入起始月=Decimal("2024.1"))),
    "parts": ("入户调查", "ledger_list_parts", _put(家庭成员="甲|本人||多|余")),
}
"""Sorts of mistakes: the state of the row, the code that names it, and what is done to the row."""


def sow(rows: int, *, every: int, seed: int = 7) -> Sown:
    """A ledger with a mistake in every so many rows, each sort in turn.

    Besides those of `MISTAKES` a key that stands there twice, a hidden row and a merged amount
    occur. A few blank lines stand between the rows and at the end.
    """
    rng, sown = random.Random(seed), Sown()
    sorts = [*MISTAKES, "twice", "hidden", "merged"]
    for number in range(1, rows + 1):
        if number % every == 0:
            _sow_one(sown, rng, number, sorts[number // every % len(sorts)])
        else:
            sown.rows.append(good_row(rng, number))
        if number % 97 == 0:
            sown.rows.append(None)
    sown.rows += [None] * 5
    return sown


def _sow_one(sown: Sown, rng: random.Random, number: int, sort: str) -> None:
    line = sown.line(len(sown.rows))
    if sort in MISTAKES:
        state, code, spoil = MISTAKES[sort]
        row = good_row(rng, number, state)
        spoil(row)
        sown.rows.append(row)
        sown.mistakes[line] = code
        return
    sown.rows.append(good_row(rng, number, "入户调查"))
    _SPECIAL[sort](sown, line)


def _twice(sown: Sown, line: int) -> None:
    first = next(row for row in sown.rows if row is not None)
    _last(sown)["档案编号"] = first["档案编号"]
    sown.mistakes[line] = "ledger_key_twice"


def _hidden(sown: Sown, line: int) -> None:
    sown.hidden.add(line)
    sown.mistakes[line] = "ledger_row_hidden"


def _merged(sown: Sown, line: int) -> None:
    """The amount spans this row and the one before, which keeps it."""
    before = sown.rows[-2]
    if before is None or line - 1 in sown.mistakes:
        _hidden(sown, line)
        return
    before["申请金额"] = Decimal(3000)
    sown.merged.append((line - 1, line, "申请金额"))
    sown.mistakes[line] = "ledger_merged"


def _last(sown: Sown) -> Row:
    row = sown.rows[-1]
    assert row is not None
    return row


_SPECIAL: dict[str, Callable[[Sown, int], None]] = {
    "twice": _twice,
    "hidden": _hidden,
    "merged": _merged,
}


def columns() -> tuple[str, ...]:
    """The headings in the order of the sheet."""
    return ("序号", *headings(ledger_map()), "备注")


def write_xlsx(path: Path, sown: Sown) -> None:
    """Write the ledger as a workbook, with titles above the headings and a second sheet, hidden."""
    names = columns()
    plain = {"strings_to_formulas": False, "strings_to_numbers": False}
    with Workbook(str(path), plain) as book:
        sheet = book.add_worksheet("名册")
        book.add_worksheet("旧表").hide()
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.merge_range(0, 0, 0, len(names) - 1, "样例区困难职工台账")
        sheet.write(1, 0, "填表日期：2026年1月")
        sheet.write_row(TITLES, 0, [_heading(name) for name in names])
        for index, row in enumerate(sown.rows):
            line = sown.line(index)
            for column, name in enumerate(names):
                _write(sheet, line - 1, column, (row or {}).get(name), day)
            if line in sown.hidden:
                sheet.set_row(line - 1, None, None, {"hidden": True})
        for first, last, name in sown.merged:
            column = names.index(name)
            sheet.merge_range(first - 1, column, last - 1, column, 3000)


def _heading(name: str) -> str:
    """Headings as people write them: with spaces and line breaks."""
    return {"身份证号": "身份\n证号 *", "姓名": "姓　名"}.get(name, name)


# xlsxwriter publishes no types.
def _write(sheet: Any, row: int, column: int, value: object, day: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, None, value.value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value))
    elif value is not None:
        sheet.write_string(row, column, str(value))


def csv_text(sown: Sown) -> str:
    """The ledger as text; of formulas their values, as a program saves them."""
    lines = [",".join(columns())]
    for row in sown.rows:
        cells = [_csv_cell((row or {}).get(name)) for name in columns()]
        lines.append(",".join(cells))
    return "\r\n".join(lines) + "\r\n"


def _csv_cell(value: object) -> str:
    kept = value.value if isinstance(value, Formula) else value
    text = "" if kept is None else str(kept)
    return f'"{text}"' if "," in text or "\n" in text else text
