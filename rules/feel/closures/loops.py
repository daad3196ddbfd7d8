"""For, some and every."""

from __future__ import annotations

from collections.abc import Iterator

from rules.feel import nodes as n
from rules.feel import semantics
from rules.feel.closures.builder import Builder, noting
from rules.feel.iteration import items_of, steps, unknown_domain
from rules.feel.places import RUN, Code, Environment, Place
from rules.feel.unknown import Unknown
from rules.feel.values import Value

_Domain = tuple[int, Code, Code | None]


def loop(builder: Builder, node: n.For, place: Place) -> Code:
    """Return the code of `for`."""
    domains, inner = _domains(builder, node.iterators, place)
    slot = inner.size
    body = builder.code(node.body, inner.with_names(("partial",)))
    remembers = semantics.remembers(node)

    def code(env: Environment) -> Value:
        results: list[Value] = []
        for unknown in _rounds(domains, env):
            if unknown is not None:
                return unknown
            env[RUN].sized(len(results))
            if remembers:
                env[slot] = semantics.so_far(results, env[RUN])
            results.append(body(env))
        return tuple(results)

    return noting(code, node.span)


def quantified(builder: Builder, node: n.Quantified, place: Place) -> Code:
    """Return the code of `some` and `every`."""
    domains, inner = _domains(builder, node.iterators, place)
    condition = builder.code(node.condition, inner)
    every = node.every

    def code(env: Environment) -> Value:
        answers = (
            condition(env) if unknown is None else unknown for unknown in _rounds(domains, env)
        )
        return semantics.quantified(every, answers)

    return noting(code, node.span)


def _domains(
    builder: Builder, iterators: tuple[n.Iterator, ...], place: Place
) -> tuple[list[_Domain], Place]:
    domains: list[_Domain] = []
    for iterator in iterators:
        end = None if iterator.end is None else builder.code(iterator.end, place)
        domains.append((place.size, builder.code(iterator.domain, place), end))
        place = place.with_names((iterator.name,))
    return domains, place


def _rounds(domains: list[_Domain], env: Environment, depth: int = 0) -> Iterator[Unknown | None]:
    """Set the variables of each round and yield None, or yield the unknown that stops them."""
    if depth == len(domains):
        yield None
        return
    slot, start, end = domains[depth]
    values = _values(start(env), end, env)
    if isinstance(values, Unknown):
        yield values
        return
    for value in values:
        env[slot] = value
        yield from _rounds(domains, env, depth + 1)


def _values(start: Value, end: Code | None, env: Environment) -> Iterator[Value] | Unknown:
    if end is None:
        return start if isinstance(start, Unknown) else items_of(start, env[RUN])
    last = end(env)
    return unknown_domain(start, last) or steps(start, last, env[RUN])
