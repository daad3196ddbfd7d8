"""Ways over the syntax tree, for checkers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rules.feel import nodes as n
from rules.feel.built_ins import BUILT_IN_NAMES

_BUILT_IN = frozenset(BUILT_IN_NAMES)


def _none(node: n.Node) -> tuple[n.Expression, ...]:
    return ()


def _of_iterators(iterators: Iterable[n.Iterator]) -> Iterator[n.Expression]:
    for iterator in iterators:
        yield iterator.domain
        if iterator.end is not None:
            yield iterator.end


_CHILDREN: dict[type[n.Node], Callable[..., Iterable[n.Expression]]] = {
    n.Literal: _none,
    n.Name: _none,
    n.Path: lambda node: (node.base,),
    n.Filter: lambda node: (node.base, node.condition),
    n.Call: lambda node: (
        node.function,
        *node.positional,
        *(argument.value for argument in node.named),
    ),
    n.Negation: lambda node: (node.operand,),
    n.Arithmetic: lambda node: (node.left, node.right),
    n.Comparison: lambda node: (node.left, node.right),
    n.Conjunction: lambda node: (node.left, node.right),
    n.Disjunction: lambda node: (node.left, node.right),
    n.Between: lambda node: (node.value, node.low, node.high),
    n.Membership: lambda node: (node.value, *node.tests),
    n.ComparisonTest: lambda node: (node.endpoint,),
    n.UnaryTests: lambda node: node.tests,
    n.InstanceOf: lambda node: (node.value,),
    n.RangeLiteral: lambda node: (node.low, node.high),
    n.ListLiteral: lambda node: node.items,
    n.ContextLiteral: lambda node: tuple(entry.value for entry in node.entries),
    n.FunctionLiteral: lambda node: (node.body,),
    n.If: lambda node: (node.condition, node.then, node.otherwise),
    n.For: lambda node: (*_of_iterators(node.iterators), node.body),
    n.Quantified: lambda node: (*_of_iterators(node.iterators), node.condition),
}


def children(node: n.Expression) -> Iterable[n.Expression]:
    """Return the expressions directly inside a node, in source order."""
    return _CHILDREN[type(node)](node)


def walk(node: n.Expression) -> Iterator[n.Expression]:
    """Yield a node and everything below it, parents first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(tuple(children(top))))


def depth(node: n.Expression) -> int:
    """Return the number of levels of the tree."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for parent in level for child in children(parent)]
    return deepest


def free_names(node: n.Expression) -> frozenset[str]:
    """Return the variables that the expression takes from its scope.

    A built-in function that is called does not count. In a filter's condition a name counts
    although the filtered items may have an entry of that name.

    Example:
        >>> from rules.feel.parser import parse_expression
        >>> sorted(free_names(parse_expression("for i in 1..n return i * rate")))
        ['n', 'rate']
    """
    return frozenset(_free(node, frozenset()))


def _free(node: n.Expression, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(node, n.Name):
        if node.name not in bound:
            yield node.name
        return
    for child, names in _BINDERS.get(type(node), _plain)(node):
        yield from _free(child, bound | names)


_Bound = tuple[n.Expression, frozenset[str]]
_NOTHING: frozenset[str] = frozenset()


def _plain(node: n.Expression) -> Iterator[_Bound]:
    return ((child, _NOTHING) for child in children(node))


def _call(node: n.Call) -> Iterator[_Bound]:
    known = isinstance(node.function, n.Name) and node.function.name in _BUILT_IN
    return (pair for pair in _plain(node) if not (known and pair[0] is node.function))


def _filter(node: n.Filter) -> Iterator[_Bound]:
    yield node.base, _NOTHING
    yield node.condition, frozenset(("item",))


def _membership(node: n.Membership) -> Iterator[_Bound]:
    yield node.value, _NOTHING
    for test in node.tests:
        yield test, frozenset("?")


def _context(node: n.ContextLiteral) -> Iterator[_Bound]:
    seen: set[str] = set()
    for entry in node.entries:
        yield entry.value, frozenset(seen)
        seen.add(entry.key)


def _function(node: n.FunctionLiteral) -> Iterator[_Bound]:
    yield node.body, frozenset(parameter.name for parameter in node.parameters)


def _iteration(node: n.For | n.Quantified) -> Iterator[_Bound]:
    seen: set[str] = set()
    for iterator in node.iterators:
        for end in _of_iterators((iterator,)):
            yield end, frozenset(seen)
        seen.add(iterator.name)
    if isinstance(node, n.For):
        yield node.body, frozenset((*seen, "partial"))
    else:
        yield node.condition, frozenset(seen)


_BINDERS: dict[type[n.Node], Callable[..., Iterator[_Bound]]] = {
    n.Call: _call,
    n.Filter: _filter,
    n.Membership: _membership,
    n.ContextLiteral: _context,
    n.FunctionLiteral: _function,
    n.For: _iteration,
    n.Quantified: _iteration,
}
