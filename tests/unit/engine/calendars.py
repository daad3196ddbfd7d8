"""The shipped calendar and invented ones, for the calendar tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from engine.calendar import Calendar, DaysOff, Notice, calendar_from

SHIPPED = Path(__file__).parents[3] / "rules" / "catalogue" / "calendar" / "cn.yaml"


def shipped() -> Calendar:
    """Return the calendar as it is shipped."""
    return calendar_from(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


INVENTED_2027 = Notice(
    id="invented_2027",
    cite="invented notice for 2027",
    issued=date(2026, 11, 20),
    year=2027,
    off=(
        DaysOff(holiday="new_year", first=date(2027, 1, 1), last=date(2027, 1, 4)),
        DaysOff(holiday="spring_festival", first=date(2027, 2, 5), last=date(2027, 2, 13)),
    ),
    working=(date(2027, 1, 9),),
)
