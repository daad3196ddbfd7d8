"""Checks of an area as a whole, before it may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rules.findings import Finding, Severity
from rules.nearest import nearest
from rules.policy.check_rules import check_rules
from rules.policy.faults import PolicyCode
from rules.policy.language import PolicyDocument, WordsDocument
from rules.policy.logic import Rule
from rules.policy.model import Area, Column, Edition, Fact, Parameter
from rules.policy.reading import Located
from rules.policy.regions import COUNTRY
from rules.policy.sizes import EVIDENCE_BYTES, longest_evidence
from rules.source import Mark

Words = Sequence[Located[WordsDocument]]


def check_area(
    area: Area, documents: Sequence[Located[PolicyDocument]], words: Words
) -> Iterator[Finding]:
    """Yield everything that is wrong with an area whose parts can all be read."""
    for edition in area.editions:
        yield from check_rules(area, edition)
        yield from _check_figures(edition)
        yield from _check_evidence(edition)
    yield from _check_use(area)
    yield from _check_examples(area)
    yield from _check_words(area, documents, words)


def _check_figures(edition: Edition) -> Iterator[Finding]:
    used = {figure.key: figure for plan in edition.plans.values() for figure in plan.parameters}
    for parameter in used.values():
        hole = None if parameter.local else _first_hole(parameter, edition)
        if hole is not None:
            yield Finding(
                code=PolicyCode.PARAMETER_REGION_HOLE,
                mark=parameter.mark,
                path=("parameters", parameter.key),
                params={"name": parameter.key, "day": hole.isoformat()},
            )


def _first_hole(parameter: Parameter, edition: Edition) -> date | None:
    values = parameter.values.get(COUNTRY, ())
    if not values or values[0].since > edition.since:
        return edition.since
    return None if values[-1].until >= edition.until else values[-1].until


def _check_evidence(edition: Edition) -> Iterator[Finding]:
    for key, plan in edition.plans.items():
        size = longest_evidence(edition.area, key, plan)
        if edition.rules[key].kind == "decision" and size > EVIDENCE_BYTES:
            yield Finding(
                code=PolicyCode.EVIDENCE_TOO_LARGE,
                mark=edition.rules[key].mark,
                path=("decisions", key),
                params={"size": size, "limit": EVIDENCE_BYTES},
            )


def _check_use(area: Area) -> Iterator[Finding]:
    read = {name for edition in area.editions for r in edition.rules.values() for name in r.reads}
    for fact in area.facts.values():
        if fact.key not in read:
            yield _unused(PolicyCode.FACT_UNUSED, ("facts", fact.key), fact.mark)
    for parameter in area.parameters.values():
        # A span is read by the clocks of workflows, not by rules.
        if parameter.key not in read and parameter.type != "span":
            path = ("parameters", parameter.key)
            yield _unused(PolicyCode.PARAMETER_UNUSED, path, parameter.mark)


def _unused(code: PolicyCode, path: tuple[str, str], mark: Mark) -> Finding:
    return Finding(
        code=code, mark=mark, path=path, severity=Severity.WARNING, params={"name": path[1]}
    )


def _check_examples(area: Area) -> Iterator[Finding]:
    for example in area.examples:
        edition = area.edition(example.as_of)
        known = edition.rules if edition else {}
        for name in (*example.expect, *example.not_met, *example.missing):
            if name not in known:
                yield Finding(
                    code=PolicyCode.EXAMPLE_RULE_UNKNOWN,
                    mark=example.mark,
                    params={"name": name, "near": nearest(name, known)},
                )


def _check_words(
    area: Area, documents: Sequence[Located[PolicyDocument]], words: Words
) -> Iterator[Finding]:
    needed = _needed(area)
    for language in ("zh", "en"):
        found = next((part for part in words if part.spec.language == language), None)
        mark = found.mark() if found else documents[0].mark()
        sections = _sections(found.spec) if found else {}
        for section, names in needed.items():
            for name in sorted(names - set(sections.get(section, ()))):
                params = {"name": name, "language": language, "section": section}
                yield Finding(
                    code=PolicyCode.TEXT_MISSING, mark=mark, path=(section,), params=params
                )
        yield from _strange_words(found, sections, needed)


def _strange_words(
    found: Located[WordsDocument] | None,
    sections: Mapping[str, Mapping[str, object]],
    needed: Mapping[str, set[str]],
) -> Iterator[Finding]:
    for section, words in sections.items():
        for name in words:
            if found and section != "regions" and name not in needed[section]:
                near = nearest(name, needed[section])
                yield found.finding(PolicyCode.TEXT_UNKNOWN, section, name, name=name, near=near)


def _sections(words: WordsDocument) -> dict[str, Mapping[str, object]]:
    names = ("facts", "parameters", "criteria", "decisions", "options", "units", "documents")
    return {**{name: getattr(words, name) for name in names}, "regions": words.regions}


def _needed(area: Area) -> dict[str, set[str]]:
    rules = [rule for edition in area.editions for rule in edition.rules.values()]
    columns = [column for fact in area.facts.values() for column in fact.columns.values()]
    typed: list[Fact | Parameter | Rule | Column] = [
        *area.facts.values(),
        *area.parameters.values(),
        *rules,
        *columns,
    ]
    figures = [values for p in area.parameters.values() for values in p.values]
    return {
        "facts": set(area.facts),
        "parameters": set(area.parameters),
        "criteria": {rule.key for rule in rules if rule.kind == "criterion"},
        "decisions": {rule.key for rule in rules if rule.kind != "criterion"},
        "options": {option for part in typed for option in part.options},
        "units": {part.unit for part in typed if part.unit},
        "documents": {fact.document for fact in area.facts.values() if fact.document},
        "regions": set(figures),
    }
