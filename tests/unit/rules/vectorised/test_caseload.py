"""A decision over a table of cases: which way is taken, and that it does not show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from rules.feel import Unknown, Value
from rules.policy import QuestionError, Rulebook, load_policy
from rules.vectorised import Caseload, compile_caseload
from tests.support.policies import documents

DAY = date(2026, 3, 2)
GROUND = """
    area: load
    citations: {law: {title: A law}}
    facts:
      amount: {type: money, min: 0, max: 100}
      rooms: {type: integer, min: 0, max: 9}
      kind: {type: choice, options: [a, b]}
      other: {type: choice, options: [b, a]}
    parameters:
      line: {type: money, values: [{from: 2020-01-01, value: 10, cite: law}]}
      upper: {type: money, values: [{from: 2020-01-01, value: 10, cite: law}]}
      open: {type: money, local: true}
"""
RULES = """
    area: load
    edition: {from: 2020-01-01}
    criteria:
      much: {when: if step > 1 then amount > 50 else true, cite: law}
      alike: {when: kind = other, cite: law}
      below: {when: if amount < open then true else false, cite: law}
    tables:
      step:
        inputs: [amount]
        type: number
        rows:
          - {when: ["< line"], then: 1}
          - {when: [">= upper"], then: 2}
        cite: law
      share:
        inputs: [kind, rooms]
        hit: any
        type: money
        rows:
          - {when: [a, "-"], then: 5}
          - {when: ["-", "< 3"], then: 5.00}
          - {when: [b, ">= 3"], then: 7}
        cite: law
    decisions:
      least: {expression: "min(20, amount, rooms)", type: money, cite: law}
      granted: {any: [much, alike, below]}
"""
WORDS = """
    area: load
    language: {}
    title: Load
    facts: {{amount: A, rooms: R, kind: K, other: O}}
    parameters: {{line: L, upper: U, open: O}}
    criteria:
      much: {{label: M, remedy: M}}
      alike: {{label: A, remedy: A}}
      below: {{label: B, remedy: B}}
    decisions: {{step: S, share: S, least: L, granted: G}}
    options: {{a: A, b: B}}
    units: {{yuan: Yuan}}
    regions: {{CN: China}}
"""
TABLE = pl.DataFrame(
    {
        "amount": ["5.00", "15.00", "60.00", "25.50", "9.99", "20"],
        "rooms": [1, 2, 3, 4, 5, 0],
        "kind": ["a", "b", "a", "b", "b", "a"],
        "other": ["a", "a", "b", "b", "a", "b"],
    }
)
"""In the second case no row of the first table fits, though everything is known."""


def book() -> Rulebook:
    """The policy above, under a figure that tears a gap into a table that has none."""
    words = [WORDS.format(language) for language in ("zh", "en")]
    sound = load_policy(documents(GROUND, RULES, *words))
    return sound.assuming({"load.upper": 20})


def caseload(decision: str) -> Caseload:
    """A decision of the policy above, for a table."""
    return compile_caseload(book(), f"load.{decision}", as_of=DAY, region="CN")


def one_by_one(decision: str, table: pl.DataFrame) -> Iterator[Value]:
    """Answers case by case; what is not decided is nothing."""
    for row in table.with_columns(pl.col("amount").cast(pl.Decimal(38, 2))).iter_rows(named=True):
        value = book().answer(f"load.{decision}", row, as_of=DAY, region="CN")
        yield None if isinstance(value, Unknown) else value


@pytest.mark.parametrize("decision", ["alike", "below", "step", "share", "least"])
@pytest.mark.parametrize("gap", [None, "amount", "rooms", "kind", "other"])
def test_a_table_of_cases_is_answered_like_each_of_them(decision: str, gap: str | None) -> None:
    """Known or not, fitting a row or none, a case has one answer."""
    table = TABLE
    if gap:
        left_out = pl.int_range(pl.len()) % 2 == 0
        table = TABLE.with_columns(pl.when(~left_out).then(pl.col(gap)).alias(gap))
    shown = caseload(decision).verdicts(table).get_column(decision).to_list()
    assert shown == list(one_by_one(decision, table))


@pytest.mark.parametrize("decision", ["much", "granted"])
def test_a_case_of_which_nothing_is_known_changes_no_other(decision: str) -> None:
    """The way for known cases gives what the other gives, also where a table has no row."""
    nobody = pl.DataFrame({name: [None] for name in TABLE.columns}, schema=TABLE.schema)
    alone = caseload(decision).verdicts(TABLE)
    together = caseload(decision).verdicts(pl.concat([TABLE, nobody]))
    assert together.head(TABLE.height).rows() == alone.rows()


@pytest.mark.parametrize("amount", ["-0.01", "100.01", "1.005"])
def test_a_column_with_one_wrong_value_is_refused(amount: str) -> None:
    """Out of bounds or of parts of a fen, one value among many is found."""
    wrong = TABLE.with_columns(amount=pl.Series([*TABLE["amount"][1:], amount]))
    with pytest.raises(QuestionError):
        caseload("least").verdicts(wrong)
