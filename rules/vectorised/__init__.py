"""Rules over whole tables of cases, exact and unknown-aware."""

from rules.vectorised.caseload import Caseload, compile_caseload

__all__ = ["Caseload", "compile_caseload"]
