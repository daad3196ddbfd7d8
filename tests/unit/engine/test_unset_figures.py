"""Figures that a region has not set: they are named, and nobody decides without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from engine.commands import Act
from engine.decide import decide
from engine.refusal import Refusal
from rules.feel import Value
from tests.support.small_kind import NoRules, Story, UnknownVerdict, small_kind, world


class WithoutFigure(UnknownVerdict):
    """A verdict that no further fact would change, only a figure."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Every fact is there."""
        return ()

    @property
    def unset(self) -> tuple[str, ...]:
        """The figure that is wanted."""
        return ("threshold",)


class Unfinished(NoRules):
    """A catalogue in which one figure is not set."""

    def evaluate(
        self, decision: str, facts: Mapping[str, Value], *, as_of: date, region: str
    ) -> WithoutFigure:
        """Every decision waits for the figure."""
        del facts, as_of, region
        return WithoutFigure(decision)


def refused(story: Story, action: str, person: str) -> Refusal:
    """The refusal that an action meets under the unfinished catalogue."""
    around = replace(world(person), rules=Unfinished())
    answer = decide(story.workflow, story.case, Act(case_id="SA-1", action=action), around)
    assert isinstance(answer, Refusal), answer
    return answer


def test_a_condition_names_the_figure_that_is_not_set() -> None:
    """Who reads the refusal knows that no fact is wanting but a figure, and which."""
    kind = small_kind(actions={"submit": {"when": "aid.eligible", "needs": None}})
    (found,) = refused(Story(workflow=kind, amount="3000"), "submit", "ann").reasons
    assert found.code.value == "rule_unset"
    assert found.params == {"rule": "aid.eligible", "figures": ["aid.threshold"]}


def test_a_branch_that_waits_for_a_figure_is_not_passed_over() -> None:
    """The case does not take the other way while a figure could still send it this way."""
    fork = [{"when": "aid.eligible", "to": "review"}, {"otherwise": True, "to": "panel"}]
    kind = small_kind(actions={"submit": {"to": fork, "needs": None}})
    found = refused(Story(workflow=kind, amount="3000"), "submit", "ann")
    assert found.codes == ("rule_unset",)
