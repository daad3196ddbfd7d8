"""Generates FEEL expressions over a few facts: mostly well typed, now and then not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from rules.feel import Context, Unknown, Value

FACTS: Mapping[str, str] = {
    "n": "number",
    "household size": "number",
    "收入": "number",
    "b": "boolean",
    "flag": "boolean",
    "s": "string",
    "d": "date",
    "l": "numbers",
    "c": "context",
}

CALLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "number": (
        ("abs", "number"), ("floor", "number"), ("ceiling", "number"), ("sqrt", "number"),
        ("log", "small"), ("exp", "small"), ("modulo", "number number"), ("sum", "numbers"),
        ("decimal", "number scale"), ("round up", "number scale"),
        ("round down", "number scale"), ("round half up", "number scale"),
        ("round half down", "number scale"), ("count", "numbers"), ("min", "numbers"),
        ("max", "numbers"), ("mean", "numbers"), ("product", "numbers"), ("median", "numbers"),
        ("stddev", "numbers"), ("string length", "string"), ("day of year", "date"),
        ("week of year", "date"), ("number", "numeral"), ("get value", "context key"),
    ),
    "boolean": (
        ("not", "boolean"), ("all", "booleans"), ("any", "booleans"),
        ("list contains", "numbers number"), ("contains", "string string"),
        ("starts with", "string string"), ("ends with", "string string"),
        ("matches", "string pattern"), ("odd", "number"), ("even", "number"),
        ("is", "number number"), ("before", "number range"), ("after", "range range"),
        ("meets", "range range"), ("met by", "range range"), ("overlaps", "range range"),
        ("overlaps before", "range range"), ("overlaps after", "range range"),
        ("finishes", "number range"), ("finished by", "range number"),
        ("includes", "range number"), ("during", "number range"), ("starts", "number range"),
        ("started by", "range range"), ("coincides", "range range"),
    ),
    "string": (
        ("substring", "string position"), ("upper case", "string"), ("lower case", "string"),
        ("substring before", "string string"), ("substring after", "string string"),
        ("replace", "string pattern string"), ("string join", "strings string"),
        ("string", "any"), ("day of week", "date"), ("month of year", "date"),
    ),
    "numbers": (
        ("append", "numbers number"), ("concatenate", "numbers numbers"),
        ("sublist", "numbers position"), ("insert before", "numbers position number"),
        ("remove", "numbers position"), ("reverse", "numbers"), ("union", "numbers numbers"),
        ("index of", "numbers number"), ("distinct values", "numbers"), ("mode", "numbers"),
        ("sort", "numbers"), ("flatten", "nested"), ("list replace", "numbers position number"),
    ),
    "strings": (("split", "string pattern"),),
    "date": (("date", "date_text"), ("today", "")),
    "moment": (("date and time", "date"), ("now", "")),
    "time": (("time", "time_text"),),
    "duration": (("duration", "duration_text"),),
    "months": (("years and months duration", "date date"),),
    "context": (
        ("context put", "context key number"), ("context merge", "contexts"),
        ("context", "entries"),
    ),
    "entries": (("get entries", "context"),),
    "range": (("range", "range_text"),),
}  # fmt: skip
"""Built-in functions by the type of their result, with the types of their arguments."""


class Generator:
    """Writes expressions with choices from one source of chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._locals: list[str] = []

    def expression(self, depth: int = 4) -> str:
        """Return an expression of any type."""
        return self.of(self._chance.choice(("boolean", "number", "any", "string")), depth)

    def of(self, kind: str, depth: int) -> str:
        """Return an expression of a type; one in forty is of another."""
        if self._chance.randrange(40) == 0:
            kind = self._chance.choice(tuple(_LEAVES))
        if depth <= 0 or kind in _LEAF_ONLY or self._chance.randrange(5) == 0:
            return self._leaf(kind)
        return self._chance.choice(_COMPOUND.get(kind, (Generator._call,)))(self, kind, depth - 1)

    def _leaf(self, kind: str) -> str:
        facts = [name for name, of in FACTS.items() if of == kind]
        if kind == "number":
            facts += self._locals
        if facts and self._chance.randrange(3):
            return self._chance.choice(facts)
        return self._chance.choice(_LEAVES[kind])

    def _call(self, kind: str, depth: int) -> str:
        if kind not in CALLS:
            return self._leaf(kind)
        name, arguments = self._chance.choice(CALLS[kind])
        written = (self.of(argument, depth) for argument in arguments.split())
        return f"{name}({', '.join(written)})"

    def _arithmetic(self, kind: str, depth: int) -> str:
        sign = self._chance.choice(("+", "-", "*", "/", "**"))
        right = self._chance.choice(("2", "0", "3")) if sign == "**" else self.of("number", depth)
        return f"({self.of('number', depth)} {sign} {right})"

    def _negation(self, kind: str, depth: int) -> str:
        return f"-({self.of(kind, depth)})"

    def _if(self, kind: str, depth: int) -> str:
        then, otherwise = self.of(kind, depth), self.of(kind, depth)
        return f"(if {self.of('boolean', depth)} then {then} else {otherwise})"

    def _index(self, kind: str, depth: int) -> str:
        return f"{self.of('numbers', depth)}[{self.of('position', depth)}]"

    def _path(self, kind: str, depth: int) -> str:
        if self._chance.randrange(2):
            return f"{self.of('context', depth)}.x"
        return f"({self.of('date', depth)}).{self._chance.choice(('year', 'weekday'))}"

    def _lambda(self, kind: str, depth: int) -> str:
        inside = self._with_local("k", "number", depth)
        return f"(function(k: number) {inside})({self.of('number', depth)})"

    def _with_local(self, name: str, kind: str, depth: int) -> str:
        self._locals.append(name)
        inside = self.of(kind, depth)
        self._locals.pop()
        return inside

    def _comparison(self, kind: str, depth: int) -> str:
        of = self._chance.choice(("number", "number", "string", "date", "numbers"))
        sign = self._chance.choice(("=", "!=", "<", "<=", ">", ">="))
        return f"({self.of(of, depth)} {sign} {self.of(of, depth)})"

    def _logic(self, kind: str, depth: int) -> str:
        word = self._chance.choice(("and", "or"))
        return f"({self.of('boolean', depth)} {word} {self.of('boolean', depth)})"

    def _between(self, kind: str, depth: int) -> str:
        low, high = self.of("number", depth), self.of("number", depth)
        return f"({self.of('number', depth)} between {low} and {high})"

    def _in(self, kind: str, depth: int) -> str:
        tests = (
            f"{self._chance.choice(COMPARING)} {self.of('number', depth)}",
            f"({self.of('number', depth)}, >= {self.of('number', depth)})",
            f"(? > {self.of('number', depth)}, null)",
            self.of("range", depth),
            self.of("numbers", depth),
        )
        return f"({self.of('number', depth)} in {self._chance.choice(tests)})"

    def _instance(self, kind: str, depth: int) -> str:
        of = self._chance.choice(
            ("number", "list<number>", "context<x: number>", "range<number>", "date",
             "function<number> -> number")
        )  # fmt: skip
        return f"({self.of('any', depth)} instance of {of})"

    def _quantified(self, kind: str, depth: int) -> str:
        word = self._chance.choice(("some", "every"))
        domain = self.of("numbers", depth)
        return f"({word} q in {domain} satisfies {self._with_local('q', 'boolean', depth)})"

    def _list(self, kind: str, depth: int) -> str:
        of = "boolean" if kind == "booleans" else "string" if kind == "strings" else "number"
        count = self._chance.randrange(4)
        return f"[{', '.join(self.of(of, depth) for _ in range(count))}]"

    def _filter(self, kind: str, depth: int) -> str:
        domain = self.of("numbers", depth)
        return f"{domain}[{self._with_local('item', 'boolean', depth)}]"

    def _for(self, kind: str, depth: int) -> str:
        of = f"{self._chance.randrange(3)}..{self.of('position', depth)}"
        domain = self._chance.choice((of, self.of("numbers", depth)))
        more = self._chance.choice(("", ", k in [1, 2]"))
        tail = self._chance.choice(("", " + count(partial)"))
        return f"(for i in {domain}{more} return {self._with_local('i', 'number', depth)}{tail})"

    def _context(self, kind: str, depth: int) -> str:
        x = self.of("number", depth)
        return f"{{x: {x}, y: {self._with_local('x', 'string', depth)}}}"

    def _sum_of_strings(self, kind: str, depth: int) -> str:
        return f"({self.of('string', depth)} + {self.of('string', depth)})"

    def _shifted(self, kind: str, depth: int) -> str:
        sign = self._chance.choice(("+", "-"))
        return f"({self.of('date', depth)} {sign} {self.of('duration', depth)})"

    def _range(self, kind: str, depth: int) -> str:
        low, high = self.of("number", depth), self.of("number", depth)
        opening, closing = self._chance.choice("[(]"), self._chance.choice("])[")
        comparison = f"({self._chance.choice(('<', '>=', '='))} {low})"
        return self._chance.choice((f"{opening}{low}..({high}){closing}", comparison))

    def _any(self, kind: str, depth: int) -> str:
        kinds = ("number", "boolean", "string", "numbers", "context", "range", "date", "entries",
                 "moment", "time", "duration", "months", "strings")  # fmt: skip
        return self.of(self._chance.choice(kinds), depth)

    def unary_tests(self, depth: int = 2) -> str:
        """Return unary tests on a number."""
        tests = (
            "-",
            f"{self._chance.choice(COMPARING)} {self.of('number', depth)}",
            f"{self.of('number', depth)}, > {self.of('number', depth)}",
            f"not({self.of('number', depth)}, {self.of('range', depth)})",
            f"? + 1 > {self.of('number', depth)}",
            f"{self.of('range', depth)}, = {self.of('number', depth)}",
        )
        return self._chance.choice(tests)


COMPARING = ("=", "!=", "<", "<=", ">", ">=")
"""What a unary test may begin with."""

_LEAVES: Mapping[str, tuple[str, ...]] = {
    "number": ("0", "1", "2.5", "-3", "100", "1E3", "0.01"),
    "small": ("1", "2.5", "0.1", "10"),
    "scale": ("0", "1", "2", "-1"),
    "position": ("1", "2", "-1", "3", "0"),
    "boolean": ("true", "false", "b", "flag"),
    "string": ('"foo"', '"bar baz"', '""', '"中文"'),
    "numeral": ('"1.5"', '"12"', '"x"'),
    "key": ('"x"', '"y"'),
    "pattern": ('"[a-c]+"', '"o"', '"a|b"', '"("'),
    "date": ('date("2024-02-29")', '@"2025-01-31"', "d"),
    "date_text": ('"2024-02-29"', '"2023-02-29"', '@"2024-01-01T10:00:00"'),
    "time_text": ('"10:30:00"', '"10:30:00+08:00"', '"25:00:00"'),
    "duration_text": ('"P1D"', '"P1Y2M"', '"PT36H"', '"P"'),
    "range_text": ('"[1..5)"', '"(0..]"', '"[3..1]"'),
    "duration": ('@"P1D"', '@"P1M"', '@"-PT90M"'),
    "months": ('@"P14M"',),
    "time": ('@"10:30:00"',),
    "moment": ('@"2024-02-29T10:30:00"', '@"2024-02-29T10:30:00@Asia/Shanghai"'),
    "numbers": ("[]", "[1, 2, 3]", "[5]", "l"),
    "booleans": ("[true]", "[b, false]", "[]"),
    "strings": ('["a", "b"]', "[]"),
    "nested": ("[[1], [2, [3]], l]", "[l]"),
    "context": ('{x: 1, y: "a"}', "c", "{}"),
    "contexts": ("[{x: 1}, c]", "[c]"),
    "entries": ('[{key: "x", value: n}]', "[]"),
    "range": ("[1..5]", "(0..10)", "[2.5..2.5]"),
    "any": ("null", "1", '"a"', "[1]", "true"),
}
_LEAF_ONLY = frozenset(
    (
        *("small", "scale", "position", "numeral", "key", "pattern", "nested", "contexts"),
        *("date_text", "time_text", "duration_text", "range_text"),
    )
)
_SHARED = (Generator._call, Generator._if)
_COMPOUND: Mapping[str, tuple[Callable[[Generator, str, int], str], ...]] = {
    "number": (
        *_SHARED, Generator._call, Generator._call, Generator._arithmetic, Generator._arithmetic,
        Generator._negation, Generator._index, Generator._path, Generator._lambda,
    ),
    "boolean": (
        *_SHARED, Generator._call, Generator._comparison, Generator._comparison, Generator._logic,
        Generator._logic, Generator._between, Generator._in, Generator._instance,
        Generator._quantified,
    ),
    "string": (*_SHARED, Generator._sum_of_strings),
    "numbers": (*_SHARED, Generator._list, Generator._filter, Generator._for),
    "booleans": (Generator._list,),
    "strings": (*_SHARED, Generator._list),
    "date": (*_SHARED, Generator._shifted),
    "duration": (*_SHARED, Generator._negation),
    "context": (*_SHARED, Generator._context),
    "range": (*_SHARED, Generator._range),
    "any": (Generator._any,),
}  # fmt: skip


def facts(chance: Random) -> dict[str, Value]:
    """Return a value for every fact."""
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(800))
    number = (Decimal(0), Decimal(1), Decimal("2.5"), Decimal(-3), Decimal(100))
    return {
        "n": chance.choice(number),
        "household size": chance.choice(number),
        "收入": chance.choice(number),
        "b": chance.choice((True, False)),
        "flag": chance.choice((True, False)),
        "s": chance.choice(("", "foo", "bar baz")),
        "d": day,
        "l": tuple(chance.choice(number) for _ in range(chance.randrange(4))),
        "c": Context({"x": chance.choice(number), "y": chance.choice(("a", "b"))}),
    }


def with_gaps(chance: Random, complete: Mapping[str, Value]) -> dict[str, Value]:
    """Return the facts with some of them unknown."""
    missing = {name for name in complete if chance.randrange(3) == 0}
    return {
        name: Unknown.of(name) if name in missing else value for name, value in complete.items()
    }
