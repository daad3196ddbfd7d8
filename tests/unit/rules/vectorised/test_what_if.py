"""What other rules or figures would do to a caseload."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from rules.policy import PolicyCode, QuestionError, Rulebook, load_policy
from rules.vectorised import TOGETHER, WhatIf, compile_caseload, sweep, what_if
from tests.support.policies import GROUND, RULES, documents, small, words_for

DAY = date(2026, 3, 2)
TABLE = pl.DataFrame(
    {
        "income": ["36000", "40000", "60000", "36000", "36000", None],
        "persons": [3, 3, 3, 3, 3, 3],
        "member": [True, True, True, False, None, True],
    }
)
"""Poor and a member; just above the line; far above; no member; not asked; income not asked."""


def compared(before: Rulebook, after: Rulebook, decision: str = "aid.eligible") -> WhatIf:
    """Compare two rulebooks on the small caseload."""
    pair = [compile_caseload(book, decision, as_of=DAY, region="CN") for book in (before, after)]
    return what_if(pair[0], pair[1], TABLE)


def edited(*changes: tuple[str, str]) -> Rulebook:
    """The small policy with some of its text changed."""
    text = RULES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_policy(documents(GROUND, text, *words_for()))


def test_a_higher_line_makes_winners_by_the_criterion_that_moved_them() -> None:
    """A household just above the old line gains, and the line did it."""
    report = compared(small(), small().assuming({"aid.line": 1200}))
    assert (report.winners, report.losers) == ({"poor": 1}, {})
    assert report.moved.rows() == [(1, False, True, "poor")]


def test_every_case_is_counted_once() -> None:
    """The answers before and after add up to the caseload, unknowns included."""
    report = compared(small(), small().assuming({"aid.line": 1200}))
    assert sum(report.outcomes.values()) == report.cases == 6
    assert report.outcomes[None, None] == 2


def test_a_dropped_criterion_is_named() -> None:
    """Without the condition of membership those who are not members gain by that."""
    report = compared(small(), edited(("{all: [poor, joined]}", "{all: [poor]}")))
    assert report.winners == {"joined": 2}


def test_an_added_criterion_is_named() -> None:
    """A new condition that fails is what the losers lose by."""
    kinds = "{all: [poor, joined, asks_for_living]}"
    report = compared(small(), edited(("{all: [poor, joined]}", kinds)))
    assert report.losers == {"asks_for_living": 1}


def test_what_only_moved_together_is_named_together() -> None:
    """Where no single condition would have done it, all that moved are named."""
    easier = edited(("when: member", "when: not(member)"), ("persons < line", "persons < line * 2"))
    report = compared(small(), easier, "aid.eligible")
    assert report.losers == {"joined": 1}
    table = pl.DataFrame({"income": [60_000], "persons": [3], "member": [False]})
    pair = [
        compile_caseload(book, "aid.eligible", as_of=DAY, region="CN") for book in (small(), easier)
    ]
    assert what_if(pair[0], pair[1], table).winners == {f"poor{TOGETHER}joined": 1}


def test_two_days_of_the_same_rules_can_be_compared() -> None:
    """The line of another year is another line."""
    pair = [
        compile_caseload(small(), "aid.eligible", as_of=day, region="CN")
        for day in (DAY, date(2024, 1, 1))
    ]
    table = pl.DataFrame({"income": [39_000], "persons": [3], "member": [True]})
    assert what_if(pair[0], pair[1], table).losers == {"poor": 1}


def test_a_sweep_counts_what_each_value_would_do() -> None:
    """Each value is compared with the figure in force."""
    lines = [500, 1100, Decimal("1111.12"), 2000]
    points = sweep(small(), "aid.eligible", "aid.line", lines, TABLE, as_of=DAY, region="CN")
    assert [(p.met, p.winners, p.losers) for p in points] == [
        (0, 0, 1),
        (1, 0, 0),
        (2, 1, 0),
        (3, 2, 0),
    ]
    assert {p.met + p.not_met + p.unknown for p in points} == {6}


def test_a_sweep_agrees_with_asking_each_value_alone() -> None:
    """Working out only what rests on the parameter changes nothing."""
    for point in sweep(
        small(), "aid.eligible", "aid.line", [900, 1300], TABLE, as_of=DAY, region="CN"
    ):
        alone = compared(small(), small().assuming({"aid.line": point.value}))
        assert point.winners == sum(alone.winners.values())
        assert point.losers == sum(alone.losers.values())


def test_a_decision_that_is_no_condition_has_no_winners() -> None:
    """Only conditions can be compared."""
    amount = edited(
        ("eligible: {all: [poor, joined]}", "eligible: {expression: income, type: money}")
    )
    with pytest.raises(QuestionError) as caught:
        compared(amount, amount)
    assert caught.value.code is PolicyCode.NOT_A_CONDITION


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("income", [0.1]),
        pl.Series("income", ["0.001"]),
        pl.Series("income", ["1e3"]),
        pl.Series("income", [-1]),
        pl.Series("income", [2**62]),
        pl.Series("income", [184467440737095516]),
        pl.Series("income", [True]),
        pl.Series("persons", [0]),
        pl.Series("persons", ["1.5"]),
        pl.Series("persons", [Decimal("1.5")]),
        pl.Series("member", ["yes"]),
    ],
)
def test_a_column_of_the_wrong_kind_is_refused(column: pl.Series) -> None:
    """Floats, fractions of a fen and values out of bounds never reach a rule."""
    caseload = compile_caseload(small(), "aid.eligible", as_of=DAY, region="CN")
    with pytest.raises(QuestionError) as caught:
        caseload.verdicts(column.to_frame())
    assert caught.value.params["fact"] == column.name


def test_an_empty_caseload_has_empty_columns() -> None:
    """No case gives no verdict, with the columns in place."""
    caseload = compile_caseload(small(), "aid.eligible", as_of=DAY, region="CN")
    verdicts = caseload.verdicts(TABLE.clear())
    assert (verdicts.columns, verdicts.height) == (["poor", "joined", "eligible"], 0)
