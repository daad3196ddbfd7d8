"""No text makes FEEL do anything but answer or refuse with an error of its own, within bounds."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import UnioncaseError
from rules.feel import Limits, compile_expression, interpret, parse_expression, parse_unary_tests
from rules.feel.evaluation import Evaluation
from rules.feel.patterns import compile_pattern, find
from tests.properties.rules_feel.expressions import FACTS, Generator, facts

SMALL = Limits(iterations=2_000, result_size=2_000, pattern_steps=20_000, call_depth=30)

SHARED = "(for i in 1..50 return if i = 1 then [1] else [partial[-1], [partial[-1]]])[-1]"

ATTACKS = (
    f"count(flatten({SHARED}))",
    f"string length(string({SHARED}))",
    f"{SHARED} = {SHARED}",
    f"distinct values([{SHARED}, {SHARED}])",
    f"{SHARED} instance of {'list<' * 40}Any{'>' * 40}",
    "for i in 1..1900 return [partial]",
    "(for i in 1..1900 return if i = 1 then [] else [partial[-1]])[-1]",
    "string((for i in 1..1900 return if i = 1 then [] else [partial[-1]])[-1])",
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "s.__class__",
    "s.__class__.__mro__",
    "c.__dict__",
    "c.entries",
    "n.as_tuple",
    "d.__reduce__()",
    "l.__len__()",
    "{__class__: 1}.__class__",
    'get value(c, "__class__")',
    "eval(s)",
    "exec(s)",
    "open(s)",
    "globals()",
    "lambda: 1",
    "function() external {java: {class: \"java.lang.Runtime\", method signature: \"exec()\"}}",
    "9 ** 9 ** 9 ** 9",
    "10 ** 6144 * 10",
    "1E99999999999",
    "-1E-99999999999",
    "for i in 1..999999999999 return i",
    "for i in 1..1000, j in 1..1000, k in 1..1000 return 1",
    "some x in 1..999999999 satisfies x < 0",
    "count(for i in 1..100000 return [1,2,3,4,5,6,7,8,9])",
    'for i in 1..60 return if i = 1 then "aaaaaaaaaa" else partial[-1] + partial[-1]',
    'string join(for i in 1..1500 return "aaaaaaaaaa", "")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|a)*$")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a*)*\\1b")',
    'matches("a", "((((((a{1000}){1000}){1000}){1000}){1000}){1000})")',
    'matches("a", "a{99999999999999999999}")',
    'matches("a", "[a-\\d]")',
    'matches("a", "(?<=a)b")',
    'split("aaaa", "a*")',
    "{f: function(g) g(g)}.f({f: function(g) g(g)}.f)",
    "(function(g) g(g))(function(g) g(g))",
    "sort([3, 2, 1], function(a, b) null)",
    "sort(for i in 1..2000 return -i, function(a, b) a < b)",
    'date("999999999-12-31") + duration("P999999999D")',
    'duration("P99999999999999999999999999999999999999999999999999D") * 1E30',
    'time("10:00:00@../../../../etc/passwd")',
    'time("10:00:00@/etc/localtime")',
    'date and time("2020-01-01T00:00:00@Etc/../../passwd")',
    "@\"P999999999999999999999Y\" + @\"2020-01-01\"",
    "decimal(1, 99999999999999)",
    "round up(1E6144, -6111)",
    "modulo(1E6144, 7)",
    "exp(1E30)",
    "substring(s, 1E30, 1E30)",
    "l[1E6000]",
    '"\\u0000\\uD800"',
    '"\\U110000"',
    '"unfinished',
    "/* unfinished",
    "@",
    "..",
    "]]]]",
    "?",
    "\x00",
    "\ud800",
    "1 in",
    "a" * 30_000,
    "(" * 500,
    "[" * 500,
    "{a:" * 500,
    "-" * 500 + "1",
    "not(" * 500,
    "if true then " * 500,
    "1" + "+1" * 500,
    "true" + " and true" * 500,
    "]1..]1..]1.." * 100,
    "a" + ".a" * 500,
    "f" + "(1)" * 500,
    "1 instance of " + "list<" * 500,
    "function() " * 500 + "1",
    "for i in [1] return " * 500 + "1",
    "x in (" * 500,
    '"' + "\\" * 999,
    " /*" * 3000,
)  # fmt: skip


SHARED_SYNTAX = ("a", "b", "ab", "a*", "b+?", "(a|b)", "a{1,2}", "[ab]", ".")


def answer_or_refusal(text: str) -> None:
    """Reads and evaluates both ways; only errors of the house may come out."""
    for parse in (parse_expression, parse_unary_tests):
        try:
            tree = parse(text, names=FACTS)
            scope = facts(Random(1))
            interpret(tree, scope, limits=SMALL)
            compile_expression(tree)(scope, limits=SMALL)
        except UnioncaseError:
            continue


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: re.sub(r"\W+", "_", text[:30]))
def test_an_attack_is_answered_or_refused(text: str) -> None:
    """A text made to do harm is answered with a value or refused with an error of the house."""
    answer_or_refusal(text)


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused(text: str) -> None:
    """Whatever is typed, nothing but an error of the house comes out."""
    answer_or_refusal(text)


SIGNS = "( ) [ ] { } < > = != .. . , : - + * ** / ? @ \" ' // /* */"
WORDS = """
    if then else for in return some every satisfies and or not between instance of function external
    null true 1 1.5 date sum a b n l c x: "a" @"P1D" list<number>
"""
TOKENS = tuple(f"{SIGNS} {WORDS}".split())


@given(st.lists(st.sampled_from(TOKENS), max_size=25))
def test_any_sequence_of_words_is_answered_or_refused(tokens: list[str]) -> None:
    """Words of the language in any order make no error but those of the house."""
    answer_or_refusal(" ".join(tokens))


@given(st.randoms(use_true_random=False), st.data())
def test_a_damaged_expression_is_answered_or_refused(chance: Random, data: st.DataObject) -> None:
    """An expression with a stretch cut out or doubled makes no error but those of the house."""
    text = Generator(chance).expression(3)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    answer_or_refusal(text[:start] + text[end:])
    answer_or_refusal(text[:end] + text[start:])


@given(
    st.text(alphabet="ab|*+?(){}[]^$.\\-1,dw", max_size=14), st.text(alphabet="ab1", max_size=30)
)
def test_any_pattern_is_run_or_refused(pattern: str, text: str) -> None:
    """A regular expression matches, does not, or is refused, within its steps."""
    try:
        compiled = compile_pattern(pattern, "")
        find(compiled, text, Evaluation(limits=SMALL))
    except UnioncaseError:
        return
    assert len(compiled.program) < 21_000


@given(
    st.lists(st.sampled_from(SHARED_SYNTAX), max_size=6),
    st.text(alphabet="ab", max_size=12),
)
def test_patterns_match_where_the_usual_engine_does(parts: list[str], text: str) -> None:
    """On the part that both dialects share, the first match is the one Python finds."""
    pattern = "".join(parts)
    found = find(compile_pattern(pattern, ""), text, Evaluation())
    usual = re.search(pattern, text)
    assert (found and (found.start, found.end)) == (usual and usual.span())
