"""What a document itself knows of the facts: fields that nobody fills in and only `set` writes.

A file opened with `filed: false` cannot have come to a state that asks for a filed one, whatever
its arrows say. Remembering such fields keeps the examples of the checks to paths that exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from engine.definitions.guards import Guard, read_guard
from engine.definitions.language import Action, Workflow
from engine.definitions.references import OPENING
from rules.feel import FeelSyntaxError, LimitExceededError, Unknown, Value

FlagValues: TypeAlias = tuple[Value, ...]
"""A value for each flag, in their order; unknown while nothing has set it."""

_MOST_FLAGS = 6


class Flags:
    """The flags of a document and what its guards make of them.

    Args:
        spec: The document.
    """

    def __init__(self, spec: Workflow) -> None:
        self._guards = dict(_guards(spec))
        written = _constant_writes(spec, self._guards)
        read = {name for guard in self._guards.values() for name in guard.names}
        self._names = tuple(sorted(read & written.keys()))[:_MOST_FLAGS]
        self._writes = {name: written[name] for name in self._names}

    def at_first(self) -> FlagValues:
        """The flags of a case that has just been opened."""
        return tuple(
            self._writes[name].get(OPENING, Unknown(facts=frozenset((name,))))
            for name in self._names
        )

    def after(self, values: FlagValues, action: str) -> FlagValues:
        """The flags once an action is taken."""
        return tuple(
            self._writes[name].get(action, value)
            for name, value in zip(self._names, values, strict=True)
        )

    def allows(self, values: FlagValues, action: Action) -> bool:
        """Whether an action may be possible with these flags."""
        return action.when is None or self._may_be_true(action.when, values)

    def may_lead(self, values: FlagValues, action: Action, target: str) -> bool:
        """Whether a forking action may lead to a state with these flags (its own set already)."""
        if not isinstance(action.to, tuple):
            return True
        certain = any(b.when is not None and self._is_true(b.when, values) for b in action.to)
        return any(
            not certain if branch.when is None else self._may_be_true(branch.when, values)
            for branch in action.to
            if branch.to == target
        )

    def _may_be_true(self, text: str, values: FlagValues) -> bool:
        answer = self._ask(text, values)
        return answer is True or isinstance(answer, Unknown)

    def _is_true(self, text: str, values: FlagValues) -> bool:
        return self._ask(text, values) is True

    def _ask(self, text: str, values: FlagValues) -> Value:
        guard = self._guards.get(text)
        if guard is None or guard.compiled is None or not guard.names & set(self._names):
            return Unknown()
        known = dict(zip(self._names, values, strict=True))
        return guard.compiled(
            {name: known.get(name, Unknown(facts=frozenset((name,)))) for name in guard.names}
        )


def _guards(spec: Workflow) -> Iterator[tuple[str, Guard]]:
    for action in spec.actions.values():
        branches = action.to if isinstance(action.to, tuple) else ()
        texts = [action.when, *(branch.when for branch in branches), *action.set.values()]
        for text in texts:
            yield from _read(text)
    for text in spec.open.set.values():
        yield from _read(text)


def _read(text: str | None) -> Iterator[tuple[str, Guard]]:
    if text is None:
        return
    try:
        yield text, read_guard(text)
    except (FeelSyntaxError, LimitExceededError):
        return


def _constant_writes(spec: Workflow, guards: Mapping[str, Guard]) -> dict[str, dict[str, Value]]:
    """For each field that only constants are written to: the constant by action."""
    edited = {*spec.open.edits, *(name for a in spec.actions.values() for name in a.edits)}
    sets = {OPENING: spec.open.set, **{name: a.set for name, a in spec.actions.items()}}
    cleared = {f for a in spec.actions.values() for e in a.does for f in (e.clear or ())}
    written: dict[str, dict[str, Value]] = {}
    varying = edited | cleared
    for action, texts in sets.items():
        for field, text in texts.items():
            guard = guards.get(text)
            if guard is None or guard.compiled is None or guard.names:
                varying.add(field)
            else:
                written.setdefault(field, {})[action] = guard.compiled({})
    return {name: values for name, values in written.items() if name not in varying}
