"""Who is to be told of what happened: entries become notices for members of staff.

A notice names a case and what happened by keys and holds no personal data; who opens it sees the
case, if they may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pydantic import JsonValue

from engine import changes as c
from engine.directory import Directory
from engine.events import Event, EventType
from engine.model import Case, Task

_MENTION = re.compile(r"@([A-Za-z0-9_.-]{1,64})")


class NoticeCode(StrEnum):
    """What a notice tells."""

    TASK_GIVEN = "notice_task_given"
    """A task lies with you."""
    TASK_WAITING = "notice_task_waiting"
    """A task waits in one of your queues."""
    DEADLINE_NEAR = "notice_deadline_near"
    DEADLINE_PASSED = "notice_deadline_passed"
    TO_TELL = "notice_to_tell"
    """A person outside is to be told something."""
    REMINDER = "notice_reminder"
    """Somebody waits for you."""
    COPY = "notice_copy"
    MENTION = "notice_mention"
    CASE_CLOSED = "notice_case_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a member of staff is told.

    Attributes:
        id: Unique and the same whenever the same entry is looked at again.
        at: When it happened; in an inbox, when the person was told.
        params: Keys and numbers that the text is filled with; no personal data.
    """

    id: str
    person: str
    code: NoticeCode
    at: datetime
    case_id: str
    kind: str
    office: str
    params: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing that some people are told."""

    code: NoticeCode
    people: Iterable[str]
    params: dict[str, JsonValue] = field(default_factory=dict)


def notices(case: Case, events: Sequence[tuple[int, Event]], staff: Directory) -> Iterator[Notice]:
    """The notices that follow from entries of a case.

    Args:
        case: The case as it stands.
        events: The entries' places in the chain, and what happened.
        staff: Offices and people, as they stand.

    Nobody is told what they did themselves, nor the same thing of one entry twice.
    """
    for seq, event in events:
        known = {event.who.person}
        for told in _told(case, event, staff):
            for person in told.people:
                if person in known or person not in staff.people:
                    continue
                known.add(person)
                yield Notice(
                    id=f"{case.id}:{seq}:{person}",
                    person=person,
                    code=told.code,
                    at=event.at,
                    case_id=case.id,
                    kind=case.kind,
                    office=case.office,
                    params={"state": case.state, **told.params},
                )


def mentioned(text: str) -> tuple[str, ...]:
    """The people whom a remark names, each once, in order; some may be nobody.

    Example:
        >>> mentioned("@lin, please ask @chen; thanks @lin")
        ('lin', 'chen')
    """
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def _told(case: Case, event: Event, staff: Directory) -> Iterator[_Told]:
    """From the most to the least personal: who is told one thing is not told the next."""
    for change in event.changes:
        match change:
            case c.ReminderSent():
                yield _Told(NoticeCode.REMINDER, change.people)
            case c.CopySent():
                yield _Told(NoticeCode.COPY, change.people)
            case c.NoteAdded():
                yield _Told(NoticeCode.MENTION, mentioned(change.text))
            case c.NoticeQueued():
                yield _Told(NoticeCode.TO_TELL, _in_charge(case), {"notice": change.key})
            case c.Closed():
                yield _Told(NoticeCode.CASE_CLOSED, (case.opened_by,), {"outcome": change.outcome})
            case _:
                pass
    if event.type is EventType.DEADLINE_BREACHED:
        clock = event.details.get("clock")
        yield _Told(
            NoticeCode.DEADLINE_PASSED, waited_for(case, staff, event.at.date()), {"clock": clock}
        )
    yield from _tasks(case, event, staff)


def _tasks(case: Case, event: Event, staff: Directory) -> Iterator[_Told]:
    open_tasks = {task.id: task for task in case.tasks}
    for change in event.changes:
        match change:
            case c.TaskOpened(task=task) if task.id in open_tasks:
                yield _of_task(open_tasks[task.id], staff, event.at.date())
            case c.TaskAssigned(task_id=task_id, assignee=str()) if task_id in open_tasks:
                yield _of_task(open_tasks[task_id], staff, event.at.date())
            case _:
                pass


def _of_task(task: Task, staff: Directory, on: date) -> _Told:
    params: dict[str, JsonValue] = {"task": task.key, "queue": task.queue}
    if task.assignee is not None:
        return _Told(NoticeCode.TASK_GIVEN, (task.assignee,), params)
    return _Told(NoticeCode.TASK_WAITING, staff.holders(task.role, task.office, on), params)


def waited_for(case: Case, staff: Directory, on: date) -> Iterator[str]:
    """The people a case waits for: who holds its tasks, else who could take them."""
    for task in case.tasks:
        yield from (
            (task.assignee,) if task.assignee else staff.holders(task.role, task.office, on)
        )


def _in_charge(case: Case) -> Iterator[str]:
    yield from (task.assignee for task in case.tasks if task.assignee is not None)
    yield case.opened_by


def reminders(
    case: Case, clock: str, last_day: date, staff: Directory, now: datetime
) -> Iterator[Notice]:
    """The notices that a clock's last day is near."""
    for person in dict.fromkeys(waited_for(case, staff, now.date())):
        if person in staff.people:
            yield Notice(
                id=f"{case.id}:{clock}:{last_day.isoformat()}:{now.date().isoformat()}:{person}",
                person=person,
                code=NoticeCode.DEADLINE_NEAR,
                at=now,
                case_id=case.id,
                kind=case.kind,
                office=case.office,
                params={"state": case.state, "clock": clock, "last_day": last_day.isoformat()},
            )
