"""The days of a clock in words."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.i18n.wording import Wording
from adapters.inbound.web.visit import Visit
from engine.calendar import DayLine
from engine.usecases.explain_deadline import ExplainedDeadline


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """One day of a term."""

    day: str
    weekday: str
    kind: str
    number: int | None
    why: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """A clock with its days."""

    label: str
    span: str
    status: str
    law: str
    last_day: str
    provisional: bool
    days: tuple[DayShown, ...]


def days_of(found: ExplainedDeadline, visit: Visit, words: Wording) -> ClockShown:
    """A clock with every day that leads to its end."""
    clock = found.deadline
    holidays = visit.site.house.holiday_words(visit.language.value)
    return ClockShown(
        label=words.kind.clock(clock.key),
        span=words.span(clock.span),
        status=words.say(f"cli_clock_{clock.status.value}"),
        law="" if found.cite is None else words.kind.word("law", found.cite),
        last_day=clock.last_day.isoformat(),
        provisional=clock.provisional,
        days=tuple(_day(line, words, holidays) for leg in found.legs for line in leg.days),
    )


def _day(line: DayLine, words: Wording, holidays: object) -> DayShown:
    kind = words.say(line.kind.value)
    if line.holiday is not None and isinstance(holidays, dict):
        kind = f"{kind} {holidays.get(line.holiday, line.holiday)}"
    if line.assumed:
        kind = f"{kind} {words.say('cli_assumed')}"
    return DayShown(
        day=line.day.isoformat(),
        weekday=words.say(f"cli_weekday_{line.day.isoweekday()}"),
        kind=kind,
        number=line.number,
        why=words.say(line.reason.value),
        source=" ".join(part for part in (line.notice, line.article) if part),
    )
