"""Saved views in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.db.database import Backend, Database
from adapters.outbound.db.view_tables import VIEWS
from engine.canonical import canonical_bytes
from engine.views import SavedView

_C = VIEWS.c


class SqlAlchemyViews:
    """Implements `ViewStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_sqlite = database.backend is Backend.SQLITE
        self._insert: Any = sqlite.insert if of_sqlite else postgresql.insert

    def views(self, person: str, place: str) -> Sequence[SavedView]:
        """The views of a person of one list, by name."""
        wanted = select(VIEWS).where(*_of(person, place)).order_by(_C.name)
        with self._database.reads() as connection:
            return [_view(row) for row in connection.execute(wanted)]

    def save_view(self, view: SavedView) -> None:
        """Keep a view; see the port."""
        row = _row(view)
        saving = self._insert(VIEWS).values(row)
        saving = saving.on_conflict_do_update(index_elements=["person", "place", "name"], set_=row)
        others = update(VIEWS).where(*_of(view.person, view.place)).values(preferred=False)
        with self._database.writes() as connection:
            if view.preferred:
                connection.execute(others)
            connection.execute(saving)

    def drop_view(self, person: str, place: str, name: str) -> None:
        """Forget a view; nothing happens when there is none."""
        with self._database.writes() as connection:
            connection.execute(delete(VIEWS).where(*_of(person, place), _C.name == name))


def _of(person: str, place: str) -> tuple[ColumnElement[bool], ...]:
    return (_C.person == person, _C.place == place)


def _row(view: SavedView) -> dict[str, object]:
    content = {"filters": dict(view.filters), "columns": list(view.columns), "sort": view.sort}
    return {
        "person": view.person,
        "place": view.place,
        "name": view.name,
        "content": canonical_bytes(content).decode(),
        "preferred": view.preferred,
    }


def _view(row: Any) -> SavedView:
    content = json.loads(row.content)
    return SavedView(
        person=row.person,
        place=row.place,
        name=row.name,
        filters=content["filters"],
        columns=tuple(content["columns"]),
        sort=content["sort"],
        preferred=row.preferred,
    )
