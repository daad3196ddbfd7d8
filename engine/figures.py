"""Figures of a work report: which cases each counts, so that every figure can be traced to them.

Which figures there are is declared (`Report`); here they are only counted. The offices' half-year
work reports and their assessment are made of such figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from engine.calendar import OFFICE_ZONE
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Key, Part
from engine.model import Case, Status


class Named(Part):
    """What something is called."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Figure(Part):
    """One figure.

    Attributes:
        on: What must have happened in the period: the case was opened, it was closed, it was open
            at the end of the period, or the action named by `action` was taken.
        outcomes: Only cases that ended so.
        where: Only cases in whose field one of these values stands.
        sum: Add up this money field instead of counting cases.
        rows: Add up how many rows this list field has instead of counting cases.
    """

    words: Named
    kind: Key
    on: Literal["opened", "closed", "open_at_end", "action"] = "opened"
    action: Key | None = None
    outcomes: tuple[Key, ...] = ()
    where: Mapping[Key, tuple[str, ...]] = Field(default_factory=dict)
    sum: Key | None = None
    rows: Key | None = None

    @property
    def unit(self) -> Literal["cases", "yuan", "people"]:
        """What it counts in."""
        return "yuan" if self.sum else "people" if self.rows else "cases"


class Report(Part):
    """The figures of a report, in parts, in their order."""

    report: Key
    version: int = Field(ge=1)
    words: Named
    parts: tuple[ReportPart, ...]

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every figure by its name."""
        for part in self.parts:
            yield from part.figures.items()


class ReportPart(Part):
    """Figures under one heading."""

    words: Named
    figures: dict[Key, Figure]


Report.model_rebuild()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that a report is about, both inclusive."""

    first: date
    last: date

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it, by the office's day."""
        return self.first <= at.astimezone(OFFICE_ZONE).date() <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one case adds to a figure.

    Attributes:
        amount: 1 for a counted case, yuan for a sum, rows for a count of rows.
    """

    case_id: str
    office: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure with the cases behind it."""

    name: str
    figure: Figure
    shares: tuple[Share, ...]

    @property
    def total(self) -> Decimal:
        """The figure itself."""
        return sum((share.amount for share in self.shares), Decimal(0))

    def by_office(self) -> dict[str, Decimal]:
        """The figure of each office that has a share, the largest first."""
        found: dict[str, Decimal] = {}
        for share in self.shares:
            found[share.office] = found.get(share.office, Decimal(0)) + share.amount
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def measure(name: str, figure: Figure, cases: Iterable[Case], period: Period) -> Measured:
    """Count a figure over cases; those of other kinds are left out."""
    counted = (case for case in cases if counts(figure, case, period))
    shares = tuple(
        Share(case_id=case.id, office=case.office, amount=_amount(figure, case)) for case in counted
    )
    return Measured(name=name, figure=figure, shares=shares)


def counts(figure: Figure, case: Case, period: Period) -> bool:
    """Whether a case belongs to a figure."""
    return (
        case.kind == figure.kind
        and _happened(figure, case, period)
        and (not figure.outcomes or case.outcome in figure.outcomes)
        and all(case.facts.get(name) in values for name, values in figure.where.items())
    )


def _happened(figure: Figure, case: Case, period: Period) -> bool:
    match figure.on:
        case "opened":
            return period.holds(case.opened_at)
        case "closed":
            return case.status is Status.CLOSED and period.holds(case.entered_at)
        case "open_at_end":
            return _open_after(case, period.last)
        case "action":
            taken = (step for step in case.history if step.action == figure.action)
            return any(period.holds(step.at) for step in taken)


def _open_after(case: Case, day: date) -> bool:
    if case.opened_at.astimezone(OFFICE_ZONE).date() > day:
        return False
    closed = case.status is Status.CLOSED
    return not closed or case.entered_at.astimezone(OFFICE_ZONE).date() > day


def _amount(figure: Figure, case: Case) -> Decimal:
    if figure.sum is not None:
        value = case.facts.get(figure.sum)
        return Decimal(str(value)) if value is not None else Decimal(0)
    if figure.rows is not None:
        rows = case.facts.get(figure.rows)
        return Decimal(len(rows)) if isinstance(rows, list) else Decimal(0)
    return Decimal(1)


def unknown_names(report: Report, workflows: Mapping[str, CompiledWorkflow]) -> Iterator[str]:
    """What a report names that the kinds of case do not have, as `figure: name`."""
    for name, figure in report.figures():
        workflow = workflows.get(figure.kind)
        if workflow is None:
            yield f"{name}: {figure.kind}"
            continue
        yield from (f"{name}: {missing}" for missing in _missing(figure, workflow))


def _missing(figure: Figure, workflow: CompiledWorkflow) -> Iterator[str]:
    spec = workflow.spec
    if figure.on == "action" and figure.action not in spec.actions:
        yield str(figure.action)
    outcomes = {state.outcome for state in spec.states.values()}
    yield from (outcome for outcome in figure.outcomes if outcome not in outcomes)
    yield from (name for name in figure.where if name not in spec.case)
    types = {"money": figure.sum, "list": figure.rows}
    for type_, field in types.items():
        if field is not None and (field not in spec.case or spec.case[field].type != type_):
            yield field
