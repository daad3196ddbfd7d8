"""How the work of one's offices is spread, and what will be too late if nobody looks at it."""

from __future__ import annotations

from engine.calendar import OFFICE_ZONE, Span, due
from engine.ports import Ports, TaskQuery
from engine.usecases.list_work import list_tasks
from engine.usecases.requester import Requester
from engine.workload import Load, load_of

SOON, LATER = Span.parse("3 working days"), Span.parse("7 working days")
"""How far ahead breaches are looked for."""


def read_load(ports: Ports, requester: Requester) -> Load:
    """Weigh every open task of the cases that the person may see."""
    now, calendar = ports.clock.now(), ports.calendar.calendar()
    today = now.astimezone(OFFICE_ZONE).date()
    rows = list_tasks(ports, requester, "all", TaskQuery(limit=0))
    soon, later = (due(today, span, calendar).last_day for span in (SOON, LATER))
    return load_of(rows, now, soon, later)
