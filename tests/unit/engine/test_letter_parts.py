"""The parts of a letter follow from its template, whatever its values look like."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from engine.definitions.language import CaseField
from engine.letter_parts import LetterPart, PartKind, compose, is_issued
from engine.letters import LetterCode, LetterError, LetterValues

FIELDS = {
    "name": CaseField(type="text"),
    "amount": CaseField(type="money"),
    "seen_on": CaseField(type="date"),
    "people": CaseField(type="list", of={"name": CaseField(type="text")}),
}
STANDING = {"case_number": "HA-2026-000017", "office_name": "区总工会", "dated": "2026-11-20"}


def parts(template: str, **facts: JsonValue) -> list[tuple[str, str]]:
    """The parts of a letter, each with its text."""
    values = LetterValues(fields=FIELDS, facts=facts, standing=STANDING)
    return [(part.kind.value, part.text) for part in compose(template, values)]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("> {{ name }}", "quote", "赵"),
        ("- 金额：{{ name }}", "item", "金额：赵"),
        ("*只供参考*", "note", "只供参考"),
        ("{{ office_name }}", "office", "区总工会"),
        ("{{ dated | date }}", "day", "2026-11-20"),
        ("（{{ dated | date }}）", "paragraph", "（2026-11-20）"),
    ],
)
def test_a_line_is_what_its_sign_says(line: str, kind: str, text: str) -> None:
    """Title, quotation, item, note, the office and the day have signs or places of their own."""
    assert parts(f"# 通知\n\n正文。\n\n{line}", name="赵")[-1] == (kind, text)


@pytest.mark.parametrize("value", ["# 赵", "> 赵", "| 赵 |", "- 赵", "*赵*", "1. 赵", "{{ name }}"])
def test_a_value_is_never_a_sign(value: str) -> None:
    """A name that looks like Markdown stays a name."""
    assert parts("# 通知\n\n正文。\n\n{{ name }}", name=value)[-1] == ("paragraph", value)


def test_a_value_of_several_lines_stays_in_its_part() -> None:
    """Line breaks of a value begin no part of their own."""
    told = parts("# 通知\n\n正文。\n\n> {{ name }}\n\n完。", name="一\n# 二\n\n三")
    assert told[2:] == [("quote", "一\n# 二\n\n三"), ("paragraph", "完。")]


def test_the_head_of_a_letter_is_told_from_its_text() -> None:
    """Numbers under the title are references, then comes whom the letter speaks to."""
    told = parts("# 函\n\n编号：{{ case_number }}\n\n{{ name }}：\n\n理由：{{ name }}", name="赵")
    assert [kind for kind, _ in told] == ["title", "reference", "addressee", "paragraph"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Dear {{ name }},", "addressee"),
        ("To {{ name }} and {{ name }}:", "addressee"),
        ("{{ name }}同志：", "addressee"),
        ("下列单位共同成立{{ name }}：", "paragraph"),
        ("现将家庭情况公示如下：", "paragraph"),
        ("编号：{{ case_number }}　　单位：{{ office_name }}", "reference"),
        ("{{ name }}", "reference"),
        ("用人单位：{{ name }}，共三人", "paragraph"),
    ],
)
def test_the_first_line_tells_what_it_is(line: str, kind: str) -> None:
    """Salutations and numbers have their forms; a sentence is a sentence."""
    assert parts(f"# 函\n\n{line}", name="赵")[1][0] == kind


def test_a_table_keeps_bars_inside_places() -> None:
    """Filters are no columns; columns that are set to the right are told."""
    template = "| 姓名 | 金额 |\n| --- | ---: |\n| {{ name | masked }} | {{ amount | money }} |"
    values = LetterValues(fields=FIELDS, facts={"name": "赵样例", "amount": "1062.00"})
    (table,) = compose(template, values)
    assert table.rows == (("姓名", "金额"), ("赵**", "1,062.00"))
    assert table.numeric == (1,)


def test_a_bar_in_a_value_opens_no_column() -> None:
    """Whatever a cell holds, the table has the columns of its template."""
    values = LetterValues(fields=FIELDS, facts={"name": "甲 | 乙"})
    (table,) = compose("| 姓名 |\n| --- |\n| {{ name }} |", values)
    assert table.rows == (("姓名",), ("甲 | 乙",))


def test_a_row_stands_once_for_each_record() -> None:
    """A list fills as many rows as it has records."""
    values = LetterValues(fields=FIELDS, facts={"people": [{"name": "甲"}, {"name": "乙"}]})
    (table,) = compose("| 姓名 |\n| --- |\n| {{ people.name }} |", values)
    assert table.rows == (("姓名",), ("甲",), ("乙",))


def test_numbers_of_items_are_kept() -> None:
    """A numbered item keeps the number that the template gives it."""
    values = LetterValues(fields=FIELDS, facts={})
    found = compose("1. 甲\n2. 乙", values)
    assert [(part.marker, part.text) for part in found] == [("1.", "甲"), ("2.", "乙")]


def test_what_an_office_issues_ends_with_its_name_and_the_day() -> None:
    """Forms, which people sign themselves, end otherwise."""
    signed = [LetterPart(kind=PartKind.OFFICE), LetterPart(kind=PartKind.DAY)]
    assert is_issued(signed)
    assert not is_issued([*signed, LetterPart(kind=PartKind.PARAGRAPH)])


def test_a_missing_value_is_named() -> None:
    """What the case does not hold cannot stand in a letter."""
    with pytest.raises(LetterError) as missing:
        parts("{{ name }}")
    assert missing.value.code is LetterCode.VALUE_MISSING
