"""The policy form: what may stand in the documents of `rules/catalogue/<area>/`, key by key.

Grammar only. What the keys mean together is checked by `rules.policy.checks`; what they do is
`rules.policy.evaluation`. Words stand in documents with a `language`, one for each language.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""A name: lower case, digits and underscores."""

Feel: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""A FEEL expression over facts, parameters, criteria, tables and decisions of the area."""

Day: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day as `2026-01-31`."""

Region: TypeAlias = Annotated[str, StringConstraints(max_length=9)]
"""`CN` or a division code; in quotes, so that it is a text."""

Cell: TypeAlias = str | bool | int | Decimal
"""A table cell: a FEEL unary test (`< 25`, `[25..200]`, `-`), or just the value to equal."""

TypeName: TypeAlias = Literal[
    "boolean", "integer", "number", "money", "rate", "text", "date", "choice", "span", "records"
]
"""`money` is yuan to the fen; `rate` a share of 1; `span` a text such as `5 working days`;
`records` a list of entries with columns."""

Certainty: TypeAlias = Literal["found", "local", "known"]
"""`found` in a published text, a `local` rule taken as an example, `known` but not verified."""


class Part(BaseModel):
    """Base of all parts: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CitationSpec(Part):
    """A law, order or notice that rules rest on."""

    title: str
    article: str | None = None
    source: str | None = None
    """Where the text was read."""
    certainty: Certainty = "found"


class Typed(Part):
    """Something that has a type and a unit."""

    type: TypeName
    unit: Key | None = None
    options: Annotated[tuple[Key, ...], Field(strict=False)] = ()


class FactSpec(Typed):
    """A fact of a case that rules may ask for."""

    min: int | Decimal | None = None
    max: int | Decimal | None = None
    max_length: int = Field(default=40, gt=0, le=200)
    """Longest text; evidence has to hold it."""
    of: dict[Key, Typed] = Field(default_factory=dict)
    """Columns of records that rules may ask for; others are left out."""
    document: Key | None = None
    """The paper that proves it."""


class DatedValue(Part):
    """What a parameter is from a day on, in a region."""

    value: str | bool | int | Decimal
    since: Day = Field(alias="from")
    until: Day | None = None
    """Last day on which it holds; without it, the day before the next value's."""
    region: Region = "CN"
    cite: Key | None = None
    article: str | None = None
    certainty: Certainty | None = None


class ParameterSpec(Typed):
    """A figure that policy sets, with its history and its regions."""

    local: bool = False
    """Set by each region for itself; there is no figure for the country."""
    values: Annotated[tuple[DatedValue, ...], Field(strict=False)] = ()


class CriterionSpec(Part):
    """A condition that a case meets or does not."""

    when: Feel
    cite: Key | None = None
    article: str | None = None


class RowSpec(Part):
    """A table row: one cell for each input, and what then holds."""

    when: Annotated[tuple[Cell, ...], Field(strict=False)]
    then: Cell


class TableSpec(Typed):
    """A decision table.

    `unique`: at most one row may fit; `first`: the first row that fits counts; `any`: rows that
    fit together agree.
    """

    inputs: Annotated[tuple[Feel, ...], Field(strict=False, min_length=1)]
    hit: Literal["unique", "first", "any"] = "unique"
    rows: Annotated[tuple[RowSpec, ...], Field(strict=False, min_length=1)]
    otherwise: Cell | None = None
    """What holds when no row fits."""
    cite: Key | None = None
    article: str | None = None


class AtLeast(Part):
    """So many of these conditions."""

    count: int = Field(gt=0)
    of: Annotated[tuple[Key, ...], Field(strict=False, min_length=1)]


class DecisionSpec(Part):
    """A question that others may ask; exactly one of `all`, `any`, `at_least`, `expression`."""

    all: Annotated[tuple[Key, ...] | None, Field(strict=False)] = None
    any: Annotated[tuple[Key, ...] | None, Field(strict=False)] = None
    at_least: AtLeast | None = None
    expression: Feel | None = None
    type: TypeName = "boolean"
    unit: Key | None = None
    options: Annotated[tuple[Key, ...], Field(strict=False)] = ()
    cite: Key | None = None
    article: str | None = None


class EditionSpec(Part):
    """Which rules hold from which day."""

    since: Day = Field(alias="from")
    until: Day | None = None
    """Last day; without it, the day before the next edition's."""
    amends: Day | None = None
    """The edition whose rules hold on, except those that this one writes anew."""
    cite: Key | None = None


Simple: TypeAlias = str | bool | int | Decimal | None
FactValue: TypeAlias = Simple | list[dict[Key, Simple]]


class ExampleSpec(Part):
    """A worked case: these facts, on this day, in this region, give these answers."""

    name: str
    like: Key | None = None
    """The household, firm or case whose facts it starts from."""
    as_of: Day
    region: Region
    facts: dict[Key, FactValue] = Field(default_factory=dict)
    without: Annotated[tuple[Key, ...], Field(strict=False)] = ()
    """Facts of the base that nobody has asked for yet."""
    assume: dict[Key, Simple] = Field(default_factory=dict)
    """Figures as if they were so everywhere, to show what a setting does."""
    expect: dict[Key, FactValue]
    """Answers by decision; `unknown` where it cannot be decided yet."""
    not_met: Annotated[tuple[Key, ...], Field(strict=False)] = ()
    missing: dict[Key, Annotated[tuple[Key, ...], Field(strict=False)]] = Field(
        default_factory=dict
    )
    """Facts that can still change the answer, by decision."""


class WordsSpec(Part):
    """Label of a criterion, and what would help when it is not met."""

    label: str
    remedy: str


class PolicyDocument(Part):
    """One file of an area; the files of an area are read together."""

    area: Key
    citations: dict[Key, CitationSpec] = Field(default_factory=dict)
    facts: dict[Key, FactSpec] = Field(default_factory=dict)
    parameters: dict[Key, ParameterSpec] = Field(default_factory=dict)
    values: dict[Key, Annotated[tuple[DatedValue, ...], Field(strict=False)]] = Field(
        default_factory=dict
    )
    """Further values of parameters: the figures that a region sets for itself."""
    edition: EditionSpec | None = None
    criteria: dict[Key, CriterionSpec] = Field(default_factory=dict)
    tables: dict[Key, TableSpec] = Field(default_factory=dict)
    decisions: dict[Key, DecisionSpec] = Field(default_factory=dict)
    bases: dict[Key, dict[Key, FactValue]] = Field(default_factory=dict)
    examples: Annotated[tuple[ExampleSpec, ...], Field(strict=False)] = ()


class WordsDocument(Part):
    """The words of an area in one language."""

    area: Key
    language: Literal["zh", "en"]
    title: str
    facts: dict[Key, str] = Field(default_factory=dict)
    parameters: dict[Key, str] = Field(default_factory=dict)
    criteria: dict[Key, WordsSpec] = Field(default_factory=dict)
    decisions: dict[Key, str] = Field(default_factory=dict)
    """Labels of decisions and of tables."""
    options: dict[Key, str] = Field(default_factory=dict)
    units: dict[Key, str] = Field(default_factory=dict)
    documents: dict[Key, str] = Field(default_factory=dict)
    regions: dict[str, str] = Field(default_factory=dict)
