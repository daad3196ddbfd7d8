"""Open a case, show it, act on it, explain it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.party_view import show_resemblances
from adapters.inbound.cli.values import read_date, read_values
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from engine.commands import CaseCommand
    from engine.model import Status
    from engine.usecases.answers import Answer
    from engine.usecases.list_work import Reach

group = Group("case")

Case = Annotated[str, Argument(metavar="CASE")]
Values = Annotated[list[str] | None, Argument(metavar="FIELD=VALUE")]
Data = Annotated[Path | None, Option("--data", metavar="FILE")]
Key = Annotated[str | None, Option("--key")]
Version = Annotated[int | None, Option("--version", min=1)]
Why = Annotated[str | None, Option("--reason")]


@group.command("open")
def open_case(
    desk: Desk,
    kind: Annotated[str, Argument(metavar="KIND")],
    values: Values = None,
    office: Annotated[str | None, Option("--office", metavar="OFFICE")] = None,
    data: Data = None,
    number: Annotated[str | None, Option("--number")] = None,
    key: Key = None,
) -> int:
    """Begin a case of a kind."""
    from engine.usecases.open_case import open_case as carry_out

    given = read_values(values or (), data)
    show_resemblances(desk, kind, given)
    answer = carry_out(
        desk.ports,
        kind=kind,
        office=office or _own_office(desk),
        data=given,
        requester=desk.requester,
        case_id=number,
        idempotency_key=key,
    )
    return answered(desk, answer, kind=kind)


def _own_office(desk: Desk) -> str:
    """The office of the person's first role of today."""
    from engine.usecases.surroundings import circumstances

    grants = circumstances(desk.ports, desk.requester).actor.grants
    if not grants:
        raise InputError(CliCode.NO_OFFICE)
    return grants[0].office


@group.command("show")
def show(desk: Desk, case: Case) -> int:
    """One case as it lies on the desk."""
    from adapters.i18n.plain import entry_line_plain, view_plain
    from adapters.inbound.cli.case_view import print_case
    from engine.usecases.read_history import read_history
    from engine.usecases.show_case import show_case

    view = show_case(desk.ports, case, desk.requester)
    entries = read_history(desk.ports, case, desk.requester)
    words = desk.of(view.case)
    lines: list[JsonValue] = [entry_line_plain(entry) for entry in entries]
    forms = desk.house.published(view.case.kind, view.case.workflow_version).forms
    now = desk.ports.clock.now()
    return desk.answer(
        view_plain(view, words, lines),
        lambda console: print_case(console, view, entries, forms=forms, words=words, now=now),
    )


@group.command("explain")
def explain(
    desk: Desk,
    case: Case,
    action: Annotated[str | None, Argument(metavar="ACTION")] = None,
    anyone: Annotated[bool, Option("--anyone")] = False,
) -> int:
    """Every action from here, with what it asks for and every reason against it."""
    from adapters.i18n.plain import explained_plain
    from adapters.inbound.cli.case_view import print_actions
    from engine.usecases.show_case import show_case

    view = show_case(desk.ports, case, desk.requester, anyone=anyone)
    words = desk.of(view.case)
    found = [item for item in view.actions if action in (None, item.action)]
    if not found and action is not None:
        known = [item.action for item in view.actions]
        raise InputError(CliCode.UNKNOWN_CHOICE, given=action, known=known)
    plain: JsonValue = {
        "case": case,
        "state": view.case.state,
        "actions": [explained_plain(item, words) for item in found],
    }
    return desk.answer(plain, lambda console: print_actions(console, found, words, full=True))


@group.command("act")
def act(
    desk: Desk,
    case: Case,
    action: Annotated[str, Argument(metavar="ACTION")],
    values: Values = None,
    data: Data = None,
    reason: Why = None,
    target: Annotated[str | None, Option("--to", metavar="STATE")] = None,
    straight_back: Annotated[bool, Option("--straight-back")] = False,
    together_with: Annotated[str | None, Option("--with", metavar="PERSON")] = None,
    approver: Annotated[list[str] | None, Option("--approver", metavar="PERSON")] = None,
    extension: Annotated[str | None, Option("--by-span", metavar="SPAN")] = None,
    version: Version = None,
    key: Key = None,
) -> int:
    """Take an action."""
    from engine.commands import Act

    command = Act(
        case_id=case,
        expected_version=version,
        idempotency_key=key,
        action=action,
        data=read_values(values or (), data),
        reason=reason,
        target=target,
        straight_back=straight_back,
        approvers=tuple(approver or ()),
        with_person=together_with,
        extension=extension,
    )
    return handled(desk, command)


@group.command("undo")
def undo(desk: Desk, case: Case, reason: Why = None, key: Key = None) -> int:
    """Take back one's own last action."""
    from engine.commands import Undo

    return handled(desk, Undo(case_id=case, reason=reason, idempotency_key=key))


@group.command("note")
def note(
    desk: Desk, case: Case, text: Annotated[str, Argument(metavar="TEXT")], key: Key = None
) -> int:
    """Leave a remark."""
    from engine.commands import AddNote

    return handled(desk, AddNote(case_id=case, text=text, idempotency_key=key))


@group.command("attach")
def attach(
    desk: Desk,
    case: Case,
    document: Annotated[str, Argument(metavar="DOCUMENT")],
    file: Annotated[Path, Argument(metavar="FILE")],
    issued: Annotated[str | None, Option("--issued", metavar="DATE")] = None,
    key: Key = None,
) -> int:
    """Put a paper into the file."""
    from engine.usecases.attach_document import attach_document

    answer = attach_document(
        desk.ports,
        case_id=case,
        kind=document,
        name=file.name,
        content=_content(file),
        requester=desk.requester,
        issued_on=read_date(issued),
        idempotency_key=key,
    )
    return answered(desk, answer, case=case)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error


@group.command("withdraw-document")
def withdraw_document(
    desk: Desk,
    case: Case,
    document_id: Annotated[str, Argument(metavar="DOCUMENT-ID")],
    reason: Why = None,
) -> int:
    """Declare that a paper does not count."""
    from engine.commands import WithdrawDocument

    command = WithdrawDocument(case_id=case, document_id=document_id, reason=reason or "")
    return handled(desk, command)


@group.command("reveal")
def reveal(
    desk: Desk,
    case: Case,
    fields: Annotated[list[str], Argument(metavar="FIELD")],
    purpose: Annotated[str, Option("--purpose")] = "",
) -> int:
    """Show personal data; the reading is recorded."""
    from adapters.inbound.cli.case_view import print_values
    from engine.refusal import Refusal
    from engine.usecases.reveal_fields import reveal_fields

    shown = reveal_fields(desk.ports, case, tuple(fields), purpose, desk.requester)
    loaded = desk.ports.cases.load(case).case
    words = desk.of(loaded)
    if isinstance(shown, Refusal):
        return desk.refused(shown, words)
    spec = desk.ports.workflows.version(loaded.kind, loaded.workflow_version).spec
    plain: JsonValue = {"case": case, "values": shown}
    return desk.answer(plain, lambda console: print_values(console, spec.case, shown, words))


@group.command("list")
def list_cases(
    desk: Desk,
    kind: Annotated[str | None, Option("--kind")] = None,
    state: Annotated[list[str] | None, Option("--state")] = None,
    status: Annotated[str | None, Option("--status")] = None,
    text: Annotated[str | None, Option("--text")] = None,
    reach: Annotated[str, Option("--reach")] = "all",
    after: Annotated[str | None, Option("--after", metavar="CASE")] = None,
    limit: Annotated[int, Option("--limit", min=1, max=1000)] = 50,
) -> int:
    """The cases of one's offices, and those of which one was sent a copy, newest first."""
    from adapters.i18n.plain import row_plain
    from adapters.inbound.cli.lists import print_cases
    from engine.ports import CaseQuery
    from engine.usecases.list_work import list_cases as look_up

    query = CaseQuery(
        kind=kind,
        states=frozenset(state or ()),
        status=_status(status),
        text=text,
        after=after,
        limit=limit,
    )
    rows = look_up(desk.ports, desk.requester, query, reach=_reach(reach))
    plain: JsonValue = {"cases": [row_plain(row) for row in rows]}
    return desk.answer(plain, lambda console: print_cases(console, rows, desk))


def _reach(text: str) -> Reach:
    from engine.usecases.list_work import REACHES

    found = next((known for known in REACHES if known == text), None)
    if found is None:
        raise InputError(CliCode.UNKNOWN_CHOICE, given=text, known=list(REACHES))
    return found


def _status(text: str | None) -> Status | None:
    from engine.model import Status

    if text is None:
        return None
    if text not in tuple(Status):
        raise InputError(CliCode.UNKNOWN_CHOICE, given=text, known=[s.value for s in Status])
    return Status(text)


def handled(desk: Desk, command: CaseCommand) -> int:
    """Carry out a command on a case and answer."""
    from engine.usecases.handle_command import handle_command

    answer = handle_command(desk.ports, command, desk.requester)
    return answered(desk, answer, case=command.case_id)


def answered(desk: Desk, answer: Answer, *, case: str | None = None, kind: str = "") -> int:
    """Say what became of a command."""
    from adapters.i18n.plain import done_plain
    from adapters.inbound.cli.case_view import print_done
    from engine.refusal import Refusal

    if isinstance(answer, Refusal):
        words = desk.latest(kind) if case is None else desk.of(desk.ports.cases.load(case).case)
        return desk.refused(answer, words)
    words = desk.of(answer.case)
    return desk.answer(
        done_plain(answer), lambda console: print_done(console, answer, words, desk.ports)
    )
