"""Logic, ranges tests, unary tests, if and instance of."""

from __future__ import annotations

from decimal import Decimal
from operator import ge, gt, itemgetter, le, lt

from rules.feel import nodes as n
from rules.feel import semantics
from rules.feel.closures.builder import Builder, noting
from rules.feel.conformance import instance_answer, resolved
from rules.feel.errors import EvaluationFault
from rules.feel.logic import all_of, any_of, truth
from rules.feel.places import RUN, Code, Environment, Place
from rules.feel.unknown import Unknown
from rules.feel.values import Range, Value


def conjunction(builder: Builder, node: n.Conjunction, place: Place) -> Code:
    """Return the code of `and`."""
    left, right = builder.code(node.left, place), builder.code(node.right, place)

    def code(env: Environment) -> Value:
        a = left(env)
        if a is False:
            return False
        b = right(env)
        if a is True and (b is True or b is False):
            return b
        return all_of((truth(a), truth(b)))

    return code


def disjunction(builder: Builder, node: n.Disjunction, place: Place) -> Code:
    """Return the code of `or`."""
    left, right = builder.code(node.left, place), builder.code(node.right, place)

    def code(env: Environment) -> Value:
        a = left(env)
        if a is True:
            return True
        b = right(env)
        if a is False and (b is True or b is False):
            return b
        return any_of((truth(a), truth(b)))

    return code


def between(builder: Builder, node: n.Between, place: Place) -> Code:
    """Return the code of `between`."""
    value, low, high = (builder.code(part, place) for part in (node.value, node.low, node.high))

    def code(env: Environment) -> Value:
        a, b, c = value(env), low(env), high(env)
        if type(a) is Decimal and type(b) is Decimal and type(c) is Decimal:
            return b <= a <= c
        return semantics.between(a, b, c)

    return noting(code, node.span)


def membership(builder: Builder, node: n.Membership, place: Place) -> Code:
    """Return the code of `in`."""
    value = builder.code(node.value, place)
    given = place.slot(node.value.name) if isinstance(node.value, n.Name) else None
    slot = place.size if given is None else given
    # A variable that has a slot already needs no other under the name of `?`.
    inner = place.with_names(("?",)) if given is None else place.with_name_at("?", given)
    passes = _passes([_test(builder, test, inner) for test in node.tests], slot)
    members = _members(builder, node)
    passes = passes if members is None else _among(members, slot, passes)
    return passes if given is not None else _stored(value, slot, passes)


def _stored(value: Code, slot: int, then: Code) -> Code:
    def code(env: Environment) -> Value:
        env[slot] = value(env)
        return then(env)

    return code


def _passes(tests: list[Code], slot: int) -> Code:
    """Return whether a value passes any of the tests; all of them are tried."""
    if len(tests) > 1:
        return lambda env: any_of([truth(test(env)) for test in tests])
    only = tests[0]

    def code(env: Environment) -> Value:
        found = only(env)
        return found if found is True or found is False else any_of((truth(found),))

    return code


def _among(members: frozenset[Value], slot: int, otherwise: Code) -> Code:
    def code(env: Environment) -> Value:
        tested = env[slot]
        return tested in members if type(tested) is str else otherwise(env)

    return code


def _members(builder: Builder, node: n.Membership) -> frozenset[Value] | None:
    """Return the strings that are tested for, when the tests are nothing else."""
    if not all(map(builder.is_constant, node.tests)):
        return None
    values = [builder.constant(test) for test in node.tests]
    return frozenset(values) if all(isinstance(value, str) for value in values) else None


def unary_tests(builder: Builder, node: n.UnaryTests, place: Place) -> Code:
    """Return the code of a table's input entry."""
    tests = [_test(builder, test, place) for test in node.tests]
    if not tests:
        return lambda env: True
    negate = node.negated
    if len(tests) == 1 and not negate:
        return tests[0]
    return lambda env: semantics.alternatives([truth(t(env)) for t in tests], negate=negate)


def _test(builder: Builder, test: n.Expression, place: Place) -> Code:
    tested = n.Name(span=test.span, name="?")
    if isinstance(test, n.ComparisonTest):
        operator = test.operator
        same = n.Comparison(span=test.span, operator=operator, left=tested, right=test.endpoint)
        return builder.code(same, place)
    value, code = builder.code(tested, place), builder.code(test, place)
    if builder.is_constant(test):
        return _constant_test(value, place.slot("?"), builder.constant(test), test)
    mentioned = semantics.mentions_input(test)

    def passes(env: Environment) -> Value:
        tested, found = value(env), code(env)
        env[RUN].handle(found)
        return semantics.passes(tested, found, mentions_input=mentioned)

    return noting(passes, test.span)


def _constant_test(value: Code, slot: int | None, constant: Value, test: n.Expression) -> Code:
    def passes(env: Environment) -> Value:
        env[RUN].handle(constant)
        return semantics.passes(value(env), constant, mentions_input=False)

    long = noting(passes, test.span)
    load = value if slot is None else itemgetter(slot)
    if isinstance(constant, str | Decimal):
        return _equal_to(load, constant, long)
    return _in_numbers(load, constant, long) if isinstance(constant, Range) else long


def _equal_to(load: Code, constant: str | Decimal, otherwise: Code) -> Code:
    kind = type(constant)

    def code(env: Environment) -> Value:
        tested = load(env)
        return tested == constant if type(tested) is kind else otherwise(env)

    return code


def _in_numbers(load: Code, bounds: Range, otherwise: Code) -> Code:
    """Return the test of a number against a range of numbers."""
    low, high = bounds.low, bounds.high
    if not (isinstance(low, Decimal) and isinstance(high, Decimal)):
        return otherwise
    over = ge if bounds.low_included else gt
    under = le if bounds.high_included else lt

    def code(env: Environment) -> Value:
        tested = load(env)
        if type(tested) is Decimal:
            inside: bool = over(tested, low) and under(tested, high)
            return inside
        return otherwise(env)

    return code


def comparison_test(builder: Builder, node: n.ComparisonTest, place: Place) -> Code:
    """Return the code of a comparison that stands for a range."""
    endpoint = builder.code(node.endpoint, place)
    operator = node.operator
    return noting(lambda env: semantics.open_range(operator, endpoint(env)), node.span)


def choice(builder: Builder, node: n.If, place: Place) -> Code:
    """Return the code of `if`."""
    condition = builder.code(node.condition, place)
    then, otherwise = builder.code(node.then, place), builder.code(node.otherwise, place)
    if builder.is_constant(node.condition) and type(builder.constant(node.condition)) is bool:
        return then if builder.constant(node.condition) else otherwise

    def code(env: Environment) -> Value:
        decided = condition(env)
        if decided is True:
            return then(env)
        if not isinstance(decided, Unknown):
            return otherwise(env)
        return semantics.chosen(decided, lambda: then(env), lambda: otherwise(env))

    return code


def instance(builder: Builder, node: n.InstanceOf, place: Place) -> Code:
    """Return the code of `instance of`."""
    value = builder.code(node.value, place)
    try:
        wanted = resolved(node.type, builder.types)
    except EvaluationFault as fault:
        return noting(_raising(value, fault), node.span)
    return lambda env: instance_answer(value(env), wanted)


def _raising(value: Code, fault: EvaluationFault) -> Code:
    def code(env: Environment) -> Value:
        value(env)
        raise fault

    return code
