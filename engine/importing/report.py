"""What became of every row, and of the ledger as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.importing.record import RowProblem
from rules.findings import Finding


class RowResultCode(StrEnum):
    """What became of a row; keys of the texts in `ledger.yaml`."""

    IMPORTED = "ledger_imported"
    INCOMPLETE = "ledger_incomplete"
    PRESENT = "ledger_present"
    DIFFERS = "ledger_differs"
    REFUSED = "ledger_refused"
    HIDDEN = "ledger_left_out"


IN = frozenset((RowResultCode.IMPORTED, RowResultCode.INCOMPLETE, RowResultCode.PRESENT))
"""The results after which the case of the row is in the house as the row says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """One row.

    Attributes:
        line: As the program of the ledger shows it.
        case: The number of its case; empty when it has no key.
        problems: What is wrong with it, what is missing, or what is worth knowing.
    """

    line: int
    key: str
    case: str
    code: RowResultCode
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the import has come.

    Attributes:
        line: The last line that has been dealt with.
        lines: How many lines there are.
        counts: Rows by result.
    """

    line: int
    lines: int
    counts: Mapping[RowResultCode, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where rows come from; it stands in the entry of every case.

    Attributes:
        ledger: Name of the file.
        sha256: Hash of its content.
        map_sha256: Hash of the map's text.
    """

    ledger: str
    sha256: str
    sheet: str
    map_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """A whole run.

    Attributes:
        findings: What is to be said of the headings.
        rows: Every row that is not blank, in order.
        dry_run: Nothing was stored.
    """

    origin: Origin
    rows: tuple[RowResult, ...]
    findings: tuple[Finding, ...] = ()
    dry_run: bool = False

    @property
    def counts(self) -> Mapping[RowResultCode, int]:
        """Rows by result."""
        found = Counter(row.code for row in self.rows)
        return {code: found[code] for code in RowResultCode}

    @property
    def all_in(self) -> bool:
        """Whether every row is in the house as it stands in the ledger."""
        return all(row.code in IN for row in self.rows)
