"""Citations, facts and dated parameters of an area, built from its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from rules.feel import Value
from rules.findings import Finding
from rules.nearest import nearest
from rules.policy.faults import PolicyCode
from rules.policy.language import (
    CitationSpec,
    DatedValue,
    FactSpec,
    ParameterSpec,
    PolicyDocument,
    Typed,
)
from rules.policy.model import Citation, Column, Fact, Parameter, ParameterValue
from rules.policy.reading import Located, Spec
from rules.policy.regions import region_code
from rules.policy.timeline import Stretch, faults, in_order
from rules.policy.values import typed

Documents = Sequence[Located[PolicyDocument]]


def collect(
    parts: Iterable[tuple[str, Located[Spec]]], findings: list[Finding]
) -> dict[str, Located[Spec]]:
    """Return the parts by name; a name given twice is reported at the second place."""
    found: dict[str, Located[Spec]] = {}
    for name, part in parts:
        if name in found:
            first = str(found[name].mark())
            findings.append(part.finding(PolicyCode.DEFINED_TWICE, name=name, first=first))
        else:
            found[name] = part
    return found


def citations(documents: Documents, findings: list[Finding]) -> dict[str, Citation]:
    """Return the citations of an area by key."""
    parts = collect(_citation_parts(documents), findings)
    return {
        key: Citation(
            key=key,
            title=part.spec.title,
            article=part.spec.article,
            source=part.spec.source,
            certainty=part.spec.certainty,
        )
        for key, part in parts.items()
    }


def _citation_parts(documents: Documents) -> Iterator[tuple[str, Located[CitationSpec]]]:
    for document in documents:
        for key, spec in document.spec.citations.items():
            yield key, document.inner(spec, "citations", key)


def facts(documents: Documents, findings: list[Finding]) -> dict[str, Fact]:
    """Return the facts of an area by key."""
    parts = collect(_fact_parts(documents), findings)
    for part in parts.values():
        check_options(part, findings)
    return {key: _fact(key, part) for key, part in parts.items()}


def _fact_parts(documents: Documents) -> Iterator[tuple[str, Located[FactSpec]]]:
    for document in documents:
        for key, spec in document.spec.facts.items():
            yield key, document.inner(spec, "facts", key)


def _fact(key: str, part: Located[FactSpec]) -> Fact:
    spec = part.spec
    return Fact(
        key=key,
        type=spec.type,
        unit=unit_of(spec),
        options=spec.options,
        low=None if spec.min is None else Decimal(spec.min),
        high=None if spec.max is None else Decimal(spec.max),
        max_length=spec.max_length,
        columns={
            name: Column(type=of.type, unit=unit_of(of), options=of.options)
            for name, of in spec.of.items()
        },
        document=spec.document,
        mark=part.mark(),
    )


def unit_of(spec: Typed) -> str | None:
    """Return the declared unit; money without one is yuan."""
    return spec.unit or ("yuan" if spec.type == "money" else None)


def check_options(part: Located[Typed], findings: list[Finding]) -> None:
    """Report a choice without options, or options of something else."""
    if (part.spec.type == "choice") != bool(part.spec.options):
        findings.append(part.finding(PolicyCode.OPTIONS_MISPLACED, type=part.spec.type))


def parameters(
    documents: Documents, cited: Mapping[str, Citation], findings: list[Finding]
) -> dict[str, Parameter]:
    """Return the parameters of an area by key, with the values that all documents give them."""
    specs = collect(_parameter_parts(documents), findings)
    values = {key: list(_own_values(part)) for key, part in specs.items()}
    for key, value in _further_values(documents):
        if key in values:
            values[key].append(value)
        else:
            near = nearest(key, specs)
            findings.append(value.finding(PolicyCode.PARAMETER_UNKNOWN, name=key, near=near))
    reader = _ValueReader(cited, findings)
    return {key: reader.parameter(key, part, values[key]) for key, part in specs.items()}


def _parameter_parts(documents: Documents) -> Iterator[tuple[str, Located[ParameterSpec]]]:
    for document in documents:
        for key, spec in document.spec.parameters.items():
            yield key, document.inner(spec, "parameters", key)


def _own_values(part: Located[ParameterSpec]) -> Iterator[Located[DatedValue]]:
    for number, spec in enumerate(part.spec.values):
        yield part.inner(spec, "values", number)


def _further_values(documents: Documents) -> Iterator[tuple[str, Located[DatedValue]]]:
    for document in documents:
        for key, specs in document.spec.values.items():
            for number, spec in enumerate(specs):
                yield key, document.inner(spec, "values", key, number)


class _ValueReader:
    """Reads dated values and reports what cannot be used."""

    def __init__(self, cited: Mapping[str, Citation], findings: list[Finding]) -> None:
        self._cited = cited
        self._findings = findings

    def parameter(
        self, key: str, part: Located[ParameterSpec], parts: Sequence[Located[DatedValue]]
    ) -> Parameter:
        check_options(part, self._findings)
        read = [value for inner in parts if (value := self._value(part.spec, inner))]
        read.sort(key=lambda stretch: stretch.held[1].region)
        groups = groupby(read, key=lambda stretch: stretch.held[1].region)
        return Parameter(
            key=key,
            type=part.spec.type,
            unit=unit_of(part.spec),
            options=part.spec.options,
            local=part.spec.local,
            values={region: self._history(key, list(values)) for region, values in groups},
            mark=part.mark(),
        )

    def _value(
        self, declared: ParameterSpec, part: Located[DatedValue]
    ) -> Stretch[tuple[Located[DatedValue], ParameterValue]] | None:
        value = self._typed(declared, part)
        since = self.day(part, "from", part.spec.since)
        until = self.day(part, "until", part.spec.until) if part.spec.until else None
        region = region_code(part.spec.region)
        if region is None:
            self._report(part, PolicyCode.REGION_INVALID, "region", value=part.spec.region)
        if value is None or since is None or region is None:
            return None
        held = ParameterValue(
            value=value,
            since=since,
            until=until or date.max,
            region=region,
            citation=self._citation(part),
        )
        return Stretch(since=since, until=until, held=(part, held))

    def _typed(self, declared: ParameterSpec, part: Located[DatedValue]) -> Value:
        try:
            column = Column(type=declared.type, options=declared.options)
            return typed(column, part.spec.value)
        except ValueError:
            given, wanted = str(part.spec.value), declared.type
            self._report(part, PolicyCode.VALUE_TYPE, "value", value=given, expected=wanted)
            return None

    def day(self, part: Located[Spec], key: str, text: str) -> date | None:
        """Return the day, or report that the calendar has none such."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._report(part, PolicyCode.DATE_INVALID, key, value=text)
            return None

    def _citation(self, part: Located[DatedValue]) -> Citation | None:
        spec = part.spec
        cited = self._cited.get(spec.cite or "")
        if cited is None:
            near = nearest(spec.cite or "", self._cited)
            self._report(part, PolicyCode.CITATION_UNKNOWN, "cite", name=spec.cite or "", near=near)
            return None
        return replace(
            cited,
            article=spec.article or cited.article,
            certainty=spec.certainty or cited.certainty,
        )

    def _history(
        self, key: str, values: Sequence[Stretch[tuple[Located[DatedValue], ParameterValue]]]
    ) -> tuple[ParameterValue, ...]:
        ordered = in_order(values)
        for kind, stretch, day in faults(ordered):
            part, value = stretch.held
            overlap = kind == "overlap"
            code = PolicyCode.PARAMETER_OVERLAP if overlap else PolicyCode.PARAMETER_HOLE
            self._report(part, code, "from", name=key, region=value.region, day=str(day))
        return tuple(replace(stretch.held[1], until=stretch.last) for stretch in ordered)

    def _report(
        self, part: Located[Spec], code: PolicyCode, *path: str | int, **params: object
    ) -> None:
        self._findings.append(part.finding(code, *path, **params))
