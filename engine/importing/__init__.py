"""An office's own ledger of cases, read and written row by row."""

from engine.importing.codes import ImportCode
from engine.importing.language import LedgerMap
from engine.importing.placing import Kind, open_points
from engine.importing.read import map_findings, read_shape
from engine.importing.record import RowProblem
from engine.importing.report import ImportReport, Origin, Progress, RowResult, RowResultCode

__all__ = [
    "ImportCode",
    "ImportReport",
    "Kind",
    "LedgerMap",
    "Origin",
    "Progress",
    "RowProblem",
    "RowResult",
    "RowResultCode",
    "map_findings",
    "open_points",
    "read_shape",
]
