"""Commits on SQLite: immediate transactions, each of one command or of all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.dialects.sqlite import insert

from adapters.outbound.db import clauses
from adapters.outbound.db.combining import CombiningQueue, Request
from adapters.outbound.db.database import Database, Row
from adapters.outbound.db.faults import FUNDS_SHORT, STALE, conflict
from adapters.outbound.db.rows import CommitRows, RowWriter
from adapters.outbound.db.types import written
from engine.ports import FirstAnswer
from engine.projection import CaseWrite
from rules.errors import UnioncaseError


class SqliteCommits:
    """Writes commits with the driver's own cursor."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = RowWriter(written, date.isoformat)
        self._queue = CombiningQueue(self._store)

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
            ("dropped_keys", text(clauses.key_dropping(1))),
            ("new_keys", text(clauses.insertion(insert, "new_keys", 1))),
            ("unlinked", text(clauses.unlinking(1))),
            ("linked", text(clauses.link_upsert(insert, 1))),
            ("copied", text(clauses.insertion(insert, "copied", 1))),
        ]

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None) -> None:
        """Store everything or nothing; see the port."""
        case_id = writes[0].after.id if writes else None
        self._queue.put(Request(self._rows.rows(writes, answer), case_id))

    def _store(self, requests: Sequence[Request]) -> None:
        try:
            with self._database.write_queue, self._database.translated(requests[0].case_id):
                self._transact(requests)
        except UnioncaseError as failed:
            for request in requests:
                request.error = request.error or failed

    def _transact(self, requests: Sequence[Request]) -> None:
        with self._database.bare() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if len(requests) == 1:
                    self._write(connection, requests[0])
                else:
                    for request in requests:
                        self._write_apart(connection, request)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _write_apart(self, connection: Any, request: Request) -> None:
        """Write one of several: what it may not do, it alone did not do."""
        connection.execute("SAVEPOINT command")
        try:
            with self._database.translated(request.case_id):
                self._write(connection, request)
        except UnioncaseError as failed:
            connection.execute("ROLLBACK TO command")
            request.error = failed
        connection.execute("RELEASE command")

    def _write(self, connection: Any, request: Request) -> None:
        rows: CommitRows = request.rows
        for row in rows.changed_cases:
            _expect_one(connection.execute(self._case_change, row), STALE, request.case_id)
        for row in rows.debits:
            _expect_one(connection.execute(self._debit, row), FUNDS_SHORT, request.case_id)
        for group, sql in self._additions:
            added: list[Row] = getattr(rows, group)
            if len(added) == 1:
                connection.execute(sql, added[0])
            elif added:
                connection.executemany(sql, added)


def _expect_one(cursor: Any, problem: str, case_id: str | None) -> None:
    if cursor.rowcount != 1:
        raise conflict(problem, case_id)
