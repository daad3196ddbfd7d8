"""A case store that lets others watch what it commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TypeAlias

from adapters.outbound.db.case_store import SqlAlchemyCaseStore
from adapters.outbound.db.database import Database
from engine.ports import FirstAnswer
from engine.projection import CaseWrite

CommitWatch: TypeAlias = Callable[[Sequence[CaseWrite]], AbstractContextManager[None]]
"""Entered before a commit and left after it, with its error when it failed."""


class WatchedCaseStore(SqlAlchemyCaseStore):
    """Implements `CaseStore`.

    Args:
        database: Where cases are kept.
        watch: Sees every commit.
    """

    def __init__(self, database: Database, watch: CommitWatch) -> None:
        super().__init__(database)
        self._watch = watch

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None = None) -> None:
        """Store everything or nothing; see the port."""
        with self._watch(writes):
            super().commit(writes, answer)
