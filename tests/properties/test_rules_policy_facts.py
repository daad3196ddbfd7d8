"""The short way of reading a fact takes what the long way takes, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.feel import Unknown
from rules.policy import Fact, QuestionError
from rules.policy.fact_reader import Reader, fact_reader
from rules.policy.facts import fact_value
from rules.policy.language import TypeName
from rules.source import Mark

TYPES: tuple[TypeName, ...] = (
    "boolean",
    "integer",
    "number",
    "money",
    "rate",
    "text",
    "choice",
    "date",
)
BOUNDS = (
    st.none()
    | st.decimals(-300, 300, places=1)
    | st.decimals(allow_nan=False, allow_infinity=False)
)
DECIMALS = st.one_of(
    st.decimals(),
    st.decimals(-400, 400, places=2),
    st.decimals(-400, 400, places=3),
    st.sampled_from(
        [Decimal(text) for text in ("NaN", "sNaN", "-Infinity", "1E+60", "1E-7000", "-0.00")]
    ),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-10, 300),
    DECIMALS,
    st.floats(),
    st.text(max_size=50),
    st.sampled_from(["a", "b", "2024-02-29"]),
    st.dates(),
    st.datetimes(),
    st.just(Unknown.of("other")),
)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A fact of any type with bounds or without."""
    low, high = draw(BOUNDS), draw(BOUNDS)
    return Fact(
        key="fact",
        type=draw(st.sampled_from(TYPES)),
        options=("a", "b"),
        low=low,
        high=high,
        mark=Mark(file="facts.yaml", line=1, column=1),
    )


def outcome(read: Reader, value: object) -> tuple[str, object]:
    """What reading gives, or the refusal; numbers to the last digit."""
    try:
        value = read(value)
    except QuestionError as error:
        return "refused", (error.code, tuple(error.params.items()))
    return type(value).__name__, str(value) if isinstance(value, Decimal | date) else value


@settings(max_examples=1500)
@given(fact=facts(), value=VALUES)
def test_both_ways_of_reading_a_fact_agree(fact: Fact, value: object) -> None:
    """Whatever is given for whatever fact, value and refusal are those of the definition."""
    assert outcome(fact_reader(fact), value) == outcome(partial(fact_value, fact), value)
