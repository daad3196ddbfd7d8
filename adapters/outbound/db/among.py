"""One of many values, as one parameter where the database can take it so."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Among(FunctionElement[bool]):
    """Whether a column has one of some values.

    A city sees the cases of hundreds of offices. A parameter for each costs more time, on the way
    to PostgreSQL and there, than the rows that are looked for.
    """

    type = Boolean()
    inherit_cache = True
    name = "among"

    def __init__(self, column: ColumnElement[str], values: list[str]) -> None:
        super().__init__(column, literal(values, ARRAY(Text)), column.in_(values))


@compiles(Among)
def _listed(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    _, _, listed = element.clauses
    return f"({compiler.process(listed, **options)})"


@compiles(Among, "postgresql")
def _in_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values, _ = element.clauses
    return f"({compiler.process(column, **options)} = ANY ({compiler.process(values, **options)}))"


def among(column: Any, values: Collection[str]) -> ColumnElement[bool]:
    """Rows with one of these values; none where there are no values."""
    if len(values) == 1:
        # An index keeps its order within one value.
        (only,) = values
        equal: ColumnElement[bool] = column == only
        return equal
    return Among(column, sorted(values))
