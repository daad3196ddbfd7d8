"""One decision over a whole table of cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby, zip_longest

import polars as pl

from rules.feel import Unknown, Value
from rules.policy.logic import AS_OF, Combination, Formula, Rule
from rules.policy.model import Plan
from rules.policy.prepared import Question, prepare, question
from rules.policy.rulebook import Rulebook
from rules.vectorised.columns import SCALES, fact_column, fact_term, given
from rules.vectorised.profile import Profile
from rules.vectorised.tables import combined, decided
from rules.vectorised.terms import (
    NOTHING,
    UNKNOWN,
    Choice,
    Codes,
    Constant,
    Day,
    Number,
    OutsideProfile,
    Term,
    Truth,
    as_truth,
    is_unknown,
)

CHUNK = 131_072
"""Cases worked on at a time, so that memory does not grow with the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A rule in terms of facts and earlier rules.

    Attributes:
        asides: Columns that the term is made of, level by level; nothing else reads them.
    """

    term: Term
    asides: tuple[Mapping[str, pl.Expr], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How one rule becomes columns: by polars, or case by case where it lies outside.

    Attributes:
        wave: Steps of one wave rest on earlier waves only, so they are worked out together.
        way: How it is worked out by polars; None when it is worked out case by case.
        short: A faster way for cases of which everything is known.
        result: What its name stands for from then on; None for a number worked out case by
            case, whose digits no column of fixed scale holds for certain.
        outside: The construct that keeps it from being compiled.
    """

    rule: Rule
    wave: int
    way: Way | None
    short: Way | None = None
    result: Term | None
    outside: str | None = None

    def taken(self, *, known: bool) -> Way | None:
        """Return the way for cases of which everything is known, or not."""
        return self.short if known and self.short else self.way


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """A decision compiled for one day and one region, to be asked of many cases at once.

    Attributes:
        question: The decision; its facts are left open.
        steps: Rules in the order in which they are worked out.
        codes: Codes of all texts.
    """

    question: Question
    steps: tuple[Step, ...]
    codes: Codes = field(compare=False)

    @property
    def plan(self) -> Plan:
        """What the decision takes."""
        return self.question.plan

    @property
    def name(self) -> str:
        """The decision, as `area.name`."""
        return f"{self.question.area.key}.{self.question.decision}"

    @property
    def outside(self) -> dict[str, str]:
        """Rules that are worked out case by case, with the construct that is the reason."""
        return {step.rule.key: step.outside for step in self.steps if step.outside}

    def verdicts(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return a column for every rule, one row a case; null is unknown.

        Conditions are truth values, numbers exact decimals, choices texts. A number that was
        worked out case by case is the text of that exact decimal. Rules whose value is a
        quotient are left out: it has no exact column.

        Args:
            table: One row a case, one column a fact. A missing column or a null is unknown.

        Raises:
            QuestionError: A column holds what its fact cannot be.
        """
        parts = [self._shown(self.columns(part)) for part in chunks(table)]
        return pl.concat(parts)

    def columns(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the prepared facts and the columns of every rule, for one chunk."""
        # Written out: conditions on a column that polars keeps as one value come out too short.
        nothing = pl.repeat(None, table.height, dtype=pl.Boolean, eager=True).alias(NOTHING)
        facts = [fact_column(fact, table, self.codes) for fact in self.plan.facts]
        return self.extended(pl.DataFrame([nothing, *facts]), self.steps)

    def extended(self, frame: pl.DataFrame, steps: tuple[Step, ...]) -> pl.DataFrame:
        """Return the columns with those of these steps added or replaced."""
        for _, wave in groupby(sorted(steps, key=_wave), key=_wave):
            frame = self._worked(frame, list(wave))
        return frame

    def _worked(self, frame: pl.DataFrame, wave: Sequence[Step]) -> pl.DataFrame:
        """Return the columns with those of one wave."""
        known = not any(
            column.null_count() for column in frame.iter_columns() if column.name != NOTHING
        )
        alone = [self._one_by_one(step.rule, frame) for step in wave if step.way is None]
        ways = [(step.rule.key, way) for step in wave if (way := step.taken(known=known))]
        asides = [way.asides for _, way in ways]
        for level in zip_longest(*asides, fillvalue={}):
            frame = frame.with_columns(
                **{name: made for part in level for name, made in part.items()}
            )
        made = [column for key, way in ways for column in _stored(key, way.term)]
        passing = [name for levels in asides for level in levels for name in level]
        return frame.with_columns(*alone, *made).drop(passing)

    def _one_by_one(self, rule: Rule, frame: pl.DataFrame) -> pl.Series:
        asked = self.question
        alone = prepare(question(asked.area, asked.edition, rule.key, asked.as_of, asked.region))
        plan = alone.plan
        names = [fact.key for fact in plan.facts]
        texts = self.codes.texts()
        known: dict[tuple[object, ...], object] = {}
        answers = []
        for row in frame.select(names).iter_rows() if names else [()] * frame.height:
            key = tuple(map(repr, row))
            if key not in known:
                facts = {
                    fact.key: given(fact, value, texts)
                    for fact, value in zip(plan.facts, row, strict=True)
                    if value is not None
                }
                known[key] = _coded(rule, alone.answer(facts), self.codes)
            answers.append(known[key])
        return pl.Series(rule.key, answers, dtype=_dtype(rule))

    def _shown(self, frame: pl.DataFrame) -> pl.DataFrame:
        texts = self.codes.texts()
        shown = {
            step.rule.key: column
            for step in self.steps
            if (column := _shown(step.rule.key, step.result, texts)) is not None
        }
        # Constants get the height of the table here, which a bare selection would not give them.
        return frame.with_columns(**shown).select(*shown)


def compile_caseload(
    rulebook: Rulebook,
    decision: str,
    *,
    as_of: date,
    region: str,
    codes: Codes | None = None,
    kept: Mapping[str, Step] | None = None,
) -> Caseload:
    """Compile a decision for a table of cases.

    Args:
        rulebook: Rules and figures.
        decision: `area.name`.
        as_of: The day asked about, for all cases.
        region: The region asked about, for all cases.
        codes: Those of another caseload whose columns this one has to understand.
        kept: Steps of that caseload for rules that mean the same here.

    Raises:
        QuestionError: No such decision, region or edition.
    """
    asked = rulebook.question(decision, as_of=as_of, region=region)
    codes = codes or Codes()
    names: dict[str, Term] = {AS_OF: Constant(value=as_of), **_figures(asked)}
    for fact in asked.plan.facts:
        try:
            names[fact.key] = fact_term(fact)
        except OutsideProfile:
            continue
    steps: dict[str, Step] = {}
    for rule in asked.plan.rules:
        wave = 1 + max((steps[name].wave for name in rule.reads if name in steps), default=0)
        step = (kept or {}).get(rule.key) or _step(rule, wave, names, codes)
        steps[rule.key] = step
        if step.result is not None:
            names[rule.key] = step.result
    return Caseload(question=asked, steps=tuple(steps.values()), codes=codes)


def _figures(asked: Question) -> dict[str, Term]:
    return {
        name: Constant(value=figure.value) if figure else UNKNOWN
        for name, figure in asked.figures.items()
    }


def _wave(step: Step) -> int:
    return step.wave


def _step(rule: Rule, wave: int, names: Mapping[str, Term], codes: Codes) -> Step:
    try:
        way = _way(rule, Profile(names, codes, key=rule.key))
    except OutsideProfile as outside:
        reason = outside.construct
        return Step(rule=rule, wave=wave, way=None, result=_opaque(rule), outside=reason)
    result = _result(rule.key, way.term)
    if any(is_unknown(names[name]) for name in rule.reads if name in names):
        return Step(rule=rule, wave=wave, way=way, result=result)
    short = _way(rule, Profile(names, codes, key=rule.key, known=True))
    return Step(rule=rule, wave=wave, way=way, short=short, result=result)


def _way(rule: Rule, names: Profile) -> Way:
    return Way(term=_term(rule, names), asides=names.asides)


def _term(rule: Rule, names: Profile) -> Term:
    logic = rule.logic
    if isinstance(logic, Formula):
        term = names.term(logic.text.tree)
    elif isinstance(logic, Combination):
        term = combined(logic, names)
    else:
        term = decided(logic, names)
    return as_truth(term) if rule.type == "boolean" and not isinstance(term, Constant) else term


def _result(key: str, term: Term) -> Term:
    """Return the term that reads back the stored column."""
    if isinstance(term, Constant):
        return term
    if not isinstance(term, Number):
        return type(term)(column=pl.col(key))
    divisor = None if term.divisor is None else pl.col(_divisor(key))
    return Number(
        units=pl.col(key),
        scale=term.scale,
        low=term.low,
        high=term.high,
        divisor=divisor,
        most=term.most,
    )


def _opaque(rule: Rule) -> Term | None:
    """Return the term of a rule that is worked out case by case."""
    column = pl.col(rule.key)
    if rule.type in SCALES:
        return None
    kinds: dict[str, type[Truth | Choice | Day]] = {"boolean": Truth, "date": Day}
    return kinds.get(rule.type, Choice)(column=column)


def _stored(key: str, term: Term) -> Iterator[pl.Expr]:
    if isinstance(term, Number):
        yield term.units.alias(key)
        if term.divisor is not None:
            yield term.divisor.alias(_divisor(key))
    elif not isinstance(term, Constant):
        yield term.column.alias(key)


def _divisor(key: str) -> str:
    return f"{key}/divisor"


def _dtype(rule: Rule) -> type[pl.DataType]:
    if rule.type in SCALES:
        return pl.String
    kinds: dict[str, type[pl.DataType]] = {"boolean": pl.Boolean, "date": pl.Date}
    return kinds.get(rule.type, pl.Int16)


def _coded(rule: Rule, value: Value, codes: Codes) -> object:
    if value is None or isinstance(value, Unknown):
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    return codes.code(value) if isinstance(value, str) else value


def _shown(key: str, term: Term | None, texts: dict[int, str]) -> pl.Expr | None:
    if term is None:
        return pl.col(key)
    if isinstance(term, Number):
        if term.divisor is not None:
            return None
        shown = pl.Decimal(38, term.scale)
        return term.units.cast(pl.Int128).reinterpret(dtype=shown).alias(key)
    if isinstance(term, Choice):
        return term.column.replace_strict(texts, default=None, return_dtype=pl.String).alias(key)
    if isinstance(term, Constant):
        return _constant(term.value).alias(key)
    return term.column.alias(key)


def _constant(value: Value) -> pl.Expr:
    return pl.lit(None if isinstance(value, Unknown) else value)


def chunks(table: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the table in parts of bounded height; an empty table once."""
    yield from table.iter_slices(CHUNK) if table.height else [table]
