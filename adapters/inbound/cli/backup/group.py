"""`unioncase backup` and `unioncase restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit
from adapters.inbound.cli.show import indented

if TYPE_CHECKING:
    from adapters.inbound.cli.backup.manifest import Manifest
    from adapters.inbound.cli.backup.restoring import Restored

group = Group("")

BackupFolder = Annotated[Path, Argument(metavar="FOLDER")]
WithPapers = Annotated[bool, Option("--papers/--no-papers")]


@group.command("backup")
def backup(desk: Desk, backup_folder: BackupFolder, papers: WithPapers = True) -> int:
    """Copy database, papers and keys into an empty folder while people work."""
    from adapters.inbound.cli.backup.taking import take_backup

    taken = take_backup(desk.house, backup_folder, papers=papers)
    plain = _plain(taken)
    return desk.answer(plain, lambda console: _print(console, desk, taken, backup_folder))


def _plain(taken: Manifest) -> dict[str, JsonValue]:
    return {
        "files": len(taken.files),
        "bytes": sum(file.size_bytes for file in taken.files),
        "log_size": taken.log_size,
        "log_root": taken.log_root,
        "left_out": list(taken.left_out),
    }


def _print(console: Console, desk: Desk, taken: Manifest, folder: Path) -> None:
    size = sum(file.size_bytes for file in taken.files)
    text = desk.say(
        "cli_backup_taken", folder=str(folder), files=len(taken.files), mib=size // 1024**2
    )
    console.print(Text(text, style="bold green"))
    indented(console, desk.say("cli_backup_log", size=taken.log_size, root=taken.log_root))
    for name in taken.left_out:
        indented(console, desk.say("cli_backup_left_out", name=name), "yellow")
    indented(console, desk.say("cli_backup_secret"))


@group.command("restore")
def restore(
    desk: Desk,
    backup_folder: BackupFolder,
    new_folder: Annotated[Path, Option("--into", metavar="DIR")],
) -> int:
    """Make an installation from a backup, and verify it."""
    from adapters.inbound.cli.backup.restoring import restore as put_back

    restored = put_back(desk.house, backup_folder, new_folder)
    defects = [*restored.report.defects, *restored.log.defects]
    plain: JsonValue = {
        **_plain(restored.manifest),
        "cases": restored.report.cases,
        "entries": restored.report.entries,
        "defects": [
            {"case": found.case_id, "seq": found.seq, "code": found.code.value} for found in defects
        ],
    }
    desk.answer(plain, lambda console: _print_restored(console, desk, restored, new_folder))
    return Exit.FINDINGS if defects else Exit.DONE


def _print_restored(console: Console, desk: Desk, restored: Restored, into: Path) -> None:
    defects = [*restored.report.defects, *restored.log.defects]
    counts = {"cases": restored.report.cases, "entries": restored.report.entries}
    code = "cli_restore_defects" if defects else "cli_restored"
    text = desk.say(code, folder=str(into), defects=len(defects), **counts)
    console.print(Text(text, style="bold red" if defects else "bold green"))
    for found in defects:
        indented(console, f"{found.case_id}  {desk.words.defect(found)}", "red")
    indented(console, desk.say("cli_restore_next", folder=str(into)))
