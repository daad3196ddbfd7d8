"""The editions of an area: which rules hold from which day, compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.findings import Finding
from rules.policy.compile import Names, RuleCompiler, RuleSpec, fingerprint, in_order, plans
from rules.policy.faults import PolicyCode
from rules.policy.language import EditionSpec, PolicyDocument
from rules.policy.model import Citation, Edition, Fact, Parameter
from rules.policy.quantities import Documents, collect
from rules.policy.reading import Located
from rules.policy.timeline import Stretch, faults
from rules.policy.timeline import in_order as in_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The documents of one edition put together."""

    since: date
    until: date | None
    head: Located[EditionSpec]
    parts: dict[str, Located[RuleSpec]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the editions of an area stand on."""

    area: str
    cited: Mapping[str, Citation]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]


def editions(documents: Documents, ground: Ground, findings: list[Finding]) -> tuple[Edition, ...]:
    """Return the editions in order of time; what is wrong with them goes to the findings."""
    drafts = _drafts(documents, findings)
    stretches = [Stretch(since=d.since, until=d.until, held=d) for d in drafts]
    ordered = in_time(stretches)
    for kind, stretch, day in faults(ordered):
        overlap = kind == "overlap"
        code = PolicyCode.EDITION_OVERLAP if overlap else PolicyCode.EDITION_HOLE
        findings.append(stretch.held.head.finding(code, "from", day=str(day)))
    known: dict[str, Draft] = {}
    compiled = []
    for stretch in ordered:
        draft = _amended(stretch.held, known, findings)
        known[draft.since.isoformat()] = draft
        compiled.append(_edition(stretch, draft, ground, findings))
    return tuple(compiled)


def _drafts(documents: Documents, findings: list[Finding]) -> list[Draft]:
    drafts: dict[str, Draft] = {}
    for document in documents:
        head = _head(document, findings)
        if head is None:
            continue
        if head.spec.since not in drafts:
            draft = _draft(head, findings)
            if draft is None:
                continue
            drafts[head.spec.since] = draft
        draft = drafts[head.spec.since]
        parts = [*draft.parts.items(), *_parts(document)]
        draft.parts.update(collect(parts, findings))
    return list(drafts.values())


def _head(
    document: Located[PolicyDocument], findings: list[Finding]
) -> Located[EditionSpec] | None:
    spec = document.spec
    if spec.edition is not None:
        return document.inner(spec.edition, "edition")
    for section in ("criteria", "tables", "decisions"):
        if getattr(spec, section):
            findings.append(document.finding(PolicyCode.EDITION_MISSING, section))
    return None


def _draft(head: Located[EditionSpec], findings: list[Finding]) -> Draft | None:
    since = _day(head, "from", head.spec.since, findings)
    until = _day(head, "until", head.spec.until, findings) if head.spec.until else None
    return Draft(since=since, until=until, head=head) if since else None


def _day(head: Located[EditionSpec], key: str, text: str, findings: list[Finding]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        findings.append(head.finding(PolicyCode.DATE_INVALID, key, value=text))
        return None


def _parts(document: Located[PolicyDocument]) -> Iterator[tuple[str, Located[RuleSpec]]]:
    spec = document.spec
    for key, criterion in spec.criteria.items():
        yield key, document.inner(criterion, "criteria", key)
    for key, table in spec.tables.items():
        yield key, document.inner(table, "tables", key)
    for key, decision in spec.decisions.items():
        yield key, document.inner(decision, "decisions", key)


def _amended(draft: Draft, known: Mapping[str, Draft], findings: list[Finding]) -> Draft:
    base = draft.head.spec.amends
    if base is None:
        return draft
    if base not in known:
        names = ", ".join(known)
        findings.append(
            draft.head.finding(PolicyCode.EDITION_UNKNOWN, "amends", name=base, known=names)
        )
        return draft
    parts = {**known[base].parts, **draft.parts}
    return Draft(since=draft.since, until=draft.until, head=draft.head, parts=parts)


def _edition(
    stretch: Stretch[Draft], draft: Draft, ground: Ground, findings: list[Finding]
) -> Edition:
    names = Names(facts=ground.facts, parameters=ground.parameters, rules=draft.parts)
    _clashes(names, findings)
    compiler = RuleCompiler(names, ground.cited, findings)
    made = {key: rule for key, part in draft.parts.items() if (rule := compiler.rule(key, part))}
    ordered = in_order(made, draft.parts, findings)
    prints = _prints(names)
    return Edition(
        area=ground.area,
        since=draft.since,
        until=stretch.last,
        rules=ordered,
        plans=plans(ordered, names, prints),
        mark=draft.head.mark(),
    )


def _clashes(names: Names, findings: list[Finding]) -> None:
    for key, part in names.rules.items():
        other = names.facts.get(key) or names.parameters.get(key)
        if other is not None:
            first = str(other.mark)
            findings.append(part.finding(PolicyCode.DEFINED_TWICE, name=key, first=first))


def _prints(names: Names) -> dict[str, str]:
    # Places in the file and labels do not count: moving a rule does not change it.
    prints = {
        key: f"{key}:{fact.type}:{fact.unit}:{fact.options}:{fact.low}:{fact.high}\n"
        for key, fact in names.facts.items()
    }
    for key, part in names.rules.items():
        prints[key] = f"{key}:{fingerprint(part.spec.model_dump_json())}\n"
    return prints
