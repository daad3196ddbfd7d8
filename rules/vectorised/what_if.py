"""What other rules or other figures would do to everybody: who gains, who loses, and by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from rules.policy.faults import PolicyCode, QuestionError
from rules.policy.logic import Combination, Rule
from rules.policy.rulebook import Rulebook
from rules.vectorised.caseload import Caseload, Step, chunks, compile_caseload
from rules.vectorised.terms import Constant, as_truth

TOGETHER = " + "
"""Between criteria none of which would have moved the case alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What became of every case.

    Attributes:
        outcomes: Number of cases by answer before and after; None is unknown.
        winners: Cases that are met now and were not, by the criterion that moved them.
        losers: Cases that were met and are not any more, by the criterion that moved them.
        moved: One row for each of them: `row` in the table, `before`, `after`, `moved_by`.
    """

    decision: str
    cases: int
    outcomes: Mapping[tuple[bool | None, bool | None], int]
    winners: Mapping[str, int]
    losers: Mapping[str, int]
    moved: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPoint:
    """What one value of a parameter would do, against the figures in force."""

    value: object
    met: int
    not_met: int
    unknown: int
    winners: int
    losers: int


def what_if(before: Caseload, after: Caseload, table: pl.DataFrame) -> WhatIf:
    """Compare two ways to decide about the same cases.

    Args:
        before: A condition, such as under the edition in force.
        after: The same condition under another edition, other figures or another day.
        table: One row a case, one column a fact.

    Raises:
        QuestionError: A column holds what its fact cannot be, or the decision is no condition.
    """
    _check_condition(before)
    _check_condition(after)
    outcomes: Counter[tuple[bool | None, bool | None]] = Counter()
    parts, row = [], 0
    for part in chunks(table):
        pair = _side_by_side(before, after, part)
        counted = pair.group_by("before", "after").len()
        for was, now, count in counted.iter_rows():
            outcomes[was, now] += count
        parts.append(_moved(before, after, pair, row))
        row += part.height
    moved = pl.concat(parts)
    return WhatIf(
        decision=after.name,
        cases=table.height,
        outcomes=dict(outcomes),
        winners=_by_mover(moved.filter(pl.col("after"))),
        losers=_by_mover(moved.filter(pl.col("before"))),
        moved=moved,
    )


def _check_condition(caseload: Caseload) -> None:
    if caseload.steps[-1].rule.type != "boolean":
        raise QuestionError(PolicyCode.NOT_A_CONDITION, name=caseload.name)


def _side_by_side(before: Caseload, after: Caseload, part: pl.DataFrame) -> pl.DataFrame:
    """Return the answers and the conditions behind them, before and after."""
    old = _conditions(before, before.columns(part), "before")
    return old.hstack(_conditions(after, after.columns(part), "after"))


def _conditions(caseload: Caseload, frame: pl.DataFrame, when: str) -> pl.DataFrame:
    columns = {f"{when}/{key}": _truth(step) for key, step in _movers(caseload).items()}
    columns[when] = _truth(caseload.steps[-1])
    return frame.with_columns(**columns).select(*columns)


def _truth(step: Step) -> pl.Expr:
    return as_truth(step.result or Constant(value=None)).column


def _movers(caseload: Caseload) -> dict[str, Step]:
    """Return what may move the decision: its own conditions, or else all criteria behind it."""
    logic = caseload.steps[-1].rule.logic
    steps = {step.rule.key: step for step in caseload.steps[:-1]}
    if isinstance(logic, Combination):
        return {name: steps[name] for name in logic.of if name in steps}
    return {key: step for key, step in steps.items() if step.rule.kind == "criterion"}


def _moved(before: Caseload, after: Caseload, pair: pl.DataFrame, first: int) -> pl.DataFrame:
    numbered = pair.with_row_index("row", offset=first)
    was, now = pl.col("before").fill_null(False), pl.col("after").fill_null(False)
    changed = numbered.filter(was != now)
    names = list(dict.fromkeys([*_movers(before), *_movers(after)]))
    mover = _mover(after.steps[-1].rule, names, set(changed.columns))
    return changed.select("row", "before", "after", mover.alias("moved_by"))


def _mover(decision: Rule, names: Sequence[str], columns: set[str]) -> pl.Expr:
    """Return the first condition that alone moves the case, or all that moved together."""
    # A condition that one side does not have holds there for everybody.
    was = {name: _held(f"before/{name}", columns) for name in names}
    now = {name: _held(f"after/{name}", columns) for name in names}
    if not isinstance(decision.logic, Combination):
        # A formula may turn a condition round, so either change of one can move the case.
        return _named({name: was[name] != now[name] for name in names}, decision.key)
    towards = {
        name: pl.when(pl.col("after").fill_null(False))
        .then(~was[name] & now[name])
        .otherwise(was[name] & ~now[name])
        for name in names
    }
    result = _named(towards, decision.key)
    for name in reversed(names):
        alone = _enough(decision.logic, {**was, name: now[name]})
        moves = towards[name] & (alone == pl.col("after").fill_null(False))
        result = pl.when(moves).then(pl.lit(name)).otherwise(result)
    return result


def _named(moves: Mapping[str, pl.Expr], otherwise: str) -> pl.Expr:
    """Return the names of all that moved; the decision itself when no condition behind it did."""
    if not moves:
        return pl.lit(otherwise)
    names = [pl.when(moved).then(pl.lit(name)) for name, moved in moves.items()]
    together = pl.concat_str(names, separator=TOGETHER, ignore_nulls=True)
    return pl.when(together == "").then(pl.lit(otherwise)).otherwise(together)


def _held(column: str, columns: set[str]) -> pl.Expr:
    return pl.col(column).fill_null(False) if column in columns else pl.lit(True)


def _enough(logic: Combination, held: Mapping[str, pl.Expr]) -> pl.Expr:
    met = [held[name].cast(pl.Int16) for name in held]
    # All of them stays all of them when the two editions list different ones.
    spare = len(logic.of) - logic.least
    least = len(held) - spare if spare == 0 else logic.least
    return pl.sum_horizontal(met) >= least


def _by_mover(moved: pl.DataFrame) -> dict[str, int]:
    counted = moved.group_by("moved_by").len().sort("len", "moved_by", descending=[True, False])
    return {str(mover): int(count) for mover, count in counted.iter_rows()}


def sweep(
    rulebook: Rulebook,
    decision: str,
    parameter: str,
    values: Iterable[object],
    table: pl.DataFrame,
    *,
    as_of: date,
    region: str,
) -> list[SweepPoint]:
    """Ask a condition of all cases under each value of a parameter.

    Only what rests on the parameter is worked out again.

    Args:
        rulebook: Rules and figures in force.
        decision: `area.name` of a condition.
        parameter: `area.name`.
        values: Values to try, each for everybody.
        table: One row a case, one column a fact.
        as_of: The day asked about.
        region: The region asked about.

    Raises:
        QuestionError: No such decision or parameter, or a value of the wrong type.
    """
    base = compile_caseload(rulebook, decision, as_of=as_of, region=region)
    _check_condition(base)
    touched = _resting_on(base, parameter.partition(".")[2])
    kept = {step.rule.key: step for step in base.steps if step.rule.key not in touched}
    tried = [
        (
            value,
            compile_caseload(
                rulebook.assuming({parameter: value}),
                decision,
                as_of=as_of,
                region=region,
                codes=base.codes,
                kept=kept,
            ),
        )
        for value in values
    ]
    counts = [Counter[str]() for _ in tried]
    for part in chunks(table):
        frame = base.columns(part)
        was = _answers(base, frame)
        for (_, caseload), count in zip(tried, counts, strict=True):
            steps = tuple(step for step in caseload.steps if step.rule.key in touched)
            now = _answers(caseload, caseload.extended(frame, steps))
            count.update(_tally(was, now))
    return [_point(value, count) for (value, _), count in zip(tried, counts, strict=True)]


def _resting_on(caseload: Caseload, name: str) -> frozenset[str]:
    touched = {name}
    for step in caseload.steps:
        if touched.intersection(step.rule.reads):
            touched.add(step.rule.key)
    return frozenset(touched)


def _answers(caseload: Caseload, frame: pl.DataFrame) -> pl.Series:
    return frame.with_columns(answer=_truth(caseload.steps[-1])).get_column("answer")


def _tally(was: pl.Series, now: pl.Series) -> dict[str, int]:
    held, holds = was.fill_null(False), now.fill_null(False)
    return {
        "met": int(holds.sum()),
        "unknown": now.null_count(),
        "cases": now.len(),
        "winners": int((holds & ~held).sum()),
        "losers": int((held & ~holds).sum()),
    }


def _point(value: object, count: Mapping[str, int]) -> SweepPoint:
    return SweepPoint(
        value=value,
        met=count["met"],
        not_met=count["cases"] - count["met"] - count["unknown"],
        unknown=count["unknown"],
        winners=count["winners"],
        losers=count["losers"],
    )
