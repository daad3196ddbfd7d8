"""Setting up: an empty installation, or a demo office in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import JsonValue
from rich.text import Text
from typer import Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import indented

group = Group("")


@group.command("init")
def init(desk: Desk) -> int:
    """Make the folders and the database; what is there already stays."""
    desk.house.migrate()
    settings = desk.settings
    database = desk.house.database.address
    plain: JsonValue = {
        "data_dir": str(settings.data_dir),
        "database": database,
        "documents": settings.documents_url,
    }

    def human(console: object) -> None:
        desk.console.print(Text(desk.say("cli_ready"), style="bold green"))
        indented(desk.console, desk.say("cli_ready_database", database=database))
        indented(desk.console, desk.say("cli_ready_documents", documents=settings.documents_url))
        indented(desk.console, desk.say("cli_ready_next"))

    return desk.answer(plain, human)


@group.command("demo")
def demo(
    desk: Desk, folder: Annotated[Path | None, Option("--folder", metavar="DIR")] = None
) -> int:
    """Build a demo office once, and show it."""
    from adapters.inbound.cli.demo.tour import show_demo

    return show_demo(desk, folder)
