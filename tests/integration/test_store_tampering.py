"""Whoever edits the database behind the engine's back is refused by it, or found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from adapters.outbound.db.append_only import REFUSED
from adapters.outbound.db.connecting import connect_engine
from engine import changes as c
from engine.audit import AuditCode, Defect, check_chain, check_replay
from engine.model import ClockState
from engine.ports import EntryQuery, TaskQuery
from tests.support.stores import Stores, at, build
from tests.support.writes import (
    allotment,
    case,
    clock,
    following,
    opening,
    reservation,
    stored,
    task,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A database with one case of two entries, and a way to edit it as its owner may."""

    stores: Stores
    engine: Engine

    def edit(self, statement: str) -> None:
        """Run a statement as somebody with a database console would."""
        with self.engine.begin() as connection:
            connection.execute(text(statement))

    def force(self, statement: str) -> None:
        """The same, with the triggers switched off first."""
        with self.engine.begin() as connection:
            for line in _switches_off(self.engine.dialect.name):
                connection.execute(text(line))
            connection.execute(text(statement))

    def defects(self) -> list[Defect]:
        """What the audit finds."""
        loaded = self.stores.cases.load("SA-1")
        chain = list(self.stores.cases.entries(EntryQuery(case_id="SA-1")))
        found = check_chain("SA-1", chain, seq=loaded.seq, head=loaded.head)
        return [*found, *check_replay(loaded.case, chain)]


def _switches_off(dialect: str) -> Iterator[str]:
    if dialect == "sqlite":
        for name in ("entries_no_delete", "entries_only_erase", "entries_no_replace"):
            yield f"DROP TRIGGER {name}"
    else:
        yield "ALTER TABLE entries DISABLE TRIGGER USER"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """A case whose second entry sets a fact, and a budget of which some is reserved."""
    new: Callable[..., str] = request.getfixturevalue(f"new_{request.param}")
    stores = at(new("stores", build))
    stores.cases.commit([allotment(1_000)])
    begun = (c.TaskOpened(task=task("SA-1")), c.DeadlineStarted(deadline=clock()))
    loaded = stored(stores.cases, opening(case(), *begun))
    reserved = c.FundsReserved(reservation=reservation(600))
    stores.cases.commit([following(loaded, c.FactSet(field="granted", new="600.00"), reserved)])
    engine = connect_engine(stores.url or "")
    yield Scene(stores=stores, engine=engine)
    engine.dispose()
    stores.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entries WHERE seq = 2",
        "DELETE FROM entries",
        "UPDATE entries SET header = '{}' WHERE seq = 2",
        "UPDATE entries SET payload = '{}' WHERE seq = 2",
        "UPDATE entries SET payload = NULL WHERE seq = 2",
        "UPDATE entries SET salt = NULL WHERE seq = 2",
        "UPDATE entries SET payload = NULL, salt = NULL, hash = 'x' WHERE seq = 2",
        "UPDATE entries SET payload = NULL, salt = NULL, actor = 'eva' WHERE seq = 2",
        "UPDATE entries SET seq = 3 WHERE seq = 2",
        "DELETE FROM fund_movements",
        "UPDATE fund_movements SET amount_fen = 1",
        "DELETE FROM cases WHERE id = 'SA-1'",
    ],
)
def test_the_database_refuses_to_change_what_happened(scene: Scene, statement: str) -> None:
    """Entries and movements are only added, cases only changed, whoever asks."""
    with pytest.raises(DBAPIError, match=REFUSED):
        scene.edit(statement)
    assert scene.defects() == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO entries SELECT case_id, seq, '{}', hash, payload, salt, at, type,"
        " actor, office FROM entries WHERE case_id = 'SA-1' AND seq = 2",
        "INSERT OR REPLACE INTO entries"
        " (rowid, case_id, seq, header, hash, at, type, actor, office)"
        " SELECT rowid, 'X', 1, '{}', hash, at, type, actor, office FROM entries WHERE seq = 2",
        "INSERT OR REPLACE INTO fund_movements SELECT number, office, fund, year, source, target,"
        " 1, at, case_id, by FROM fund_movements",
        "INSERT OR REPLACE INTO cases SELECT * FROM cases",
    ],
)
def test_replacing_is_refused_like_deleting(new_sqlite: Callable[..., str], statement: str) -> None:
    """SQLite's REPLACE, which fires no delete trigger, does not get past the insert triggers."""
    stores = at(new_sqlite("stores", build))
    stores.cases.commit([allotment(1_000)])
    loaded = stored(stores.cases, opening(case()))
    stores.cases.commit([following(loaded, c.NoteAdded(text="x"))])
    engine = connect_engine(stores.url or "")
    with pytest.raises(DBAPIError, match=REFUSED), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    stores.close()


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["entries", "fund_movements", "cases"])
def test_truncating_is_refused_like_deleting(new_postgres: Callable[..., str], table: str) -> None:
    """PostgreSQL's TRUNCATE, which fires no row trigger, is refused as well."""
    engine = connect_engine(new_postgres("stores", build))
    with pytest.raises(DBAPIError, match=REFUSED), engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table}"))
    engine.dispose()


def test_erasing_payload_and_salt_together_is_allowed(scene: Scene) -> None:
    """The one change that retention needs goes through and leaves a chain that verifies."""
    scene.edit("UPDATE entries SET payload = NULL, salt = NULL WHERE case_id = 'SA-1'")
    assert scene.defects() == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM entries WHERE case_id = 'SA-1' AND seq = 2", AuditCode.HEAD_DISAGREES),
        ("DELETE FROM entries WHERE case_id = 'SA-1' AND seq = 1", AuditCode.ENTRY_MISSING),
        (
            "UPDATE entries SET header = replace(header, 'ann', 'eva') WHERE case_id = 'SA-1'",
            AuditCode.HEADER_CHANGED,
        ),
        (
            "UPDATE entries SET payload = replace(payload, '600.00', '900.00') WHERE seq = 2",
            AuditCode.PAYLOAD_CHANGED,
        ),
        (
            "UPDATE entries SET seq = seq + 1 WHERE case_id = 'SA-1' AND seq = 2",
            AuditCode.ENTRY_MISSING,
        ),
        ("UPDATE cases SET head = 'x' WHERE id = 'SA-1'", AuditCode.HEAD_DISAGREES),
        ("UPDATE cases SET seq = 1 WHERE id = 'SA-1'", AuditCode.HEAD_DISAGREES),
        (
            "UPDATE cases SET snapshot = replace(snapshot, '600.00', '900.00')",
            AuditCode.REPLAY_DISAGREES,
        ),
    ],
)
def test_an_edit_without_triggers_is_found(scene: Scene, statement: str, found: AuditCode) -> None:
    """Whoever owns the database can switch the triggers off; the chain still tells."""
    scene.force(statement)
    assert found in {defect.code for defect in scene.defects()}


def test_a_moved_clock_is_seen_in_its_row(scene: Scene) -> None:
    """What pollers go by is what the audit is shown, not the document beside it."""
    scene.edit("UPDATE deadlines SET status = 'stopped' WHERE case_id = 'SA-1'")
    (found,) = scene.stores.cases.clocks("SA-1")
    assert found.status is ClockState.STOPPED
    assert found not in scene.stores.cases.load("SA-1").case.deadlines


def test_a_moved_task_is_seen_in_its_row(scene: Scene) -> None:
    """What queues go by is what the audit is shown."""
    scene.edit("UPDATE tasks SET assignee = 'eva'")
    (row,) = scene.stores.cases.tasks(TaskQuery(case_id="SA-1"))
    assert row.task not in scene.stores.cases.load("SA-1").case.tasks


def test_an_edited_balance_disagrees_with_its_movements(scene: Scene) -> None:
    """Balances can be held against what was moved."""
    scene.edit("UPDATE fund_accounts SET amount_fen = 999 WHERE account = 'free'")
    moved = sum(
        (m.amount_fen if m.target == "free" else -m.amount_fen)
        for m in scene.stores.ledger.movements()
        if "free" in (m.source, m.target)
    )
    (free,) = scene.stores.ledger.free(frozenset({"d"}), 2026).values()
    assert (moved, free) == (400, 999)


def test_a_balance_cannot_be_edited_below_nothing(scene: Scene) -> None:
    """No account of a fund but the granted one is ever negative."""
    with pytest.raises(DBAPIError):
        scene.edit("UPDATE fund_accounts SET amount_fen = -1 WHERE account = 'free'")
