"""Boxed expressions: the logic of decisions (DMN 1.5, sections 7.3 and 10.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """What every boxed expression may have."""

    id: str | None = None
    type_ref: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralExpression(Boxed):
    """A FEEL text."""

    text: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A name with its type: of a parameter, context entry, column, or element."""

    name: str
    type_ref: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry:
    """A named part of a context; without a name it is the context's result."""

    variable: Variable | None
    value: BoxedExpression
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedContext(Boxed):
    """Entries, each seeing those before it."""

    entries: tuple[ContextEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedList(Boxed):
    """Items."""

    items: tuple[BoxedExpression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Boxed):
    """Rows with one expression for each column: a list of contexts."""

    columns: tuple[Variable, ...] = ()
    rows: tuple[tuple[BoxedExpression, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """An argument for a parameter."""

    parameter: Variable
    value: BoxedExpression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Boxed):
    """A call with named arguments."""

    function: BoxedExpression | None = None
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Boxed):
    """A function with declared parameters; `kind` says in which language its body is."""

    parameters: tuple[Variable, ...] = ()
    body: BoxedExpression | None = None
    kind: Literal["FEEL", "Java", "PMML"] = "FEEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Boxed):
    """If, then, else."""

    condition: BoxedExpression
    then: BoxedExpression
    otherwise: BoxedExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterExpression(Boxed):
    """The items of a list for which `match` holds."""

    domain: BoxedExpression
    match: BoxedExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration(Boxed):
    """For, every or some, over one variable."""

    kind: Literal["for", "every", "some"]
    variable: str
    domain: BoxedExpression
    body: BoxedExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause:
    """A column that a table tests; `values` are the unary tests of what may stand there."""

    expression: str
    type_ref: str | None = None
    values: str | None = None
    label: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause:
    """A column that a table gives.

    Attributes:
        name: Name in the result; needed when there are several outputs.
        values: The possible outputs, by priority from high to low.
        default: The output when no row matches.
    """

    name: str | None = None
    type_ref: str | None = None
    values: str | None = None
    default: str | None = None
    label: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: a unary test for each input, an expression for each output."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...] = ()
    description: str | None = None
    id: str | None = None


HitPolicy: TypeAlias = Literal[
    "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"
]
Aggregation: TypeAlias = Literal["SUM", "COUNT", "MIN", "MAX"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Boxed):
    """A decision table, in any orientation."""

    hit_policy: HitPolicy = "UNIQUE"
    aggregation: Aggregation | None = None
    inputs: tuple[InputClause, ...] = ()
    outputs: tuple[OutputClause, ...] = ()
    annotations: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    output_label: str | None = None
    orientation: str | None = None


BoxedExpression: TypeAlias = (
    LiteralExpression
    | BoxedContext
    | BoxedList
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | FilterExpression
    | Iteration
    | DecisionTable
)
