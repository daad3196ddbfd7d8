"""The built-in functions (DMN 1.5, section 10.3.4), mostly by the standard's own examples."""

from __future__ import annotations

import pytest

from rules.feel import DateTime, Time, compile_expression, parse_expression
from rules.feel.built_ins import BUILT_INS
from rules.feel.temporal import make_date
from tests.unit.rules.feel.evaluating import shown

EXAMPLES = [
    ('date("2012-12-25")', "2012-12-25"),
    ("date(2012, 12, 25)", "2012-12-25"),
    ('date and time("2012-12-24T23:59:00").year', "2012"),
    ('date and time(date("2012-12-24"), time("23:59:00"))', "2012-12-24T23:59:00"),
    ('date and time(2017, 8, 30, 1, 2, 3, "Asia/Shanghai")', "2017-08-30T01:02:03@Asia/Shanghai"),
    ('date and time(date("2017-01-01"))', "2017-01-01T00:00:00Z"),
    ('time(23, 59, 0, duration("PT0H"))', "23:59:00Z"),
    ('time(date and time("2012-12-24T23:59:00"))', "23:59:00"),
    ('number("1 000,0", " ", ",")', "1000"),
    ('number("1,000.5", ",", ".")', "1000.5"),
    ('number("1", ".", ".")', "null"),
    ("string(1.1)", "1.1"),
    ("string(null)", "null"),
    ('duration("P2DT20H14M")', "P2DT20H14M"),
    ('years and months duration(date("2011-12-22"), date("2013-08-24"))', "P1Y8M"),
    ('years and months duration(date("2013-08-24"), date("2011-12-22"))', "-P1Y8M"),
    ("not(true)", "false"),
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("\U0001f40eab", 2)', "ab"),
    ('substring("foobar", 0)', "null"),
    ('string length("foo")', "3"),
    ('upper case("aBc4")', "ABC4"),
    ('lower case("aBc4")', "abc4"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "xyz")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("foobar", "xyz")', ""),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("aXbx", "x", "-", "i")', "a-b-"),
    ('contains("foobar", "of")', "false"),
    ('starts with("foobar", "fo")', "true"),
    ('ends with("foobar", "r")', "true"),
    ('matches("foobar", "^fo*b")', "true"),
    (r'matches("家庭", "^\p{IsCJKUnifiedIdeographs}+$")', "true"),
    (r'split("John Doe", "\s")', '["John", "Doe"]'),
    ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
    ('string join(["a", null, "c"], "_and_")', "a_and_c"),
    ("list contains([1, 2, null], null)", "true"),
    ("count([1, [2]])", "2"),
    ("min([1, 2, 3])", "1"),
    ('max("a", "b")', "b"),
    ("max([])", "null"),
    ("sum([1, 2, 3])", "6"),
    ("sum([])", "null"),
    ('sum([@"P1D", @"PT1H"])', "P1DT1H"),
    ("mean([1, 2, 4, 5])", "3"),
    ("all([true, null, true])", "null"),
    ("all([])", "true"),
    ("any([false, null, true])", "true"),
    ("any([])", "false"),
    ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
    ("sublist([4, 5, 6], -1)", "[6]"),
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("concatenate([1], [2, 3])", "[1, 2, 3]"),
    ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
    ("remove([1, 2, 3], 2)", "[1, 3]"),
    ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
    (
        "list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)",
        "[5, 5, 7, 8]",
    ),
    ("reverse([1, 2, 3])", "[3, 2, 1]"),
    ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"),
    ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
    ("product([2, 3, 4])", "24"),
    ("median([6, 1, 2, 3])", "2.5"),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("mode([6, 3, 9, 6, 6, 3])", "[6]"),
    ("mode([])", "[]"),
    ("decimal(1/3, 2)", "0.33"),
    ("decimal(1.5, 0)", "2"),
    ("decimal(2.5, 0)", "2"),
    ("floor(-1.5)", "-2"),
    ("floor(-1.56, 1)", "-1.6"),
    ("ceiling(1.5)", "2"),
    ("round up(5.5, 0)", "6"),
    ("round up(-5.5, 0)", "-6"),
    ("round down(-5.5, 0)", "-5"),
    ("round half up(5.5, 0)", "6"),
    ("round half down(5.5, 0)", "5"),
    ("abs(-10)", "10"),
    ('abs(@"-P1Y")', "P1Y"),
    ("modulo(-12, 5)", "3"),
    ("modulo(12, -5)", "-3"),
    ("modulo(10.1, 4.5)", "1.1"),
    ("sqrt(16)", "4"),
    ("sqrt(-1)", "null"),
    ("log(1)", "0"),
    ("exp(0)", "1"),
    ("odd(5)", "true"),
    ("even(5)", "false"),
    ('is(time("23:00:50z"), time("23:00:50"))', "false"),
    ('is(time("23:00:50z"), time("23:00:50+00:00"))', "true"),
    ("before([1..10), [10..20])", "true"),
    ("before([1..10], [10..20])", "false"),
    ("after((10..20], 10)", "true"),
    ("meets([1..5], [5..10])", "true"),
    ("met by([5..10], [1..5])", "true"),
    ("overlaps([1..5], [5..8])", "true"),
    ("overlaps([1..5), [5..8])", "false"),
    ("overlaps before([1..5], [3..8])", "true"),
    ("overlaps after([3..8], [1..5])", "true"),
    ("finishes(10, [1..10])", "true"),
    ("finishes((5..10], [1..10])", "true"),
    ("finished by([1..10], (5..10])", "true"),
    ("includes([1..10], [4..6])", "true"),
    ("includes((1..10], 1)", "false"),
    ("during(5, [1..10])", "true"),
    ("starts([1..5], [1..10])", "true"),
    ("started by([1..10], 1)", "true"),
    ("coincides([1..5], [1..5])", "true"),
    ("coincides(5, 3)", "false"),
    ('range("[18..21)")', "[18..21)"),
    ('range("[..2]")', "(null..2]"),
    ('range("[3..1]")', "null"),
    ("day of year(date(2019, 9, 17))", "260"),
    ("day of week(date(2019, 9, 17))", "Tuesday"),
    ("month of year(date(2019, 9, 17))", "September"),
    ("week of year(date(2003, 12, 29))", "1"),
    ("week of year(date(2005, 1, 1))", "53"),
    ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
    ('get value({key1: "value1"}, "key1")', "value1"),
    ('get value({a: {b: 1}}, ["a", "b"])', "1"),
    ("get entries({a: 1})", '[{key: "a", value: 1}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ('context put({o1: 1}, "o2", 2)', "{o1: 1, o2: 2}"),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', "{a: {b: 2}}"),
    ("context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}"),
    ("now()", "null"),
    ("today()", "null"),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_a_built_in_function_gives_what_the_standard_says(text: str, expected: str) -> None:
    """Interpreter and closures both give the value that the standard asks for."""
    assert shown(text) == expected


def test_every_built_in_function_has_an_example() -> None:
    """No built-in function is without an example here."""
    texts = " ".join(text for text, _ in EXAMPLES)
    assert [name for name in BUILT_INS if f"{name}(" not in texts] == []


def test_the_present_moment_is_an_argument() -> None:
    """`now()` and `today()` answer what the caller says."""
    now = DateTime(make_date(2026, 11, 21), Time(9, 30, 0, 0, 28_800))
    compiled = compile_expression(parse_expression("[now(), today()]"))
    assert compiled({}, now=now) == (now, now.date)
