"""The typed syntax tree of FEEL; every node knows its exact place in the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from rules.feel.span import Span
from rules.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Base of all nodes."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A number, string, truth value, null or `@"..."` literal."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    """A variable, in its normal form (one space between words)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    """`base.name`."""

    base: Expression
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Node):
    """`base[condition]`."""

    base: Expression
    condition: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A named argument."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """`function(arguments)`; either positional or named, never both."""

    function: Expression
    positional: tuple[Expression, ...] = ()
    named: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Node):
    """`-operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    """`left operator right` with one of `+ - * / **`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Node):
    """`left operator right` with one of `= != < <= > >=`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjunction(Node):
    """`left and right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Disjunction(Node):
    """`left or right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    """`value between low and high`."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Node):
    """`value in tests`."""

    value: Expression
    tests: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonTest(Node):
    """`< endpoint` and its like: a unary test on the implied value `?`.

    Outside of a unary test, in parentheses, it is the range it describes.
    """

    operator: str
    endpoint: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryTests(Node):
    """The content of a decision table's input entry.

    Attributes:
        tests: Alternatives; none means `-`, which everything passes.
        negated: Whether they stand inside `not(...)`.
    """

    tests: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType(Node):
    """A built-in type or one of the model's item definitions."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericType(Node):
    """`list<element>` or `range<element>`."""

    name: str
    element: TypeNode


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextType(Node):
    """`context<name: type, ...>`."""

    members: tuple[tuple[str, TypeNode], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionType(Node):
    """`function<type, ...> -> type`."""

    parameters: tuple[TypeNode, ...]
    result: TypeNode


TypeNode: TypeAlias = NamedType | GenericType | ContextType | FunctionType


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Expression
    type: TypeNode


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeLiteral(Node):
    """`[low..high]` with any of the six bracket forms."""

    low: Expression
    high: Expression
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral(Node):
    """`[item, ...]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry:
    """`key: value`."""

    key: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextLiteral(Node):
    """`{key: value, ...}`; an entry sees the entries before it."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A formal parameter, with its type where one is written."""

    name: str
    type: TypeNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionLiteral(Node):
    """`function(parameters) body`."""

    parameters: tuple[Parameter, ...]
    body: Expression
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Node):
    """`if condition then then else otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator:
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Expression
    end: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    """`for iterators return body`."""

    iterators: tuple[Iterator, ...]
    body: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Node):
    """`some iterators satisfies condition`, or `every`."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Expression


Expression: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | Negation
    | Arithmetic
    | Comparison
    | Conjunction
    | Disjunction
    | Between
    | Membership
    | ComparisonTest
    | UnaryTests
    | InstanceOf
    | RangeLiteral
    | ListLiteral
    | ContextLiteral
    | FunctionLiteral
    | If
    | For
    | Quantified
)
ExpressionT = TypeVar("ExpressionT", bound=Expression)
