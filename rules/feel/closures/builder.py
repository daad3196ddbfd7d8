"""What the closure families need from the compiler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rules.feel.errors import EvaluationFault
from rules.feel.nodes import Expression
from rules.feel.places import RUN, Code, Environment, Place
from rules.feel.span import Span
from rules.feel.types import FeelType
from rules.feel.values import Value


class Builder(Protocol):
    """The compiler, as its parts see it."""

    @property
    def types(self) -> Mapping[str, FeelType]:
        """Types of the model."""

    def code(self, node: Expression, place: Place) -> Code:
        """Return the closure of a node at a place."""

    def is_constant(self, node: Expression) -> bool:
        """Tell whether a node, compiled before, always has the same value."""

    def constant(self, node: Expression) -> Value:
        """Return the value of a node that is constant."""


def noting(code: Code, span: Span) -> Code:
    """Return code that turns a fault into null and a diagnostic."""

    def guarded(env: Environment) -> Value:
        try:
            return code(env)
        except EvaluationFault as fault:
            env[RUN].note(fault, span)
            return None

    return guarded
