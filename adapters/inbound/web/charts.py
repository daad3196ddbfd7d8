"""Figures for a chart, as they lie in a page beside the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One colour of a chart: a value for each of its names."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars, one for each name, made of one or more series."""

    names: Sequence[str]
    series: Sequence[Series]

    def plain(self) -> dict[str, JsonValue]:
        """What the script in the page reads."""
        return {
            "names": list(self.names),
            "series": [{"name": one.name, "values": list(one.values)} for one in self.series],
        }


def stacked(rows: Mapping[str, Mapping[str, float]]) -> Chart:
    """A bar for each row, made of its parts; parts of one name have one colour.

    Example:
        >>> stacked({"opened": {"A": 2, "B": 1}, "paid": {"B": 3}}).series[1]
        Series(name='B', values=[1, 3])
    """
    parts = list(dict.fromkeys(part for row in rows.values() for part in row))
    return Chart(
        names=list(rows),
        series=[
            Series(name=part, values=[row.get(part, 0) for row in rows.values()]) for part in parts
        ],
    )
