"""XML and plain form: one model, both ways, and what is refused."""

from __future__ import annotations

import pytest

from rules.dmn import DecisionModel, DmnError, read_dmn_xml, read_plain, write_dmn_xml, write_plain
from rules.dmn.plain_fields import Plain
from rules.dmn.xml_reader import NAMESPACES
from rules.dmn.xml_tree import parse_xml
from tests.unit.rules.dmn.models import answer, plain

EVERYTHING = plain(
    description="one of each",
    imports={"lib": {"namespace": "urn:lib", "location": "lib.dmn"}},
    types={
        "tName": "string",
        "tKind": {"type": "string", "allowed": '"a", "b"', "label": "kind"},
        "tList": {"type": "tKind", "list": True, "constraint": "count(?) < 3"},
        "tPair": {"parts": {"first part": "number", "second": {"type": "tKind", "list": True}}},
        "tFunction": {"gives": "number", "takes": [{"name": "x", "type": "number"}]},
    },
    inputs={"x": "number", "pair": {"type": "tPair", "variable": "the pair", "id": "pair_1"}},
    sources={"Order 12": {"kind": "law", "location": "https://example.org/12", "needs": ["x"]}},
    decisions={
        "literal": {"type": "number", "needs": ["x"], "logic": "x + 1", "question": "why?"},
        "typed literal": {"logic": {"expression": "1", "type": "number", "id": "e1"}},
        "none": {"label": "without logic", "answers": "yes or no"},
        "context": {
            "needs": [{"target": "literal", "id": "arrow_7"}, "f", "Order 12"],
            "logic": {
                "context": [
                    {"name": "a", "type": "number", "value": {"list": ["1", "2"]}},
                    {"value": {"relation": ["p", {"name": "q", "type": "string"}],
                               "rows": [["1", '"z"']]}},
                ]
            },
        },
        "call": {
            "needs": ["f", {"target": "urn:lib#d1", "kind": "decision"}],
            "logic": {"call": "f", "with": [{"name": "n", "value": "1"}], "id": "c1"},
        },
        "choice": {
            "logic": {"if": "true", "then": "1", "else": {"filter": "[1]", "where": "true"}}
        },
        "loop": {"logic": {"for": "i", "in": "[1]", "return": {"every": "j", "in": "[i]",
                 "satisfies": {"some": "k", "in": "[j]", "satisfies": "k > 0"}}}},
        "table": {
            "needs": ["x"],
            "logic": {
                "table": {
                    "hit": "C+",
                    "inputs": ["x", {"expression": "x * 2", "type": "number", "values": "> 0"}],
                    "outputs": [{"name": "out", "values": "1, 2", "default": "2"}],
                    "notes": ["cite"],
                    "output_label": "result",
                    "rules": [
                        {"when": ["> 1", "-"], "then": ["1"], "notes": ["Art. 3"]},
                        {"when": ["not(1, 2)", "[3..4)"], "then": ["2"], "description": "rest"},
                    ],
                },
                "type": "number",
            },
        },
    },
    functions={
        "f": {"type": "number", "function": {"parameters": [{"name": "n", "type": "number"}],
                                             "body": "n * 2", "type": "number"}},
        "java": {"function": {"parameters": ["a"], "kind": "Java", "body": "1"}},
    },
    services={"s": {"gives": ["literal"], "inside": ["call"], "takes": ["x"],
                    "takes_decisions": ["context"]}},
)  # fmt: skip


def test_plain_to_xml_and_back_is_the_identity() -> None:
    """A model in plain form comes back from XML as it was written."""
    assert write_plain(read_dmn_xml(write_dmn_xml(read_plain(EVERYTHING)))) == EVERYTHING


def test_plain_to_model_and_back_is_the_identity() -> None:
    """Nothing of the plain form is lost in the model."""
    assert write_plain(read_plain(EVERYTHING)) == EVERYTHING


def test_xml_that_was_written_is_written_again_the_same() -> None:
    """Writing what was read from our own XML changes nothing."""
    text = write_dmn_xml(read_plain(EVERYTHING))
    assert write_dmn_xml(read_dmn_xml(text)) == text


def test_every_element_and_arrow_is_drawn() -> None:
    """The diagram has a shape for each element and an edge for each arrow inside the model."""
    root = parse_xml(write_dmn_xml(read_plain(EVERYTHING)))
    tags = [node.tag.rpartition("}")[2] for node in root.iter()]
    assert (tags.count("DMNShape"), tags.count("DMNEdge")) == (14, 7)


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_since_1_1_is_read(namespace: str) -> None:
    """Files of DMN 1.1 to 1.5 give the same model."""
    text = f"""<definitions xmlns="{namespace}" xmlns:feel="urn:feel" name="m" namespace="u">
      <inputData id="i" name="n"><variable name="n" typeRef="feel:number"/></inputData>
      <decision id="d" name="d"><variable name="d" typeRef="feel:number"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <literalExpression><text>n + 1</text></literalExpression></decision></definitions>"""
    assert answer(DecisionModel(read_dmn_xml(text)), "d") == "null"
    assert read_dmn_xml(text).elements[0].type_ref == "number"


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>'
FILE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>'
DMN = next(reversed(NAMESPACES))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "dmn_not_xml"),
        ("<a", "dmn_not_xml"),
        ("<a/>", "dmn_not_dmn"),
        (BOMB, "dmn_forbidden_xml"),
        (FILE, "dmn_forbidden_xml"),
        ("<!DOCTYPE a><a/>", "dmn_forbidden_xml"),
        ("<a>" * 200 + "</a>" * 200, "dmn_too_large"),
        (
            f'<definitions xmlns="{DMN}"><decision name="d"><decisionTable hitPolicy="LUCKY"/>'
            "</decision></definitions>",
            "dmn_invalid_element",
        ),
        (
            f'<definitions xmlns="{DMN}"><decision name="d"><for iteratorVariable="i"/>'
            "</decision></definitions>",
            "dmn_invalid_element",
        ),
    ],
)
def test_a_text_that_is_no_safe_model_is_refused(text: str, code: str) -> None:
    """What is not DMN, or is XML made to do harm, raises an error with its own code."""
    with pytest.raises(DmnError, match=code):
        read_dmn_xml(text)


@pytest.mark.parametrize(
    ("part", "path", "near"),
    [
        ({"decisons": {}}, "decisons", "decisions"),
        ({"decisions": {"d": {"logic": {"tabel": {}}}}}, "decisions.d.logic", ""),
        ({"decisions": {"d": {"needs": ["nobody"]}}}, "needs.nobody", ""),
        ({"functions": {"f": {"function": {"kind": "C"}}}}, "functions.f.function.kind", ""),
        ({"types": {"t": {"list": "yes"}}}, "types.t.list", ""),
        ({"inputs": ["x"]}, "inputs", ""),
        ({"services": {"s": {"gives": "x"}}}, "services.s.gives", ""),
    ],
)  # fmt: skip
def test_a_mistake_in_the_plain_form_is_named_by_its_path(
    part: dict[str, Plain], path: str, near: str
) -> None:
    """The error leads to the place and says what is nearest to it."""
    with pytest.raises(DmnError) as caught:
        read_plain(plain(**part))
    assert (caught.value.params["path"], caught.value.params.get("near", "")) == (path, near)
