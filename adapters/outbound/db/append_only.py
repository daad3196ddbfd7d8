"""What the database itself refuses, whoever asks: triggers, declared once for both databases.

SQLite deletes rows for `REPLACE` without firing delete triggers, hence its insert triggers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

REFUSED = "append_only"
"""The word by which a refusal of these triggers is known."""

_UNTOUCHED = ("case_id", "seq", "header", "hash", "at", "type", "actor", "office")


def statements(dialect: str) -> Iterator[str]:
    """The statements that create the triggers, in order."""
    yield from _sqlite() if dialect == "sqlite" else _postgresql()


def drop_statements(dialect: str) -> Iterator[str]:
    """The statements that remove the triggers again."""
    if dialect == "sqlite":
        yield from (f"DROP TRIGGER {name}" for name, _ in _SQLITE)
        return
    for table in ("entries", "fund_movements", "cases"):
        for name in ("rows", "truncate"):
            yield f"DROP TRIGGER {table}_append_only_{name} ON {table}"
    yield "DROP TRIGGER entries_append_only_update ON entries"
    yield "DROP FUNCTION unioncase_refuse()"
    yield "DROP FUNCTION unioncase_require(boolean, text)"


def guards(dialect: str, table: str, key: Sequence[str]) -> Iterator[str]:
    """The statements that let a further table only grow; `key` is its primary key."""
    if dialect != "sqlite":
        yield _row_trigger(table, "UPDATE OR DELETE")
        yield _no_truncate(table)
        return
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
    there = f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    triggers = {
        "no_delete": f"BEFORE DELETE ON {table}",
        "no_update": f"BEFORE UPDATE ON {table}",
        "no_replace": there,
    }
    for name, when in triggers.items():
        yield _sqlite_trigger(f"{table}_{name}", when)


def _sqlite() -> Iterator[str]:
    for name, when in _SQLITE:
        yield _sqlite_trigger(name, when)


def _sqlite_trigger(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}: {name}'); END"


def _kept(same: str) -> str:
    return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _UNTOUCHED)


_SQLITE = (
    ("entries_no_delete", "BEFORE DELETE ON entries"),
    (
        "entries_only_erase",
        "BEFORE UPDATE ON entries WHEN NOT "
        f"(NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.rowid IS OLD.rowid AND {_kept('IS')})",
    ),
    (
        "entries_no_replace",
        "BEFORE INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries WHERE rowid = NEW.rowid)"
        " OR EXISTS (SELECT 1 FROM entries WHERE case_id = NEW.case_id AND seq = NEW.seq)",
    ),
    ("fund_movements_no_delete", "BEFORE DELETE ON fund_movements"),
    ("fund_movements_no_update", "BEFORE UPDATE ON fund_movements"),
    (
        "fund_movements_no_replace",
        "BEFORE INSERT ON fund_movements"
        " WHEN EXISTS (SELECT 1 FROM fund_movements WHERE number = NEW.number)",
    ),
    ("cases_no_delete", "BEFORE DELETE ON cases"),
    (
        "cases_no_replace",
        "BEFORE INSERT ON cases WHEN EXISTS (SELECT 1 FROM cases WHERE rowid = NEW.rowid)"
        " OR EXISTS (SELECT 1 FROM cases WHERE id = NEW.id)",
    ),
)


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION unioncase_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    # Ends a whole statement, and so its transaction, when a condition of the commit fails.
    yield (
        "CREATE FUNCTION unioncase_require(held boolean, problem text) RETURNS boolean"
        " LANGUAGE plpgsql AS $$ BEGIN IF held THEN RETURN true; END IF;"
        " RAISE EXCEPTION '%', problem USING ERRCODE = 'UC001'; END $$"
    )
    erased = f"NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND {_kept('IS NOT DISTINCT FROM')})"
    yield _row_trigger("entries", "DELETE")
    yield (
        "CREATE TRIGGER entries_append_only_update BEFORE UPDATE ON entries FOR EACH ROW"
        f" WHEN ({erased}) EXECUTE FUNCTION unioncase_refuse()"
    )
    yield _row_trigger("fund_movements", "UPDATE OR DELETE")
    yield _row_trigger("cases", "DELETE")
    for table in ("entries", "fund_movements", "cases"):
        yield _no_truncate(table)


def _no_truncate(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON {table}"
        " EXECUTE FUNCTION unioncase_refuse()"
    )


def _row_trigger(table: str, events: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only_rows BEFORE {events} ON {table} FOR EACH ROW"
        " EXECUTE FUNCTION unioncase_refuse()"
    )
