"""One running evaluation: its diagnostics, its clock and what it may still use up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rules.feel.errors import EvaluationFault, LimitExceededError
from rules.feel.limits import DEFAULT_LIMITS, Limits
from rules.feel.span import Span
from rules.feel.temporal import DateTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Why a part of an expression came out as null.

    Attributes:
        code: What went wrong.
        span: Which part.
        params: Values that the text of the code quotes.
    """

    code: StrEnum
    span: Span
    params: tuple[tuple[str, object], ...] = ()


Diagnostics: TypeAlias = list[Diagnostic]


_HANDLED_IN_A_STEP = 100  # items or characters


class Evaluation:
    """The state of one evaluation, shared by everything it calls.

    Args:
        diagnostics: Collects the run-time errors; None when nobody wants them.
        now: What `now()` and `today()` answer; None makes them null.
        limits: Bounds on loops, calls and sizes.
    """

    __slots__ = ("_calls", "_left", "diagnostics", "limits", "now")

    def __init__(
        self,
        diagnostics: Diagnostics | None = None,
        now: DateTime | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.diagnostics = diagnostics
        self.now = now
        self.limits = limits
        self._left = limits.iterations
        self._calls = 0

    def note(self, fault: EvaluationFault, span: Span) -> None:
        """Record a run-time error; its value is null."""
        if self.diagnostics is not None:
            params = tuple(fault.params.items())
            self.diagnostics.append(Diagnostic(code=fault.code, span=span, params=params))

    def spend(self, steps: int = 1) -> None:
        """Use up loop steps.

        Raises:
            LimitExceededError: No more are left.
        """
        self._left -= steps
        if self._left < 0:
            raise LimitExceededError(bound="iterations", limit=self.limits.iterations)

    def handle(self, *values: object) -> None:
        """Use up loop steps for values that are looked at or copied as a whole.

        Raises:
            LimitExceededError: No more steps are left.
        """
        for value in values:
            if isinstance(value, tuple | str) and len(value) >= _HANDLED_IN_A_STEP:
                self.spend(len(value) // _HANDLED_IN_A_STEP)

    def enter_call(self) -> None:
        """Begin a call of a function.

        Raises:
            LimitExceededError: Too many functions are inside one another.
        """
        self.spend()
        self._calls += 1
        if self._calls > self.limits.call_depth:
            raise LimitExceededError(bound="call_depth", limit=self.limits.call_depth)

    def leave_call(self) -> None:
        """End a call of a function."""
        self._calls -= 1

    def sized(self, size: int) -> int:
        """Return the size of a result that is about to be built.

        Raises:
            LimitExceededError: It is too large.
        """
        if size > self.limits.result_size:
            raise LimitExceededError(bound="result_size", limit=self.limits.result_size)
        return size


class SingleEvaluation(Evaluation):
    """The state of evaluations without loops and calls: nothing adds up, so it can be shared."""

    __slots__ = ()

    def spend(self, steps: int = 1) -> None:
        """Count nothing."""
