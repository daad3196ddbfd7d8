"""Tables hold what they decide with facts missing; models of any shape are read or refused."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rules.dmn import DecisionModel, DmnError, read_dmn_xml, read_plain, write_dmn_xml, write_plain
from rules.dmn.plain_fields import Plain
from rules.dmn.plain_tables import HIT_LETTERS
from rules.feel.values import unknown_in
from tests.properties.rules_feel.expressions import FACTS, Generator, facts, with_gaps
from tests.properties.rules_feel.test_agreement import shown


def table(chance: Random, hit: str) -> Plain:
    """The plain form of a model with one table over two numbers."""
    tests = Generator(chance)
    rules: list[Plain] = [
        {"when": [tests.unary_tests(1), tests.unary_tests(0)], "then": [chance.choice("123")]}
        for _ in range(chance.randrange(1, 5))
    ]
    outputs: Plain = [{"name": "y", "values": "1, 3, 2"}]
    columns: Plain = {"hit": hit, "inputs": ["n", "收入"], "outputs": outputs, "rules": rules}
    logic: Plain = {"table": columns}
    needs: Plain = list(FACTS)
    inputs: Plain = {name: {} for name in FACTS}
    decisions: Plain = {"t": {"needs": needs, "logic": logic}}
    return {"model": "m", "namespace": "u", "inputs": inputs, "decisions": decisions}


@given(st.randoms(use_true_random=False), st.sampled_from(sorted(HIT_LETTERS)))
def test_a_decided_table_never_flips(chance: Random, hit: str) -> None:
    """Under every hit policy, what is known without some facts is the answer with them."""
    model = DecisionModel(read_plain(table(chance, hit)))
    complete = facts(chance)
    partial = with_gaps(chance, complete)
    early = model.evaluate("t", partial)
    if unknown_in((early,)) is None:
        assert shown(model.evaluate("t", complete)) == shown(early)


@given(st.randoms(use_true_random=False), st.sampled_from(sorted(HIT_LETTERS)))
def test_a_generated_model_survives_xml(chance: Random, hit: str) -> None:
    """Plain form to XML and back is the identity."""
    plain = write_plain(read_plain(table(chance, hit)))
    assert write_plain(read_dmn_xml(write_dmn_xml(read_plain(plain)))) == plain


KEYS = st.sampled_from(
    (
        *("decisions", "types", "inputs", "functions", "services", "logic", "table", "rules"),
        *("when", "then", "needs", "context", "call", "with", "if", "parts", "model", "x"),
    )
)
SHAPES: st.SearchStrategy[Plain] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, SHAPES, max_size=4))
def test_plain_data_of_any_shape_are_read_or_refused(parts: Mapping[str, Plain]) -> None:
    """Whatever a file holds, it is a model or an error of the house."""
    try:
        model = read_plain({"model": "m", "namespace": "u", **parts})
    except DmnError:
        return
    assert write_plain(read_plain(write_plain(model))) == write_plain(model)


@given(st.randoms(use_true_random=False), st.data())
def test_damaged_xml_is_read_or_refused(chance: Random, data: st.DataObject) -> None:
    """A file with a stretch cut out is a model or an error of the house."""
    text = write_dmn_xml(read_plain(table(chance, "U")))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    try:
        model = read_dmn_xml(text[:start] + text[end:])
    except DmnError:
        return
    assert DecisionModel(model).model_set.main == model
