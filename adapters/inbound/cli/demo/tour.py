"""Shows the demo office: its people, the work that waits, one file's story, the budget."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.bootstrap import House
from adapters.inbound.cli.budget import print_budget
from adapters.inbound.cli.demo.build import Builder, finish, is_demo, prepare
from adapters.inbound.cli.demo.office import ABSENT, DELEGATE, OFFICES
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.entries import entry_line
from adapters.inbound.cli.lists import print_tasks
from adapters.inbound.cli.show import heading, indented
from engine.ports import CaseQuery, CaseRow, TaskQuery
from engine.usecases.list_work import list_cases, list_tasks
from engine.usecases.read_history import read_history
from engine.usecases.requester import Requester

if TYPE_CHECKING:
    from adapters.settings import Settings

CASEWORKER = "lin"
_STORY = "on_file"
"""The step of the file whose story is told: from opening to payment."""
_TASKS = 12


def show_demo(desk: Desk, folder: Path | None) -> int:
    """Build the demo office unless it is there, and show it."""
    place = (folder or desk.settings.data_dir).expanduser().absolute()
    house = House(_settings(desk.settings, place))
    built = is_demo(place)
    if not built:
        prepare(place)
        house.migrate()
        with _progress(desk) as progress:
            Builder(house, house.clock.now()).build(progress)
        finish(place, house.clock.now())
    there = replace(desk, house=house)
    rows = list_cases(house.ports, _me(), CaseQuery(limit=200))
    return there.answer(
        _plain(there, place, rows, built=not built), lambda console: _show(console, there, place)
    )


def _settings(settings: Settings, folder: Path) -> Settings:
    """The demo lives in its folder, whatever database the installation has."""
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": f"sqlite:///{folder / 'unioncase.sqlite'}",
            "documents_url": (folder / "documents").as_uri(),
        }
    )


def _me() -> Requester:
    return Requester(person=CASEWORKER)


def _plain(desk: Desk, place: Path, rows: Sequence[CaseRow], *, built: bool) -> JsonValue:
    people = desk.ports.staff.directory().people
    every = desk.ports.cases.cases(CaseQuery(limit=1000))
    return {
        "folder": str(place),
        "built": built,
        "people": cast("JsonValue", sorted(people)),
        "offices": cast("JsonValue", list(OFFICES)),
        "cases": {row.id: row.state for row in every},
        "mine": [row.id for row in rows],
    }


@contextmanager
def _progress(desk: Desk) -> Iterator[Callable[[int, int], None]]:
    """Says on stderr how far the building is; silent where nobody looks."""
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(desk.say("cli_demo_building"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _show(console: Console, desk: Desk, place: Path) -> None:
    count = desk.ports.cases.count(CaseQuery())
    people = desk.ports.staff.directory().people
    console.print(
        Text(
            desk.say("cli_demo_ready", folder=place, cases=count, people=len(people)), style="bold"
        )
    )
    _office(console, desk)
    name = people[CASEWORKER].name
    heading(console, desk.say("cli_demo_work", person=name))
    print_tasks(console, list_tasks(desk.ports, _me(), "team", TaskQuery(limit=_TASKS)), desk)
    story = _case_at(desk, _STORY)
    _story(console, desk, story)
    heading(console, desk.say("cli_demo_budget"))
    print_budget(console, desk.ports.ledger.balances(None, None), desk)
    _what_next(console, desk, place, story)


def _office(console: Console, desk: Desk) -> None:
    """The tree of offices with the people in each."""
    directory = desk.ports.staff.directory()
    heading(console, desk.say("cli_demo_office"))
    for office in OFFICES.values():
        depth = len(directory.chain(office.id)) - 1
        staff = [
            f"{person.name} {person.id}"
            for person in directory.people.values()
            if any(grant.office == office.id for grant in person.grants)
        ]
        line = Text("  " * (depth + 1))
        line.append(office.name)
        line.append(f"  {desk.say('cli_list', items=staff)}", style="dim")
        console.print(line)
    away = next(a for a in directory.absences if a.person == ABSENT)
    people = directory.people
    text = desk.say(
        "cli_demo_absence",
        absent=people[ABSENT].name,
        delegate=people[DELEGATE].name,
        until=away.until,
    )
    indented(console, text, "yellow")


def _case_at(desk: Desk, state: str) -> str:
    rows = desk.ports.cases.cases(CaseQuery(states=frozenset((state,)), limit=1))
    return rows[0].id


def _story(console: Console, desk: Desk, case_id: str) -> None:
    entries = read_history(desk.ports, case_id, Requester(person="shen"))
    words = desk.of(desk.ports.cases.load(case_id).case)
    heading(console, desk.say("cli_demo_story", case=case_id))
    for entry in entries:
        console.print(entry_line(entry, words))


def _what_next(console: Console, desk: Desk, place: Path, story: str) -> None:
    """Commands that work as they stand."""
    heading(console, desk.say("cli_demo_next"))
    program = _program()
    lang = f" --lang {desk.language.value}"
    indented(console, f"export UNIONCASE_DATA_DIR={_quoted(str(place))}", "bold")
    drawn = f"workflow diagram hardship_aid --form svg --case {story} --out diagram.svg"
    mine = _case_at(desk, "completeness")
    single = _case_at(desk, "approval_single")
    waiting = _case_at(desk, "publicity")
    for code, command in (
        ("tasks", f"task list --as {CASEWORKER}"),
        ("show", f"case show {mine} --as {_owner(desk, mine)}"),
        ("explain", f"case explain {single} --anyone --as shen"),
        ("approve", f"case act {single} approve_single --as {DELEGATE} --for {ABSENT}"),
        ("deadline", f"deadline explain {waiting} --as shen"),
        ("letter", f"letter list {story} --as shen"),
        (
            "diagram",
            f"{drawn} --as shen",
        ),
        ("verify", "audit verify"),
    ):
        console.print(Text(f"  {program} {command}{lang}", style="bold"))
        indented(console, f"    {desk.say(f'cli_demo_try_{code}')}", "dim")


def _owner(desk: Desk, case_id: str) -> str:
    """A caseworker of the file's own office."""
    office = desk.ports.cases.load(case_id).case.office
    people = desk.ports.staff.directory().people.values()
    return next(p.id for p in people if any(g.office == office for g in p.grants))


def _program() -> str:
    """The program as it was called, short if the folder is near."""
    called = Path(sys.argv[0])
    try:
        return str(called.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(called)


def _quoted(text: str) -> str:
    from shlex import quote

    return quote(text)
