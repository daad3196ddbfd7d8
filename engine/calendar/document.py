"""A calendar document (plain data from a YAML or JSON reader) as a checked `Calendar`.

calendar: cn
weekend: [saturday, sunday]
notices:
- id: state_council_2026
cite: 国办发明电〔2025〕7号
issued: "2025-11-04"
year: 2026                  # or  amends: <id of an earlier notice>
off: [{holiday: new_year, from: "2026-01-01", to: "2026-01-03"}]
working: ["2026-01-04"]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeAlias

from engine.calendar.agreement import notice_problems
from engine.calendar.days import Calendar, DaysOff, Notice
from engine.calendar.faults import CalendarCode, CalendarError, CalendarProblem
from rules.findings import Finding
from rules.nearest import nearest
from rules.source import Node, Plain, find, plain

Path: TypeAlias = tuple[str | int, ...]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DOCUMENT_KEYS = {"calendar": True, "weekend": True, "notices": True}
_NOTICE_KEYS = {
    "id": True,
    "cite": True,
    "issued": True,
    "year": False,
    "amends": False,
    "days_off": False,
    "make_up_days": False,
}
_RUN_KEYS = {"holiday": True, "from": True, "to": True}
_NO_DAY = date(1, 1, 1)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_RUN = timedelta(days=30)


def calendar_from(document: Plain) -> Calendar:
    """Return the calendar that a document describes.

    Raises:
        CalendarError: The document's first problem, with its key path as `path`.
    """
    reader = _Reader()
    calendar = reader.calendar(document)
    if calendar is None:
        first = reader.problems[0]
        path = ".".join(str(step) for step in first.path)
        raise CalendarError(first.code, path=path, **first.params)
    return calendar


def calendar_problems(document: Plain) -> tuple[CalendarProblem, ...]:
    """Return everything that keeps a document from being a calendar."""
    reader = _Reader()
    reader.calendar(document)
    return tuple(reader.problems)


def calendar_findings(node: Node) -> tuple[Finding, ...]:
    """Return the same for a located document, each problem with its file, line and column."""
    return tuple(
        Finding(
            code=problem.code,
            mark=find(node, problem.path),
            path=problem.path,
            params=problem.params,
        )
        for problem in calendar_problems(plain(node))
    )


class _Reader:
    """Reads on after a problem, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.problems: list[CalendarProblem] = []

    def calendar(self, document: Plain) -> Calendar | None:
        keys = self._mapping(document, (), _DOCUMENT_KEYS)
        name = self._text(keys.get("calendar"), ("calendar",))
        weekend = self._weekend(keys.get("weekend"))
        notices = self._notices(keys.get("notices"))
        if not self.problems:
            self.problems += notice_problems(notices, weekend)
        if self.problems:
            return None
        return Calendar(name=name, notices=notices, weekend=weekend)

    def _notices(self, value: Plain) -> tuple[Notice, ...]:
        items = self._list(value, ("notices",))
        notices = tuple(self._notice(item, ("notices", n)) for n, item in enumerate(items))
        if not self.problems and all(notice.year is None for notice in notices):
            self._note(CalendarCode.NOTICE_MISSING, ("notices",))
        return notices

    def _notice(self, value: Plain, path: Path) -> Notice:
        keys = self._mapping(value, path, _NOTICE_KEYS)
        off = self._list(keys.get("days_off"), (*path, "days_off"))
        make_up = self._list(keys.get("make_up_days"), (*path, "make_up_days"))
        return Notice(
            id=self._text(keys.get("id"), (*path, "id")),
            cite=self._text(keys.get("cite"), (*path, "cite")),
            issued=self._date(keys.get("issued"), (*path, "issued")),
            year=self._year(keys.get("year"), (*path, "year")),
            amends=self._optional_text(keys.get("amends"), (*path, "amends")),
            off=tuple(self._run(run, (*path, "days_off", n)) for n, run in enumerate(off)),
            working=tuple(
                self._date(day, (*path, "make_up_days", n)) for n, day in enumerate(make_up)
            ),
        )

    def _run(self, value: Plain, path: Path) -> DaysOff:
        keys = self._mapping(value, path, _RUN_KEYS)
        first = self._date(keys.get("from"), (*path, "from"))
        last = self._date(keys.get("to"), (*path, "to"))
        if _NO_DAY not in (first, last):
            self._check_run(first, last, path)
        holiday = self._text(keys.get("holiday"), (*path, "holiday"))
        return DaysOff(holiday=holiday, first=first, last=last)

    def _check_run(self, first: date, last: date, path: Path) -> None:
        if last < first:
            self._note(CalendarCode.RANGE_BACKWARDS, path, first=first, last=last)
        elif last - first > _LONGEST_RUN:
            longest = _LONGEST_RUN.days + 1
            self._note(CalendarCode.RANGE_TOO_LONG, path, first=first, last=last, longest=longest)

    def _weekend(self, value: Plain) -> frozenset[int]:
        days: set[int] = set()
        for n, item in enumerate(self._list(value, ("weekend",))):
            path = ("weekend", n)
            name = self._text(item, path)
            if name not in _WEEKDAYS:
                self._note(CalendarCode.NOT_A_WEEKDAY, path, value=name, **_near(name, _WEEKDAYS))
            elif _WEEKDAYS.index(name) in days:
                self._note(CalendarCode.WEEKDAY_TWICE, path, value=name)
            else:
                days.add(_WEEKDAYS.index(name))
        return frozenset(days)

    def _mapping(self, value: Plain, path: Path, allowed: dict[str, bool]) -> dict[str, Plain]:
        if not isinstance(value, dict):
            self._note(CalendarCode.NOT_A_MAPPING, path, keys=", ".join(allowed))
            return {}
        for key in (key for key in value if key not in allowed):
            self._note(CalendarCode.KEY_UNKNOWN, (*path, key), key=key, **_near(key, allowed))
        for key, required in allowed.items():
            if required and value.get(key) is None:
                self._note(CalendarCode.KEY_MISSING, path, key=key)
        return value

    def _list(self, value: Plain, path: Path) -> list[Plain]:
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self._note(CalendarCode.NOT_A_LIST, path)
        return []

    def _text(self, value: Plain, path: Path) -> str:
        return self._optional_text(value, path) or ""

    def _optional_text(self, value: Plain, path: Path) -> str | None:
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._note(CalendarCode.NOT_A_TEXT, path)
        return None

    def _year(self, value: Plain, path: Path) -> int | None:
        if value is None or (type(value) is int and 1949 <= value <= 2999):
            return value
        self._note(CalendarCode.NOT_A_YEAR, path, value=value)
        return None

    def _date(self, value: Plain, path: Path) -> date:
        if value is None and isinstance(path[-1], str):
            return _NO_DAY  # reported as a missing key
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        self._note(CalendarCode.NOT_A_DATE, path, value=value)
        return _NO_DAY

    def _note(self, code: CalendarCode, path: Path, **params: object) -> None:
        self.problems.append(CalendarProblem(code=code, path=path, params=params))


def _near(name: str, known: Iterable[str]) -> dict[str, object]:
    names = list(known)
    return {"allowed": ", ".join(names), "near": nearest(name, names) or "-"}
