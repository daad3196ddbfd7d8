"""Offices and people: load them from a file, show them, let somebody be away or leave."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.show import indented
from adapters.inbound.cli.values import read_date, read_text
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from rich.console import Console

    from engine.directory import Directory
    from engine.usecases.hand_over_work import Moved
    from engine.usecases.replace_staff import StaffChange

group = Group("staff")

Person = Annotated[str, Argument(metavar="PERSON")]
DryRun = Annotated[bool, Option("--dry-run")]


@group.command("load")
def load(
    desk: Desk, file: Annotated[Path, Argument(metavar="FILE")], dry_run: DryRun = False
) -> int:
    """Replace offices and people by those of a file."""
    from adapters.bootstrap import read_document
    from adapters.inbound.cli.staff_file import directory_from

    new = directory_from(read_document(read_text(file), str(file)))
    return _changed(desk, new, dry_run=dry_run)


def _changed(
    desk: Desk,
    new: Directory,
    *,
    dry_run: bool = False,
    tasks: list[str] | None = None,
    moved: tuple[Moved, ...] = (),
) -> int:
    from engine.refusal import Refusal
    from engine.usecases.replace_staff import replace_staff, staff_change

    if dry_run:
        answer: StaffChange | Refusal = staff_change(desk.ports.staff.directory(), new)
    else:
        answer = replace_staff(desk.ports, desk.requester, new)
    if isinstance(answer, Refusal):
        return desk.refused(answer)
    change, left = answer, list(tasks or ())
    plain: JsonValue = {
        **change.plain(),
        "dry_run": dry_run,
        "open_tasks": [*left],
        "moved": [_moved_plain(one) for one in moved],
    }
    lines = [_moved_words(one, desk) for one in moved]
    return desk.answer(plain, lambda console: _print_change(console, change, left, lines, desk))


def _print_change(
    console: Console, change: StaffChange, tasks: list[str], moved: list[str], desk: Desk
) -> None:
    for line in moved:
        indented(console, line)
    if change.is_empty:
        console.print(Text(desk.say("cli_staff_same")))
    for name in ("added", "removed", "changed"):
        ids = (*getattr(change.offices, name), *getattr(change.people, name))
        if ids:
            console.print(Text(desk.say(f"cli_staff_{name}", ids=", ".join(ids))))
    if tasks:
        console.print(
            Text(desk.say("cli_staff_open_tasks", tasks=", ".join(tasks)), style="yellow")
        )


@group.command("absence")
def absence(
    desk: Desk,
    person: Person,
    delegate: Annotated[str, Argument(metavar="COLLEAGUE")],
    first_day: Annotated[str, Argument(metavar="DATE")],
    last_day: Annotated[str, Argument(metavar="DATE")],
    dry_run: DryRun = False,
) -> int:
    """Let a colleague act for somebody who is away."""
    from engine.directory import Absence
    from engine.usecases.replace_staff import away

    since, until = _day(first_day), _day(last_day)
    if since > until:
        raise InputError(CliCode.BAD_DATE, text=f"{since} > {until}")
    gone = Absence(person=person, delegate=delegate, since=since, until=until)
    return _changed(desk, away(desk.ports.staff.directory(), gone), dry_run=dry_run)


def _day(text: str) -> date:
    return read_date(text) or date.max


@group.command("leave")
def leave(
    desk: Desk,
    person: Person,
    last_day: Annotated[str, Argument(metavar="DATE")],
    to: Annotated[str | None, Option("--to", metavar="COLLEAGUE")] = None,
    reason: Annotated[str | None, Option("--reason")] = None,
    dry_run: DryRun = False,
) -> int:
    """End all roles of somebody who leaves, and move their work if a colleague takes over."""
    from engine.ports import TaskQuery
    from engine.usecases.replace_staff import gone

    new = gone(desk.ports.staff.directory(), person, _day(last_day))
    if to is not None:
        moved = _moved(desk, person, to, reason, dry_run=dry_run)
        return _changed(desk, new, dry_run=dry_run, moved=moved)
    tasks = [row.task.id for row in desk.ports.cases.tasks(TaskQuery(assignee=person, limit=0))]
    return _changed(desk, new, dry_run=dry_run, tasks=tasks)


def _moved(
    desk: Desk, person: str, to: str, reason: str | None, *, dry_run: bool
) -> tuple[Moved, ...]:
    from engine.usecases.hand_over_work import hand_over_work

    why = reason or desk.say("cli_leaves")
    return hand_over_work(desk.ports, desk.requester, person, to=to, why=why, dry_run=dry_run)


def _moved_plain(one: Moved) -> JsonValue:
    codes: list[JsonValue] = [found.code.value for found in one.reasons]
    return {
        "task": one.task_id,
        "case": one.case_id,
        "way": one.way,
        "person": one.person,
        "codes": codes,
    }


def _moved_words(one: Moved, desk: Desk) -> str:
    why = "; ".join(desk.words.reason(found) for found in one.reasons)
    people = desk.ports.staff.directory().people
    name = people[one.person].name if one.person is not None else ""
    return f"{one.task_id}  {desk.say(f'cli_moved_{one.way}', person=name, why=why)}"


@group.command("show")
def show(desk: Desk) -> int:
    """The tree of offices, and who holds which role."""
    directory = desk.ports.staff.directory()
    plain: JsonValue = {
        "offices": {
            o.id: {"name": o.name, "level": o.level, "region": o.region, "parent": o.parent}
            for o in directory.offices.values()
        },
        "people": {
            p.id: {"name": p.name, "roles": [{"role": g.role, "at": g.office} for g in p.grants]}
            for p in directory.people.values()
        },
    }
    return desk.answer(plain, lambda console: _print_tree(console, directory, None, 0))


def _print_tree(console: Console, directory: Directory, parent: str | None, depth: int) -> None:
    for office in directory.offices.values():
        if office.parent != parent:
            continue
        indent = "  " * depth
        console.print(Text(f"{indent}{office.name} ({office.id})", style="bold"))
        for person in directory.people.values():
            roles = [grant.role for grant in person.grants if grant.office == office.id]
            if roles:
                indented(console, f"{indent}{person.name} ({person.id}): {', '.join(roles)}")
        _print_tree(console, directory, office.id, depth + 1)
