"""Models made to do harm: each is refused, or stops, by the name of a bound."""

from __future__ import annotations

import pytest

from rules.dmn import DecisionModel, DmnError, read_dmn_xml, read_plain
from rules.dmn.plain_fields import Plain
from rules.feel import LimitExceededError, Limits, Value
from tests.unit.rules.dmn.models import plain

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
SMALL = Limits(iterations=2_000, result_size=2_000, pattern_steps=20_000, call_depth=30)


def definitions(inside: str, *, before: str = "") -> str:
    """A DMN file with something in it, and something before its root."""
    root = f'<definitions xmlns="{MODEL}" name="m" namespace="u" id="m">{inside}</definitions>'
    return f'<?xml version="1.0"?>{before}{root}'


def decision(inside: str) -> str:
    """A file with one decision."""
    return definitions(f'<decision id="d" name="d"><variable name="d"/>{inside}</decision>')


PAIRS = zip("abcdefgh", "bcdefghi", strict=True)
LAUGHS = "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in PAIRS)
LAUGHS = f'<!DOCTYPE d [<!ENTITY a "ha">{LAUGHS}]>'
QUADRATIC = f'<!DOCTYPE d [<!ENTITY a "{"a" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FETCHED = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">'
PARAMETER = '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;]>'


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        (LAUGHS, "&i;"),
        (QUADRATIC, "&a;" * 50_000),
        (OUTSIDE, "&a;"),
        (FETCHED, ""),
        (PARAMETER, ""),
    ],
    ids=["billion laughs", "quadratic", "external entity", "external type", "parameter entity"],
)
def test_document_types_and_entities_are_refused(before: str, inside: str) -> None:
    """Nothing is expanded and nothing is fetched: the file is refused at its document type."""
    with pytest.raises(DmnError, match="dmn_forbidden_xml"):
        read_dmn_xml(definitions(f"<description>{inside}</description>", before=before))


def test_an_entity_that_nothing_declares_is_no_xml() -> None:
    """A name that only looks like an entity is a fault of the file."""
    with pytest.raises(DmnError, match="dmn_not_xml"):
        read_dmn_xml(definitions("<description>&lol;</description>"))


@pytest.mark.parametrize("deep", [101, 20_000])
def test_elements_inside_one_another_without_end_are_refused(deep: int) -> None:
    """Depth is bounded before any of it is read as a model."""
    inside = "<list>" * deep + "</list>" * deep
    with pytest.raises(DmnError, match="dmn_too_large"):
        read_dmn_xml(decision(inside))


def test_a_file_beyond_all_measure_is_refused() -> None:
    """Size is bounded before the text is parsed."""
    with pytest.raises(DmnError, match="dmn_too_large"):
        read_dmn_xml(definitions(f"<description>{'a' * 20_000_001}</description>"))


def test_plain_data_inside_one_another_without_end_are_refused() -> None:
    """The YAML form is bounded in depth as well."""
    logic: Plain = "1"
    for _ in range(500):
        logic = {"list": [logic]}
    with pytest.raises(DmnError, match="dmn_too_large"):
        read_plain(plain(decisions={"d": {"logic": logic}}))


def bound_of(model: dict[str, Plain], name: str = "d") -> str:
    """The bound at which a model stops."""
    with pytest.raises(LimitExceededError) as caught:
        DecisionModel(read_plain(model)).evaluate(name, {}, limits=SMALL)
    return caught.value.bound


def function(body: str) -> dict[str, Plain]:
    """A model with a function `f` of `n` that needs itself, and a decision that calls it."""
    return plain(
        functions={
            "f": {"needs": ["f"], "function": {"parameters": ["n"], "body": body}},
        },
        decisions={"d": {"needs": ["f"], "logic": "f(1)"}},
    )


def test_a_function_that_calls_itself_for_ever_stops() -> None:
    """Recursion of business knowledge models is bounded like that of any function."""
    assert bound_of(function("f(n + 1)")) == "call_depth"


def test_a_function_that_calls_itself_twice_stops() -> None:
    """So is one whose calls multiply, before they do."""
    assert bound_of(function("if n > 25 then 1 else f(n + 1) + f(n + 1)")) in (
        "call_depth",
        "iterations",
    )


def test_boxed_loops_inside_one_another_stop() -> None:
    """Boxed iterations count like those of text."""
    numbers = "for k in 1..1000 return k"
    inner: Plain = {"for": "j", "in": numbers, "return": "i * j"}
    logic: Plain = {"for": "i", "in": numbers, "return": inner}
    assert bound_of(plain(decisions={"d": {"logic": logic}})) == "iterations"


@pytest.mark.parametrize(
    "text", ["1E6145", "-1E6145", "10 ** 6145", "9.9E6144 * 10", "1E-6176 / 10"]
)
def test_numbers_beyond_the_standards_range_are_null_or_refused(text: str) -> None:
    """A number that decimal128 does not hold never becomes infinite or not a number."""
    found: Value = DecisionModel(read_plain(plain(decisions={"d": {"logic": text}}))).evaluate(
        "d", {}
    )
    assert found is None or str(found).lstrip("-0.E+6").isdecimal() or found == 0
