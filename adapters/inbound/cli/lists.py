"""Lists: cases and tasks, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from adapters.i18n.days import days_left, days_waited, last_day, moment
from adapters.i18n.wording import Wording
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import print_table, table
from engine.calendar import OFFICE_ZONE
from engine.model import Status
from engine.ports import CaseRow, TaskRow


def print_cases(console: Console, rows: Sequence[CaseRow], desk: Desk) -> None:
    """Cases with number, subject, state and last day."""
    if not rows:
        console.print(Text(desk.say("cli_no_cases"), style="dim"))
        return
    words = {kind: desk.latest(kind) for kind in {row.kind for row in rows}}
    now = desk.ports.clock.now()
    names = ("case", "subject", "state", "opened", "last_day")
    columns = [desk.say(f"cli_column_{name}") for name in names]
    made = table(*columns, whole=(columns[0], *columns[3:]))
    print_table(console, made, (_case_row(row, words[row.kind], now) for row in rows))


def _case_row(row: CaseRow, words: Wording, now: datetime) -> tuple[str | Text, ...]:
    state = words.kind.word("states", row.state)
    if row.status is not Status.OPEN:
        state = f"{state} ({words.say(f'cli_status_{row.status.value}')})"
    return (
        Text(row.id, style="bold"),
        row.subject,
        Text(state, style="dim" if row.status is Status.CLOSED else ""),
        moment(row.opened_at)[:10],
        due_text(row.due_at, words, now),
    )


def due_text(due_at: datetime | None, words: Wording, now: datetime) -> Text:
    """A last day, red when it has passed and yellow when it is near."""
    if due_at is None:
        return Text("")
    left = days_left(due_at, now)
    style = "red" if left < 0 else ("yellow" if left <= 2 else "")
    code = "cli_days_left" if left >= 0 else "cli_days_late"
    return Text(f"{last_day(due_at)} {words.say(code, days=abs(left))}", style=style)


def print_tasks(console: Console, rows: Sequence[TaskRow], desk: Desk) -> None:
    """Tasks, due ones first."""
    if not rows:
        console.print(Text(desk.say("cli_no_tasks"), style="dim"))
        return
    words = {kind: desk.latest(kind) for kind in {row.kind for row in rows}}
    now = desk.ports.clock.now()
    names = ("number", "subject", "task", "with", "waited", "last_day")
    columns = [desk.say(f"cli_column_{name}") for name in names]
    made = table(*columns, whole=(columns[0], *columns[3:]))
    print_table(console, made, (_task_row(row, words[row.kind], now) for row in rows))


def _task_row(row: TaskRow, words: Wording, now: datetime) -> tuple[str | Text, ...]:
    return (
        Text(row.task.id, style="bold"),
        row.subject,
        words.kind.word("states", row.task.state),
        _with(row, words),
        _waited(row, words, now),
        due_text(row.due_at, words, now),
    )


def _with(row: TaskRow, words: Wording) -> str:
    """Who has it; and whose it is when it was only lent."""
    if row.task.assignee is None:
        return ""
    person = words.person(row.task.assignee)
    if row.task.lent_by is None:
        return person
    return words.say("cli_task_lent", person=person, giver=words.person(row.task.lent_by))


def _waited(row: TaskRow, words: Wording, now: datetime) -> str:
    """Days in this state over all visits, and what the task waits for."""
    days = words.say("cli_days_waited", days=days_waited(row.waiting_since, now))
    if row.status is Status.SUSPENDED:
        return f"{days} ({words.say('cli_status_suspended')})"
    if row.task.held_until is None or row.task.held_until <= now.astimezone(OFFICE_ZONE).date():
        return days
    return f"{days} ({words.say('cli_task_held', until=row.task.held_until.isoformat())})"
