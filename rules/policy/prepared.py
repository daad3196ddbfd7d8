"""A decision made ready for one day and one region, to be asked of many cases one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.feel import Unknown, Value
from rules.policy.facts import fact_value
from rules.policy.logic import AS_OF, Combination, Formula, Rule, Table
from rules.policy.model import Area, Citation, Edition, Fact, ParameterValue, Plan, cited
from rules.policy.quick_table import quick_table

PARAMETER = "parameter:"
"""What the name of a figure that is not set stands behind in an unknown."""

_FEN = Decimal(100)
Reader = Callable[[object], Value]
Step = Callable[[dict[str, Value]], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is the same for every case.

    Attributes:
        figures: Figures in force; None where the region has set none.
        constants: Their values by name, and the day.
        readers: How each fact is read.
        unknowns: What each fact is when it was not given.
        steps: How each rule is answered from a scope of everything it reads.
        citations: Citation of each rule.
    """

    area: Area
    edition: Edition
    decision: str
    as_of: date
    region: str
    plan: Plan
    figures: Mapping[str, ParameterValue | None]
    constants: Mapping[str, Value]
    readers: tuple[tuple[str, Reader, Unknown], ...]
    steps: Mapping[str, Step]
    citations: Mapping[str, Citation | None]

    def facts(self, given: Mapping[str, object]) -> dict[str, Value]:
        """Return the facts that the decision reads; those not given are unknown, by name.

        Raises:
            QuestionError: A value is not of the fact's type or lies outside of its bounds.
        """
        return {
            name: read(given[name]) if name in given else unknown
            for name, read, unknown in self.readers
        }

    def answer(self, given: Mapping[str, object]) -> Value:
        """Return the answer alone; rules that it does not come to are not worked out.

        Raises:
            QuestionError: As `facts`.
        """
        scope = _OnDemand(self.steps)
        scope.update(self.constants)
        scope.update(self.facts(given))
        try:
            return public(scope[self.decision])
        except RecursionError:
            return self._in_order(given)

    def _in_order(self, given: Mapping[str, object]) -> Value:
        """Answer a chain of rules that is longer than Python's stack."""
        scope = {**self.constants, **self.facts(given)}
        for name, step in self.steps.items():
            scope[name] = step(scope)
        return public(scope[self.decision])


class _OnDemand(dict[str, Value]):
    """A scope that works out a rule when its name is first asked for."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Mapping[str, Step]) -> None:
        super().__init__()
        self._steps = steps

    def __missing__(self, name: str) -> Value:
        value = self._steps[name](self)
        self[name] = value
        return value


def prepare(area: Area, edition: Edition, decision: str, as_of: date, region: str) -> Prepared:
    """Return a decision made ready.

    Args:
        area: The area of the decision.
        edition: Its edition, in force on the day or not.
        decision: Name of the rule.
        as_of: The day asked about.
        region: Division code in its short form.
    """
    plan = edition.plans[decision]
    figures = {figure.key: figure.at(as_of, region) for figure in plan.parameters}
    values = {name: _known(name, figure) for name, figure in figures.items()}
    return Prepared(
        area=area,
        edition=edition,
        decision=decision,
        as_of=as_of,
        region=region,
        plan=plan,
        figures=figures,
        constants={**values, AS_OF: as_of},
        readers=tuple((fact.key, _reader(fact), Unknown.of(fact.key)) for fact in plan.facts),
        steps={rule.key: _step(rule) for rule in plan.rules},
        citations={rule.key: cited(area, rule) for rule in plan.rules},
    )


def _known(name: str, figure: ParameterValue | None) -> Value:
    return figure.value if figure else Unknown.of(PARAMETER + name)


def public(value: Value) -> Value:
    """Return an unknown that names facts only; figures are not asked of the applicant."""
    if isinstance(value, Unknown):
        return Unknown(frozenset(missing(value)), value.cause)
    return value


def missing(value: Value) -> tuple[str, ...]:
    """Return the facts that a value hangs on, sorted."""
    facts = value.facts if isinstance(value, Unknown) else ()
    return tuple(sorted(name for name in facts if not name.startswith(PARAMETER)))


def unset(value: Value) -> tuple[str, ...]:
    """Return the figures that a value hangs on, sorted."""
    facts = value.facts if isinstance(value, Unknown) else ()
    marked = sorted(name for name in facts if name.startswith(PARAMETER))
    return tuple(name.removeprefix(PARAMETER) for name in marked)


def _step(rule: Rule) -> Step:
    logic = rule.logic
    if isinstance(logic, Formula):
        return logic.text.compiled
    if isinstance(logic, Table):
        return quick_table(logic)
    return _all(logic) if logic.least == len(logic.of) else logic.answer


def _all(logic: Combination) -> Step:
    names = logic.of

    def answer(scope: dict[str, Value]) -> Value:
        for name in names:
            value = scope[name]
            if value is not True:
                return value if value is False else logic.answer(scope)
        return True

    return answer


def _reader(fact: Fact) -> Reader:
    """Return a short way for what a fact usually is, and the long way for the rest."""
    if fact.type == "boolean":
        return lambda given: given if type(given) is bool else fact_value(fact, given)
    if fact.type == "choice":
        options = frozenset(fact.options)
        return lambda given: (
            given if type(given) is str and given in options else fact_value(fact, given)
        )
    if fact.type in ("integer", "money", "number", "rate"):
        return _number_reader(fact)
    return lambda given: fact_value(fact, given)


def _number_reader(fact: Fact) -> Reader:
    low, high = fact.low, fact.high
    cents = fact.type == "money"
    whole = fact.type == "integer"

    def read(given: object) -> Value:
        if type(given) is Decimal and low is not None and high is not None and not given.is_nan():
            number = given * _FEN if cents else given
            if low <= given <= high and not ((cents or whole) and number % 1):
                return given
        return fact_value(fact, given)

    return read
