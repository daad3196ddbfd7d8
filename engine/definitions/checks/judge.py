"""All checks of one version, in the order in which they can be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.definitions.checks.approvals import check_approvals
from engine.definitions.checks.branches import check_branches
from engine.definitions.checks.clocks import check_clocks
from engine.definitions.checks.conditions import check_conditions, read_conditions
from engine.definitions.checks.duties import check_duties
from engine.definitions.checks.facts import check_facts
from engine.definitions.checks.flow import check_flow
from engine.definitions.checks.letters import check_letters
from engine.definitions.checks.money import check_money
from engine.definitions.checks.parallel import check_parallel
from engine.definitions.checks.people import check_people
from engine.definitions.checks.shape import check_shape
from engine.definitions.checks.texts import check_texts
from engine.definitions.document import Definition, DefinitionFiles, KnownRules
from engine.definitions.forms import Forms, check_forms, read_forms
from engine.definitions.graph import graph_of
from engine.definitions.language import Workflow
from engine.definitions.read import read_workflow
from engine.definitions.references import check_references
from engine.definitions.salvage import salvage
from rules.findings import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A version and everything found in it, in the order of the files.

    Attributes:
        spec: None when the document could not be read.
        forms: None when there are none, or they could not be read.
    """

    spec: Workflow | None
    forms: Forms | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid use."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)


def judge(
    files: DefinitionFiles,
    *,
    rules: KnownRules | None = None,
    kinds: frozenset[str] | None = None,
) -> Judged:
    """Check one version before it is used.

    Args:
        files: Its files as read.
        rules: The rules catalogue; None leaves names of decisions unchecked.
        kinds: The kinds of case there are; None leaves child cases unchecked.
    """
    spec, faults = read_workflow(files.workflow)
    forms, form_faults = (None, ()) if files.forms is None else read_forms(files.forms)
    if spec is None:
        found = [*faults, *form_faults, *_salvaged(files, faults, rules, kinds)]
    else:
        definition = Definition(spec=spec, files=files, rules=rules, kinds=kinds)
        found = [*form_faults, *_meaning(definition, forms)]
    return Judged(spec=spec, forms=forms, findings=tuple(_ordered(found)))


def _salvaged(
    files: DefinitionFiles,
    faults: tuple[Finding, ...],
    rules: KnownRules | None,
    kinds: frozenset[str] | None,
) -> Iterator[Finding]:
    """Names that lead nowhere in what can be read of a document with faults of grammar."""
    spec, lost = salvage(files.workflow, faults)
    if spec is None:
        return
    definition = Definition(spec=spec, files=files, rules=rules, kinds=kinds)
    for found in check_references(definition):
        if found.params.get("name") not in lost:
            yield found


def _meaning(definition: Definition, forms: Forms | None) -> Iterator[Finding]:
    unknown = list(check_references(definition))
    yield from unknown
    yield from check_shape(definition)
    yield from check_people(definition)
    yield from check_texts(definition, forms)
    if forms is not None and definition.files.forms is not None:
        yield from check_forms(forms, definition.files.forms, definition.spec)
    if not unknown and any(state.initial for state in definition.spec.states.values()):
        yield from _ways(definition)


def _ways(definition: Definition) -> Iterator[Finding]:
    """What can only be said of a document whose names all lead somewhere."""
    graph = graph_of(definition.spec)
    conditions, unreadable = read_conditions(definition)
    yield from unreadable
    yield from check_conditions(definition, conditions)
    yield from check_branches(definition, conditions)
    yield from check_letters(definition)
    yield from check_clocks(definition, graph)
    yield from check_parallel(definition, graph)
    yield from check_approvals(definition, graph)
    yield from check_flow(definition, graph)
    yield from check_duties(definition, graph)
    yield from check_facts(definition, graph, conditions)
    yield from check_money(definition, graph)


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """By file and place; what an author reads from top to bottom."""
    return sorted(findings, key=lambda finding: (finding.mark, finding.code.value))
