"""Queues as those see them who look after work: what was done, who may, many tasks at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli import handing
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit, InputError
from adapters.inbound.cli.show import indented
from adapters.inbound.cli.task import Task
from adapters.inbound.cli.words import CliCode
from engine.distributing import By

if TYPE_CHECKING:
    from adapters.i18n.wording import Wording
    from engine.distributing import Share
    from engine.ports import DoneRow
    from engine.refusal import Reason
    from engine.usecases.distribute import Given
    from engine.usecases.who_may import Candidate
    from engine.usecases.work_on_many import TaskAnswer

group = handing.group
"""The commands on one task, with these beside them."""


@group.command("done")
def done(desk: Desk, limit: Annotated[int, Option("--limit", min=1, max=1000)] = 50) -> int:
    """What one did, newest first."""
    from adapters.i18n.plain import jsonable
    from engine.usecases.list_work import list_done

    rows = list_done(desk.ports, desk.requester, limit=limit)
    plain: JsonValue = {"done": [jsonable(_done_plain(row)) for row in rows]}
    return desk.answer(plain, lambda console: _print_done(console, rows, desk))


def _done_plain(row: DoneRow) -> dict[str, object]:
    from dataclasses import asdict

    return {"case": row.case_id, **asdict(row)}


def _print_done(console: Console, rows: Sequence[DoneRow], desk: Desk) -> None:
    from adapters.i18n.days import moment

    for row in rows:
        words = desk.latest(row.kind)
        what = words.say(row.type)
        if row.action is not None:
            what = words.kind.find("actions", row.action) or what
        console.print(Text(f"{moment(row.at)}  {row.case_id}  {row.subject}  {what}"))


@group.command("idle")
def idle(desk: Desk, limit: Annotated[int, Option("--limit", min=1, max=1000)] = 50) -> int:
    """Open cases that are nobody's task: they wait for a clock or for somebody outside."""
    from adapters.i18n.plain import row_plain
    from adapters.inbound.cli.lists import print_cases
    from engine.ports import CaseQuery
    from engine.usecases.list_work import list_idle_cases

    rows = list_idle_cases(desk.ports, desk.requester, CaseQuery(limit=limit))
    plain: JsonValue = {"cases": [row_plain(row) for row in rows]}
    return desk.answer(plain, lambda console: print_cases(console, rows, desk))


@group.command("who")
def who(desk: Desk, task: Task) -> int:
    """Who may act on a task, and what stands against the others."""
    from adapters.i18n.plain import candidate_plain
    from engine.usecases.who_may import who_may

    row, candidates = who_may(desk.ports, task, desk.requester)
    words = desk.of(desk.ports.cases.load(row.case_id).case)
    people: list[JsonValue] = [candidate_plain(found, words) for found in candidates]
    plain: JsonValue = {"task": task, "case": row.case_id, "people": people}
    return desk.answer(plain, lambda console: _print_people(console, candidates, words))


def _print_people(console: Console, people: Sequence[Candidate], words: Wording) -> None:
    for found in people:
        console.print(Text(words.person(found.person), style="dim" if found.reasons else "bold"))
        if not found.skilled:
            indented(console, words.say("cli_not_skilled"))
        for item in found.reasons:
            indented(console, words.reason(item))
        for delegate in found.delegates:
            indented(console, words.say("cli_stood_in_for", person=words.person(delegate)))


@group.command("assign-many")
def assign_many(
    desk: Desk,
    assignee: Annotated[str, Argument(metavar="PERSON")],
    tasks: Annotated[list[str], Argument(metavar="TASK")],
) -> int:
    """Give many tasks to a person; each is answered on its own."""
    from engine.commands import AssignTask
    from engine.usecases.answers import Done
    from engine.usecases.work_on_many import work_on_many

    def to_them(case: str, task: str) -> AssignTask:
        return AssignTask(case_id=case, task_id=task, assignee=assignee)

    answers = list(work_on_many(desk.ports, tasks, to_them, desk.requester))
    lines = [(found.task_id, _answer_words(found, desk)) for found in answers]
    plain: JsonValue = {
        "tasks": [
            {"task": found.task_id, "done": isinstance(found.answer, Done), "text": text}
            for found, (_, text) in zip(answers, lines, strict=True)
        ]
    }
    desk.answer(plain, lambda console: _print_lines(console, lines))
    whole = all(isinstance(found.answer, Done) for found in answers)
    return Exit.DONE if whole else Exit.REFUSED


def _answer_words(found: TaskAnswer, desk: Desk) -> str:
    from engine.refusal import Refusal

    if found.error is not None:
        return desk.words.error(found.error)
    reasons = found.answer.reasons if isinstance(found.answer, Refusal) else ()
    return _reasons_words(reasons, desk)


def _reasons_words(reasons: Sequence[Reason], desk: Desk) -> str:
    return "; ".join(desk.words.reason(item) for item in reasons)


def _print_lines(console: Console, lines: Sequence[tuple[str, str]]) -> None:
    for name, text in lines:
        console.print(Text(f"{name}  {text}".rstrip()))


@group.command("distribute")
def distribute(
    desk: Desk,
    office: Annotated[str, Argument(metavar="OFFICE")],
    by: Annotated[By, Option("--by")] = By.LEAST_OPEN,
    share: Annotated[list[str] | None, Option("--share", metavar="PERSON[:WEIGHT[:LIMIT]]")] = None,
    served_last: Annotated[str | None, Option("--after", metavar="PERSON")] = None,
    any_skill: Annotated[bool, Option("--any-skill")] = False,
    queue: Annotated[str | None, Option("--queue")] = None,
    kind: Annotated[str | None, Option("--kind")] = None,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
) -> int:
    """Give out the tasks that wait at an office, by levers that are recorded."""
    from engine.distributing import Levers
    from engine.ports import TaskQuery
    from engine.usecases.distribute import distribute as give_out

    levers = Levers(
        by=by,
        shares=tuple(_share(text) for text in share or ()),
        last=served_last,
        by_skill=not any_skill,
    )
    query = TaskQuery(queue=queue, kind=kind, limit=0)
    given = give_out(
        desk.ports, desk.requester, levers, office=office, query=query, dry_run=dry_run
    )
    plain: JsonValue = {
        "dry_run": dry_run,
        "levers": levers.plain(),
        "tasks": [_given_plain(one) for one in given],
    }
    lines = [(one.task_id, _given_words(one, desk)) for one in given]
    return desk.answer(plain, lambda console: _print_lines(console, lines))


def _share(text: str) -> Share:
    from engine.distributing import Share

    person, *numbers = text.split(":")
    if not person or len(numbers) > 2 or not all(n.isdigit() and int(n) > 0 for n in numbers):
        raise InputError(CliCode.BAD_SHARE, text=text)
    given = dict(zip(("weight", "limit"), map(int, numbers), strict=False))
    return Share(person=person, weight=given.get("weight", 1), limit=given.get("limit"))


def _given_plain(one: Given) -> JsonValue:
    return {
        "task": one.task_id,
        "case": one.case_id,
        "person": one.person,
        "codes": [found.code.value for found in one.reasons],
    }


def _given_words(one: Given, desk: Desk) -> str:
    if one.person is not None:
        return desk.ports.staff.directory().person(one.person).name
    return _reasons_words(one.reasons, desk)
