"""Where the compiled form finds variables: slots of the environment, known before evaluation.

An environment is a list: the scope, the running evaluation, then one slot for each local variable.
Expressions that belong together may share one environment; see `rules.feel.program`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
class Fixed:
    """A name with the same value in every evaluation."""

    value: Value


@dataclass(frozen=True, slots=True)
class Worked:
    """A name whose value is worked out when it is asked for."""

    code: Code


Around: TypeAlias = Local | Fixed | Worked
"""What a name stands for outside of all variables that the expression itself brings."""


@dataclass(frozen=True, slots=True)
class Place:
    """The variables visible at some point of the text.

    Attributes:
        locals: Those that the expression itself brings, innermost first.
        size: Length that the environment needs so far.
        around: What further names stand for; a name that is not here is in the scope.
        closed: Whether there is no scope, so that every other name is a built-in function.
    """

    locals: tuple[Local, ...] = ()
    size: int = FIRST_SLOT
    around: Mapping[str, Around] = field(default_factory=dict)
    closed: bool = False

    def with_names(self, names: Iterable[str]) -> Place:
        """Return the place with new variables in the next slots, in that order."""
        place = self
        for name in names:
            local = Local(name, place.size)
            place = replace(place, locals=(local, *place.locals), size=place.size + 1)
        return place

    def with_item(self) -> Place:
        """Return the place inside of a filter, with the item in the next slot."""
        inner = self.with_names(("item",))
        entries = Local("", self.size, of_item=True)
        return replace(inner, locals=(entries, *inner.locals))

    def with_name_at(self, name: str, slot: int) -> Place:
        """Return the place with another name for a slot that is filled already."""
        return replace(self, locals=(Local(name, slot), *self.locals))

    def binds(self, name: str) -> bool:
        """Tell whether the name may mean anything but a variable of the scope."""
        return name in self.around or self._is_local(name)

    def _is_local(self, name: str) -> bool:
        return any(local.of_item or local.name == name for local in self.locals)

    def fixed(self, name: str) -> Fixed | None:
        """Return the value of a name that is the same in every evaluation."""
        found = self.around.get(name)
        return found if isinstance(found, Fixed) and not self._is_local(name) else None

    def slot(self, name: str) -> int | None:
        """Return the slot that the name surely stands for."""
        for local in self.locals:
            if local.of_item or local.name == name:
                return None if local.of_item else local.slot
        found = self.around.get(name)
        return found.slot if isinstance(found, Local) else None

    def load(self, name: str, otherwise: Code) -> Code:
        """Return the code that gives the variable, or runs `otherwise` when it is in the scope."""
        code = self._from_around(name, otherwise)
        for local in reversed(self.locals):
            if local.of_item:
                code = _entry(name, local.slot, code)
            elif local.name == name:
                code = _slot(local.slot)
        return code

    def _from_around(self, name: str, otherwise: Code) -> Code:
        found = self.around.get(name)
        if found is None:
            return otherwise
        if isinstance(found, Local):
            return _slot(found.slot)
        return found.code if isinstance(found, Worked) else _fixed(found.value)


def _slot(slot: int) -> Code:
    def load(env: Environment) -> Value:
        value: Value = env[slot]
        return value

    return load


def _fixed(value: Value) -> Code:
    return lambda env: value


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
