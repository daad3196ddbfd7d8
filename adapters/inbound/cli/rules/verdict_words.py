"""Names and values of a policy in the words of its area."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pydantic import JsonValue

from adapters.inbound.cli.desk import Desk
from rules.feel import Unknown, Value
from rules.policy import Area, Citation, Edition, Words
from rules.policy.values import Declared, plain

_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWords:
    """Words things of one area for one reader.

    Attributes:
        edition: The edition that answered.
    """

    desk: Desk
    area: Area
    edition: Edition

    @property
    def _words(self) -> Words:
        return self.area.words.get(self.desk.language.value) or Words(title=self.area.key)

    def label(self, name: str) -> str:
        """What a fact, parameter, criterion, table or decision is called."""
        words = self._words
        for section in (words.facts, words.parameters, words.criteria, words.decisions):
            if name in section:
                return section[name]
        return name

    def remedy(self, criterion: str) -> str | None:
        """What would help when a criterion is not met."""
        return self._words.remedies.get(criterion)

    def document(self, fact: str) -> str | None:
        """What the paper that proves a fact is called."""
        known = self.area.facts.get(fact)
        key = known.document if known else None
        return self._words.documents.get(key, key) if key else None

    def region(self, code: str) -> str:
        """What a region is called."""
        return self._words.regions.get(code, code)

    def citation(self, cited: Citation | None) -> str:
        """A citation in one line; an own rule of a place, or an unverified one, says so."""
        if cited is None:
            return ""
        parts = [cited.title, cited.article or ""]
        if cited.certainty != "found":
            parts.append(self.desk.say(f"rules_certainty_{cited.certainty}"))
        return " ".join(part for part in parts if part)

    def value(self, name: str, value: Value) -> str:
        """A value of a name as people write it, with its unit."""
        if isinstance(value, Unknown):
            return self.desk.say(f"rules_unknown_{value.cause.value}")
        if value is None:
            return self.desk.say("rules_no_value")
        if isinstance(value, bool):
            return self.desk.say("cli_yes" if value else "cli_no")
        if isinstance(value, Decimal):
            return self._number(name, value)
        if isinstance(value, tuple):
            return self.desk.say("cli_records", count=len(value))
        options = self._words.options
        return options.get(value, value) if isinstance(value, str) else str(value)

    def _number(self, name: str, value: Decimal) -> str:
        unit = self._unit(name)
        shown = f"{_rounded(value):,f}"
        return f"{shown} {unit}" if unit else shown

    def _unit(self, name: str) -> str | None:
        declared = self._declared(name)
        unit = getattr(declared, "unit", None)
        return self._words.units.get(unit, unit) if unit else None

    def _declared(self, name: str) -> Declared | None:
        return (
            self.area.facts.get(name)
            or self.area.parameters.get(name)
            or self.edition.rules.get(name)
        )

    def citation_plain(self, cited: Citation | None) -> JsonValue:
        """A citation as programs read it."""
        if cited is None:
            return None
        return {
            "key": cited.key,
            "title": cited.title,
            "article": cited.article,
            "source": cited.source,
            "certainty": cited.certainty,
        }


def value_plain(value: Value) -> JsonValue:
    """A value as programs read it: numbers and dates as texts, unknown as null."""
    return None if isinstance(value, Unknown) else plain(value)


def _rounded(value: Decimal) -> Decimal:
    """Long fractions are cut for reading only; programs get every digit."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        return round(value, _MOST_DECIMALS)
    return value if exponent == 0 else value + 0
