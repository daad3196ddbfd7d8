"""Write the cases of a kind as a ledger that could be imported again; the reading is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from engine.circumstances import Circumstances
from engine.filing import chain_reasons
from engine.importing.language import LedgerMap, field_rule, headings
from engine.importing.placing import ACTION
from engine.importing.record import RowProblem
from engine.importing.writing import Writing, row_of
from engine.journal import data_read
from engine.masking import is_personal
from engine.model import Case
from engine.ports import CaseQuery, EntryQuery, Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.sheet import CellValue, Table
from engine.usecases.keep_journal import keep_journal
from engine.usecases.open_ledger import workflow_of
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.surroundings import circumstances

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A ledger to be written.

    Attributes:
        problems: What the map has no way to write, by number of the case.
        masked: How many rows show personal data masked.
    """

    table: Table
    problems: tuple[tuple[str, RowProblem], ...] = ()
    masked: int = 0


def export_ledger(
    ports: Ports, read: LedgerMap, requester: Requester, *, purpose: str | None = None
) -> Exported | Refusal:
    """Write the cases that the person may see.

    What is personal is masked; who gives a purpose gets it as it is, of the cases at whose office
    or above it they have a role. The entry of the reading is stored before anything is returned.

    Args:
        ports: The outside.
        read: The map.
        requester: Who reads.
        purpose: What the personal data are needed for.

    Raises:
        NotFoundError: No such kind, version or person.
        ConflictError: The journal was written to at the same time.
    """
    world = circumstances(ports, requester)
    if purpose is not None and not purpose.strip():
        return Refusal(reasons=(reason(ReasonCode.PURPOSE_MISSING),))
    if not world.actor.grants:
        return Refusal(reasons=(reason(ReasonCode.NOT_YOUR_OFFICE),))
    return _Export(ports, read, world, purpose).exported()


class _Export:
    """One export."""

    def __init__(
        self, ports: Ports, read: LedgerMap, world: Circumstances, purpose: str | None
    ) -> None:
        self._ports = ports
        self._world = world
        self._purpose = purpose
        self._workflow = workflow_of(ports, read)
        self._writing = Writing(map=read, workflow=self._workflow)
        self._problems: list[tuple[str, RowProblem]] = []
        self._shown: list[str] = []
        self._masked = 0

    def exported(self) -> Exported:
        """The ledger; the reading is in the journal of the person's office."""
        read = self._writing.map
        rows = tuple(self._row(case) for case in self._cases())
        office = self._world.actor.grants[0].office
        event = data_read(office, "ledger_export", self._world, self._details(rows))
        keep_journal(self._ports, office, event, self._world)
        return Exported(
            table=Table(name=read.sheet or read.workflow, headings=headings(read), rows=rows),
            problems=tuple(self._problems),
            masked=self._masked,
        )

    def _cases(self) -> Iterator[Case]:
        """The cases that exist for the person, newest first."""
        offices = visible_offices(self._world.actor, self._world.directory)
        after: str | None = None
        while True:
            query = CaseQuery(
                offices=offices, kind=self._workflow.spec.workflow, after=after, limit=_PAGE
            )
            page = self._ports.cases.cases(query)
            for row in page:
                yield self._ports.cases.load(row.id).case
            if len(page) < _PAGE:
                return
            after = page[-1].id

    def _row(self, case: Case) -> tuple[CellValue, ...]:
        unmasked = self._purpose is not None and self._may_see(case)
        if unmasked:
            self._shown.append(case.id)
        else:
            self._masked += 1
        cells, problems = row_of(self._writing, case, self._key(case), unmasked=unmasked)
        self._problems += [(case.id, problem) for problem in problems]
        return cells

    def _may_see(self, case: Case) -> bool:
        roles = (*self._workflow.spec.roles, "auditor")
        return not any(chain_reasons(case, roles, self._world))

    def _key(self, case: Case) -> str:
        """The key of the row that it was imported from; otherwise its number."""
        if not any(step.action == ACTION for step in case.history):
            return case.id
        first = next(self._ports.cases.entries(EntryQuery(case_id=case.id, limit=1)), None)
        event = None if first is None else first.event()
        origin = {} if event is None else event.details.get("origin")
        key = origin.get("key") if isinstance(origin, dict) else None
        return key if isinstance(key, str) else case.id

    def _details(self, rows: tuple[tuple[CellValue, ...], ...]) -> dict[str, JsonValue]:
        fields: list[JsonValue] = [*self._personal()] if self._shown else []
        return {
            "kind": self._workflow.spec.workflow,
            "rows": len(rows),
            "shown": len(self._shown),
            "fields": fields,
            "purpose": self._purpose or "",
            "cases": [*self._shown],
        }

    def _personal(self) -> Iterator[str]:
        fields = self._workflow.spec.case
        for name, rule in self._writing.map.fields.items():
            if field_rule(rule).column is not None and is_personal(fields[name]):
                yield name
