"""A commit on SQLite: one immediate transaction, in its turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.dialects.sqlite import insert

from adapters.outbound.db import clauses
from adapters.outbound.db.database import Database, Row
from adapters.outbound.db.faults import FUNDS_SHORT, STALE, conflict
from adapters.outbound.db.rows import CommitRows, RowWriter
from adapters.outbound.db.types import written
from engine.ports import FirstAnswer
from engine.projection import CaseWrite


class SqliteCommits:
    """Writes commits with the driver's own cursor on one connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = RowWriter(written, date.isoformat)

        def text(clause: Any) -> str:
            return database.statement(clause).sql

        self._case_change = text(clauses.case_change(0))
        self._debit = text(clauses.debit(0))
        self._additions = [
            ("new_cases", text(clauses.insertion(insert, "new_cases", 1))),
            ("entries", text(clauses.insertion(insert, "entries", 1))),
            ("closed_tasks", text(clauses.task_closing(1))),
            ("changed_tasks", text(clauses.task_change(0))),
            ("opened_tasks", text(clauses.insertion(insert, "opened_tasks", 1))),
            ("dropped_clocks", text(clauses.clock_dropping(1))),
            ("clocks", text(clauses.clock_upsert(insert, 1))),
            ("credits", text(clauses.credit(insert, 1))),
            ("movements", text(clauses.insertion(insert, "movements", 1))),
            ("messages", text(clauses.insertion(insert, "messages", 1))),
            ("answers", text(clauses.insertion(insert, "answers", 1))),
        ]

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None) -> None:
        """Store everything or nothing; see the port."""
        rows = self._rows.rows(writes, answer)
        case_id = writes[0].after.id if writes else None
        database = self._database
        with database.translated(case_id), database.write_queue, database.bare() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._write(connection, rows, case_id)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _write(self, connection: Any, rows: CommitRows, case_id: str | None) -> None:
        for row in rows.changed_cases:
            _expect_one(connection.execute(self._case_change, row), STALE, case_id)
        for row in rows.debits:
            _expect_one(connection.execute(self._debit, row), FUNDS_SHORT, case_id)
        for group, sql in self._additions:
            added: list[Row] = getattr(rows, group)
            if len(added) == 1:
                connection.execute(sql, added[0])
            elif added:
                connection.executemany(sql, added)


def _expect_one(cursor: Any, problem: str, case_id: str | None) -> None:
    if cursor.rowcount != 1:
        raise conflict(problem, case_id)
