"""What concerns the people on a case's way: the forecast, reminders, copies, many cases at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from typer import Argument, Option

from adapters.inbound.cli import case as cases_group
from adapters.inbound.cli.case import Case, Key, Why, handled
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit

if TYPE_CHECKING:
    from adapters.i18n.wording import Wording
    from engine.forecast import Ahead, Asked
    from engine.usecases.act_on_many import Answered


group = cases_group.group
"""The commands on one case, with these beside them."""


@group.command("forecast")
def forecast(
    desk: Desk,
    case: Case,
    action: Annotated[str | None, Argument(metavar="ACTION")] = None,
    approver: Annotated[list[str] | None, Option("--approver", metavar="PERSON")] = None,
) -> int:
    """The whole way ahead, with the names of those who will be asked."""
    from adapters.i18n.plain import ahead_plain
    from engine.usecases.forecast_case import forecast_case

    found = forecast_case(
        desk.ports, case, desk.requester, action=action, approvers=tuple(approver or ())
    )
    words = desk.of(found.case)
    plain: JsonValue = {"case": case, "way": [ahead_plain(step, words) for step in found.way]}
    return desk.answer(plain, lambda console: _print_way(console, found.way, words))


def _print_way(console: Console, way: tuple[Ahead, ...], words: Wording) -> None:
    from adapters.inbound.cli.show import indented

    for number, step in enumerate(way, start=1):
        console.print(f"{number}. {words.kind.word('states', step.state)}", style="bold")
        for line in _lines(step, words):
            indented(console, line)


def _lines(step: Ahead, words: Wording) -> Iterator[str]:
    if step.mode is not None:
        every = step.mode in ("any", "sequence") or step.needed == len(step.asked)
        yield words.say(f"cli_mode_{step.mode if every else 'count'}", need=step.needed)
    yield from (_asked_line(asked, words) for asked in step.asked)
    yield from (words.reason(found) for found in step.problems)
    if step.unknown is not None:
        yield words.reason(step.unknown)
    if step.fork:
        states = [words.kind.word("states", state) for state in step.fork]
        yield words.say("cli_forecast_fork", states=states)


def _asked_line(asked: Asked, words: Wording) -> str:
    if asked.chosen:
        return words.say("cli_forecast_chosen")
    names = [words.person(person) for person in asked.people] or [words.say("cli_nobody")]
    line = words.say("cli_list", items=names)
    if asked.role is not None and asked.office is not None:
        line = f"{words.role(asked.role)} · {words.office(asked.office)}: {line}"
    return f"{line}  {words.say('cli_forecast_given')}" if asked.given else line


@group.command("remind")
def remind(desk: Desk, case: Case, key: Key = None) -> int:
    """Remind those the case waits for."""
    from engine.commands import SendReminder

    return handled(desk, SendReminder(case_id=case, idempotency_key=key))


@group.command("copy")
def copy(
    desk: Desk,
    case: Case,
    readers: Annotated[list[str], Argument(metavar="PERSON")],
    reason: Why = None,
    key: Key = None,
) -> int:
    """Let people know of the case and see it."""
    from engine.commands import CopyCase

    command = CopyCase(case_id=case, people=tuple(readers), text=reason or "", idempotency_key=key)
    return handled(desk, command)


@group.command("act-many")
def act_many(
    desk: Desk,
    action: Annotated[str, Argument(metavar="ACTION")],
    numbers: Annotated[list[str], Argument(metavar="CASE")],
    reason: Why = None,
    key: Key = None,
) -> int:
    """Take an action on many cases; each is answered on its own."""
    from engine.commands import Act
    from engine.usecases.act_on_many import act_on_many

    command = Act(case_id="", action=action, reason=reason, idempotency_key=key)
    answers = list(act_on_many(desk.ports, numbers, command, desk.requester))
    plain: JsonValue = {"cases": [_answered_plain(found, desk) for found in answers]}
    desk.answer(plain, lambda console: _print_answers(console, answers, desk))
    return Exit.DONE if all(_done(found) for found in answers) else Exit.REFUSED


def _done(found: Answered) -> bool:
    from engine.usecases.answers import Done

    return isinstance(found.answer, Done)


def _answered_plain(found: Answered, desk: Desk) -> JsonValue:
    from adapters.i18n.plain import done_plain, reason_plain
    from engine.refusal import Refusal

    if isinstance(found.answer, Refusal):
        words = desk.of(desk.ports.cases.load(found.case_id).case)
        reasons: JsonValue = [reason_plain(item, words) for item in found.answer.reasons]
        return {"case": found.case_id, "done": False, "reasons": reasons}
    if found.answer is not None:
        return {**done_plain(found.answer), "done": True}
    code = "" if found.error is None else found.error.code.value
    return {"case": found.case_id, "done": False, "error": code}


def _print_answers(console: Console, answers: list[Answered], desk: Desk) -> None:
    from adapters.inbound.cli.show import indented

    for found in answers:
        console.print(found.case_id, style="bold")
        for line in _answer_lines(found, desk):
            indented(console, line)


def _answer_lines(found: Answered, desk: Desk) -> Iterator[str]:
    from engine.refusal import Refusal

    if found.error is not None:
        yield desk.words.error(found.error)
    elif isinstance(found.answer, Refusal):
        words = desk.of(desk.ports.cases.load(found.case_id).case)
        yield from (words.reason(item) for item in found.answer.reasons)
    elif found.answer is not None:
        words = desk.of(found.answer.case)
        yield words.kind.word("states", found.answer.case.state)
