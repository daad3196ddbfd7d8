"""Shows the demo office: its people, the work that waits, one file's story, the budget."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.bootstrap import House
from adapters.inbound.cli.budget import print_budget
from adapters.inbound.cli.demo.build import (
    KIND,
    Builder,
    finish,
    give_accounts,
    is_demo,
    prepare,
)
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

CASEWORKER, AUDITOR = "lin", "shen"
_NAMES = {"auditor": AUDITOR, "absent": ABSENT, "delegate": DELEGATE, "kind": KIND}
_ACT, _DRAW = "case act {case}", "workflow diagram {kind} --case {case}"
_STORY = "on_file"
"""The step of the file whose story is told: from opening to payment."""
_TASKS = 12


def show_demo(desk: Desk, folder: Path | None) -> int:
    """Build the demo office unless it is there, and show it."""
    place = (folder or desk.settings.data_dir).expanduser().absolute()
    house = House(_settings(desk.settings, place))
    built = is_demo(place)
    password: str | None = None
    if not built:
        prepare(place)
        house.migrate()
        with _progress(desk) as progress:
            Builder(house, house.clock.now()).build(progress)
        password = give_accounts(house)
        finish(place, house.clock.now())
    there = replace(desk, house=house)
    rows = list_cases(house.ports, _me(), CaseQuery(limit=200))
    return there.answer(
        _plain(there, place, rows, built=not built, password=password),
        lambda console: _show(console, there, place, password),
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


def _plain(
    desk: Desk, place: Path, rows: Sequence[CaseRow], *, built: bool, password: str | None
) -> JsonValue:
    people = desk.ports.staff.directory().people
    every = desk.ports.cases.cases(CaseQuery(limit=1000))
    return {
        "folder": str(place),
        "built": built,
        "password": password,
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


def _show(console: Console, desk: Desk, place: Path, password: str | None) -> None:
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
    _story(console, desk)
    heading(console, desk.say("cli_demo_budget"))
    print_budget(console, desk.ports.ledger.balances(None, None), desk)
    _what_next(console, desk, place)
    _door(console, desk, password)


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


def _case_at(desk: Desk, state: str) -> str | None:
    """The newest file at a step; None once somebody has moved the last one on."""
    rows = desk.ports.cases.cases(CaseQuery(states=frozenset((state,)), limit=1))
    return rows[0].id if rows else None


def _story(console: Console, desk: Desk) -> None:
    case_id = _case_at(desk, _STORY)
    if case_id is None:
        return
    entries = read_history(desk.ports, case_id, Requester(person=AUDITOR))
    words = desk.of(desk.ports.cases.load(case_id).case)
    heading(console, desk.say("cli_demo_story", case=case_id))
    for entry in entries:
        console.print(entry_line(entry, words))


def _what_next(console: Console, desk: Desk, place: Path) -> None:
    """Commands that work as they stand."""
    heading(console, desk.say("cli_demo_next"))
    indented(console, f"export UNIONCASE_DATA_DIR={quote(str(place))}", "bold")
    for code, command in _suggestions(desk):
        text = f"  {_program()} {command} --lang {desk.language.value}"
        console.print(Text(text, style="bold"))
        indented(console, f"    {desk.say(f'cli_demo_try_{code}')}", "dim")


def _door(console: Console, desk: Desk, password: str | None) -> None:
    """How to come in with a browser."""
    heading(console, desk.say("cli_demo_door"))
    settings = desk.settings
    address = f"http://{settings.http_host}:{settings.http_port}/"
    command = f"{_program()} serve"
    indented(console, desk.say("cli_demo_serve", command=command, address=address))
    indented(console, desk.say("cli_demo_people"))
    if password is None:
        again = f"{_program()} account give lin"
        indented(console, desk.say("cli_demo_password_again", command=again), "dim")
        return
    indented(console, desk.say("cli_demo_password"))
    indented(console, password, "bold")


def _suggestions(desk: Desk) -> Iterator[tuple[str, str]]:
    """What to type, with the key of what it shows."""
    yield "tasks", f"task list --as {CASEWORKER}"
    for code, state, command in (
        ("show", "completeness", "case show {case} --as {owner}"),
        ("explain", "approval_single", "case explain {case} --anyone --as {auditor}"),
        ("approve", "approval_single", f"{_ACT} approve_single --as {{delegate}} --for {{absent}}"),
        ("deadline", "publicity", "deadline explain {case} --as {auditor}"),
        ("letter", _STORY, "letter list {case} --as {auditor}"),
        ("diagram", _STORY, f"{_DRAW} --form svg --out diagram.svg --as {{auditor}}"),
    ):
        case = _case_at(desk, state)
        if case is not None:
            yield code, command.format(case=case, owner=_owner(desk, case), **_NAMES)
    yield "verify", "audit verify"


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
