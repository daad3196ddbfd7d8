"""What the rules say of a case: each criterion met, not met or open, with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.i18n.verdicts import told_to_readers
from adapters.i18n.wording import Wording
from adapters.inbound.web.visit import Visit
from engine.definitions.language import Workflow
from engine.model import Case
from engine.usecases.judge_rules import Judged, judged_at
from engine.usecases.surroundings import circumstances
from rules.feel import Unknown, Value
from rules.policy import ExplainedCriterion, ShownValue
from rules.policy.model import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion in words.

    Attributes:
        standing: `met`, `not_met` or `unknown`.
        used: The values it was judged on.
        missing: What is not known yet.
        remedy: What would help, when it is not met.
    """

    label: str
    standing: str
    law: str
    used: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One decision about the case in words."""

    label: str
    answer: str
    standing: str
    criteria: tuple[Criterion, ...]
    missing: tuple[str, ...]
    actions: tuple[str, ...]
    edition: str


def panels(visit: Visit, case: Case, words: Wording) -> list[Panel]:
    """Every decision that something to be done now depends on, of a case that is being shown."""
    judged = judged_at(visit.ports, case, circumstances(visit.ports, visit.requester))
    return panels_of(visit, case, judged, words)


def panels_of(visit: Visit, case: Case, judged: Iterable[Judged], words: Wording) -> list[Panel]:
    """Decisions in words; nothing that follows from personal data is among the values."""
    spec = visit.ports.workflows.version(case.kind, case.workflow_version).spec
    return [_panel(visit, found, spec, words) for found in judged]


def _panel(visit: Visit, judged: Judged, spec: Workflow, words: Wording) -> Panel:
    told = told_to_readers(visit.site.house.rulebook, judged, spec)
    verdict = told.verdict
    language = visit.language.value
    return Panel(
        label=told.labels[language],
        answer=_answer(verdict.outcome, words, judged.decision),
        standing=_standing(verdict.outcome),
        criteria=tuple(_criterion(found, language, words) for found in told.criteria),
        missing=tuple(labels[language] for labels in told.missing.values()),
        actions=tuple(words.kind.word("actions", name) for name in judged.actions),
        edition=verdict.edition,
    )


def _standing(outcome: Value) -> str:
    if outcome is None or isinstance(outcome, Unknown):
        return "unknown"
    return "not_met" if outcome is False else "met"


def _answer(outcome: Value, words: Wording, decision: str) -> str:
    if isinstance(outcome, bool):
        return words.say("cli_yes" if outcome else "cli_no")
    if outcome is None or isinstance(outcome, Unknown):
        return words.say("web_rule_open")
    return words.kind.option(decision.rpartition(".")[2], str(outcome))


def _criterion(found: ExplainedCriterion, language: str, words: Wording) -> Criterion:
    return Criterion(
        label=found.labels[language],
        standing=found.standing.value,
        law=_law(found.citation),
        used=tuple(_used(value, language, words) for value in found.values),
        missing=found.missing,
        remedy=found.remedies[language] if found.standing.value == "not_met" else "",
    )


def _used(value: ShownValue, language: str, words: Wording) -> tuple[str, str]:
    shown = value.value
    if value.withheld:
        return value.labels[language], "***"
    text = str(shown)
    if isinstance(shown, bool):
        text = words.say("cli_yes" if shown else "cli_no")
    if shown is None or isinstance(shown, Unknown):
        text = words.say("web_not_known")
    return value.labels[language], f"{text} {value.unit.get(language, '')}".strip()


def _law(citation: Citation | None) -> str:
    if citation is None:
        return ""
    article = f" {citation.article}" if citation.article else ""
    return f"{citation.title}{article}"
