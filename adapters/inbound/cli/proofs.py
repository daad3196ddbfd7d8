"""The log of all entries in other hands: signatures, proofs and copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.audit import group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit, InputError
from adapters.inbound.cli.show import indented
from adapters.inbound.cli.words import CliCode

if TYPE_CHECKING:
    from engine.copies import CopyDefect, CopyReport
    from engine.proofs import Proof
    from engine.sinks import SinkCursor

__all__ = ["group"]

ProofFile = Annotated[Path, Argument(metavar="FILE")]


@group.command("checkpoint")
def checkpoint(desk: Desk) -> int:
    """Sign the log as it is now."""
    from engine.usecases.keep_log import sign_log

    signed = sign_log(desk.ports, desk.house.signer)
    if signed is None:
        none: JsonValue = {"checkpoint": None}
        return desk.answer(none, lambda console: console.print(desk.say("cli_checkpoint_none")))
    plain: JsonValue = {
        "size": signed.size,
        "root": signed.root,
        "at": signed.at.isoformat(),
        "key_id": signed.key_id,
        "signature": signed.signature,
    }
    text = desk.say("cli_checkpoint_signed", size=signed.size, root=signed.root)

    def human(console: Console) -> None:
        console.print(Text(text, style="green"))
        indented(console, desk.say("cli_proof_key", key=signed.key_id))

    return desk.answer(plain, human)


@group.command("prove")
def prove(
    desk: Desk,
    case: Annotated[str, Argument(metavar="CASE")],
    seq: Annotated[int, Argument(metavar="SEQ", min=1)],
    out: Annotated[Path | None, Option("--out", metavar="FILE")] = None,
) -> int:
    """Write a proof that an entry stands in the log; it is checked without the database."""
    from engine.proofs import proof_to_json
    from engine.usecases.keep_log import prove_entry

    proof = prove_entry(desk.ports, desk.house.signer, case, seq)
    file = out or Path(f"{case}-{seq}.proof.json")
    try:
        file.write_bytes(proof_to_json(proof))
    except OSError as error:
        raise _unreadable(file, error) from error
    plain: JsonValue = {"file": str(file), "index": proof.index, "size": proof.size}
    text = desk.say("cli_proof_written", file=str(file), index=proof.index, size=proof.size)
    return desk.answer(plain, lambda console: console.print(Text(text)))


@group.command("check-proof")
def check_proof(
    desk: Desk,
    file: ProofFile,
    signed_by: Annotated[str | None, Option("--signed-by", metavar="HEX")] = None,
) -> int:
    """Check a proof by itself; `--signed-by` names the key that must have signed it."""
    from adapters.outbound.signing import is_signed
    from engine.proofs import proof_from_json, proof_problems

    proof = proof_from_json(b"".join(_read(file)))
    known = None if signed_by is None else frozenset({signed_by.strip().lower()})
    problems = list(proof_problems(proof, is_signed, known))
    plain: JsonValue = {
        "holds": not problems,
        "problems": [problem.value for problem in problems],
        "index": proof.index,
        "size": proof.size,
        "key_id": proof.key_id,
    }
    desk.answer(plain, lambda console: _print_proof(console, desk, proof, problems))
    return Exit.FINDINGS if problems else Exit.DONE


def _print_proof(console: Console, desk: Desk, proof: Proof, problems: Sequence[str]) -> None:
    if problems:
        console.print(Text(desk.say("cli_proof_fails"), style="bold red"))
    else:
        text = desk.say("cli_proof_holds", index=proof.index, size=proof.size)
        console.print(Text(text, style="green"))
    for problem in problems:
        indented(console, desk.say(problem))
    indented(console, desk.say("cli_proof_key", key=proof.key_id))


@group.command("check-copy")
def check_copy(desk: Desk, files: Annotated[list[Path], Argument(metavar="FILE...")]) -> int:
    """Check a copy of the log by itself; several files are parts in the order of their names."""
    from engine.copies import check_copy as check

    report = check(line for file in files for line in _read(file))
    plain: JsonValue = {
        "first": report.first,
        "last": report.last,
        "defects": [
            {"code": found.code.value, "params": found.params, "text": _worded(desk, found)}
            for found in report.defects
        ],
    }
    desk.answer(plain, lambda console: _print_copy(console, desk, report))
    return Exit.FINDINGS if report.defects else Exit.DONE


def _worded(desk: Desk, found: CopyDefect) -> str:
    params = dict(found.params)
    if isinstance(params.get("defect"), str):
        params["defect"] = desk.say(str(params["defect"]))
    return desk.say(found.code.value, **params)


def _print_copy(console: Console, desk: Desk, report: CopyReport) -> None:
    for found in report.defects:
        indented(console, _worded(desk, found), style="red")
    code = "cli_copy_defects" if report.defects else "cli_copy_whole"
    text = desk.say(code, first=report.first, last=report.last, defects=len(report.defects))
    console.print(Text(text, style="bold red" if report.defects else "green"))


@group.command("copies")
def copies(desk: Desk) -> int:
    """How far every copy of the log is."""
    size = desk.ports.log.size()
    cursors = desk.house.sink_cursors.all()
    plain: JsonValue = {"sinks": [_cursor_plain(found, size) for found in cursors]}
    return desk.answer(plain, lambda console: _print_copies(console, desk, cursors, size))


def _cursor_plain(cursor: SinkCursor, size: int) -> dict[str, JsonValue]:
    return {
        "sink": cursor.sink,
        "next": cursor.next,
        "behind": max(size - cursor.next, 0),
        "failures": cursor.failures,
        "cause": cursor.cause,
        "defects": cursor.defects,
        "last_defect": cursor.last_defect,
    }


def _print_copies(console: Console, desk: Desk, cursors: Sequence[SinkCursor], size: int) -> None:
    if not cursors:
        console.print(Text(desk.say("cli_sinks_none"), style="dim"))
    for found in cursors:
        cause = desk.say(found.cause or "", sink=found.sink, error="…", status="…")
        code = "cli_sink_ill" if found.failures else "cli_sink_well"
        text = desk.say(code, **{**_cursor_plain(found, size), "cause": cause})
        console.print(Text(text, style="bold red" if found.failures else ""))


@group.command("resend")
def resend(
    desk: Desk,
    sink: Annotated[str, Argument(metavar="SINK")],
    index: Annotated[int, Option("--from", metavar="INDEX", min=0)] = 0,
) -> int:
    """Send a copy again from a place on: after a loss over there, or a restored database here."""
    from engine.audit import GENESIS
    from engine.errors import EngineCode, NotFoundError
    from engine.sinks import SinkCode

    size = desk.ports.log.size()
    if index > size:
        raise NotFoundError(EngineCode.LOG_OUT_OF_RANGE, index=index, size=size)
    before = desk.ports.log.leaves(index - 1, 1) if index else ()
    last_hash = before[0].hash if before else GENESIS
    if not desk.house.sink_cursors.rewind(sink, index, last_hash):
        raise NotFoundError(SinkCode.NOT_FOUND, sink=sink)
    text = desk.say("cli_sink_rewound", sink=sink, index=index)
    return desk.answer({"sink": sink, "next": index}, lambda console: console.print(Text(text)))


def _read(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            yield from opened
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: OSError) -> InputError:
    problem = error.strerror or type(error).__name__
    return InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem)
