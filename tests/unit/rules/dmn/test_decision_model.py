"""Decisions that need one another, functions, services, types."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.dmn import DecisionModel, DmnError, read_plain
from rules.dmn.plain_fields import Plain
from rules.feel import Context, Unknown
from tests.unit.rules.dmn.models import answer, codes, plain, shown

AID = plain(
    types={
        "tKind": {"type": "string", "allowed": '"illness", "accident"'},
        "tHousehold": {"parts": {"monthly income": "number", "size": "number"}},
    },
    inputs={"household": "tHousehold", "kind": "tKind"},
    decisions={
        "per head": {
            "type": "number",
            "needs": ["household"],
            "logic": "household.monthly income / household.size",
        },
        "poor": {"needs": ["per head"], "logic": "per head < 1000"},
        "grant": {
            "needs": ["poor", "kind", "amount for"],
            "logic": "if poor then amount for(kind: kind) else 0",
        },
    },
    functions={
        "amount for": {
            "function": {
                "parameters": [{"name": "kind", "type": "tKind"}],
                "body": 'if kind = "illness" then 3000 else 2000',
            }
        }
    },
    services={"aid": {"gives": ["poor"], "inside": ["per head"], "takes": ["household"]}},
)
HOUSEHOLD = Context({"monthly income": Decimal(1500), "size": Decimal(2)})


def aid() -> DecisionModel:
    """The model above."""
    return DecisionModel(read_plain(AID))


def of_logic(logic: Plain, **parts: Plain) -> str:
    """The value of a decision `d` with this logic."""
    model = DecisionModel(read_plain(plain(decisions={"d": {"logic": logic}}, **parts)))
    return answer(model, "d")


def test_a_decision_sees_what_it_needs() -> None:
    """Values flow along the requirements, under names with spaces."""
    assert answer(aid(), "grant", household=HOUSEHOLD, kind="illness") == "3000"


def test_a_decision_sees_nothing_else() -> None:
    """A name that is not required is not in scope."""
    model = DecisionModel(
        read_plain(plain(inputs={"x": "number"}, decisions={"d": {"logic": "x"}}))
    )
    assert codes(model, "d", x=Decimal(1)) == ["feel_unknown_name"]


def test_a_missing_fact_leaves_the_decision_open() -> None:
    """Unknown facts are named by every decision that hangs on them."""
    assert answer(aid(), "grant", household=Unknown.of("household"), kind="illness") == (
        "unknown household"
    )


def test_an_absent_input_is_null() -> None:
    """An input left out is null, as the standard says."""
    assert answer(aid(), "per head") == "null"


def test_a_value_that_is_not_allowed_is_null() -> None:
    """A value outside of the allowed ones does not enter, and a diagnostic says so."""
    found = codes(aid(), "grant", household=HOUSEHOLD, kind="whim")
    assert found == ["dmn_value_not_allowed"]


def test_a_result_of_another_type_is_null() -> None:
    """A decision whose value does not fit its type is null, with a diagnostic."""
    data = plain(decisions={"d": {"type": "number", "logic": '"a"'}})
    assert codes(DecisionModel(read_plain(data)), "d") == ["feel_type_not_fitting"]


def test_a_service_answers_to_its_arguments() -> None:
    """A decision service is a function of its input data."""
    assert shown(aid().invoke("aid", {"household": HOUSEHOLD})) == "true"


def test_a_service_without_its_argument_is_null() -> None:
    """A call that leaves a parameter out is no call."""
    assert shown(aid().invoke("aid", {})) == "null"


def test_decisions_in_a_circle_are_null() -> None:
    """A decision that needs itself ends in a diagnostic, not in an endless loop."""
    data = plain(
        decisions={"a": {"needs": ["b"], "logic": "b"}, "b": {"needs": ["a"], "logic": "a"}}
    )
    assert "dmn_cycle" in codes(DecisionModel(read_plain(data)), "a")


def test_an_expression_that_is_none_is_a_problem_and_null() -> None:
    """A model with a broken text answers everything else."""
    model = DecisionModel(
        read_plain(plain(decisions={"bad": {"logic": "1 +"}, "good": {"logic": "1"}}))
    )
    assert (len(model.problems), answer(model, "bad"), answer(model, "good")) == (1, "null", "1")


def test_an_unknown_decision_is_an_error() -> None:
    """Asking for what the model does not have is refused."""
    with pytest.raises(DmnError, match="dmn_no_such_decision"):
        aid().evaluate("gift", {})


BOXED: list[tuple[Plain, str]] = [
    ({"context": [{"name": "a", "value": "1"}, {"name": "b", "value": "a + 1"}]}, "{a: 1, b: 2}"),
    ({"context": [{"name": "a", "value": "1"}, {"value": "a + 1"}]}, "2"),
    ({"list": ["1", {"list": ["2"]}]}, "[1, [2]]"),
    ({"relation": ["a", "b"], "rows": [["1", "2"], ["3", "4"]]}, "[{a: 1, b: 2}, {a: 3, b: 4}]"),
    ({"if": "1 < 2", "then": "3", "else": "4"}, "3"),
    ({"if": '"x"', "then": "3", "else": "4"}, "null"),
    ({"filter": "[1, 2, 3]", "where": "item > 1"}, "[2, 3]"),
    ({"filter": "[{a: 1}, {a: 2}]", "where": "a > 1"}, "[{a: 2}]"),
    ({"for": "i", "in": "[1, 2, 3]", "return": "i * 2"}, "[2, 4, 6]"),
    ({"every": "i", "in": "[1, 2]", "satisfies": "i > 1"}, "false"),
    ({"some": "i", "in": "[1, 2]", "satisfies": "i > 1"}, "true"),
    ({"call": {"function": ["a"], "body": "a + 1"}, "with": [{"name": "a", "value": "1"}]}, "2"),
    ({"function": [], "body": "1", "kind": "Java"}, "null"),
]


@pytest.mark.parametrize(("logic", "expected"), BOXED)
def test_a_boxed_expression_has_its_value(logic: Plain, expected: str) -> None:
    """Each kind of boxed expression means what the standard says."""
    assert of_logic(logic) == expected


def test_imported_elements_are_reached_through_the_import() -> None:
    """A decision uses types, functions and decisions of another model by its import name."""
    other = read_plain(
        {
            "model": "other",
            "namespace": "urn:other",
            "types": {"tRate": {"type": "number", "allowed": "[0..1]"}},
            "decisions": {"base rate": {"id": "base", "type": "tRate", "logic": "0.5"}},
            "functions": {
                "twice": {"id": "twice", "function": {"parameters": ["n"], "body": "n * 2"}}
            },
        }
    )
    main = plain(
        imports={"lib": {"namespace": "urn:other"}},
        decisions={
            "d": {
                "type": "lib.tRate",
                "needs": [
                    {"target": "urn:other#base", "kind": "decision"},
                    {"target": "urn:other#twice", "kind": "knowledge"},
                ],
                "logic": "lib.twice(lib.base rate)",
            }
        },
    )
    assert answer(DecisionModel(read_plain(main), [other]), "d") == "1"
