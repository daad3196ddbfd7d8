"""From the documents of a catalogue to a rulebook, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rules.findings import Finding, Severity
from rules.policy.checks import check_area
from rules.policy.editions import Ground, editions
from rules.policy.faults import PolicyError
from rules.policy.language import PolicyDocument, WordsDocument
from rules.policy.model import Area, Words
from rules.policy.quantities import citations, facts, parameters
from rules.policy.reading import Located, read_part
from rules.policy.rulebook import Rulebook
from rules.policy.worked import examples
from rules.source import Mapping as MappingNode
from rules.source import Node

DocumentModel = TypeVar("DocumentModel", PolicyDocument, WordsDocument)


def load_policy(documents: Iterable[Node]) -> Rulebook:
    """Return the rulebook that these documents make up.

    Args:
        documents: Trees of all files of all areas; order does not matter. A region's own
            figures are documents like the others, with a `values` section.

    Raises:
        PolicyError: Something in them is wrong; it holds all findings.
    """
    rulebook, findings = read_policy(documents)
    errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if errors or rulebook is None:
        raise PolicyError(errors)
    return rulebook


def check_policy(documents: Iterable[Node]) -> tuple[Finding, ...]:
    """Return everything that is wrong or wants a look, in the order of the documents."""
    return read_policy(documents)[1]


def read_policy(documents: Iterable[Node]) -> tuple[Rulebook | None, tuple[Finding, ...]]:
    """Return the rulebook, None if it cannot be used, and all findings."""
    findings: list[Finding] = []
    words: dict[str, list[Located[WordsDocument]]] = {}
    policies: dict[str, list[Located[PolicyDocument]]] = {}
    for root in documents:
        if isinstance(root, MappingNode) and "language" in root.entries:
            _sort_in(words, root, WordsDocument, findings)
        else:
            _sort_in(policies, root, PolicyDocument, findings)
    areas = {
        key: _area(key, parts, words.get(key, []), findings) for key, parts in policies.items()
    }
    findings.sort(key=lambda finding: finding.mark)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    return None if failed else Rulebook(areas=areas), tuple(findings)


def _sort_in(
    groups: dict[str, list[Located[DocumentModel]]],
    root: Node,
    model: type[DocumentModel],
    findings: list[Finding],
) -> None:
    document, faults = read_part(model, root)
    findings.extend(faults)
    if document is not None:
        groups.setdefault(document.spec.area, []).append(document)


def _area(
    key: str,
    documents: Sequence[Located[PolicyDocument]],
    words: Sequence[Located[WordsDocument]],
    findings: list[Finding],
) -> Area:
    before = len(findings)
    cited = citations(documents, findings)
    known = facts(documents, findings)
    figures = parameters(documents, cited, findings)
    ground = Ground(area=key, cited=cited, facts=known, parameters=figures)
    area = Area(
        key=key,
        citations=cited,
        facts=known,
        parameters=figures,
        editions=editions(documents, ground, findings),
        examples=examples(documents, known, figures, findings),
        words={part.spec.language: _words(part.spec) for part in words},
    )
    # What the rules mean together can only be asked when each of them can be read.
    if len(findings) == before:
        findings.extend(check_area(area, documents, words))
    return area


def _words(spec: WordsDocument) -> Words:
    return Words(
        title=spec.title,
        facts=spec.facts,
        parameters=spec.parameters,
        criteria={key: words.label for key, words in spec.criteria.items()},
        remedies={key: words.remedy for key, words in spec.criteria.items()},
        decisions=spec.decisions,
        options=spec.options,
        units=spec.units,
        documents=spec.documents,
        regions=spec.regions,
    )
