"""Letters: those a case has been sent, and what one would say now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit, InputError
from adapters.inbound.cli.show import print_table, table
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from engine.model import Case as CaseFile
    from engine.refusal import Refusal
    from engine.usecases.write_letter import IssuedLetter, Stationery

group = Group("letter")

Case = Annotated[str, Argument(metavar="CASE")]


@group.command("list")
def list_letters(desk: Desk, case: Case) -> int:
    """The letters that were issued in a case."""
    from engine.usecases.write_letter import issued_letters

    issued = issued_letters(desk.ports, case, desk.requester)
    plain: JsonValue = {"case": case, "letters": [_plain(item) for item in issued]}

    def human(console: Console) -> None:
        words = desk.of(desk.ports.cases.load(case).case)
        names = ("number", "letter", "dated")
        made = table(*(desk.say(f"cli_column_{name}") for name in names))
        rows = (
            (Text(i.id, style="bold"), words.kind.word("letters", i.letter), i.dated.isoformat())
            for i in issued
        )
        print_table(console, made, rows)

    return desk.answer(plain, human)


def _plain(issued: IssuedLetter) -> JsonValue:
    return {
        "id": issued.id,
        "letter": issued.letter,
        "dated": issued.dated.isoformat(),
        "seq": issued.seq,
    }


@group.command("show")
def show(
    desk: Desk,
    case: Case,
    letter_id: Annotated[str, Argument(metavar="LETTER-ID")],
    pdf: Annotated[Path | None, Option("--pdf", metavar="FILE")] = None,
    english: Annotated[bool, Option("--english")] = False,
) -> int:
    """An issued letter, filled from the case as it stood then; on paper into a file."""
    from engine.usecases.write_letter import issued_letters, write_issued

    every = issued_letters(desk.ports, case, desk.requester)
    found = next((item for item in every if letter_id in (item.id, item.letter)), None)
    if found is None:
        known = [item.id for item in every]
        raise InputError(CliCode.UNKNOWN_CHOICE, given=letter_id, known=known)
    if pdf is not None:
        return _printed(desk, found, pdf, aid=english)
    stationery = _stationery(desk, found.case, found.letter)
    text = write_issued(desk.ports, found, stationery, desk.requester)
    return _shown(desk, found.case, text, _plain(found))


def _printed(desk: Desk, found: IssuedLetter, file: Path, *, aid: bool) -> int:
    from engine.refusal import Refusal

    made = desk.house.letter_pdf(desk.texts, found, desk.requester, aid=aid)
    if isinstance(made, Refusal):
        return desk.refused(made, desk.of(found.case))
    try:
        file.write_bytes(made)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error
    plain: JsonValue = {"case": found.case.id, "letter": _plain(found), "file": str(file)}
    return desk.answer(
        plain, lambda console: console.print(desk.say("letter_printed", file=str(file)))
    )


@group.command("preview")
def preview(desk: Desk, case: Case, letter: Annotated[str, Argument(metavar="LETTER")]) -> int:
    """What a letter would say if it were issued now."""
    from engine.usecases.write_letter import preview_letter

    file = desk.ports.cases.load(case).case
    stationery = _stationery(desk, file, letter)
    text = preview_letter(desk.ports, case, letter, stationery, desk.requester)
    return _shown(desk, file, text, {"id": None, "letter": letter})


def _stationery(desk: Desk, case: CaseFile, letter: str) -> Stationery:
    found = desk.house.stationery(desk.texts, case, letter, desk.language)
    if found is None:
        published = desk.house.published(case.kind, case.workflow_version)
        known = sorted({name for name, _ in published.templates})
        raise InputError(CliCode.UNKNOWN_CHOICE, given=letter, known=known)
    return found


def _shown(desk: Desk, case: CaseFile, text: str | Refusal, plain: JsonValue) -> int:
    from engine.refusal import Refusal

    if isinstance(text, Refusal):
        return desk.refused(text, desk.of(case))
    if desk.as_json:
        desk.write({"case": case.id, "letter": plain, "text": text})
    else:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    return Exit.DONE
