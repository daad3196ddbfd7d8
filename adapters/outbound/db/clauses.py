"""What a commit does with each group of its rows, as clauses with one parameter for each value.

A parameter is named by its place: group, row and position, e.g. `entries_0_3`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Table,
    Update,
    and_,
    bindparam,
    null,
    or_,
)
from sqlalchemy import delete as sql_delete
from sqlalchemy import update as sql_update
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from adapters.outbound.db.copy_tables import COPIES_TO
from adapters.outbound.db.party_tables import PARTY_KEYS, PARTY_LINKS
from adapters.outbound.db.tables import (
    ACCOUNTS,
    ANSWERS,
    CASES,
    DEADLINES,
    ENTRIES,
    MOVEMENTS,
    OUTBOX,
    TASKS,
)

Upsert: TypeAlias = SqliteInsert | PostgresInsert
Inserter: TypeAlias = Callable[[Table], Any]
"""The `insert` of a dialect; each returns a class of its own."""

ACCOUNT_KEY = ("office", "fund", "year", "account")

INSERTS: dict[str, tuple[Table, tuple[str, ...]]] = {
    "new_cases": (CASES, tuple(CASES.c.keys())),
    "entries": (ENTRIES, tuple(ENTRIES.c.keys())),
    "opened_tasks": (TASKS, tuple(TASKS.c.keys())),
    "movements": (MOVEMENTS, tuple(MOVEMENTS.c.keys()[1:])),
    "messages": (OUTBOX, ("key", "kind", "payload", "available_at")),
    "answers": (ANSWERS, tuple(ANSWERS.c.keys())),
    "new_keys": (PARTY_KEYS, tuple(PARTY_KEYS.c.keys())),
    "copied": (COPIES_TO, tuple(COPIES_TO.c.keys())),
}
"""Groups whose rows are only added, with the columns of a row."""

_CHANGING = tuple(CASES.c.keys()[4:])
_ASSIGNED = tuple(TASKS.c.keys()[2:])


def parameter(group: str, row: int, position: int, table: Table, column: str) -> BindParameter[Any]:
    """The parameter for one value."""
    return bindparam(f"{group}_{row}_{position}", type_=table.c[column].type)


def insertion(insert: Inserter, group: str, rows: int) -> Any:
    """Add all rows of a group."""
    table, columns = INSERTS[group]
    return insert(table).values(_values(group, table, columns, rows))


def clock_upsert(insert: Inserter, rows: int) -> Any:
    """Add clocks, or replace those that are there."""
    written = [column.name for column in DEADLINES.c if column.name != "claimed_until"]
    adding = insert(DEADLINES).values(_values("clocks", DEADLINES, written, rows))
    changing = {name: adding.excluded[name] for name in written[2:]}
    # What was written anew is nobody's claim any more.
    changing["claimed_until"] = null()
    return adding.on_conflict_do_update(index_elements=["case_id", "key"], set_=changing)


def key_dropping(rows: int) -> Delete:
    """Remove what parties were found by."""
    return sql_delete(PARTY_KEYS).where(
        _any_of("dropped_keys", rows, PARTY_KEYS, PARTY_KEYS.c.keys())
    )


def link_upsert(insert: Inserter, rows: int) -> Any:
    """Give parties their part in a case, or change it."""
    columns = PARTY_LINKS.c.keys()
    adding = insert(PARTY_LINKS).values(_values("linked", PARTY_LINKS, columns, rows))
    changing = {name: adding.excluded[name] for name in columns[3:]}
    return adding.on_conflict_do_update(index_elements=columns[:3], set_=changing)


def unlinking(rows: int) -> Delete:
    """Take parties out of a case."""
    named = _any_of("unlinked", rows, PARTY_LINKS, PARTY_LINKS.c.keys()[:3])
    return sql_delete(PARTY_LINKS).where(named)


def credit(insert: Inserter, rows: int) -> Any:
    """Add to accounts, which begin with what first arrives."""
    columns = (*ACCOUNT_KEY, "amount_fen")
    adding = insert(ACCOUNTS).values(_values("credits", ACCOUNTS, columns, rows))
    total = ACCOUNTS.c.amount_fen + adding.excluded.amount_fen
    return adding.on_conflict_do_update(index_elements=ACCOUNT_KEY, set_={"amount_fen": total})


def debit(row: int) -> Update:
    """Take from an account what must be there."""
    amount = ACCOUNTS.c.amount_fen
    change = parameter("debits", row, 0, ACCOUNTS, "amount_fen")
    enough = amount >= parameter("debits", row, 5, ACCOUNTS, "amount_fen")
    key = matches("debits", row, 1, ACCOUNTS, ACCOUNT_KEY)
    return sql_update(ACCOUNTS).where(key, enough).values(amount_fen=amount + change)


def case_change(row: int) -> Update:
    """Set a case as it is now, if its chain is as long as expected."""
    last = len(_CHANGING)
    unchanged = matches("changed_cases", row, last, CASES, ("id", "seq"))
    return sql_update(CASES).where(unchanged).values(_row("changed_cases", row, CASES, _CHANGING))


def task_change(row: int) -> Update:
    """Set a task as it is now."""
    one = matches("changed_tasks", row, len(_ASSIGNED), TASKS, ("id",))
    return sql_update(TASKS).where(one).values(_row("changed_tasks", row, TASKS, _ASSIGNED))


def task_closing(rows: int) -> Delete:
    """Remove tasks."""
    return sql_delete(TASKS).where(_any_of("closed_tasks", rows, TASKS, ("id",)))


def clock_dropping(rows: int) -> Delete:
    """Remove clocks."""
    named = _any_of("dropped_clocks", rows, DEADLINES, ("case_id", "key"))
    return sql_delete(DEADLINES).where(named)


def matches(
    group: str, row: int, first: int, table: Table, columns: Sequence[str]
) -> ColumnElement[bool]:
    """Columns equal the values of a row from the position `first` on."""
    return and_(
        *(
            table.c[column] == parameter(group, row, first + place, table, column)
            for place, column in enumerate(columns)
        )
    )


def _any_of(group: str, rows: int, table: Table, columns: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(matches(group, row, 0, table, columns) for row in range(rows)))


def _values(group: str, table: Table, columns: Sequence[str], rows: int) -> list[dict[str, Any]]:
    return [_row(group, row, table, columns) for row in range(rows)]


def _row(group: str, row: int, table: Table, columns: Sequence[str]) -> dict[str, Any]:
    return {
        column: parameter(group, row, place, table, column) for place, column in enumerate(columns)
    }
