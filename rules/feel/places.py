"""Where the compiled form finds variables: slots of the environment, known before evaluation.

An environment is a list: the scope, the running evaluation, then one slot for each local variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rules.feel.evaluation import Evaluation
from rules.feel.values import Context, Scope, Value

Environment: TypeAlias = list[Any]  # the two first places hold what is no value
Code: TypeAlias = Callable[[Environment], Value]

SCOPE, RUN, FIRST_SLOT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Local:
    """A variable in a slot; or, as `of_item`, a filtered item whose entries are variables."""

    name: str
    slot: int
    of_item: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The local variables visible at some point of the text, innermost first."""

    locals: tuple[Local, ...] = ()
    size: int = FIRST_SLOT

    def with_names(self, names: Iterable[str]) -> Place:
        """Return the place with new variables in the next slots, in that order."""
        place = self
        for name in names:
            local = Local(name, place.size)
            place = Place((local, *place.locals), place.size + 1)
        return place

    def with_item(self) -> Place:
        """Return the place inside of a filter, with the item in the next slot."""
        inner = self.with_names(("item",))
        entries = Local("", self.size, of_item=True)
        return replace(inner, locals=(entries, *inner.locals))

    def binds(self, name: str) -> bool:
        """Tell whether a local variable may be meant by the name."""
        return any(local.of_item or local.name == name for local in self.locals)

    def load(self, name: str, otherwise: Code) -> Code:
        """Return the code that gives the variable, or runs `otherwise` when it is not local."""
        code = otherwise
        for local in reversed(self.locals):
            if local.of_item:
                code = _entry(name, local.slot, code)
            elif local.name == name:
                code = _slot(local.slot)
        return code


def _slot(slot: int) -> Code:
    def load(env: Environment) -> Value:
        value: Value = env[slot]
        return value

    return load


def _entry(name: str, slot: int, otherwise: Code) -> Code:
    def load(env: Environment) -> Value:
        item = env[slot]
        if type(item) is Context and name in item.entries:
            return item.entries[name]
        return otherwise(env)

    return load


def environment(scope: Scope, run: Evaluation, size: int) -> Environment:
    """Return an environment with empty slots."""
    return [scope, run, *[None] * (size - FIRST_SLOT)]
