"""Worked cases beside the rules: read from their documents, and run as tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from rules.feel import Unknown, Value
from rules.findings import Finding
from rules.nearest import nearest
from rules.policy.faults import PolicyCode
from rules.policy.language import ExampleSpec, FactValue
from rules.policy.model import Example, Fact, Parameter
from rules.policy.quantities import Documents
from rules.policy.reading import Located
from rules.policy.regions import region_code
from rules.policy.values import typed

UNKNOWN = "unknown"
"""How a worked case writes that something cannot be decided yet."""


def examples(
    documents: Documents,
    facts: Mapping[str, Fact],
    parameters: Mapping[str, Parameter],
    findings: list[Finding],
) -> tuple[Example, ...]:
    """Return the worked cases of an area; those that cannot be read go to the findings."""
    bases = {key: base for part in documents for key, base in part.spec.bases.items()}
    reader = _ExampleReader(bases, {**facts, **parameters}, findings)
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
        known: Mapping[str, Fact | Parameter],
        findings: list[Finding],
    ) -> None:
        self._bases = bases
        self._known = known
        self._findings = findings

    def example(self, part: Located[ExampleSpec]) -> Example | None:
        before = len(self._findings)
        as_of, region = self._day(part), self._region(part)
        facts = self._given(part)
        assume = {
            name: self._typed(part, value, "assume", name)
            for name, value in part.spec.assume.items()
        }
        if as_of is None or region is None or len(self._findings) > before:
            return None
        spec = part.spec
        return Example(
            name=spec.name,
            as_of=as_of,
            region=region,
            facts=facts,
            assume=assume,
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
        return {name: self._typed(part, value, "facts", name) for name, value in kept.items()}

    def _base(self, part: Located[ExampleSpec]) -> Mapping[str, FactValue]:
        like = part.spec.like
        if like is None or like in self._bases:
            return self._bases[like] if like else {}
        near = nearest(like, self._bases)
        self._report(part, PolicyCode.EXAMPLE_BASE_UNKNOWN, "like", name=like, near=near)
        return {}

    def _typed(
        self, part: Located[ExampleSpec], value: FactValue, section: str, name: str
    ) -> Value:
        declared = self._known.get(name)
        if declared is None:
            near = nearest(name, self._known)
            self._report(part, PolicyCode.EXAMPLE_FACT_UNKNOWN, section, name, name=name, near=near)
            return None
        try:
            return typed(declared, value)
        except ValueError:
            wanted = ", ".join(declared.options) or declared.type
            self._report(
                part, PolicyCode.VALUE_TYPE, section, name, value=str(value), expected=wanted
            )
            return None

    def _report(
        self, part: Located[ExampleSpec], code: PolicyCode, *path: str | int, **params: object
    ) -> None:
        self._findings.append(part.finding(code, *path, **params))


def _expected(value: FactValue) -> object:
    return Unknown() if value == UNKNOWN else value
