"""Values nobody means well by: each gets a problem, none breaks the reader."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import JsonValue

from engine.definitions.language import CaseField
from engine.fields import Problem, read

TODAY = date(2026, 2, 1)
HUGE = 10**5000
"""More digits than Python writes out."""


@pytest.mark.parametrize("kind", ["integer", "decimal", "money"])
@pytest.mark.parametrize(
    "raw", ["1e999999999", "-1e999999999", "1e-999999999", HUGE, "1e400"], ids=range(5)
)
def test_a_number_of_absurd_size_is_a_problem(kind: str, raw: JsonValue) -> None:
    """A few characters cannot become millions of digits, nor overflow."""
    found = read(CaseField.model_validate({"type": kind}), raw, TODAY)
    assert isinstance(found, Problem)


@pytest.mark.parametrize("raw", [[{}], [["a"]], [None, {"a": 1}]])
def test_a_choice_that_is_no_text_is_no_option(raw: JsonValue) -> None:
    """Lists and records among the choices are not options."""
    found = read(CaseField.model_validate({"type": "choices", "options": ["a"]}), raw, TODAY)
    assert isinstance(found, Problem)


@pytest.mark.parametrize("kind", ["date", "month"])
def test_a_day_is_written_as_text(kind: str) -> None:
    """A number is no date, however long it is."""
    assert isinstance(read(CaseField.model_validate({"type": kind}), HUGE, TODAY), Problem)


def test_half_a_surrogate_pair_is_no_text() -> None:
    """What no entry could be written with is refused at the field."""
    assert isinstance(read(CaseField(type="text"), "a\ud800", TODAY), Problem)


@pytest.mark.parametrize("kind", ["cn_id", "credit_code", "bank_card", "phone"])
def test_an_identifier_of_thousands_of_digits_is_a_problem(kind: str) -> None:
    """An identifier sent as a huge number is named at the field."""
    assert isinstance(read(CaseField.model_validate({"type": kind}), HUGE, TODAY), Problem)
