"""A decision laid out for one day and region: facts and rules side by side in one environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import call, itemgetter

from rules.feel import Diagnostic, Diagnostics, LimitExceededError, Unknown, UnknownCause, Value
from rules.feel.evaluation import SingleEvaluation
from rules.feel.limits import DEFAULT_LIMITS
from rules.feel.places import RUN, Code, Environment
from rules.feel.program import PENDING, QUIET, Program, Source, found
from rules.policy.fact_reader import fact_reader
from rules.policy.logic import Combination, Formula, Rule, Table
from rules.policy.model import Citation, Fact, Plan
from rules.policy.reasons import (
    Criterion,
    Record,
    criteria_reader,
    table_reader,
    values_reader,
)
from rules.policy.table_code import table_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a rule is worked out.

    Attributes:
        slot: Slot of its answer.
        rows: Slot of the rows that gave it, for a table.
    """

    rule: Rule
    citation: Citation | None
    slot: int
    rows: int | None
    code: Code


class Worksheet:
    """What answers a decision, with or without all the rules that it rests on, for any case.

    Args:
        plan: What the decision takes.
        fixed: Values of its figures, and the day where it is read.
        citations: Citation of each rule.
        all_set: Whether every figure is set.

    Attributes:
        lines: The rules in the order in which they can be worked out, the decision last.
        answers: Reads the answers of all rules from a record.
        criteria: Reads the criteria from a record.
        tables: Reads the rows of each table from a record.
    """

    def __init__(
        self,
        plan: Plan,
        fixed: Mapping[str, Value],
        citations: Mapping[str, Citation | None],
        *,
        all_set: bool,
    ) -> None:
        self._facts = [(fact.key, fact_reader(fact), Unknown.of(fact.key)) for fact in plan.facts]
        self._readers = tuple(read for _, read, _ in self._facts)
        self._fetch = _fetch(plan.facts)
        self._program = Program(fixed=fixed, given=[fact.key for fact in plan.facts])
        self._places = [(fact.key, self._program.slot(fact.key)) for fact in plan.facts]
        self.lines = tuple(_line(rule, citations[rule.key], self._program) for rule in plan.rules)
        self._order = tuple((line.slot, line.code) for line in self.lines)
        self._asked = self._program.source(plan.rules[-1].key)
        self.answers = values_reader(
            {line.rule.key: line.slot for line in self.lines}, all_set=all_set
        )
        self.criteria = criteria_reader(
            [self._criterion(line, all_set) for line in self.lines if line.rule.kind == "criterion"]
        )
        self.tables = tuple(
            table_reader(line.rule.key, line.slot, line.rows, line.citation)
            for line in self.lines
            if line.rows is not None
        )

    def _criterion(self, line: Line, all_set: bool) -> Criterion:
        reads = {name: self._program.slot(name) for name in line.rule.reads}
        values = values_reader(reads, all_set=all_set)
        return Criterion(line.rule.key, line.slot, line.citation, values)

    def outcome(self, record: Record) -> Value:
        """Return the answer of the decision."""
        value: Value = record[self._asked[0]]
        return value

    def known(self, record: Record) -> dict[str, Value]:
        """Return the facts that are not unknown."""
        return {
            name: value for name, slot in self._places if type(value := record[slot]) is not Unknown
        }

    def causes(self, record: Record) -> dict[str, UnknownCause]:
        """Return why each fact that is unknown is so."""
        return {
            name: value.cause
            for name, slot in self._places
            if type(value := record[slot]) is Unknown
        }

    def facts(self, given: Mapping[str, object]) -> list[Value]:
        """Return the facts in order; those that are not given are unknown, by name.

        Raises:
            QuestionError: A value is not of the fact's type or lies outside of its bounds.
        """
        if type(given) is dict:
            try:
                values = self._fetch(given)
            except KeyError:
                pass  # one of them is not given
            else:
                return list(map(call, self._readers, values))
        return [
            read(given[name]) if name in given else unknown for name, read, unknown in self._facts
        ]

    def answer(self, given: Mapping[str, object]) -> Value:
        """Return the answer alone; rules that it does not come to are not worked out.

        Raises:
            QuestionError: As `facts`.
            LimitExceededError: A bound of the evaluation is reached.
        """
        facts = self.facts(given)
        try:
            return found(self._program.environment(facts), *self._asked)
        except RecursionError:
            # A chain of rules that is longer than Python's stack goes from its start.
            return found(self._worked(facts, QUIET), *self._asked)

    def record(self, given: Mapping[str, object]) -> Record:
        """Return the environment after every rule was worked out once, in order.

        Raises:
            QuestionError: As `facts`.
            LimitExceededError: A bound of the evaluation is reached.
        """
        noted: Diagnostics = []
        env = self._worked(self.facts(given), SingleEvaluation(noted))
        # What ran is over; what it noted stands in its place.
        env[RUN] = tuple(noted)
        return tuple(env)

    def diagnostics(self, record: Record) -> tuple[Diagnostic, ...]:
        """Return the run-time errors, in the order in which they came up."""
        noted: tuple[Diagnostic, ...] = record[RUN]
        return noted

    def _worked(self, facts: Sequence[Value], run: SingleEvaluation) -> Environment:
        env = self._program.environment(facts, run)
        try:
            for slot, code in self._order:
                env[slot] = code(env)
        except RecursionError:
            limit = DEFAULT_LIMITS.call_depth
            raise LimitExceededError(bound="call_depth", limit=limit) from None
        return env


def _fetch(facts: Sequence[Fact]) -> Callable[[Mapping[str, object]], Sequence[object]]:
    names = [fact.key for fact in facts]
    if len(names) > 1:
        return itemgetter(*names)
    return lambda given: [given[name] for name in names]


def _line(rule: Rule, citation: Citation | None, program: Program) -> Line:
    rows = None
    logic = rule.logic
    if isinstance(logic, Formula):
        code = program.code(logic.text.tree)
    elif isinstance(logic, Table):
        code, rows = table_code(logic, program)
    else:
        code = _combination(logic, [program.source(name) for name in logic.of])
    slot = program.define(rule.key, code)
    return Line(rule=rule, citation=citation, slot=slot, rows=rows, code=code)


def _combination(logic: Combination, conditions: Sequence[Source]) -> Code:
    def counted(env: Environment) -> Value:
        return logic.counted([found(env, slot, work) for slot, work in conditions])

    if logic.least == len(conditions):
        return _decided_by(conditions, False, counted)
    return _decided_by(conditions, True, counted) if logic.least == 1 else counted


def _decided_by(conditions: Sequence[Source], truth: bool, counted: Code) -> Code:
    """Return the code of conditions of which the first with this truth value decides."""
    other = not truth

    def code(env: Environment) -> Value:
        for slot, work in conditions:
            value = env[slot]
            if value is PENDING:
                value = env[slot] = work(env)
            if value is not other:
                return truth if value is truth else counted(env)
        return other

    return code
