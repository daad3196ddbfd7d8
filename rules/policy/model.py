"""A policy area as it is used: everything checked, every expression compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from rules.feel import Value
from rules.policy.language import Certainty, TypeName
from rules.policy.logic import Rule
from rules.policy.regions import COUNTRY, lineage
from rules.source import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a rule or a figure rests on.

    Attributes:
        source: Where the text was read.
        certainty: How sure the project is of it.
    """

    key: str
    title: str
    article: str | None = None
    source: str | None = None
    certainty: Certainty = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of records."""

    type: TypeName
    unit: str | None = None
    options: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something about a case that rules may ask for.

    Attributes:
        unit: Name of the unit; money is always yuan.
        options: Values of a choice.
        low: Least value of a number.
        high: Greatest value of a number.
        columns: Columns of records.
        document: The paper that proves it.
    """

    key: str
    type: TypeName
    unit: str | None = None
    options: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    max_length: int = 40
    columns: Mapping[str, Column] = field(default_factory=dict)
    document: str | None = None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A figure, where and from when to when it holds; `until` is the last day."""

    value: Value
    since: date
    until: date
    region: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A figure that policy sets, with its history and its regions.

    Attributes:
        local: Regions set it for themselves; where none did, it is unknown.
    """

    key: str
    type: TypeName
    unit: str | None = None
    options: tuple[str, ...] = ()
    local: bool = False
    values: Mapping[str, tuple[ParameterValue, ...]]
    mark: Mark

    @property
    def columns(self) -> Mapping[str, Column]:
        """None: no figure is a list of records."""
        return {}

    def assumed(self, value: Value) -> Parameter:
        """Return the parameter as if it had this value everywhere and always."""
        held = ParameterValue(value=value, since=date.min, until=date.max, region=COUNTRY)
        return replace(self, values={COUNTRY: (held,)})

    def at(self, as_of: date, region: str) -> ParameterValue | None:
        """Return the value of the region, or of the nearest region above it that has one.

        Args:
            as_of: The day asked about.
            region: Division code in its short form.
        """
        for place in lineage(region):
            for value in self.values.get(place, ()):
                if value.since <= as_of <= value.until:
                    return value
        return None


Quantity: TypeAlias = Fact | Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What answering one decision takes, in the order in which it can be worked out.

    Attributes:
        facts: Facts it may ask for, sorted.
        parameters: Figures it uses, sorted.
        rules: Everything it rests on, itself last.
        digest: Fingerprint of the definitions in `rules` and `facts`.
    """

    facts: tuple[Fact, ...]
    parameters: tuple[Parameter, ...]
    rules: tuple[Rule, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The rules of an area from a day on; `until` is the last day."""

    area: str
    since: date
    until: date
    rules: Mapping[str, Rule]
    plans: Mapping[str, Plan]
    mark: Mark

    @property
    def name(self) -> str:
        """Its first day, by which it is stored and cited."""
        return self.since.isoformat()

    def with_parameters(self, parameters: Mapping[str, Parameter]) -> Edition:
        """Return the edition with other figures behind the same rules."""
        plans = {
            key: replace(plan, parameters=tuple(parameters[p.key] for p in plan.parameters))
            for key, plan in self.plans.items()
        }
        return replace(self, plans=plans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked case of an area; see the policy form."""

    name: str
    as_of: date
    region: str
    facts: Mapping[str, Value]
    assume: Mapping[str, Value]
    expect: Mapping[str, object]
    not_met: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of an area in one language."""

    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    remedies: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)

    def every(self) -> Iterator[Mapping[str, str]]:
        """Yield the labels of everything a rule may name."""
        yield from (self.facts, self.parameters, self.criteria, self.decisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """All of an area: names, figures, editions, worked cases and words."""

    key: str
    citations: Mapping[str, Citation]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    editions: tuple[Edition, ...]
    examples: tuple[Example, ...]
    words: Mapping[str, Words]

    def edition(self, as_of: date) -> Edition | None:
        """Return the edition in force on a day, or None."""
        return next((e for e in self.editions if e.since <= as_of <= e.until), None)

    def assuming(self, figures: Mapping[str, Value]) -> Area:
        """Return the area as if these parameters had these values everywhere and always."""
        changed = {key: self.parameters[key].assumed(value) for key, value in figures.items()}
        parameters = {**self.parameters, **changed}
        editions = tuple(edition.with_parameters(parameters) for edition in self.editions)
        return replace(self, parameters=parameters, editions=editions)

    def named(self, name: str) -> Edition | None:
        """Return the edition by its name, in force or not."""
        return next((e for e in self.editions if e.name == name), None)


def cited(area: Area, rule: Rule) -> Citation | None:
    """Return the citation of a rule, with the rule's own article."""
    citation = area.citations.get(rule.citation or "")
    if citation is None or rule.article is None:
        return citation
    return replace(citation, article=rule.article)
