"""FEEL texts of a model, compiled; a text that is no FEEL gives null and says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rules.dmn.errors import DmnCode
from rules.feel.compiler import Compiled, compile_expression
from rules.feel.errors import EvaluationFault, FeelSyntaxError, LimitExceededError
from rules.feel.evaluation import Evaluation
from rules.feel.parser import parse_expression, parse_unary_tests
from rules.feel.span import Span
from rules.feel.types import FeelType
from rules.feel.values import Scope, Value

Logic: TypeAlias = Callable[[Scope, Evaluation], Value]

WHOLE = Span(start=0, end=0, line=1, column=1)
"""The place of what has no text of its own."""


def noted(logic: Logic) -> Logic:
    """Return logic that turns a fault into null and a diagnostic."""

    def guarded(scope: Scope, run: Evaluation) -> Value:
        try:
            return logic(scope, run)
        except EvaluationFault as fault:
            run.note(fault, WHOLE)
            return None

    return guarded


@dataclass(slots=True, kw_only=True)
class TextCompiler:
    """Compiles texts that see the same names.

    Attributes:
        names: Names in scope.
        types: Types of the model.
        file: Where the texts stand, for messages.
        problems: Collects the texts that are no FEEL.
    """

    names: Sequence[str]
    types: Mapping[str, FeelType]
    file: str = "<dmn>"
    problems: list[FeelSyntaxError | LimitExceededError] = field(default_factory=list)

    def inside(self, names: Iterable[str]) -> TextCompiler:
        """Return a compiler for texts that see more names."""
        return TextCompiler(
            names=(*self.names, *names),
            types=self.types,
            file=self.file,
            problems=self.problems,
        )

    def expression(self, text: str) -> Logic:
        """Return the logic of an expression; an empty text is null."""
        if not text.strip():
            return lambda scope, run: None
        try:
            tree = parse_expression(text, names=self.names, file=self.file)
        except (FeelSyntaxError, LimitExceededError) as error:
            return self._broken(error)
        return compile_expression(tree, self.types).within

    def _broken(self, error: FeelSyntaxError | LimitExceededError) -> Logic:
        self.problems.append(error)
        fault = EvaluationFault(
            DmnCode.INVALID_EXPRESSION,
            place=error.params.get("place", self.file),
            expected=error.params.get("expected", error.params.get("bound")),
            found=error.params.get("found", error.params.get("limit")),
        )

        def broken(scope: Scope, run: Evaluation) -> Value:
            raise fault

        return noted(broken)

    def unary(self, text: str) -> Compiled | None:
        """Return unary tests, or None when the text is none; an empty text lets all pass."""
        try:
            tree = parse_unary_tests(text.strip() or "-", names=self.names, file=self.file)
        except (FeelSyntaxError, LimitExceededError) as error:
            self.problems.append(error)
            return None
        return compile_expression(tree, self.types)
