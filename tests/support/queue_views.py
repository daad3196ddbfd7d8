"""In which lists an open task belongs, said once more in plain Python, task by task."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.directory import Directory
from engine.model import Case, Status, Task
from engine.usecases.list_work import Queue


def views_of(case: Case, task: Task, person: str, staff: Directory, today: date) -> set[Queue]:
    """The lists of a person that must show this task."""
    grants = [grant for grant in staff.people[person].grants if grant.holds(today)]
    in_my_queue = any((g.role, g.office) == (task.role, task.office) for g in grants)
    laid_aside = task.held_until is not None and task.held_until > today
    waits = laid_aside or case.status is Status.SUSPENDED
    away = {
        absence.person
        for absence in staff.absences
        if absence.delegate == person and absence.since <= today <= absence.until
    }
    shown: dict[Queue, bool] = {
        "mine": task.assignee == person and not waits,
        "team": in_my_queue,
        "unassigned": in_my_queue and task.assignee is None and not waits,
        "waiting": task.lent_by == person
        or (waits and (task.assignee == person or (task.assignee is None and in_my_queue))),
        "absent": task.assignee in away and not waits,
        "all": any(case.office in staff.below(grant.office) for grant in grants),
    }
    return {view for view, is_shown in shown.items() if is_shown}


def expected(
    cases: Iterable[Case], person: str, view: Queue, staff: Directory, today: date
) -> set[str]:
    """The ids of the tasks that a list must show."""
    return {
        task.id
        for case in cases
        for task in case.tasks
        if view in views_of(case, task, person, staff, today)
    }
