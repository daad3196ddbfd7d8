"""The variables of a running interpretation: a chain of frames, innermost first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.feel.built_ins import BUILT_INS
from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.unknown import Unknown
from rules.feel.values import Context, Function, Scope, Value


@dataclass(frozen=True, slots=True)
class Variables:
    """One frame and those around it."""

    own: Scope
    outer: Variables | None = None

    def value(self, name: str) -> Value:
        """Return the value of a variable or built-in function.

        Raises:
            EvaluationFault: There is none of that name.
        """
        frame: Variables | None = self
        while frame is not None:
            if name in frame.own:
                return frame.own[name]
            frame = frame.outer
        return built_in(name)

    def inner(self, own: Mapping[str, Value]) -> Variables:
        """Return a frame inside this one."""
        return Variables(own, self)

    def of_item(self, item: Value) -> Variables:
        """Return the frame of a filter's condition: the item, and the entries of a context."""
        frame = Variables({"item": item}, self)
        return Variables(item.entries, frame) if isinstance(item, Context) else frame


def built_in(name: str) -> Value:
    """Return the built-in function of that name.

    Raises:
        EvaluationFault: There is none.
    """
    function = BUILT_INS.get(name)
    if function is None:
        raise EvaluationFault(FeelCode.UNKNOWN_NAME, name=name)
    return function


def callee(name: str, found: Value) -> Value:
    """Return what a call of `name(...)` calls when a variable of that name has the value `found`.

    A fact may be called `date` or `count` without hiding the built-in function.
    """
    return found if isinstance(found, Function | Unknown) else BUILT_INS.get(name, found)
