"""Offices and people in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, literal, select, update

from adapters.outbound.db.database import Database
from adapters.outbound.db.plain_commits import write_on
from adapters.outbound.db.tables import ABSENCES, GRANTS, OFFICES, PEOPLE, SKILLS, STAFF
from engine.directory import Absence, Directory, Grant, Office, Person
from engine.errors import ConflictError, EngineCode
from engine.projection import CaseWrite

TRUSTED_SECONDS = 0.2
"""How long a directory counts as current without asking; what this process saves shows at once."""


class SqlAlchemyStaff:
    """Implements `Staff`; a directory is read anew only after somebody has saved another.

    Args:
        database: Where it is kept.
        trusted_seconds: How long another process's change may go unseen.
        seconds: A clock that only counts forwards.
    """

    def __init__(
        self,
        database: Database,
        *,
        trusted_seconds: float = TRUSTED_SECONDS,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._database = database
        self._trusted_seconds = trusted_seconds
        self._seconds = seconds
        self._guard = Lock()
        self._known: tuple[int, Directory] | None = None
        self._asked_at = 0.0
        self._version = database.statement(select(STAFF.c.version).where(STAFF.c.id == literal(1)))

    def directory(self) -> Directory:
        """The directory as it stands now."""
        with self._guard:
            now = self._seconds()
            if self._known is None or now - self._asked_at >= self._trusted_seconds:
                self._known = self._current(self._known)
                self._asked_at = now
            return self._known[1]

    def _current(self, known: tuple[int, Directory] | None) -> tuple[int, Directory]:
        row = self._database.fetch_one(self._version, 1)
        version = 0 if row is None else int(row[0])
        return known if known is not None and known[0] == version else self._read()

    def _read(self) -> tuple[int, Directory]:
        with self._database.reads() as connection:
            version = connection.execute(select(STAFF.c.version)).scalar_one_or_none() or 0
            return version, _directory(connection)

    def save(self, directory: Directory) -> None:
        """Replace offices, people, grants and absences by these."""
        with self._guard:
            with self._database.writes() as connection:
                _raise_version(connection)
                _write(connection, directory)
            self._known = None

    def replace(self, old: Directory, new: Directory, write: CaseWrite) -> None:
        """Replace a directory by another with the journal's entry; see the port."""
        with self._guard:
            try:
                with self._database.writes() as connection:
                    _raise_version(connection)
                    if _directory(connection) != old:
                        raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=write.after.id)
                    _write(connection, new)
                    write_on(connection, write)
            finally:
                self._known = None


def _write(connection: Connection, directory: Directory) -> None:
    for table in (ABSENCES, SKILLS, GRANTS, PEOPLE, OFFICES):
        connection.execute(delete(table))
    for table, rows in _rows(directory):
        if rows:
            connection.execute(insert(table), rows)


def _raise_version(connection: Connection) -> None:
    """Raise it first: on PostgreSQL this makes two who save at once wait for each other."""
    raised = connection.execute(update(STAFF).values(version=STAFF.c.version + 1))
    if not raised.rowcount:
        connection.execute(insert(STAFF), {"id": 1, "version": 1})


def _rows(directory: Directory) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    people = directory.people.values()
    yield OFFICES, [asdict(office) for office in directory.offices.values()]
    yield PEOPLE, [{"id": person.id, "name": person.name} for person in people]
    yield GRANTS, [{"person": p.id, **asdict(grant)} for p in people for grant in p.grants]
    yield SKILLS, [{"person": p.id, "skill": s} for p in people for s in sorted(p.skills)]
    yield ABSENCES, [asdict(absence) for absence in directory.absences]


def _directory(connection: Connection) -> Directory:
    grants, skills = _grants(connection), _skills(connection)
    offices = [Office(**row._mapping) for row in connection.execute(select(OFFICES))]
    people = [
        Person(
            id=row.id,
            name=row.name,
            grants=tuple(grants.get(row.id, ())),
            skills=frozenset(skills.get(row.id, ())),
        )
        for row in connection.execute(select(PEOPLE))
    ]
    return Directory(
        offices={office.id: office for office in offices},
        people={person.id: person for person in people},
        absences=tuple(Absence(**row) for row in _ordered(connection, ABSENCES)),
    )


def _grants(connection: Connection) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = {}
    for row in _ordered(connection, GRANTS):
        found.setdefault(row.pop("person"), []).append(Grant(**row))
    return found


def _skills(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in connection.execute(select(SKILLS)):
        found.setdefault(row.person, []).append(row.skill)
    return found


def _ordered(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    columns = [column for column in table.c if column.name != "number"]
    for row in connection.execute(select(*columns).order_by(table.c.number)):
        yield dict(row._mapping)
