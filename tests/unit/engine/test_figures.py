"""Figures count exactly the cases of which something happened in their period."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.calendar import OFFICE_ZONE
from engine.figures import Figure, Named, Period, measure
from engine.model import Case, Status, Step

HALF = Period(first=date(2026, 1, 1), last=date(2026, 6, 30))
WORDS = Named(zh="数", en="figure")


def at(text: str) -> datetime:
    """A moment of the office."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def case(opened: str, entered: str, *, closed: bool = False, paid: str | None = None) -> Case:
    """A case with what figures look at."""
    steps = () if paid is None else (_paid(paid),)
    return Case(
        id="HA-1",
        kind="aid",
        workflow_version=1,
        office="mill",
        region="371083",
        state="ended" if closed else "open",
        version=1,
        opened_at=at(opened),
        opened_by="lin",
        entered_at=at(entered),
        status=Status.CLOSED if closed else Status.OPEN,
        outcome="aided" if closed else None,
        facts={"granted": "1000.50", "aid_type": "medical", "members": [{}, {}]},
        history=steps,
    )


def _paid(moment: str) -> Step:
    return Step(
        seq=2, action="pay", person="lin", from_state="open", to_state="open", at=at(moment)
    )


def total(figure: Figure, *cases: Case) -> Decimal:
    """A figure over cases."""
    return measure("f", figure, cases, HALF).total


@pytest.mark.parametrize(
    ("opened", "counted"),
    [
        ("2025-12-31T23:59:59", 0),
        ("2026-01-01T00:00:00", 1),
        ("2026-06-30T23:59:59", 1),
        ("2026-07-01T00:00:00", 0),
    ],
)
def test_both_ends_of_the_period_belong_to_it(opened: str, counted: int) -> None:
    """By the office's day, to the second."""
    figure = Figure(words=WORDS, kind="aid")
    assert total(figure, case(opened, "2026-08-01T09:00:00")) == counted


def test_open_at_the_end_is_judged_on_that_day() -> None:
    """Closed later counts as open then; closed before, or opened after, does not."""
    figure = Figure(words=WORDS, kind="aid", on="open_at_end")
    later = case("2026-02-01T09:00:00", "2026-07-02T09:00:00", closed=True)
    before = case("2026-02-01T09:00:00", "2026-05-02T09:00:00", closed=True)
    after = case("2026-07-01T09:00:00", "2026-07-01T09:00:00")
    assert total(figure, later, before, after) == 1


def test_an_action_counts_when_it_was_taken_in_the_period() -> None:
    """Once for a case, whatever happened to it since."""
    figure = Figure(words=WORDS, kind="aid", on="action", action="pay", sum="granted")
    inside = case("2025-02-01T09:00:00", "2026-09-01T09:00:00", paid="2026-03-01T09:00:00")
    outside = case("2025-02-01T09:00:00", "2026-09-01T09:00:00", paid="2026-08-01T09:00:00")
    assert total(figure, inside, outside) == Decimal("1000.50")


def test_outcome_and_field_narrow_a_figure() -> None:
    """Both must fit."""
    closed = case("2026-02-01T09:00:00", "2026-05-02T09:00:00", closed=True)
    wanted = Figure(words=WORDS, kind="aid", on="closed", outcomes=("aided",), rows="members")
    assert total(wanted, closed) == 2
    assert total(wanted.model_copy(update={"where": {"aid_type": ("living",)}}), closed) == 0
    assert total(wanted.model_copy(update={"outcomes": ("refused",)}), closed) == 0
    assert total(wanted.model_copy(update={"kind": "dispute"}), closed) == 0
