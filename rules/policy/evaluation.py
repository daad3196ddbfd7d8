"""Answering a decision with its reasons: every rule it rests on, once, in order."""

from __future__ import annotations

from collections.abc import Mapping

from rules.feel import Diagnostic, Unknown, Value
from rules.policy.logic import Rule, Table
from rules.policy.prepared import Prepared, missing, public, unset
from rules.policy.verdict import CriterionVerdict, MatchedRows, Standing, Verdict

_STANDINGS = {True: Standing.MET, False: Standing.NOT_MET}


def evaluate(asked: Prepared, facts: Mapping[str, object]) -> Verdict:
    """Return the answer of a prepared decision for one case.

    Raises:
        QuestionError: A fact is not of its type or lies outside of its bounds.
    """
    plan, diagnostics = asked.plan, list[Diagnostic]()
    given = asked.facts(facts)
    scope = {**asked.constants, **given}
    tables = [table for rule in plan.rules if (table := _settle(rule, scope, asked, diagnostics))]
    outcome = scope[asked.decision]
    return Verdict(
        decision=f"{asked.area.key}.{asked.decision}",
        edition=asked.edition.name,
        digest=plan.digest,
        as_of=asked.as_of,
        region=asked.region,
        outcome=public(outcome),
        facts={name: value for name, value in given.items() if type(value) is not Unknown},
        causes={name: value.cause for name, value in given.items() if isinstance(value, Unknown)},
        missing=missing(outcome),
        unset=unset(outcome),
        parameters=asked.figures,
        values={rule.key: public(scope[rule.key]) for rule in plan.rules},
        criteria=tuple(
            _criterion(rule, scope, asked) for rule in plan.rules if rule.kind == "criterion"
        ),
        tables=tuple(tables),
        diagnostics=tuple(diagnostics),
    )


def _settle(
    rule: Rule, scope: dict[str, Value], asked: Prepared, diagnostics: list[Diagnostic]
) -> MatchedRows | None:
    logic = rule.logic
    if not isinstance(logic, Table):
        scope[rule.key] = logic.answer(scope, diagnostics)
        return None
    value, rows = logic.decide(scope, diagnostics)
    scope[rule.key] = value
    citation = asked.citations[rule.key]
    return MatchedRows(table=rule.key, rows=rows, citation=citation, answer=public(value))


def _criterion(rule: Rule, scope: Mapping[str, Value], asked: Prepared) -> CriterionVerdict:
    value = scope[rule.key]
    decided = isinstance(value, bool)
    return CriterionVerdict(
        key=rule.key,
        standing=_STANDINGS[value] if isinstance(value, bool) else Standing.UNKNOWN,
        citation=asked.citations[rule.key],
        values={name: public(scope[name]) for name in rule.reads},
        missing=() if decided else missing(value),
    )
