"""The ports that answer with what they were given."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock

from engine.audit import SALT_BYTES
from engine.calendar import Calendar
from engine.circumstances import Rules
from engine.definitions.compile import CompiledWorkflow
from engine.directory import Directory
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.ports import CaseStore
from engine.projection import CaseWrite


class InMemoryStaff:
    """Implements `Staff`.

    Args:
        directory: Whom it knows at first.
        cases: Where entries about a change go; without it nothing is replaced with an entry.
    """

    def __init__(self, directory: Directory, cases: CaseStore | None = None) -> None:
        self._directory = directory
        self._cases = cases
        self._lock = Lock()

    def directory(self) -> Directory:
        """The directory as it stands now."""
        return self._directory

    def save(self, directory: Directory) -> None:
        """Replace offices, people, grants and absences by these."""
        self._directory = directory

    def replace(self, old: Directory, new: Directory, write: CaseWrite) -> None:
        """Replace a directory by another with the journal's entry; see the port."""
        with self._lock:
            if self._cases is None or self._directory != old:
                raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=write.after.id)
            self._cases.commit([write])
            self._directory = new


class FixedWorkflows:
    """Implements `WorkflowLibrary` over compiled workflows."""

    def __init__(self, *workflows: CompiledWorkflow) -> None:
        self._workflows: Mapping[tuple[str, int], CompiledWorkflow] = {
            (workflow.spec.workflow, workflow.spec.version): workflow for workflow in workflows
        }

    def kinds(self) -> Sequence[str]:
        """Names of the kinds of case there are."""
        return sorted({kind for kind, _ in self._workflows})

    def latest(self, kind: str) -> CompiledWorkflow:
        """The version new cases get."""
        versions = [version for name, version in self._workflows if name == kind]
        if not versions:
            raise NotFoundError(EngineCode.WORKFLOW_NOT_FOUND, kind=kind)
        return self._workflows[kind, max(versions)]

    def version(self, kind: str, version: int) -> CompiledWorkflow:
        """The version a case is pinned to."""
        if (kind, version) not in self._workflows:
            raise NotFoundError(EngineCode.WORKFLOW_NOT_FOUND, kind=kind, version=version)
        return self._workflows[kind, version]


class FixedRules:
    """Implements `RulesLibrary`."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def rules(self) -> Rules:
        """The catalogue."""
        return self._rules


class FixedCalendar:
    """Implements `CalendarSource`."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def calendar(self) -> Calendar:
        """The calendar."""
        return self._calendar

    def publish(self, calendar: Calendar) -> None:
        """Let the next notice be known."""
        self._calendar = calendar


class SettableClock:
    """Implements `Clock`; it stands still until somebody moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def set(self, now: datetime) -> None:
        """Move it, forwards or backwards."""
        self._now = now

    def advance(self, span: timedelta) -> None:
        """Move it by a span."""
        self._now += span


class SeededChance:
    """Implements `Chance` repeatably; never for real salts."""

    def __init__(self, seed: str = "unioncase") -> None:
        self._seed = seed
        self._drawn = 0

    def salt(self) -> bytes:
        """The next bytes of the series."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._seed}:{self._drawn}".encode()).digest()
        return digest[:SALT_BYTES]
