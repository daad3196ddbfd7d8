"""Ways over the syntax tree, for checkers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from rules.feel import nodes as n
from rules.feel.built_ins import BUILT_IN_NAMES


def children(node: n.Expression) -> Iterator[n.Expression]:
    """Yield the expressions directly inside a node, in source order."""
    for field in fields(node):
        yield from _expressions(node.__getattribute__(field.name))


def _expressions(part: object) -> Iterator[n.Expression]:
    if isinstance(part, n.Expression):
        yield part
    elif isinstance(part, n.Argument | n.ContextEntry):
        yield part.value
    elif isinstance(part, n.Iterator):
        yield part.domain
        if part.end is not None:
            yield part.end
    elif isinstance(part, tuple):
        for item in part:
            yield from _expressions(item)


def walk(node: n.Expression) -> Iterator[n.Expression]:
    """Yield a node and everything below it, parents first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(list(children(top))))


def depth(node: n.Expression) -> int:
    """Return the number of levels of the tree."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for parent in level for child in children(parent)]
    return deepest


def free_names(node: n.Expression) -> frozenset[str]:
    """Return the variables that the expression takes from its scope.

    Built-in functions that are called count only when a variable could not be meant; entries
    that a filter's item may supply count as free.

    Example:
        >>> from rules.feel.parser import parse_expression
        >>> sorted(free_names(parse_expression("for i in 1..n return i * rate")))
        ['n', 'rate']
    """
    return frozenset(_free(node, frozenset()))


def _free(node: n.Expression, bound: frozenset[str]) -> Iterator[str]:
    match node:
        case n.Name(name=name):
            if name not in bound:
                yield name
        case n.For() | n.Quantified():
            yield from _free_iteration(node, bound)
        case n.FunctionLiteral(parameters=parameters, body=body):
            yield from _free(body, bound | {parameter.name for parameter in parameters})
        case n.ContextLiteral(entries=entries):
            for entry in entries:
                yield from _free(entry.value, bound)
                bound |= {entry.key}
        case n.Filter(base=base, condition=condition):
            yield from _free(base, bound)
            yield from _free(condition, bound | {"item"})
        case n.Membership(value=value, tests=tests):
            yield from _free(value, bound)
            for test in tests:
                yield from _free(test, bound | {"?"})
        case n.Call(function=n.Name(name=name)) if name in BUILT_IN_NAMES:
            for child in children(node):
                if child is not node.function:
                    yield from _free(child, bound)
        case _:
            for child in children(node):
                yield from _free(child, bound)


def _free_iteration(node: n.For | n.Quantified, bound: frozenset[str]) -> Iterator[str]:
    for iterator in node.iterators:
        yield from _free(iterator.domain, bound)
        if iterator.end is not None:
            yield from _free(iterator.end, bound)
        bound |= {iterator.name}
    if isinstance(node, n.For):
        yield from _free(node.body, bound | {"partial"})
    else:
        yield from _free(node.condition, bound)
