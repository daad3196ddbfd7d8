"""What a comparison is asked about: rules as of a day, and who moved between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rules.policy import Edition, Rulebook

if TYPE_CHECKING:
    from polars import DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Rules as of a day."""

    name: str
    rulebook: Rulebook
    as_of: date

    def edition(self, decision: str) -> Edition | None:
        """Return the edition that holds a decision."""
        area, _, key = decision.partition(".")
        known = self.rulebook.areas.get(area)
        edition = known.edition(self.as_of) if known else None
        return edition if edition and key in edition.rules else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for.

    Attributes:
        decision: `area.name`; all final conditions when None.
        sweep: `area.parameter=value,value,...`.
        out: File for one line for each case that moved.
    """

    old: str
    new: str | None
    table: Path
    decision: str | None
    sweep: str | None
    as_of: str | None
    region: str
    out: Path | None


def moved_rows(frames: Sequence[tuple[str, DataFrame]], file: Path) -> None:
    """Write one line for each case that moved, for each decision."""
    import polars as pl

    named = [frame.with_columns(decision=pl.lit(name)) for name, frame in frames]
    pl.concat(named).write_csv(file)
