"""Worked cases beside the rules: read from their documents, and run as tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from rules.feel import Unknown, Value
from rules.findings import Finding
from rules.nearest import nearest
from rules.policy.faults import PolicyCode
from rules.policy.language import ExampleSpec, FactValue
from rules.policy.model import Example, Fact
from rules.policy.quantities import Documents
from rules.policy.reading import Located
from rules.policy.regions import region_code
from rules.policy.values import typed

UNKNOWN = "unknown"
"""How a worked case writes that something cannot be decided yet."""


def examples(
    documents: Documents, facts: Mapping[str, Fact], findings: list[Finding]
) -> tuple[Example, ...]:
    """Return the worked cases of an area; those that cannot be read go to the findings."""
    bases = {key: base for part in documents for key, base in part.spec.bases.items()}
    reader = _ExampleReader(bases, facts, findings)
    read = (reader.example(part) for part in _parts(documents))
    return tuple(example for example in read if example)


def _parts(documents: Documents) -> Iterator[Located[ExampleSpec]]:
    for document in documents:
        for number, spec in enumerate(document.spec.examples):
            yield document.inner(spec, "examples", number)


class _ExampleReader:
    def __init__(
        self,
        bases: Mapping[str, Mapping[str, FactValue]],
        facts: Mapping[str, Fact],
        findings: list[Finding],
    ) -> None:
        self._bases = bases
        self._facts = facts
        self._findings = findings

    def example(self, part: Located[ExampleSpec]) -> Example | None:
        before = len(self._findings)
        as_of, region = self._day(part), self._region(part)
        facts = self._given(part)
        if as_of is None or region is None or len(self._findings) > before:
            return None
        spec = part.spec
        return Example(
            name=spec.name,
            as_of=as_of,
            region=region,
            facts=facts,
            expect={key: _expected(value) for key, value in spec.expect.items()},
            not_met=spec.not_met,
            missing=spec.missing,
            mark=part.mark(),
        )

    def _day(self, part: Located[ExampleSpec]) -> date | None:
        try:
            return date.fromisoformat(part.spec.as_of)
        except ValueError:
            self._report(part, PolicyCode.DATE_INVALID, "as_of", value=part.spec.as_of)
            return None

    def _region(self, part: Located[ExampleSpec]) -> str | None:
        region = region_code(part.spec.region)
        if region is None:
            self._report(part, PolicyCode.REGION_INVALID, "region", value=part.spec.region)
        return region

    def _given(self, part: Located[ExampleSpec]) -> dict[str, Value]:
        given = {**self._base(part), **part.spec.facts}
        kept = {name: value for name, value in given.items() if name not in part.spec.without}
        return {name: self._fact(part, name, value) for name, value in kept.items()}

    def _base(self, part: Located[ExampleSpec]) -> Mapping[str, FactValue]:
        like = part.spec.like
        if like is None or like in self._bases:
            return self._bases[like] if like else {}
        near = nearest(like, self._bases)
        self._report(part, PolicyCode.EXAMPLE_BASE_UNKNOWN, "like", name=like, near=near)
        return {}

    def _fact(self, part: Located[ExampleSpec], name: str, value: FactValue) -> Value:
        fact = self._facts.get(name)
        if fact is None:
            near = nearest(name, self._facts)
            self._report(part, PolicyCode.EXAMPLE_FACT_UNKNOWN, "facts", name, name=name, near=near)
            return None
        try:
            return typed(fact, value)
        except ValueError:
            wanted = ", ".join(fact.options) or fact.type
            self._report(
                part, PolicyCode.VALUE_TYPE, "facts", name, value=str(value), expected=wanted
            )
            return None

    def _report(
        self, part: Located[ExampleSpec], code: PolicyCode, *path: str | int, **params: object
    ) -> None:
        self._findings.append(part.finding(code, *path, **params))


def _expected(value: FactValue) -> object:
    return Unknown() if value == UNKNOWN else value
