"""Which of the facts that an open answer hangs on can still turn it, as far as bounds tell.

Logic does not reckon with bounds: it lists a cost although the income is nil and no cost could lift
it over the line. Here a condition that its bounds decide counts as decided, so facts that only such
conditions ask for are left out. A fact that is left out never matters. One that stays does matter
where no fact is asked for twice; where two conditions share a fact, one may exclude the other, and
a fact may stay that matters no more. To tell those apart, conditions would have to be solved
together.
"""

from __future__ import annotations

from collections.abc import Mapping

from rules.feel import Unknown, Value
from rules.policy.inference import Inference
from rules.policy.logic import Combination, Formula, Rule, Table
from rules.policy.prepared import Question
from rules.policy.reasons import missing
from rules.policy.shapes import CONDITION, Shape, declared, hull, of_value


def turning(asked: Question, known: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the facts that can still change an open answer, sorted; none where bounds decide it.

    Args:
        asked: The decision, for a day and a region.
        known: The known facts.
    """
    return missing(_bounded(asked, known))


def _bounded(asked: Question, known: Mapping[str, Value]) -> Value:
    scope: dict[str, Value] = {**asked.constants}
    shapes = {name: of_value(value) for name, value in scope.items()}
    for figure in asked.plan.parameters:
        if isinstance(scope[figure.key], Unknown):
            shapes[figure.key] = declared(figure.type, unit=figure.unit, options=figure.options)
    for fact in asked.plan.facts:
        value = known.get(fact.key, Unknown.of(fact.key))
        scope[fact.key] = value
        open_shape = declared(fact.type, options=fact.options, low=fact.low, high=fact.high)
        shapes[fact.key] = open_shape if isinstance(value, Unknown) else of_value(value)
    for rule in asked.plan.rules:
        value, shape = rule.logic.answer(scope), _shape(rule, shapes)
        scope[rule.key] = settled = _settled(value, shape)
        shapes[rule.key] = shape if isinstance(settled, Unknown) else of_value(settled)
    return scope[asked.decision]


def _settled(value: Value, shape: Shape) -> Value:
    """Return what a value that is open must be, where there is only one such."""
    if not isinstance(value, Unknown):
        return value
    if shape.type == "boolean" and len(shape.truths) == 1:
        return True in shape.truths
    if shape.type == "number" and shape.low is not None and shape.low == shape.high:
        return shape.low
    return value


def _shape(rule: Rule, shapes: Mapping[str, Shape]) -> Shape:
    inference = Inference(names=shapes)
    logic: Formula | Combination | Table = rule.logic
    if isinstance(logic, Formula):
        return inference.shape(logic.text.tree)
    if isinstance(logic, Combination):
        return CONDITION
    outputs = [row.then for row in logic.rows] + ([logic.otherwise] if logic.otherwise else [])
    return hull(inference.shape(text.tree) for text in outputs)
