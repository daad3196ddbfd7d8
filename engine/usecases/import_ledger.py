"""Bring the cases of an office's ledger into the house, row by row and in any number of runs.

A row is known by its key: what is there already is left as it is, so a run that was cut short is
simply begun again. Cases are stored in batches, each in one transaction. Nobody is notified of
what happened before the house had the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import JsonValue

from engine.changes import FundsReserved
from engine.circumstances import Circumstances, FundKey
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.importing.codes import ImportCode
from engine.importing.comparing import differences
from engine.importing.placing import Kind, Placed, place
from engine.importing.record import Record, RowProblem
from engine.importing.report import ImportReport, Progress, RowResult, RowResultCode
from engine.importing.rows import LONGEST_NUMBER, Reading, key_of, number_of, read_row
from engine.journal import refused_opening
from engine.model import Case
from engine.ports import EntryQuery, Ports
from engine.projection import SEALING, CaseWrite, message
from engine.refusal import ReasonCode, Refusal, reason
from engine.sheet import SheetRow
from engine.usecases.batch import Batch, subject
from engine.usecases.keep_journal import keep_journal
from engine.usecases.link_parties import Register, with_parties
from engine.usecases.open_ledger import Ledger
from engine.usecases.requester import Requester, is_visible
from engine.usecases.surroundings import circumstances

CASES_A_COMMIT = 100


def import_ledger(
    ports: Ports,
    ledger: Ledger,
    requester: Requester,
    *,
    dry_run: bool = False,
    incomplete: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> ImportReport | Refusal:
    """Import every row that can be, and say of every other why not.

    Args:
        ports: The outside.
        ledger: The table, without errors.
        requester: Who imports; they must be one of those who give out work.
        dry_run: Go through everything and store nothing.
        incomplete: Let in cases that lack what their state demands, noting what that is; the map
            can say so too.
        tell: Told after every batch.
    """
    world = circumstances(ports, requester)
    roles = importers(ledger.workflow)
    if not set(roles) & set(world.actor.roles):
        refusal = Refusal(reasons=(reason(ReasonCode.NOT_YOUR_ROLE, roles=list(roles)),))
        if world.actor.grants:
            kind, office = ledger.workflow.spec.workflow, world.actor.grants[0].office
            keep_journal(ports, office, refused_opening(office, kind, refusal, world), world)
        return refusal
    run = _Run(ports, ledger, requester, world, dry_run, _lets_in(ledger, incomplete))
    return run.report(tell)


def _lets_in(ledger: Ledger, incomplete: bool) -> bool:
    return incomplete or ledger.map.incomplete == "accept"


def importers(workflow: CompiledWorkflow) -> tuple[str, ...]:
    """Who may import: a row puts a case where others would have had to bring it."""
    return workflow.spec.assigners or workflow.spec.open.by


@dataclass(frozen=True, kw_only=True)
class _Pending:
    """A case that waits for its batch."""

    row: SheetRow
    result: RowResult
    decision: Decision


@dataclass
class _Run:
    """One import."""

    ports: Ports
    ledger: Ledger
    requester: Requester
    world: Circumstances
    dry_run: bool
    incomplete: bool
    seen: dict[str, int] = field(default_factory=dict)
    funds: dict[FundKey, int] = field(default_factory=dict)
    funded: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.kind = Kind.of(self.ledger.workflow)

    def report(self, tell: Callable[[Progress], None]) -> ImportReport:
        """Go through the rows, a batch at a time."""
        results: list[RowResult] = []
        counts: Counter[RowResultCode] = Counter()
        for batch in self._batches():
            done = self._stored(batch)
            results.extend(done)
            counts.update(result.code for result in done)
            if done:
                tell(Progress(line=done[-1].line, lines=self.ledger.lines, counts=counts))
        return ImportReport(
            origin=self.ledger.origin,
            rows=tuple(results),
            findings=self.ledger.findings,
            dry_run=self.dry_run,
        )

    def _batches(self) -> Iterator[list[RowResult | _Pending]]:
        batch: list[RowResult | _Pending] = []
        new = 0
        for row in self.ledger.rows:
            if row.blank:
                continue
            taken = self._row(row)
            batch.append(taken)
            new += isinstance(taken, _Pending)
            if new >= CASES_A_COMMIT or len(batch) >= 10 * CASES_A_COMMIT:
                yield batch
                batch, new = [], 0
        yield batch

    # ---- one row

    @property
    def _reading(self) -> Reading:
        assert self.ledger.reading is not None
        return self.ledger.reading

    def _row(self, row: SheetRow) -> RowResult | _Pending:
        if row.hidden and self.ledger.map.hidden_rows == "skip":
            return RowResult(line=row.line, key="", case="", code=RowResultCode.HIDDEN)
        key = key_of(self._reading, row)
        number = number_of(self._reading, key) if key else ""
        against = tuple(self._key_problems(row, key, number))
        if against:
            return _refused(row, key, number, against)
        self.seen[number] = row.line
        present = self._present(key, number)
        record, problems = read_row(self._reading, row, present)
        if record is None:
            return _refused(row, key, number, problems)
        if present is not None:
            return self._compared(row, record, present)
        return self._new(row, record, number)

    def _key_problems(self, row: SheetRow, key: str, number: str) -> Iterator[RowProblem]:
        read = self.ledger.map
        column = self._reading.header.columns[read.key]
        cell = row.cell(column)
        if row.hidden and read.hidden_rows == "name":
            yield RowProblem(code=ImportCode.ROW_HIDDEN)
        if cell.fault is not None:
            yield RowProblem(code=cell.fault, params={"heading": read.key}, column=column)
        elif cell.merged_from is not None:
            params: dict[str, JsonValue] = {"heading": read.key, "line": cell.merged_from}
            yield RowProblem(code=ImportCode.MERGED, params=params, column=column)
        elif not key:
            yield RowProblem(code=ImportCode.KEY_EMPTY, params={"heading": read.key}, column=column)
        elif len(number) > LONGEST_NUMBER:
            yield RowProblem(code=ImportCode.KEY_TOO_LONG, params={"longest": LONGEST_NUMBER})
        elif number in self.seen:
            yield RowProblem(
                code=ImportCode.KEY_TWICE,
                params={"key": key, "line": self.seen[number]},
                column=column,
            )

    def _present(self, key: str, number: str) -> Case | None:
        """The case of a key: one that was imported, or one of the house's own with that number."""
        own = key.startswith(f"{self.ledger.workflow.spec.prefix}-")
        for candidate in (number, key) if own else (number,):
            try:
                return self.ports.cases.load(candidate).case
            except NotFoundError:
                continue
        return None

    def _compared(self, row: SheetRow, record: Record, case: Case) -> RowResult:
        """A row whose case is there: the same, grown since, or saying something else."""
        result = RowResult(line=row.line, key=record.key, case=case.id, code=RowResultCode.PRESENT)
        ours = case.kind == self.ledger.workflow.spec.workflow
        if not ours or not is_visible(case, self.world.actor, self.world.directory):
            taken = RowProblem(code=ImportCode.KEY_TAKEN, params={"case": case.id})
            return _refused(row, record.key, case.id, (taken,))
        own = frozenset(self.ledger.workflow.spec.open.set) | {
            name for name, _ in self.kind.demands[case.state].constants
        }
        headings = list(dict.fromkeys(differences(self.ledger.map, record, case, own)))
        if not headings or self._was(case.id) == record.digest():
            return result
        params: dict[str, JsonValue] = {"case": case.id, "headings": [*headings]}
        differs = RowProblem(code=ImportCode.ROW_DIFFERS, params=params)
        return replace(result, code=RowResultCode.DIFFERS, problems=(differs,))

    def _was(self, case_id: str) -> JsonValue:
        """Hash of the row that a case was imported from."""
        first = next(self.ports.cases.entries(EntryQuery(case_id=case_id, limit=1)), None)
        event = None if first is None else first.event()
        origin = {} if event is None else event.details.get("origin")
        return origin.get("row_sha256") if isinstance(origin, dict) else None

    def _new(self, row: SheetRow, record: Record, number: str) -> RowResult | _Pending:
        if not self._may_import(record.office):
            office: dict[str, JsonValue] = {"office": record.office}
            against = RowProblem(code=ImportCode.NOT_ALLOWED, params=office)
            return _refused(row, record.key, number, (against,))
        world = self._funded(record)
        origin = self._origin(row, record)
        placed = place(self.kind, record, number, origin, world, incomplete=self.incomplete)
        if not isinstance(placed, Placed):
            return _refused(row, record.key, number, placed)
        self._set_aside(placed)
        code = RowResultCode.INCOMPLETE if placed.gaps else RowResultCode.IMPORTED
        problems = (*map(RowProblem.of, placed.gaps), *placed.notes)
        result = RowResult(line=row.line, key=record.key, case=number, code=code, problems=problems)
        return _Pending(row=row, result=result, decision=placed.decision)

    def _may_import(self, office: str) -> bool:
        """Whether the person gives out work at the office, or at one above it."""
        chain = {above.id for above in self.world.directory.chain(office)}
        roles = importers(self.ledger.workflow)
        return any(g.role in roles and g.office in chain for g in self.world.actor.grants)

    def _origin(self, row: SheetRow, record: Record) -> dict[str, JsonValue]:
        origin = self.ledger.origin
        return {
            "ledger": origin.ledger,
            "sha256": origin.sha256,
            "sheet": origin.sheet,
            "line": row.line,
            "key": record.key,
            "row_sha256": record.digest(),
            "map_sha256": origin.map_sha256,
        }

    # ---- money

    def _funded(self, record: Record) -> Circumstances:
        """The world with the free budgets of the office's chain, less what this run has taken."""
        if record.state not in self.kind.reserving:
            return self.world
        chain = {above.id for above in self.world.directory.chain(record.office)} - self.funded
        if chain:
            self.funds.update(self.ports.ledger.free(frozenset(chain), self.world.today.year))
            self.funded |= chain
        return replace(self.world, funds=dict(self.funds))

    def _set_aside(self, placed: Placed) -> None:
        for change in placed.decision.events[0].changes:
            if isinstance(change, FundsReserved):
                kept = change.reservation
                self.funds[kept.office, kept.year, kept.fund] -= kept.amount_fen

    # ---- storing

    def _writes(self, pending: Sequence[_Pending]) -> list[CaseWrite]:
        """What these cases and the parties they name become; nobody is told of old cases."""
        workflow, batch = self.ledger.workflow, Batch(self.ports)
        register = Register(self.ports, batch, self.world)
        for item in pending:
            linked = with_parties(
                self.ports, batch, None, item.decision, workflow, self.world, register
            )
            batch.begin(linked, subject(linked.case, workflow))
        kind = workflow.spec.workflow
        return [
            _quiet(write, self.world.now) if write.after.kind == kind else write
            for write in batch.writes()
        ]

    def _stored(self, batch: Sequence[RowResult | _Pending]) -> list[RowResult]:
        """Store a batch; when somebody else was faster, its cases one by one."""
        pending = [item for item in batch if isinstance(item, _Pending)]
        if not self.dry_run and pending:
            try:
                self.ports.cases.commit(self._writes(pending))
            except ConflictError:
                return [self._alone(i) if isinstance(i, _Pending) else i for i in batch]
        self.world = replace(self.world, now=self.ports.clock.now())
        return [item.result if isinstance(item, _Pending) else item for item in batch]

    def _alone(self, item: _Pending, tries: int = 3) -> RowResult:
        """Store one case; what stands against it now is said of its row.

        While the case itself is not there, a rival has registered one of its parties: the next
        try finds them.
        """
        try:
            self.ports.cases.commit(self._writes((item,)))
        except ConflictError as conflict:
            result = item.result
            rival = conflict.code is not EngineCode.FUNDS_SHORT
            if rival and tries > 1 and self._present(result.key, result.case) is None:
                return self._alone(item, tries - 1)
            return self._conflicting(item, conflict)
        return item.result

    def _conflicting(self, item: _Pending, conflict: ConflictError) -> RowResult:
        result = item.result
        if conflict.code is EngineCode.FUNDS_SHORT:
            short = RowProblem(code=conflict.code, params={"case": result.case})
            return _refused(item.row, result.key, result.case, (short,))
        taken = RowProblem(code=ImportCode.KEY_TAKEN, params={"case": result.case})
        present = self._present(result.key, result.case)
        if present is None:
            return _refused(item.row, result.key, result.case, (taken,))
        record, problems = read_row(self._reading, item.row, present)
        if record is None:
            return _refused(item.row, result.key, result.case, problems)
        return self._compared(item.row, record, present)


def _quiet(write: CaseWrite, now: datetime) -> CaseWrite:
    """The same write, of which nobody is told; its entries still come into the log of all."""
    return replace(write, messages=(message(write.entries, now, SEALING),))


def _refused(row: SheetRow, key: str, number: str, problems: tuple[RowProblem, ...]) -> RowResult:
    return RowResult(
        line=row.line, key=key, case=number, code=RowResultCode.REFUSED, problems=problems
    )
