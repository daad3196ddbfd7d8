"""A whole database as one file, taken while others work, and put back into an empty one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from sqlalchemy import inspect, make_url

from adapters.outbound.db.database import Backend, Database
from engine.errors import AdapterError

_OWNER_ONLY = 0o600


class CopyingCode(StrEnum):
    """Why a database cannot be copied or put back."""

    TOOL_MISSING = "backup_tool_missing"
    TOOL_FAILED = "backup_tool_failed"
    DAMAGED = "backup_damaged"


def file_name(database: Database) -> str:
    """What the copy is called."""
    return "unioncase.sqlite" if database.backend is Backend.SQLITE else "unioncase.pgdump"


def copy_out(database: Database, target: Path) -> None:
    """Copy a database as it is at one moment; nobody has to wait for it.

    Raises:
        AdapterError: It cannot be reached, or PostgreSQL's own tools are missing or fail.
    """
    target.touch(_OWNER_ONLY)
    if database.backend is Backend.SQLITE:
        _copy_file(database, target)
    else:
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        _run("pg_dump", database, options)


def copy_in(source: Path, database: Database) -> None:
    """Put a copy into an empty database.

    Raises:
        AdapterError: It cannot be reached, or PostgreSQL's own tools are missing or fail.
    """
    if database.backend is Backend.SQLITE:
        place = Path(database.engine.url.database or "")
        shutil.copyfile(source, place)
        place.chmod(_OWNER_ONLY)
    else:
        options = ("--no-owner", "--exit-on-error", "--single-transaction", str(source))
        _run("pg_restore", database, options)


def is_empty(database: Database) -> bool:
    """Whether a database has no tables.

    Raises:
        AdapterError: It cannot be reached.
    """
    if database.backend is Backend.SQLITE:
        return not Path(database.engine.url.database or "").exists()
    with database.reads() as connection:
        return not inspect(connection).get_table_names()


def _copy_file(database: Database, target: Path) -> None:
    """SQLite's online backup: all pages within one reading transaction."""
    with (
        database.translated(),
        database.bare() as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        # One file, without a log beside it that somebody forgets to take along.
        copy.execute("PRAGMA journal_mode = DELETE")
        [found] = copy.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise AdapterError(CopyingCode.DAMAGED, retryable=False, problem=found)


def _run(tool: str, database: Database, options: Sequence[str]) -> None:
    program = shutil.which(tool)
    if program is None:
        raise AdapterError(CopyingCode.TOOL_MISSING, retryable=False, tool=tool)
    url = make_url(database.engine.url.render_as_string(hide_password=False))
    bare = url.set(drivername="postgresql", password=None).render_as_string()
    # Not on the command line, where every user of the machine could read it.
    given = {"PATH": os.defpath, "PGPASSWORD": str(url.password or "")}
    done = subprocess.run(
        [program, f"--dbname={bare}", *options], env=given, capture_output=True, check=False
    )
    if done.returncode != 0:
        problem = done.stderr.decode(errors="replace").strip().splitlines()
        raise AdapterError(
            CopyingCode.TOOL_FAILED, retryable=False, tool=tool, problem="; ".join(problem[-2:])
        )
