"""How a rule answers: a condition, a combination of conditions, a formula or a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from rules.feel import Compiled, Diagnostic, Expression, Scope, Unknown, Value
from rules.feel.unknown import merge
from rules.policy.language import TypeName
from rules.policy.values import Declared
from rules.source import Mark

AS_OF = "as_of"
"""Name under which every expression finds the day it is asked about."""

RuleKind: TypeAlias = Literal["criterion", "table", "decision"]
Diagnostics: TypeAlias = "list[Diagnostic] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A FEEL text, read and compiled once."""

    source: str
    tree: Expression
    compiled: Compiled
    names: frozenset[str]
    mark: Mark


class Logic(Protocol):
    """What answers a rule from the values of the names it reads."""

    @property
    def reads(self) -> frozenset[str]:
        """Names whose values must be in the scope."""

    def answer(self, scope: Scope, diagnostics: Diagnostics = None) -> Value:
        """Return the value, or unknown with the facts that it hangs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """The value of an expression."""

    text: Text

    @property
    def reads(self) -> frozenset[str]:
        """Names of the expression."""
        return self.text.names

    def answer(self, scope: Scope, diagnostics: Diagnostics = None) -> Value:
        """Return the value of the expression."""
        return self.text.compiled(scope, diagnostics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """At least `least` of the conditions `of` hold.

    All of them is `least = len(of)`, any of them `least = 1`.
    """

    of: tuple[str, ...]
    least: int

    @property
    def reads(self) -> frozenset[str]:
        """The combined conditions."""
        return frozenset(self.of)

    def answer(self, scope: Scope, diagnostics: Diagnostics = None) -> Value:
        """Return whether enough of the conditions hold."""
        return self.counted([scope[name] for name in self.of])

    def counted(self, values: Sequence[Value]) -> Value:
        """Count strictly: what is neither true nor false can still go either way."""
        if sum(value is True for value in values) >= self.least:
            return True
        if sum(value is not False for value in values) < self.least:
            return False
        return merged(value for value in values if value is not True and value is not False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row; a cell of None fits everything."""

    cells: tuple[Text | None, ...]
    then: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision table with one output."""

    inputs: tuple[Text, ...]
    rows: tuple[Row, ...]
    hit: Literal["unique", "first", "any"]
    otherwise: Text | None = None

    @property
    def reads(self) -> frozenset[str]:
        """Names of all inputs, cells and outputs; not the `?` of a cell."""
        cells = [cell for row in self.rows for cell in row.cells if cell]
        texts = [*self.inputs, *cells, *(row.then for row in self.rows)]
        names = frozenset[str]().union(*(text.names for text in texts))
        return (names | (self.otherwise.names if self.otherwise else frozenset())) - {"?"}

    def answer(self, scope: Scope, diagnostics: Diagnostics = None) -> Value:
        """Return the output of the row that fits.

        Unknown, unless every row that may still fit gives the same output.
        """
        return self.decide(scope, diagnostics)[0]

    def decide(
        self, scope: Scope, diagnostics: Diagnostics = None
    ) -> tuple[Value, tuple[int, ...]]:
        """Return the output and the numbers of the rows that gave it, counted from 1."""
        inputs = [text.compiled(scope, diagnostics) for text in self.inputs]
        return self.concluded(
            self._fits(scope, inputs),
            lambda number: self.rows[number - 1].then.compiled(scope, diagnostics),
            lambda: self._default(scope, diagnostics),
        )

    def concluded(
        self,
        fits: Sequence[tuple[int, Value]],
        output: Callable[[int], Value],
        default: Callable[[], Value],
    ) -> tuple[Value, tuple[int, ...]]:
        """Return the output and the rows that gave it, once it is known which rows fit.

        Args:
            fits: Rows that fit (true) or may fit (unknown), by number, in order.
            output: Gives the output of a row.
            default: Gives what holds when no row fits.
        """
        certain = tuple(number for number, fit in fits if fit is True)
        if len(certain) > 1 and self.hit == "unique":
            return None, certain
        outputs = [output(number) for number, _ in fits]
        if not certain:
            outputs.append(default())
        if _agree(outputs):
            return outputs[0], certain
        doubts = [fit for _, fit in fits if isinstance(fit, Unknown)]
        if not doubts and not any(isinstance(value, Unknown) for value in outputs):
            return None, certain
        return merged([*doubts, *outputs]), certain

    def _fits(self, scope: Scope, inputs: Sequence[Value]) -> list[tuple[int, Value]]:
        """Return the rows that fit or may fit, up to the first that counts."""
        local = {**scope}
        fits: list[tuple[int, Value]] = []
        for number, row in enumerate(self.rows, 1):
            fit = _fit(row, local, inputs)
            if fit is False:
                continue
            fits.append((number, fit))
            if fit is True and self.hit == "first":
                break
        return fits

    def _default(self, scope: Scope, diagnostics: Diagnostics) -> Value:
        return self.otherwise.compiled(scope, diagnostics) if self.otherwise else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named question of an edition and the logic that answers it.

    Attributes:
        reads: Names of facts, parameters and other rules it uses directly, sorted.
        citation: Key of its citation.
    """

    key: str
    kind: RuleKind
    type: TypeName
    unit: str | None = None
    options: tuple[str, ...] = ()
    citation: str | None = None
    article: str | None = None
    logic: Formula | Combination | Table
    reads: tuple[str, ...]
    mark: Mark

    @property
    def columns(self) -> Mapping[str, Declared]:
        """None: no rule answers with records."""
        return {}


def merged(values: Iterable[Value]) -> Unknown:
    """Return the unknown that hangs on everything that these unknowns hang on."""
    unknowns = [value for value in values if isinstance(value, Unknown)]
    return merge(unknowns) if unknowns else Unknown()


def _fit(row: Row, scope: dict[str, Value], inputs: Sequence[Value]) -> Value:
    doubts: list[Value] = []
    for cell, value in zip(row.cells, inputs, strict=True):
        if cell is None:
            continue
        scope["?"] = value
        fit = cell.compiled(scope)
        if isinstance(fit, Unknown):
            doubts.append(fit)
        elif fit is not True:
            return False
    return merged(doubts) if doubts else True


def _agree(outputs: Sequence[Value]) -> bool:
    first = outputs[0]
    return not isinstance(first, Unknown) and all(
        not isinstance(other, Unknown) and type(other) is type(first) and other == first
        for other in outputs[1:]
    )
