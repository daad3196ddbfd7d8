"""Expressions that cannot be read, ask for what is not there, or always answer the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.checks.domain import Domain, domain_of, shown
from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.expressions import Written, expressions
from engine.definitions.grammar import candidates
from engine.definitions.guards import Guard, read_guard
from rules.feel import Expression, FeelSyntaxError, LimitExceededError, Value, nodes, walk
from rules.findings import Finding

SUPPLIED = frozenset(("today", "office"))
"""What an expression may read besides the case's fields: the day, and the case's office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The expressions of a document that could be read, by their texts."""

    guards: Mapping[str, Guard]


def read_conditions(definition: Definition) -> tuple[Conditions, tuple[Finding, ...]]:
    """Read every expression; findings for those that are no FEEL."""
    guards: dict[str, Guard] = {}
    findings: list[Finding] = []
    for written in expressions(definition.spec):
        try:
            guards[written.text] = read_guard(written.text)
        except FeelSyntaxError as error:
            findings.append(_syntax(definition, written, error))
        except LimitExceededError as error:
            findings.append(
                definition.finding(
                    DefinitionCode.EXPRESSION_TOO_LARGE,
                    written.path,
                    bound=error.bound,
                    limit=error.limit,
                )
            )
    return Conditions(guards=guards), tuple(findings)


def _syntax(definition: Definition, written: Written, error: FeelSyntaxError) -> Finding:
    return definition.finding(
        DefinitionCode.SYNTAX,
        written.path,
        text=written.text,
        position=error.span.start + 1,
        found=str(error.params.get("found")),
        expected=error.expected,
    )


def check_conditions(definition: Definition, conditions: Conditions) -> Iterator[Finding]:
    """Names, options, decisions and answers of every expression."""
    for written in expressions(definition.spec):
        guard = conditions.guards.get(written.text)
        if guard is None:
            continue
        if guard.decision is not None:
            yield from _decision(definition, written, guard.decision)
        elif guard.expression is not None:
            wrong = [
                *_names(definition, written, guard),
                *_options(definition, written, guard.expression),
            ]
            yield from wrong
            if not wrong:
                yield from _answers(definition, written, guard)


def _names(definition: Definition, written: Written, guard: Guard) -> Iterator[Finding]:
    known = frozenset(definition.spec.case) | SUPPLIED
    for name in sorted(guard.names - known):
        yield definition.finding(
            DefinitionCode.UNKNOWN_NAME,
            written.path,
            text=written.text,
            name=name,
            candidates=candidates(name, known),
        )


def _options(definition: Definition, written: Written, expression: Expression) -> Iterator[Finding]:
    """A choice compared with something that is none of its options."""
    for name, text in _compared(expression):
        field = definition.spec.case.get(name)
        if field is not None and field.type == "choice" and text not in field.options:
            yield definition.finding(
                DefinitionCode.UNKNOWN_OPTION,
                written.path,
                text=written.text,
                field=name,
                name=text,
                candidates=candidates(text, frozenset(field.options)),
            )


def _compared(expression: Expression) -> Iterator[tuple[str, str]]:
    for node in walk(expression):
        if isinstance(node, nodes.Comparison):
            yield from _pair(node.left, node.right)
            yield from _pair(node.right, node.left)
        elif isinstance(node, nodes.Membership):
            for test in node.tests:
                for part in walk(test):
                    yield from _pair(node.value, part)


def _pair(named: Expression, constant: Expression) -> Iterator[tuple[str, str]]:
    text = constant.value if isinstance(constant, nodes.Literal) else None
    if isinstance(named, nodes.Name) and isinstance(text, str):
        yield named.name, text


_FITTING: Mapping[str, frozenset[str]] = {
    "truth": frozenset(("boolean",)),
    "number": frozenset(("integer", "number", "money", "rate")),
    "text": frozenset(("text", "choice")),
    "integer": frozenset(("integer", "number")),
    "decimal": frozenset(("integer", "number", "money", "rate")),
    "money": frozenset(("integer", "number", "money")),
    "boolean": frozenset(("boolean",)),
    "date": frozenset(("date",)),
    "choice": frozenset(("choice", "text")),
}
"""Types of decisions by what they must answer, or by the type of the field they fill."""


def _decision(definition: Definition, written: Written, name: str) -> Iterator[Finding]:
    if definition.rules is None:
        return
    decision = definition.rules.decisions.get(name)
    if decision is None:
        yield definition.finding(
            DefinitionCode.UNKNOWN_DECISION,
            written.path,
            name=name,
            candidates=candidates(name, frozenset(definition.rules.decisions)),
        )
        return
    wanted = written.answers
    kind = definition.spec.case[written.field].type if written.field is not None else wanted
    fitting = _FITTING.get(kind, frozenset((decision.type,)))
    if decision.type not in fitting:
        yield definition.finding(
            DefinitionCode.DECISION_TYPE,
            written.path,
            name=name,
            type=decision.type,
            expected=sorted(fitting),
        )
    for fact in decision.facts:
        if fact not in definition.spec.case:
            yield definition.warning(
                DefinitionCode.DECISION_FACT,
                written.path,
                name=name,
                fact=fact,
                candidates=candidates(fact, frozenset(definition.spec.case)),
            )


def _answers(definition: Definition, written: Written, guard: Guard) -> Iterator[Finding]:
    """What the expression answers over everything it can be asked about."""
    if written.answers != "truth" or guard.expression is None or guard.compiled is None:
        return
    domain = domain_of([guard.expression], guard.names, definition.spec.case)
    answers = [(a, guard.compiled(a)) for a in domain.assignments()]
    wrong = next(((a, v) for a, v in answers if v is not None and not isinstance(v, bool)), None)
    if wrong is not None:
        yield definition.finding(
            DefinitionCode.NOT_A_CONDITION,
            written.path,
            text=written.text,
            example=shown(wrong[0]),
            value=str(wrong[1]),
        )
    elif domain.exact:
        yield from _constant(definition, written, domain, [value for _, value in answers])


def _constant(
    definition: Definition, written: Written, domain: Domain, answers: list[Value]
) -> Iterator[Finding]:
    example = shown(next(domain.assignments(), {}))
    # Branches of an action are looked at together, where a witness says more.
    in_branch = written.path[-3:-2] == ("to",)
    if not any(answer is True for answer in answers) and not in_branch:
        yield definition.finding(
            DefinitionCode.NEVER_TRUE, written.path, text=written.text, example=example
        )
    elif all(answer is True for answer in answers) and not in_branch:
        yield definition.finding(
            DefinitionCode.ALWAYS_TRUE, written.path, text=written.text, example=example
        )
