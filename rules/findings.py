"""What a check before use reports: a code, a place and the values that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.source import Mark


class Severity(StrEnum):
    """An error forbids use; a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect of a document.

    Attributes:
        code: Stable name of the defect; key of its text in the catalogues.
        mark: Place in the document.
        path: Keys that lead to the value, outermost first.
        params: Values that the text quotes: allowed values, a near name, a concrete example.
    """

    code: StrEnum
    mark: Mark
    path: tuple[str | int, ...] = ()
    severity: Severity = Severity.ERROR
    params: Mapping[str, object] = field(default_factory=dict)
