"""What expressions mean (DMN 1.5, section 10.3.2)."""

from __future__ import annotations

import pytest

from tests.unit.rules.feel.evaluating import codes, shown

MEANINGS = {
    "arithmetic": [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("0.1 + 0.2", "0.3"),
        ("10 / 4", "2.5"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 ** 3 ** 2", "64"),
        ("-2 ** 2", "4"),
        ("2 ** -1", "0.5"),
        ("0 ** 0", "1"),
        ("1.5E3", "1500"),
        (".5", "0.5"),
        ("--1", "1"),
        ('"a" + "b"', "ab"),
        ("1 + null", "null"),
        ('1 + "a"', "null"),
        ("1 / 0", "null"),
    ],
    "comparison": [
        ("1 = 1.0", "true"),
        ("1 != 2", "true"),
        ('1 = "1"', "null"),
        ("null = null", "true"),
        ("1 = null", "false"),
        ('"a" < "b"', "true"),
        ("[1, 2] = [1, 2]", "true"),
        ("[1, 2] = [2, 1]", "false"),
        ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
        ("[1..3] = [1..3)", "false"),
        ("5 between 1 and 10", "true"),
        ("5 between null and 10", "null"),
        ("true < false", "null"),
    ],
    "logic": [
        ("true and null", "null"),
        ("false and null", "false"),
        ("true or null", "true"),
        ("false or null", "null"),
        ("true and 1", "null"),
        ("not(null)", "null"),
        ("not(1)", "null"),
        ("if null then 1 else 2", "2"),
    ],
    "membership": [
        ("1 in [1..3]", "true"),
        ("1 in (1..3)", "false"),
        ("3 in ]1..3[", "false"),
        ("1 in [2, 1]", "true"),
        ("1 in (< 0, > 0)", "true"),
        ("5 in (? > 4, null)", "true"),
        ("[1, 2] in [[1, 2], [3]]", "true"),
        ("1 in [[0..2], 5]", "true"),
        ('1 in ["a".."b"]', "null"),
    ],
    "lists": [
        ("[1, 2, 3][2]", "2"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][0]", "null"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[{a: 1}, {a: 2}][a > 1]", "[{a: 2}]"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("5[1]", "5"),
        ("null[true]", "[]"),
        ('[1]["x"]', "null"),
        ('"a..b"[1]', "a..b"),
    ],
    "contexts": [
        ("{a: 1, b: a + 1}.b", "2"),
        ('{"a b": 1}.a b', "1"),
        ("{a+b: 1}.a + b", "1"),
        ("{a: 1}.b", "null"),
        ("{a: 1, a: 2}", "null"),
        ("{f: function(x) x * 2}.f(4)", "8"),
    ],
    "iteration": [
        ("for i in 1..3 return i * 2", "[2, 4, 6]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..3) return i", "[1, 2]"),
        ("for i in [1, 2], j in [10, i] return i * j", "[10, 1, 20, 4]"),
        ("for i in 0..4 return if i < 2 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3, 5]"),
        (
            'for d in @"2024-02-28"..@"2024-03-01" return d',
            "[2024-02-28, 2024-02-29, 2024-03-01]",
        ),
        ("some x in [1, 2] satisfies x > 1", "true"),
        ("every x in [1, 2] satisfies x > 1", "false"),
        ("every x in [] satisfies false", "true"),
        ("some x in [1, null] satisfies x > 1", "null"),
    ],
    "types": [
        ("1 instance of number", "true"),
        ("null instance of number", "false"),
        ("[1] instance of list<number>", "true"),
        ('[1, "a"] instance of list<number>', "false"),
        ("{a: 1, b: 2} instance of context<a: number>", "true"),
        ("[1..2] instance of range<number>", "true"),
        ('@"P1D" instance of days and time duration', "true"),
        ("(function(a: number) a) instance of function<number> -> number", "true"),
        ("1 instance of nothing", "null"),
    ],
    "temporal": [
        ('@"2024-01-31" + @"P1M"', "2024-02-29"),
        ('@"2024-03-01" - @"2024-02-01"', "P29D"),
        ('date("2024-02-30")', "null"),
        ('@"2024-02-29".weekday', "4"),
        ('@"10:30:00" + @"PT90M"', "12:00:00"),
        ('@"2021-01-01T24:00:00"', "2021-01-02T00:00:00"),
        ('@"2021-01-01T10:00:00@Asia/Shanghai" = @"2021-01-01T02:00:00Z"', "true"),
        ('@"2021-07-01T10:00:00@Europe/Paris".time offset', "PT2H"),
        ('@"P1Y2M" * 2', "P2Y4M"),
        ('@"PT36H".days', "1"),
        ('@"P1D" / @"PT6H"', "4"),
        ('@"-0044-03-15".year', "-44"),
        ('date("999999999-12-31") + @"P1D"', "null"),
        ('@"P1D" < @"P1M"', "null"),
    ],
    "ranges": [
        ("[1..10].start", "1"),
        ("(1..10].start included", "false"),
        ("(< 10).end", "10"),
        ("(>= 10).start included", "true"),
        ("[1..[5, 6][2]]", "[1..6]"),
        ("[5..1]", "null"),
    ],
    "functions": [
        ("(function(a, b) a - b)(b: 1, a: 5)", "4"),
        ("(function(a: number) a)([5])", "5"),
        ('(function(a: number) a)("x")', "null"),
        ("(function(a) function(b) a + b)(1)(2)", "3"),
        ("sum([1, 2], 3, 4)", "null"),
        ("max(1, 5, 3)", "5"),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ("nobody(1)", "null"),
    ],
    "text": [
        (r'"a\"b\\c\u4E2D\U01F40E"', 'a"b\\c\u4e2d\U0001f40e'),
        (r'string length("\ud83d\udc0e")', "1"),
        ("1 /* one */ + // two\n 2", "3"),
        ('string({a: "b", "c d!": [1.50, null]})', '{a: "b", "c d!": [1.5, null]}'),
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [pair for pairs in MEANINGS.values() for pair in pairs],
    ids=[text for pairs in MEANINGS.values() for text, _ in pairs],
)
def test_an_expression_means_what_the_standard_says(text: str, expected: str) -> None:
    """Interpreter and closures both give the value that the standard asks for."""
    assert shown(text) == expected


DIAGNOSED = [
    ("1 / 0", "feel_division_by_zero"),
    ("1 + true", "feel_type_mismatch"),
    ("nobody", "feel_unknown_name"),
    ("{a: 1}.b", "feel_no_such_entry"),
    ("[1][3]", "feel_index_out_of_range"),
    ("(1 + 1)(2)", "feel_not_a_function"),
    ("abs()", "feel_wrong_arguments"),
    ('abs("x")', "feel_bad_argument"),
    ("9E6144 * 10", "feel_number_out_of_range"),
    ("[2..1]", "feel_invalid_range"),
    ('matches("a", "(")', "feel_invalid_pattern"),
    ('date("x")', "feel_invalid_literal"),
    ("1 instance of nothing", "feel_unknown_type"),
    ('(function(a: number) a)("x")', "feel_type_not_fitting"),
    ("now()", "feel_no_clock"),
    ("function() external {java: {}}", "feel_external_function"),
    ("{a: 1, a: 2}", "feel_duplicate_key"),
]


@pytest.mark.parametrize(("text", "code"), DIAGNOSED)
def test_a_run_time_error_is_null_and_noted(text: str, code: str) -> None:
    """What cannot be computed is null, and a diagnostic says why."""
    assert (shown(text), codes(text)) == ("null", [code])


def test_a_sum_does_not_depend_on_the_threads_precision() -> None:
    """Numbers have 34 digits whatever decimal context the caller has."""
    assert shown("1234567890123456789012345678901234 + 0.4") == "1234567890123456789012345678901234"
