"""Rules over whole tables of cases, exact and unknown-aware."""

from rules.vectorised.caseload import Caseload, compile_caseload
from rules.vectorised.columns import reading_schema
from rules.vectorised.what_if import TOGETHER, SweepPoint, WhatIf, sweep, what_if

__all__ = [
    "TOGETHER",
    "Caseload",
    "SweepPoint",
    "WhatIf",
    "compile_caseload",
    "reading_schema",
    "sweep",
    "what_if",
]
