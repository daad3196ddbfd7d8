"""Every expression of a document, with its place and what it must answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.definitions.grammar import Path
from engine.definitions.language import Action, Effect, Needs, Workflow

Answers = Literal["truth", "number", "text", "field"]
"""What it must answer: a condition, an amount, the name of a fund, or a field's value."""


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as it stands in the document."""

    text: str
    path: Path
    answers: Answers
    field: str | None = None
    """The field that takes the value, where it is one of the case's own."""


def expressions(spec: Workflow) -> Iterator[Written]:
    """Every expression, in the order of the document."""
    for name, case_field in spec.case.items():
        if case_field.computed is not None:
            yield Written(case_field.computed, ("case", name, "computed"), "field", name)
        for index, condition in enumerate(case_field.must):
            yield Written(condition.that, ("case", name, "must", index, "that"), "truth")
    for name, action in spec.actions.items():
        yield from _of_action(action, ("actions", name))
    if spec.open.when is not None:
        yield Written(spec.open.when, ("open", "when"), "truth")
    yield from _of_needs(spec.open.needs, ("open", "needs"))
    for field, text in spec.open.set.items():
        yield Written(text, ("open", "set", field), "field", field)


def _of_action(action: Action, path: Path) -> Iterator[Written]:
    if isinstance(action.to, tuple):
        for index, branch in enumerate(action.to):
            if branch.when is not None:
                yield Written(branch.when, (*path, "to", index, "when"), "truth")
    if action.authority is not None:
        yield Written(action.authority.amount, (*path, "authority", "amount"), "number")
    yield from _of_needs(action.needs, (*path, "needs"))
    if action.when is not None:
        yield Written(action.when, (*path, "when"), "truth")
    for field, text in action.set.items():
        yield Written(text, (*path, "set", field), "field", field)
    for index, effect in enumerate(action.does):
        yield from _of_effect(effect, (*path, "does", index))


def _of_needs(needs: Needs, path: Path) -> Iterator[Written]:
    for index, also in enumerate(needs.also):
        yield Written(also.when, (*path, "also", index, "when"), "truth")


def _of_effect(effect: Effect, path: Path) -> Iterator[Written]:
    for key, post in (("reserve", effect.reserve), ("recover", effect.recover)):
        if post is not None:
            yield Written(post.fund, (*path, key, "fund"), "text")
            yield Written(post.amount, (*path, key, "amount"), "number")
    if effect.open_child is not None:
        for field, text in effect.open_child.facts.items():
            yield Written(text, (*path, "open_child", "facts", field), "field")
