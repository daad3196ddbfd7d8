"""Letters are filled from the case, or named for what they lack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.definitions.language import CaseField
from engine.letters import LetterCode, LetterError, LetterValues, places, problems, write

FIELDS = {
    "name": CaseField(type="text"),
    "id_number": CaseField(type="cn_id"),
    "card": CaseField(type="bank_card"),
    "amount": CaseField(type="money"),
    "seen_on": CaseField(type="date"),
    "kind": CaseField(type="choice", options=("a", "b")),
    "members": CaseField(type="list"),
}
FACTS = {
    "name": "赵样例",
    "id_number": "110101198001010002",
    "card": "6200000000000000018",
    "amount": "1062.00",
    "seen_on": "2026-02-11",
    "kind": "a",
}


VALUES = LetterValues(fields=FIELDS, facts=FACTS)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ name }} and {{name}}", "赵样例 and 赵样例"),
        ("{{ name | masked }}", "赵**"),
        ("{{ id_number | masked }}", "110*************02"),
        ("{{ card | masked }}", "***************0018"),
        ("{{ amount | money }}", "1,062.00"),
        ("{{ seen_on | date }}", "2026-02-11"),
    ],
)
def test_a_place_takes_its_value(template: str, text: str) -> None:
    """Each kind of place shows its value in the way it names."""
    assert write(template, VALUES) == text


def test_a_choice_is_shown_in_words() -> None:
    """An option is shown by its text, never by its key."""
    assert write("{{ kind }}", replace(VALUES, words={"kind": {"a": "生活救助"}})) == "生活救助"


def test_days_are_written_as_the_language_writes_them() -> None:
    """The form of days is given from outside."""
    assert (
        write("{{ seen_on | date }}", replace(VALUES, date_form="{year}年{month}月{day}日"))
        == "2026年2月11日"
    )


def test_a_letter_can_name_the_last_day_of_a_clock() -> None:
    """A term stands in the letter as the day it ends on, whatever its length is set to."""
    assert (
        write("{{ last_day.notice | date }}", replace(VALUES, last_days={"notice": "2026-03-03"}))
        == "2026-03-03"
    )


def test_a_letter_masks_what_is_declared_masked() -> None:
    """A field that the declaration masks is masked wherever the template shows it."""
    assert write("{{ name }}", replace(VALUES, masked=frozenset({"name"}))) == "赵**"


PEOPLE = replace(
    VALUES,
    fields={
        **FIELDS,
        "people": CaseField(
            type="list",
            of={
                "name": CaseField(type="text"),
                "card": CaseField(type="bank_card"),
                "kind": CaseField(type="choice", options=("a", "b")),
                "seen_on": CaseField(type="date"),
            },
        ),
        "others": CaseField(type="list", of={"name": CaseField(type="text")}),
    },
    facts={**FACTS, "people": [{"name": "钱样例", "kind": "a"}, {"name": "孙样例"}]},
    words={"people.kind": {"a": "甲"}},
)


def test_a_line_with_columns_stands_once_for_each_record() -> None:
    """The line is repeated, with the case's own values each time and a dash for what is empty."""
    template = "To {{ name }}\n- {{ people.name }} {{ people.kind }} {{ amount | money }}\nEnd"
    assert write(template, PEOPLE) == ("To 赵样例\n- 钱样例 甲 1,062.00\n- 孙样例 — 1,062.00\nEnd")


def test_without_records_there_is_no_line() -> None:
    """A list that is empty leaves its line out."""
    empty = replace(PEOPLE, facts={**FACTS, "people": []})
    assert write("a\n- {{ people.name }}\nb", empty) == "a\nb"


def test_columns_can_be_masked_one_by_one_or_with_their_list() -> None:
    """A masked list shows none of its columns in full."""
    assert write("{{ people.name | masked }}", PEOPLE) == "钱**孙**"
    assert write("{{ people.name }}", replace(PEOPLE, masked=frozenset({"people"}))) == "钱**孙**"


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{ people.name }} {{ others.name }}", LetterCode.TWO_LISTS),
        ("{{ people.age }}", LetterCode.UNKNOWN_NAME),
        ("{{ people.name | money }}", LetterCode.UNFIT_FILTER),
        ("{{ people }}", LetterCode.UNFIT_FIELD),
    ],
)
def test_columns_that_cannot_be_shown_are_found_before_use(template: str, code: LetterCode) -> None:
    """Two lists in a line, a column that is not there, a filter that does not fit, a whole list."""
    assert [found.code for found in problems(template, PEOPLE.fields)] == [code]


def test_a_missing_value_is_named() -> None:
    """Without a value there is no letter, and the error names the field."""
    with pytest.raises(LetterError) as caught:
        write("{{ name }}", LetterValues(fields=FIELDS, facts={}))
    assert (caught.value.code, caught.value.params["field"]) == (LetterCode.VALUE_MISSING, "name")


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{ nobody }}", LetterCode.UNKNOWN_NAME),
        ("{{ last_day.nothing | date }}", LetterCode.UNKNOWN_NAME),
        ("{{ name | upper }}", LetterCode.UNKNOWN_FILTER),
        ("{{ name | money }}", LetterCode.UNFIT_FILTER),
        ("{{ members }}", LetterCode.UNFIT_FIELD),
        ("{{ name", LetterCode.BROKEN_PLACE),
        ("{{ name | }}", LetterCode.BROKEN_PLACE),
        ("{% if name %}", None),
    ],
)
def test_a_template_is_judged_before_it_is_used(template: str, code: LetterCode | None) -> None:
    """Every fault of a template is found without a case; other signs are just text."""
    found = [problem.code for problem in problems("line one\n" + template, FIELDS)]
    assert found == ([] if code is None else [code])


def test_a_broken_place_is_named_by_its_line() -> None:
    """A place that is not complete is reported with its line."""
    with pytest.raises(LetterError) as caught:
        places("fine {{ name }}\nnot {{ name }")
    assert caught.value.params["line"] == 2


def test_a_value_is_never_read_as_a_template() -> None:
    """What a person typed stays what it is, braces included."""
    values = LetterValues(fields=FIELDS, facts={"name": "{{ amount }}", "amount": "1.00"})
    assert write("{{ name }}", values) == "{{ amount }}"
