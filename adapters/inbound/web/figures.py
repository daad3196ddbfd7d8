"""The figures that policy sets, by region: what holds, since when, and where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.visit import Own, Visit
from rules.policy import Area, Parameter, ParameterValue, Words, lineage, region_code

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One figure of one region.

    Attributes:
        standing: `now`, `past` or `coming`.
    """

    label: str
    key: str
    value: str
    region: str
    since: str
    until: str
    law: str
    source: str
    certainty: str
    standing: str


@router.get("/administration/parameters")
def parameters(visit: Own, region: str = "") -> Response:
    """Every figure of every area; of one region those that hold there, with those from above."""
    areas = visit.site.house.rulebook.areas.values()
    asked = region_code(region) if region else None
    return visit.page(
        "parameters.html",
        areas=[(_words(visit, area).title, area.key, _lines(visit, area, asked)) for area in areas],
        regions=_regions(visit),
        region=region if asked else "",
        unset=_unset(visit, asked) if asked else [],
    )


def _words(visit: Visit, area: Area) -> Words:
    return area.words[visit.language.value]


def _regions(visit: Visit) -> list[tuple[str, str]]:
    """Regions that have figures or offices, by their codes."""
    found = {office.region: office.region for office in visit.directory.offices.values()}
    for area in visit.site.house.rulebook.areas.values():
        for parameter in area.parameters.values():
            found |= {key: key for key in parameter.values}
    return sorted((code, _place(visit, code)) for code in found)


def _place(visit: Visit, code: str) -> str:
    """A region's name, as far as some area words it."""
    short = region_code(code) or code
    for area in visit.site.house.rulebook.areas.values():
        regions = _words(visit, area).regions
        if short in regions:
            return regions[short]
    return code


def _lines(visit: Visit, area: Area, region: str | None) -> list[FigureLine]:
    return [
        _line(visit, area, parameter, value)
        for parameter in area.parameters.values()
        for value in _values(parameter, region, visit.today)
    ]


def _values(parameter: Parameter, region: str | None, today: date) -> Iterator[ParameterValue]:
    """All figures, or the one that holds at a place today."""
    if region is None:
        for values in parameter.values.values():
            yield from values
        return
    held = parameter.at(today, region)
    if held is not None:
        yield held


def _unset(visit: Visit, region: str) -> list[str]:
    """Figures that a region has to set itself and nobody on its way up did."""
    return [
        _words(visit, area).parameters.get(parameter.key, parameter.key)
        for area in visit.site.house.rulebook.areas.values()
        for parameter in area.parameters.values()
        if not any(place in parameter.values for place in lineage(region))
    ]


def _line(visit: Visit, area: Area, parameter: Parameter, value: ParameterValue) -> FigureLine:
    words, cited = _words(visit, area), value.citation
    unit = words.units.get(parameter.unit or "", "")
    return FigureLine(
        label=words.parameters.get(parameter.key, parameter.key),
        key=f"{area.key}.{parameter.key}",
        value=f"{_shown(visit, words, value)} {unit}".strip(),
        region=_place(visit, value.region),
        since="" if value.since == date.min else value.since.isoformat(),
        until="" if value.until == date.max else value.until.isoformat(),
        law="" if cited is None else f"{cited.title} {cited.article or ''}".strip(),
        source="" if cited is None else cited.source or "",
        certainty="" if cited is None else cited.certainty,
        standing=_standing(value, visit.today),
    )


def _shown(visit: Visit, words: Words, value: ParameterValue) -> str:
    if isinstance(value.value, bool):
        return visit.say("cli_yes" if value.value else "cli_no")
    return words.options.get(str(value.value), str(value.value))


def _standing(value: ParameterValue, today: date) -> str:
    if value.until < today:
        return "past"
    return "coming" if value.since > today else "now"
