"""The tables, declared once for both databases.

No foreign key guards the rows that a case's transaction writes: they are written only together
with the compare-and-set on their case, cases cannot be deleted, and a key would cost a look-up for
every row of every commit. What is hashed is kept as text, so that it comes back to the byte. Small
rows live in their key's own tree on SQLite, which spares a page for each of them in every commit.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from adapters.outbound.db.types import KEY, NUMBERED, Moment

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


IS_LISTED = "kind NOT IN ('office_journal', 'party')"
IS_OPEN = f"status = 'open' AND {IS_LISTED}"
"""Conditions as they stand in indexes; a query must say them in the same words to use these."""

TERMS_INDEX = "ix_cases_terms"


def _only(condition: str) -> dict[str, Any]:
    where = text(condition)
    return {"sqlite_where": where, "postgresql_where": where}


def _partial(column: str, condition: str) -> Index:
    """An index over the rows that somebody ever looks for."""
    return Index(None, column, **_only(condition))


CASES = Table(
    "cases",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("kind", KEY, nullable=False),
    Column("parent", KEY),
    Column("opened_at", Moment, nullable=False),
    Column("state", KEY, nullable=False),
    Column("status", KEY, nullable=False),
    Column("office", KEY, nullable=False),
    Column("subject", Text, nullable=False),
    Column("terms", Text, nullable=False, server_default=""),
    Column("entered_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", KEY),
    Column("due_at", Moment),
    Column("waiting_since", Moment),
    Column("seq", Integer, nullable=False),
    Column("head", KEY, nullable=False),
    Column("snapshot", Text, nullable=False),
    # Only columns that hardly ever change are indexed, so that an update touches the row alone.
    _partial("parent", "parent IS NOT NULL"),
    # Lists go by number, newest first: within a kind, over all kinds, and over the cases of an
    # office. What is only kept like a case lies between them by number, so it is left out.
    Index(None, "kind", "id"),
    Index("ix_cases_listed", "id", **_only(IS_LISTED)),
    Index("ix_cases_office_id", "office", "id", **_only(IS_LISTED)),
    Index("ix_cases_open", "office", "id", **_only(IS_OPEN)),
)
"""`terms` are the words that a case is found by; PostgreSQL has an index over them besides, which
the migration makes, as it stands on an expression of PostgreSQL's own."""

ENTRIES = Table(
    "entries",
    METADATA,
    Column("case_id", KEY, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("header", Text, nullable=False),
    Column("hash", KEY, nullable=False),
    Column("payload", Text),
    Column("salt", LargeBinary),
    Column("at", Moment, nullable=False),
    Column("type", KEY, nullable=False),
    Column("actor", KEY, nullable=False),
    Column("office", KEY, nullable=False),
    PrimaryKeyConstraint("case_id", "seq"),
    Index(None, "actor", "case_id", "seq"),
    Index(None, "actor", "at"),
)
"""`office` is the office of the case, by which readers are kept apart."""

TASKS = Table(
    "tasks",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("case_id", KEY, nullable=False),
    Column("key", KEY, nullable=False),
    Column("state", KEY, nullable=False),
    Column("queue", KEY, nullable=False),
    Column("role", KEY, nullable=False),
    Column("office", KEY, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("assignee", KEY),
    Column("claimed_at", Moment),
    Column("skill", KEY),
    Column("due", Date),
    Column("held_until", Date),
    Column("lent_by", KEY),
    Column("due_at", Moment),
    Index(None, "case_id"),
    # In the order of lists, so that a page is read and nothing is sorted.
    Index("ix_tasks_office_role", "office", "role", "due_at", "opened_at", "id"),
    Index(
        "ix_tasks_assignee",
        "assignee",
        "due_at",
        "opened_at",
        "id",
        sqlite_where=text("assignee IS NOT NULL"),
        postgresql_where=text("assignee IS NOT NULL"),
    ),
    _partial("lent_by", "lent_by IS NOT NULL"),
    sqlite_with_rowid=False,
)
"""Open tasks; what became of closed ones stands in the entries."""

DEADLINES = Table(
    "deadlines",
    METADATA,
    Column("case_id", KEY, nullable=False),
    Column("key", KEY, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("status", KEY, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("claimed_until", Moment),
    PrimaryKeyConstraint("case_id", "key"),
    _partial("ends_at", "status = 'running'"),
    Index(
        "ix_deadlines_provisional",
        "case_id",
        sqlite_where=text("provisional"),
        postgresql_where=text("provisional"),
    ),
    sqlite_with_rowid=False,
)

ACCOUNTS = Table(
    "fund_accounts",
    METADATA,
    Column("office", KEY, nullable=False),
    Column("fund", KEY, nullable=False),
    Column("year", Integer, nullable=False),
    Column("account", KEY, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    PrimaryKeyConstraint("office", "fund", "year", "account"),
    # `granted` is where a budget comes from: minus all that was allotted.
    CheckConstraint("account = 'granted' OR amount_fen >= 0", name="never_overdrawn"),
)

MOVEMENTS = Table(
    "fund_movements",
    METADATA,
    Column("number", NUMBERED, primary_key=True, autoincrement=True),
    Column("office", KEY, nullable=False),
    Column("fund", KEY, nullable=False),
    Column("year", Integer, nullable=False),
    Column("source", KEY, nullable=False),
    Column("target", KEY, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("case_id", KEY),
    Column("by", KEY, nullable=False),
    CheckConstraint("amount_fen > 0", name="amount_positive"),
    Index(None, "case_id"),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("key", KEY, primary_key=True),
    Column("kind", KEY, nullable=False),
    Column("payload", Text, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("done_at", Moment),
    Column("died_at", Moment),
    Column("cause", Text),
    _partial("available_at", "done_at IS NULL AND died_at IS NULL"),
    _partial("died_at", "done_at IS NULL AND died_at IS NOT NULL"),
    sqlite_with_rowid=False,
)

ANSWERS = Table(
    "first_answers",
    METADATA,
    Column("key", KEY, primary_key=True),
    Column("fingerprint", KEY, nullable=False),
    Column("answer", Text, nullable=False),
    sqlite_with_rowid=False,
)

SERIES = Table(
    "number_series",
    METADATA,
    Column("series", KEY, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

STAFF = Table(
    "staff",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""Counts how often offices and people were replaced; who has read a version need not read again."""

OFFICES = Table(
    "offices",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("level", KEY, nullable=False),
    Column("name", Text, nullable=False),
    Column("region", KEY, nullable=False),
    Column("parent", KEY),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", Text, nullable=False),
)

GRANTS = Table(
    "role_grants",
    METADATA,
    Column("number", NUMBERED, primary_key=True, autoincrement=True),
    Column("person", KEY, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", KEY, nullable=False),
    Column("office", KEY, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("limit_fen", BigInteger),
)

SKILLS = Table(
    "person_skills",
    METADATA,
    Column("person", KEY, ForeignKey("people.id"), nullable=False),
    Column("skill", KEY, nullable=False),
    PrimaryKeyConstraint("person", "skill"),
)

ABSENCES = Table(
    "absences",
    METADATA,
    Column("number", NUMBERED, primary_key=True, autoincrement=True),
    Column("person", KEY, nullable=False),
    Column("delegate", KEY, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
)
