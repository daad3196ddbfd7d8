"""Changes behind the engine's back, by somebody who may switch the database's guards off."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.support.command_line import CommandLine


def tamper(line: CommandLine, *statements: str) -> None:
    """Drop every trigger of an installation's SQLite file and run statements on it."""
    line.house.database.close()
    with closing(sqlite3.connect(line.house.settings.data_dir / "unioncase.sqlite")) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(names).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        connection.commit()
