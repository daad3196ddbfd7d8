"""A table of cases in a file, read so that no amount passes through a binary float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.words import CliCode
from rules.policy import Fact
from rules.vectorised import reading_schema

_FAULTS = (pl.exceptions.PolarsError, OSError, UnicodeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTable:
    """Cases, one row each.

    Attributes:
        absent: Facts that the rules ask for and no column has; they are unknown for all.
        ignored: Columns that are no facts.
    """

    frame: pl.DataFrame
    absent: tuple[str, ...]
    ignored: tuple[str, ...]


def read_cases(file: Path, facts: Mapping[str, Fact]) -> CaseTable:
    """Read the columns that are facts, from Parquet or CSV.

    Raises:
        InputError: The file cannot be read, or has none of the facts.
    """
    columns = table_columns(file)
    wanted = [name for name in columns if name in facts]
    if not wanted:
        raise InputError(RulesCliCode.NO_FACTS, file=str(file), facts=sorted(facts))
    try:
        frame = _read(file, wanted, facts)
    except _FAULTS as error:
        raise _unreadable(file, error) from error
    return CaseTable(
        frame=frame,
        absent=tuple(sorted(facts.keys() - set(wanted))),
        ignored=tuple(name for name in columns if name not in facts),
    )


def table_columns(file: Path) -> list[str]:
    """Return the names of a table's columns.

    Raises:
        InputError: The file cannot be read.
    """
    if not file.is_file():
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem="ENOENT")
    try:
        if file.suffix == ".parquet":
            return list(pl.read_parquet_schema(file))
        return pl.read_csv(file, n_rows=0, infer_schema=False).columns
    except _FAULTS as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> InputError:
    problem = next(iter(str(error).splitlines()), type(error).__name__)
    return InputError(RulesCliCode.TABLE_UNREADABLE, file=str(file), problem=problem)


def _read(file: Path, wanted: list[str], facts: Mapping[str, Fact]) -> pl.DataFrame:
    if file.suffix == ".parquet":
        return pl.read_parquet(file, columns=wanted)
    schema = reading_schema(facts[name] for name in wanted)
    return pl.read_csv(file, columns=wanted, schema_overrides=schema, infer_schema=False)
