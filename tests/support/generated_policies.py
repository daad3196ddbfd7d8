"""Policies and cases made up at random, for tests that compare ways to evaluate them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from rules.feel import Value
from rules.policy import Rulebook, load_policy
from rules.source import Node
from tests.support.policies import documents

KINDS = ("living", "medical", "schooling")
COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
ROUNDINGS = ("floor", "ceiling", "round down", "round up", "round half up", "round half down")
GROUND = """
    area: made
    citations:
      law: {title: A law}
    facts:
      income: {type: money, min: 0, max: 1000000}
      rent: {type: money, min: -500, max: 50000}
      persons: {type: integer, min: 1, max: 20}
      rooms: {type: integer, min: 0, max: 9}
      share: {type: rate, min: 0, max: 1}
      member: {type: boolean}
      urban: {type: boolean}
      kind: {type: choice, options: [living, medical, schooling]}
      since: {type: date}
    parameters:
      line: {type: money, values: [{from: 2020-01-01, value: 1062.5, cite: law}]}
      few: {type: integer, values: [{from: 2020-01-01, value: 3, cite: law}]}
      strict: {type: boolean, values: [{from: 2020-01-01, value: true, cite: law}]}
      months: {type: integer, values: [{from: 2020-01-01, value: 12, cite: law}]}
      open: {type: money, local: true}
"""
FACTS = ("income", "rent", "persons", "rooms", "share", "member", "urban", "kind", "since")


class Maker:
    """Makes expressions of the typed profile.

    Args:
        seed: The same seed makes the same expressions.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def _any(self, *makers: Callable[[int], str], depth: int) -> str:
        return self._random.choice(makers)(depth)

    def condition(self, depth: int) -> str:
        """A condition of at most this depth."""
        if depth <= 0:
            return self._random.choice(["member", "urban", "strict", "rooms > few", "persons = 3"])
        return self._any(
            self._numbers_compared,
            self._numbers_compared,
            self._joined,
            self._joined,
            lambda d: f"not({self.condition(d - 1)})",
            lambda d: f"{self.integer(d)} between {self.integer(d)} and {self.integer(d)}",
            self._member_of,
            lambda d: f"{self.choice(d - 1)} {self._random.choice(['=', '!='])} {self.choice(0)}",
            self._dates_compared,
            lambda d: self._if(self.condition, d),
            lambda d: f"{self._random.choice(['odd', 'even'])}({self.integer(d - 1)})",
            depth=depth,
        )

    def _numbers_compared(self, depth: int) -> str:
        operator = self._random.choice(COMPARISONS)
        left = self._any(self.amount, self.quotient, self.integer, depth=depth - 1)
        return f"{left} {operator} {self.amount(depth - 1)}"

    def _joined(self, depth: int) -> str:
        operator = self._random.choice(["and", "or"])
        return f"({self.condition(depth - 1)}) {operator} ({self.condition(depth - 1)})"

    def _member_of(self, depth: int) -> str:
        tests = [
            f"{self.integer(depth - 1)} in (< {self._small()}, [4..{self._random.randint(4, 9)}))",
            f"{self.integer(depth - 1)} in ({self._small()}, {self._small()}, > 15)",
            f'kind in ("living", "{self._random.choice(KINDS)}")',
            "rooms in (few..7]",
        ]
        return self._random.choice(tests)

    def _dates_compared(self, depth: int) -> str:
        shifted = self._random.choice(
            [
                'since + duration("P" + string(months) + "M")',
                'since + duration("P10D")',
                'since - duration("P1M")',
                "since",
            ]
        )
        operator = self._random.choice(COMPARISONS[:4])
        return self._random.choice(
            [f"{shifted} {operator} as_of", f"{shifted}.year {operator} as_of.year"]
        )

    def _if(self, branch: Callable[[int], str], depth: int) -> str:
        condition = self.condition(depth - 1)
        return f"(if {condition} then {branch(depth - 1)} else {branch(depth - 1)})"

    def choice(self, depth: int) -> str:
        """A text out of the kinds."""
        if depth <= 0:
            return self._random.choice(["kind", *(f'"{kind}"' for kind in KINDS)])
        return self._any(lambda d: self._if(self.choice, d), lambda d: "kind", depth=depth)

    def integer(self, depth: int) -> str:
        """A whole number."""
        if depth <= 0:
            return self._random.choice(["persons", "rooms", "few", str(self._small())])
        return self._any(
            lambda d: f"({self.integer(d - 1)} {self._random.choice('+-*')} {self.integer(d - 1)})",
            lambda d: self._rounded(d),
            lambda d: self._if(self.integer, d),
            lambda d: self.integer(0),
            depth=depth,
        )

    def _rounded(self, depth: int) -> str:
        inner = self._any(self.amount, self.quotient, depth=depth - 1)
        return f"{self._random.choice(ROUNDINGS)}({inner}, 0)"

    def amount(self, depth: int) -> str:
        """An amount of money, or a share of one."""
        if depth <= 0:
            plain = ["income", "rent", "line", "1062.5", "0", "20000", "share", "open", "-rent"]
            return self._random.choice(plain)
        return self._any(
            lambda d: f"({self.amount(d - 1)} {self._random.choice('+-')} {self.amount(d - 1)})",
            lambda d: f"{self.amount(0)} * {self._random.choice(['0.8', 'share', 'few', '2'])}",
            lambda d: (
                f"{self._random.choice(['min', 'max'])}({self.amount(d - 1)}, {self.amount(0)})"
            ),
            lambda d: f"{self._random.choice(ROUNDINGS)}({self.quotient(d - 1)}, 2)",
            lambda d: self._if(self.amount, d),
            lambda d: f"abs({self.amount(d - 1)})",
            lambda d: f"{self.amount(d - 1)} / {self._random.choice(['2', '4', '100', '-5'])}",
            lambda d: self.amount(0),
            depth=depth,
        )

    def quotient(self, depth: int) -> str:
        """An amount divided by what is never zero."""
        amount = self.amount(min(depth, 1))
        by = self._random.choice(["12 / persons", "persons", "7", "persons / persons", "-3"])
        return f"({amount}) / {by}"

    def _small(self) -> int:
        return self._random.randint(0, 9)

    def table(self) -> str:
        """A decision table over two inputs."""
        return self._random.choice([self._bands, self._first_table])()

    def _bands(self) -> str:
        cut = self._random.randint(2, 8)
        outputs = [self.integer(1) for _ in range(4)]
        return _table(
            ["rooms", "member"],
            [
                (f'"< {cut}"', "true", outputs[0]),
                (f'"< {cut}"', "false", outputs[1]),
                (f'"[{cut}..9]"', '"-"', outputs[2]),
            ],
            hit=self._random.choice(["unique", "any"]),
            otherwise=self._random.choice([outputs[3], ""]),
        )

    def _first_table(self) -> str:
        rows = [
            (f'"{self._random.choice(KINDS)}"', '"-"', self.integer(1)),
            ('"-"', f'"not({self._small()})"', self.integer(1)),
            (f'"{self._random.choice(KINDS)}, living"', f'">= {self._small()}"', self.integer(0)),
        ]
        return _table(["kind", "persons"], rows, hit="first", otherwise=self.integer(0))

    def policy(self) -> str:
        """An edition with criteria, tables and decisions that rest on each other."""
        of = "[c0, c1, c2, c3]"
        combined = self._random.choice(
            [f"all: {of}", f"any: {of}", f"at_least: {{count: 2, of: {of}}}"]
        )
        return "\n".join(
            [
                "area: made\nedition: {from: 2020-01-01}\ncriteria:",
                *(_criterion(f"c{n}", self.condition(3)) for n in range(3)),
                _criterion("c3", f"t0 > {self._small()} or {self.condition(1)}"),
                f"tables:\n  t0:\n{self.table()}",
                f"decisions:\n  d: {{{combined}}}",
                f"  e: {{expression: '{self.amount(3)}', type: number}}",
            ]
        )


def _table(inputs: list[str], rows: list[tuple[str, str, str]], *, hit: str, otherwise: str) -> str:
    lines = [f"    inputs: [{', '.join(inputs)}]", f"    hit: {hit}", "    type: number"]
    lines += ["    cite: law", "    rows:"]
    lines += [f"      - {{when: [{a}, {b}], then: '{then}'}}" for a, b, then in rows]
    return "\n".join(lines + ([f"    otherwise: '{otherwise}'"] if otherwise else []))


def _criterion(key: str, condition: str) -> str:
    return f"  {key}: {{when: '{condition}', cite: law}}"


def made_policy(seed: int) -> Rulebook:
    """A rulebook made up from a seed; what only a look would find is let pass."""
    return load_policy(made_documents(seed))


def made_documents(seed: int) -> list[Node]:
    """The documents of a policy made up from a seed."""
    return documents(GROUND, Maker(seed).policy(), *_words())


def _words() -> list[str]:
    keys = [*FACTS, "line", "few", "strict", "months", "open"]
    labels = {
        "facts": keys[: len(FACTS)],
        "parameters": keys[len(FACTS) :],
        "decisions": ["t0", "d", "e"],
        "options": KINDS,
        "units": ["yuan"],
        "regions": ["CN"],
    }
    body = "".join(
        f"{section}: {{{', '.join(f'{key}: X' for key in names)}}}\n"
        for section, names in labels.items()
    )
    criteria = ", ".join(f"c{n}: {{label: X, remedy: X}}" for n in range(4))
    return [
        f"area: made\nlanguage: {language}\ntitle: Made\n{body}criteria: {{{criteria}}}\n"
        for language in ("zh", "en")
    ]


def made_cases(seed: int, count: int, *, known: float = 0.85) -> list[dict[str, Value]]:
    """Cases made up from a seed, some facts left out; many lie exactly on a line."""
    chance = random.Random(seed)
    return [_case(chance, known) for _ in range(count)]


def _case(chance: random.Random, known: float) -> dict[str, Value]:
    persons = chance.randint(1, 20)
    on_the_line = Decimal("1062.5") * 12 * persons
    cents = Decimal(chance.choice([-1, 0, 0, 1])) / 100
    income = chance.choice([on_the_line + cents, Decimal(chance.randint(0, 99_999_999)) / 100])
    case: dict[str, Value] = {
        "income": income,
        "rent": Decimal(chance.choice([-50_000, -1, 0, 1, 12_345, 5_000_000])) / 100,
        "persons": Decimal(persons),
        "rooms": Decimal(chance.randint(0, 9)),
        "share": Decimal(chance.choice([0, 1, 333_333, 500_000, 800_000, 1_000_000])) / 10**6,
        "member": chance.random() < 0.5,
        "urban": chance.random() < 0.5,
        "kind": chance.choice(KINDS),
        "since": date(2024, 2, 29) + timedelta(days=chance.randint(-400, 900)),
    }
    return {name: value for name, value in case.items() if chance.random() < known}
