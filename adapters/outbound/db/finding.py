"""The search as a condition: the same cases on both databases, by an index where there is one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Table, and_, false, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from engine.searching import Sought

VECTOR = "array_to_tsvector(string_to_array(btrim({column}), ' '))"
"""The words of a case as PostgreSQL indexes them: as they are, in no language's grammar."""


class HasTerms(FunctionElement[bool]):
    """Whether a case has all words of some group; in PostgreSQL's own words, and in anybody's.

    Args:
        column: The words.
        query: The groups in the language of text searches.
        compared: The same, one word compared after the other.
    """

    type = Boolean()
    inherit_cache = True
    name = "has_terms"

    def __init__(self, column: Any, query: str, compared: ColumnElement[bool]) -> None:
        super().__init__(column, literal(query), compared)


@compiles(HasTerms)
def _compared(element: HasTerms, compiler: SQLCompiler, **options: Any) -> str:
    """Word by word: the rows of an office's database are few."""
    _, _, compared = element.clauses
    return f"({compiler.process(compared, **options)})"


@compiles(HasTerms, "postgresql")
def _indexed(element: HasTerms, compiler: SQLCompiler, **options: Any) -> str:
    column, query, _ = element.clauses
    vector = VECTOR.format(column=compiler.process(column, **options))
    return f"({vector} @@ CAST({compiler.process(query, **options)} AS tsquery))"


def found_by(cases: Table, asked: Sought) -> ColumnElement[bool]:
    """Cases that a search means."""
    ways: list[ColumnElement[bool]] = []
    if asked.groups:
        terms = cases.c.terms
        had = HasTerms(terms, _query(asked), or_(*(_all(terms, group) for group in asked.groups)))
        ways.append(had if asked.sound is None else _goes_on(terms, asked, had))
    if asked.begins is not None:
        ways.append(cases.c.id.startswith(asked.begins, autoescape=True))
    return or_(false(), *ways)


def _all(terms: ColumnElement[str], group: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(terms.contains(f" {word} ", autoescape=True) for word in group))


def _goes_on(
    terms: ColumnElement[str], asked: Sought, had: ColumnElement[bool]
) -> ColumnElement[bool]:
    """A long sound is found by how it begins; the rest is compared. Other groups stay as found."""
    others = [_all(terms, group) for group in asked.groups if not group[0].startswith("~")]
    return and_(had, or_(terms.contains(asked.sound or "", autoescape=True), *others))


def _query(asked: Sought) -> str:
    """Groups as PostgreSQL writes them.

    Example:
        >>> from engine.searching import sought
        >>> _query(sought("王伟芳"))
        "('王伟' & '伟芳')"
    """
    return " | ".join(f"({' & '.join(map(_quoted, group))})" for group in asked.groups)


def _quoted(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
