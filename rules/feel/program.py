"""Expressions that belong together, compiled into one environment.

A single compiled expression looks its variables up by name. Here the place of every name is known
before anything is evaluated, so that values are read by position, what never changes is worked out
while compiling, and expressions use each other's results without a call in between. The meaning
is that of `compile_expression` with a scope that holds all the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from rules.feel import nodes as n
from rules.feel.compiler import Compiler
from rules.feel.evaluation import Evaluation, SingleEvaluation
from rules.feel.interpreter import NO_TYPES
from rules.feel.places import (
    FIRST_SLOT,
    RUN,
    Around,
    Code,
    Environment,
    Fixed,
    Local,
    Place,
    Worked,
)
from rules.feel.values import Scope, Value
from rules.feel.walk import walk

QUIET: Final = SingleEvaluation()
"""The running evaluation for those who want no diagnostics."""

PENDING: Final = object()
"""What stands in the slot of a name that nobody has asked for yet."""

Source: TypeAlias = tuple[int, Code]
"""Slot of a name, and the code to run when nothing stands there yet."""

_NO_SCOPE: Scope = {}
_LOOPS = (n.For, n.Quantified, n.Filter)
_UNCOUNTED = frozenset(
    (
        "not",
        "min",
        "max",
        "abs",
        "floor",
        "ceiling",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "odd",
        "even",
        "modulo",
    )
)
"""Built-in functions that take single values only and do not add up to much work."""


class Program:
    """Names, and the expressions that use them.

    Args:
        fixed: Names whose value is the same in every evaluation.
        given: Other names, whose values every evaluation brings, in this order.

    Example:
        >>> from decimal import Decimal
        >>> from rules.feel.parser import parse_expression
        >>> program = Program(fixed={"line": Decimal(800)}, given=["income"])
        >>> _ = program.define("poor", program.code(parse_expression("income < line")))
        >>> found(program.environment([Decimal(799)]), *program.source("poor"))
        True
    """

    def __init__(self, *, fixed: Mapping[str, Value], given: Sequence[str]) -> None:
        self._slots = {name: FIRST_SLOT + number for number, name in enumerate((*given, *fixed))}
        self._around: dict[str, Around] = {
            **{name: Local(name, self._slots[name]) for name in given},
            **{name: Fixed(value) for name, value in fixed.items()},
        }
        self._sources: dict[str, Source] = {}
        self._behind: list[object] = list(fixed.values())
        self._size = FIRST_SLOT + len(self._slots)

    def slot(self, name: str) -> int:
        """Return where the environment keeps the value of a name.

        Raises:
            KeyError: No such name.
        """
        return self._slots[name]

    def given(self, name: str) -> int | None:
        """Return the slot of a name whose value every evaluation brings."""
        found = self._around.get(name)
        return found.slot if isinstance(found, Local) else None

    def reserve(self) -> int:
        """Return a slot that nothing else uses."""
        return self._grow(self._size + 1) - 1

    def _grow(self, size: int) -> int:
        self._behind += [PENDING] * (size - self._size)
        self._size = max(size, self._size)
        return self._size

    def code(self, expression: n.Expression, *, tested: int | None = None) -> Code:
        """Return the closures of an expression.

        Args:
            expression: The syntax tree.
            tested: Slot of the value that `?` stands for.
        """
        place = Place(size=self._size, around=self._around, closed=True)
        if tested is not None:
            place = place.with_name_at("?", tested)
        compiler = Compiler(NO_TYPES)
        code = compiler.code(expression, place)
        self._grow(compiler.size)
        return _counted(code) if self._counts(expression) else code

    def _counts(self, expression: n.Expression) -> bool:
        return any(isinstance(node, _LOOPS) or self._calls(node) for node in walk(expression))

    def _calls(self, node: n.Expression) -> bool:
        """Tell whether a node is a call that may use up loop steps."""
        if not isinstance(node, n.Call):
            return False
        function = node.function
        if not isinstance(function, n.Name) or function.name in self._around:
            return True
        # A single argument of `min` is a list.
        of_list = function.name in ("min", "max") and len(node.positional) < 2
        return of_list or function.name not in _UNCOUNTED

    def define(self, name: str, code: Code) -> int:
        """Have a name stand for code that is run when the name is first asked for.

        Returns:
            The slot that keeps its value; whoever runs the code before may fill it.
        """
        slot = self._slots[name] = self.reserve()
        self._sources[name] = (slot, code)
        self._around[name] = Worked(_once(slot, code))
        return slot

    def source(self, name: str) -> Source:
        """Return the slot of a name, and the code to run when nothing stands there yet.

        Raises:
            KeyError: No such name.
        """
        return self._sources.get(name) or (self._slots[name], _nothing)

    def environment(self, values: Iterable[Value], run: Evaluation = QUIET) -> Environment:
        """Return an environment for one evaluation.

        Args:
            values: Those of the given names.
            run: The running evaluation.
        """
        return [_NO_SCOPE, run, *values, *self._behind]


def found(env: Environment, slot: int, work: Code) -> Value:
    """Return what stands in a slot, worked out now if nobody has asked for it yet."""
    value: Value = env[slot]
    if value is PENDING:
        value = env[slot] = work(env)
    return value


def _once(slot: int, work: Code) -> Code:
    # What `found` does, without a call in between.
    def load(env: Environment) -> Value:
        value: Value = env[slot]
        if value is PENDING:
            value = env[slot] = work(env)
        return value

    return load


def _nothing(env: Environment) -> Value:
    return None


def _counted(code: Code) -> Code:
    """Return code that may use up the bounds of an evaluation of its own."""

    def counted(env: Environment) -> Value:
        run = env[RUN]
        env[RUN] = Evaluation(run.diagnostics)
        try:
            return code(env)
        finally:
            env[RUN] = run

    return counted
