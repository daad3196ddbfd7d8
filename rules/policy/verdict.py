"""What a decision answered, why, and what could still change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import JsonValue

from rules.feel import Diagnostic, Unknown, UnknownCause, Value
from rules.policy.model import Citation, ParameterValue
from rules.policy.values import plain, stored


class Standing(StrEnum):
    """How a case stands to a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionVerdict:
    """How a case stands to one criterion.

    Attributes:
        values: Value of every name that the criterion reads.
        missing: Facts that can still change it.
    """

    key: str
    standing: Standing
    citation: Citation | None
    values: Mapping[str, Value]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRows:
    """The rows of a table that gave its answer, counted from 1; none for its default."""

    table: str
    rows: tuple[int, ...]
    citation: Citation | None
    answer: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one decision about one case.

    Attributes:
        decision: `area.name`.
        edition: First day of the edition that answered.
        region: Division code in its short form.
        outcome: True, false, a value, unknown, or None where the rule fails on these facts.
        facts: The known facts it rests on.
        causes: Why each fact that it asks for and was not given is unknown.
        missing: Facts that can still change the answer, sorted.
        unset: Parameters without a figure for this day and region that can still change it.
        parameters: Figures used; None where the region has none.
        values: Answers of the rules it rests on.
        diagnostics: Run-time errors of its expressions.
    """

    decision: str
    edition: str
    digest: str
    as_of: date
    region: str
    outcome: Value
    facts: Mapping[str, Value]
    causes: Mapping[str, UnknownCause]
    missing: tuple[str, ...]
    unset: tuple[str, ...]
    parameters: Mapping[str, ParameterValue | None]
    values: Mapping[str, Value]
    criteria: tuple[CriterionVerdict, ...]
    tables: tuple[MatchedRows, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether there is an answer that no missing fact can change."""
        return self.outcome is not None and not isinstance(self.outcome, Unknown)

    def evidence(self) -> dict[str, JsonValue]:
        """Return what has to be kept so that the answer can be checked for ever.

        Only texts, truth values, lists and mappings; at most 2 KB as JSON.
        """
        by_standing: dict[Standing, list[JsonValue]] = {standing: [] for standing in Standing}
        for criterion in self.criteria:
            by_standing[criterion.standing].append(criterion.key)
        return {
            "decision": self.decision,
            "edition": self.edition,
            "digest": self.digest,
            "as_of": self.as_of.isoformat(),
            "region": self.region,
            "facts": {name: stored(value) for name, value in self.facts.items()},
            "unknown": {name: cause.value for name, cause in self.causes.items()},
            "parameters": {
                name: plain(figure.value) if figure else None
                for name, figure in self.parameters.items()
            },
            "outcome": self._outcome(),
            "met": by_standing[Standing.MET],
            "not_met": by_standing[Standing.NOT_MET],
            "open": by_standing[Standing.UNKNOWN],
            "rows": {table.table: ",".join(map(str, table.rows)) for table in self.tables},
        }

    def _outcome(self) -> JsonValue:
        if not isinstance(self.outcome, Unknown):
            return plain(self.outcome)
        return {"missing": list(self.missing), "unset": list(self.unset)}
