"""Answering a decision: every rule it rests on, once, in order, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rules.feel import Diagnostic, Unknown, Value
from rules.policy.faults import PolicyCode, QuestionError
from rules.policy.logic import AS_OF, Rule, Table
from rules.policy.model import Area, Citation, Edition, Fact, ParameterValue, Plan
from rules.policy.values import typed
from rules.policy.verdict import CriterionVerdict, MatchedRows, Standing, Verdict

_PARAMETER = "parameter:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A decision asked about one case.

    Attributes:
        given: Facts as the caller has them; names that the decision does not read are ignored.
        region: Division code in its short form.
    """

    area: Area
    edition: Edition
    decision: str
    given: Mapping[str, object]
    as_of: date
    region: str

    @property
    def plan(self) -> Plan:
        """What answering takes."""
        return self.edition.plans[self.decision]


def answer(question: Question) -> Value:
    """Return the answer alone."""
    plan = question.plan
    scope = facts_in_scope(plan, question.given)
    for name, figure in _figures(question).items():
        scope[name] = _known(name, figure)
    scope[AS_OF] = question.as_of
    for rule in plan.rules:
        scope[rule.key] = rule.logic.answer(scope)
    return _public(scope[question.decision])


def evaluate(question: Question) -> Verdict:
    """Return the answer with its reasons."""
    plan, diagnostics = question.plan, list[Diagnostic]()
    given = facts_in_scope(plan, question.given)
    figures = _figures(question)
    scope: dict[str, Value] = {**given, AS_OF: question.as_of}
    scope.update({name: _known(name, figure) for name, figure in figures.items()})
    tables = [
        table for rule in plan.rules if (table := _settle(rule, scope, question.area, diagnostics))
    ]
    outcome = scope[question.decision]
    return Verdict(
        decision=f"{question.area.key}.{question.decision}",
        edition=question.edition.name,
        digest=plan.digest,
        as_of=question.as_of,
        region=question.region,
        outcome=_public(outcome),
        facts={name: value for name, value in given.items() if not isinstance(value, Unknown)},
        causes={name: value.cause for name, value in given.items() if isinstance(value, Unknown)},
        missing=_missing(outcome),
        unset=_unset(outcome),
        parameters=figures,
        values={rule.key: _public(scope[rule.key]) for rule in plan.rules},
        criteria=tuple(
            _criterion(rule, scope, question.area)
            for rule in plan.rules
            if rule.kind == "criterion"
        ),
        tables=tuple(tables),
        diagnostics=tuple(diagnostics),
    )


def _settle(
    rule: Rule, scope: dict[str, Value], area: Area, diagnostics: list[Diagnostic]
) -> MatchedRows | None:
    if not isinstance(rule.logic, Table):
        scope[rule.key] = rule.logic.answer(scope, diagnostics)
        return None
    value, rows = rule.logic.decide(scope, diagnostics)
    scope[rule.key] = value
    return MatchedRows(table=rule.key, rows=rows, citation=cited(area, rule), answer=_public(value))


def facts_in_scope(plan: Plan, given: Mapping[str, object]) -> dict[str, Value]:
    """Return the facts that the plan reads; those not given are unknown, by their name.

    Raises:
        QuestionError: A value is not of the fact's type or lies outside of its bounds.
    """
    scope: dict[str, Value] = {}
    for fact in plan.facts:
        name = fact.key
        value = _typed(fact, given[name]) if name in given else Unknown.of(name)
        if isinstance(value, Unknown) and not value.facts:
            value = Unknown.of(name, value.cause)
        scope[name] = value
    return scope


def _typed(fact: Fact, given: object) -> Value:
    try:
        value = typed(fact, given)
        _check_bounds(fact, value)
    except ValueError as error:
        raise QuestionError(
            PolicyCode.FACT_INVALID, fact=fact.key, expected=_expected(fact)
        ) from error
    return value


def _check_bounds(fact: Fact, value: Value) -> None:
    if isinstance(value, str) and len(value) > fact.max_length:
        raise ValueError(fact.max_length)
    if isinstance(value, Decimal):
        below = fact.low is not None and value < fact.low
        above = fact.high is not None and value > fact.high
        if below or above:
            raise ValueError(value)


def _expected(fact: Fact) -> str:
    if fact.options:
        return " | ".join(fact.options)
    bounds = [f">= {fact.low}"] if fact.low is not None else []
    bounds += [f"<= {fact.high}"] if fact.high is not None else []
    return " ".join([fact.type, *bounds])


def _figures(question: Question) -> dict[str, ParameterValue | None]:
    as_of, region = question.as_of, question.region
    return {parameter.key: parameter.at(as_of, region) for parameter in question.plan.parameters}


def _known(name: str, figure: ParameterValue | None) -> Value:
    return figure.value if figure else Unknown.of(_PARAMETER + name)


def _missing(value: Value) -> tuple[str, ...]:
    facts = value.facts if isinstance(value, Unknown) else ()
    return tuple(sorted(name for name in facts if not name.startswith(_PARAMETER)))


def _unset(value: Value) -> tuple[str, ...]:
    facts = value.facts if isinstance(value, Unknown) else ()
    marked = sorted(name for name in facts if name.startswith(_PARAMETER))
    return tuple(name.removeprefix(_PARAMETER) for name in marked)


def _public(value: Value) -> Value:
    """Return an unknown that names facts only; parameters are not asked of the applicant."""
    if isinstance(value, Unknown):
        return Unknown(frozenset(_missing(value)), value.cause)
    return value


def cited(area: Area, rule: Rule) -> Citation | None:
    """Return the citation of a rule with the rule's own article."""
    citation = area.citations.get(rule.citation or "")
    if citation is None or rule.article is None:
        return citation
    return replace(citation, article=rule.article)


def _criterion(rule: Rule, scope: Mapping[str, Value], area: Area) -> CriterionVerdict:
    value = scope[rule.key]
    standing = Standing.UNKNOWN
    if isinstance(value, bool):
        standing = Standing.MET if value else Standing.NOT_MET
    return CriterionVerdict(
        key=rule.key,
        standing=standing,
        citation=cited(area, rule),
        values={name: _public(scope[name]) for name in rule.reads},
        missing=_missing(value),
    )
