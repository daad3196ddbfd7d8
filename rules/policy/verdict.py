"""What a decision answered, why, and what could still change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import JsonValue

from rules.feel import Diagnostic, Unknown, UnknownCause, Value
from rules.policy.model import ParameterValue
from rules.policy.prepared import Prepared
from rules.policy.reasons import (
    CriterionVerdict,
    MatchedRows,
    Record,
    Standing,
    missing,
    public,
    unset,
)
from rules.policy.relevance import turning
from rules.policy.values import plain, stored


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict:
    """The answer to one decision about one case.

    Everything was worked out when the verdict was given. What is read is put together from the
    record each time it is read.

    Attributes:
        asked: The decision, for its day and region.
        record: What every rule came to.
    """

    asked: Prepared
    record: Record

    def __repr__(self) -> str:
        return f"Verdict({self.decision!r}, {self.as_of}, {self.region}, {self.outcome!r})"

    @property
    def decision(self) -> str:
        """The decision, as `area.name`."""
        return self.asked.name

    @property
    def edition(self) -> str:
        """First day of the edition that answered."""
        return self.asked.edition.name

    @property
    def digest(self) -> str:
        """Fingerprint of the rules behind the decision."""
        return self.asked.plan.digest

    @property
    def as_of(self) -> date:
        """The day asked about."""
        return self.asked.as_of

    @property
    def region(self) -> str:
        """Division code in its short form."""
        return self.asked.region

    @property
    def parameters(self) -> Mapping[str, ParameterValue | None]:
        """Figures used; None where the region has none."""
        return self.asked.figures

    @property
    def outcome(self) -> Value:
        """True, false, a value, unknown, or None where the rule fails on these facts."""
        return public(self._answer)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Run-time errors of its expressions."""
        return self.asked.sheet.diagnostics(self.record)

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that logic leaves the answer open for, sorted; with all of them it is decided."""
        return missing(self._answer)

    @property
    def turning(self) -> tuple[str, ...]:
        """Those of the missing facts that can turn it within their bounds: ask for these first."""
        return turning(self.asked, self.facts) if self.missing else ()

    @property
    def unset(self) -> tuple[str, ...]:
        """Parameters without a figure for this day and region that can still change it."""
        return unset(self._answer)

    @property
    def _answer(self) -> Value:
        return self.asked.sheet.outcome(self.record)

    @property
    def facts(self) -> Mapping[str, Value]:
        """The known facts it rests on."""
        return self.asked.sheet.known(self.record)

    @property
    def causes(self) -> Mapping[str, UnknownCause]:
        """Why each fact that it asks for and was not given is unknown."""
        return self.asked.sheet.causes(self.record)

    @property
    def values(self) -> Mapping[str, Value]:
        """Answers of the rules it rests on."""
        return self.asked.sheet.answers(self.record)

    @property
    def criteria(self) -> tuple[CriterionVerdict, ...]:
        """How the case stands to every criterion, in the order in which they were worked out."""
        return self.asked.sheet.criteria(self.record)

    @property
    def tables(self) -> tuple[MatchedRows, ...]:
        """The rows of every table that gave its answer."""
        record = self.record
        return tuple([read(record) for read in self.asked.sheet.tables])

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
