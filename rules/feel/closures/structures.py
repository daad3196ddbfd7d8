"""Paths, filters, ranges, lists and contexts."""

from __future__ import annotations

from rules.feel import nodes as n
from rules.feel import semantics
from rules.feel.access import entry_of
from rules.feel.closures.builder import Builder, noting
from rules.feel.places import RUN, Code, Environment, Place
from rules.feel.values import Value


def path(builder: Builder, node: n.Path, place: Place) -> Code:
    """Return the code of `base.name`."""
    base = builder.code(node.base, place)
    name = node.name
    return noting(lambda env: entry_of(base(env), name), node.span)


def filtered(builder: Builder, node: n.Filter, place: Place) -> Code:
    """Return the code of `base[condition]`."""
    base = builder.code(node.base, place)
    condition = builder.code(node.condition, place.with_item())
    slot = place.size

    def code(env: Environment) -> Value:
        def answer(item: Value) -> Value:
            env[slot] = item
            return condition(env)

        return semantics.filtered(base(env), answer, env[RUN])

    return noting(code, node.span)


def range_literal(builder: Builder, node: n.RangeLiteral, place: Place) -> Code:
    """Return the code of `[low..high]`."""
    low, high = builder.code(node.low, place), builder.code(node.high, place)
    low_included, high_included = node.low_included, node.high_included

    def code(env: Environment) -> Value:
        return semantics.make_range(
            low(env), high(env), low_included=low_included, high_included=high_included
        )

    return noting(code, node.span)


def list_literal(builder: Builder, node: n.ListLiteral, place: Place) -> Code:
    """Return the code of `[item, ...]`."""
    items = [builder.code(item, place) for item in node.items]
    return lambda env: tuple([item(env) for item in items])


def context_literal(builder: Builder, node: n.ContextLiteral, place: Place) -> Code:
    """Return the code of `{key: value, ...}`."""
    entries: list[tuple[str, int, Code]] = []
    for entry in node.entries:
        entries.append((entry.key, place.size, builder.code(entry.value, place)))
        place = place.with_names((entry.key,))
    builder.code(n.Literal(span=node.span, value=None), place)  # makes room for the last slot

    def code(env: Environment) -> Value:
        for _, slot, value in entries:
            env[slot] = value(env)
        return semantics.make_context([(key, env[slot]) for key, slot, _ in entries])

    return noting(code, node.span)
