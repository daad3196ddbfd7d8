"""Figures of the offices a person may see in a period; reading them is recorded in a journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE
from engine.figures import Measured, Period, Report, measure
from engine.journal import data_read
from engine.model import Case
from engine.ports import CaseQuery, Ports
from engine.usecases.keep_journal import keep_journal
from engine.usecases.list_work import list_files
from engine.usecases.refused_attempts import persistently
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances

How: TypeAlias = Literal["figures_read", "figures_exported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A report as it was read."""

    report: Report
    period: Period
    measured: tuple[Measured, ...]


def read_figures(
    ports: Ports,
    requester: Requester,
    report: Report,
    period: Period,
    *,
    only: str | None = None,
    how: How = "figures_read",
) -> Reading:
    """Count the figures over the cases of the person's offices, and record that they were read.

    Args:
        ports: The outside.
        requester: Who reads.
        report: Which figures there are.
        period: The days they are about.
        only: One figure alone.
        how: Whether they are looked at or taken away.

    Raises:
        ConflictError: Others wrote into the journal at the same time, every time.
    """
    wanted = [(n, figure) for n, figure in report.figures() if only is None or n == only]
    kinds = dict.fromkeys(figure.kind for _, figure in wanted)
    cases = {kind: tuple(_cases(ports, requester, kind, period)) for kind in kinds}
    measured = tuple(measure(n, figure, cases[figure.kind], period) for n, figure in wanted)
    _record(ports, requester, report, period, only, how)
    return Reading(report=report, period=period, measured=measured)


def _cases(ports: Ports, requester: Requester, kind: str, period: Period) -> Iterator[Case]:
    """Every case that could have a share: opened before the end, not closed before it began."""
    query = CaseQuery(
        kind=kind,
        opened_before=_midnight(period, 1),
        live_since=_midnight(period, 0),
        limit=0,
    )
    return list_files(ports, requester, query)


def _midnight(period: Period, after: int) -> datetime:
    day = period.last + timedelta(days=1) if after else period.first
    return datetime.combine(day, time(), OFFICE_ZONE)


def _record(
    ports: Ports, requester: Requester, report: Report, period: Period, only: str | None, how: How
) -> None:
    world = circumstances(ports, requester)
    details: dict[str, JsonValue] = {
        "report": report.report,
        "version": report.version,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "figure": only,
    }
    office = world.actor.grants[0].office
    event = data_read(office, how, world, details)
    persistently(lambda: keep_journal(ports, office, event, world))
