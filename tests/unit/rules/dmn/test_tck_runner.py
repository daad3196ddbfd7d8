"""The runner of the compatibility kit, on a kit of its own."""

from __future__ import annotations

from rules.dmn import Outcome, run_suite

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="u">
  <inputData id="i" name="a number"><variable name="a number" typeRef="number"/></inputData>
  <decision id="d" name="twice"><variable name="twice"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>{amount: a number * 2, parts: [a number]}</text></literalExpression>
  </decision></definitions>"""
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def case(model: str, amount: str) -> str:
    """A test file with one case that expects an amount."""
    return f"""<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="{XSI}">
      <modelName>{model}</modelName><testCase id="001">
      <inputNode name="a number"><value xsi:type="xsd:decimal">2</value></inputNode>
      <resultNode name="twice" type="decision"><expected>
        <component name="amount"><value xsi:type="xsd:decimal">{amount}</value></component>
        <component name="parts"><list><item><value xsi:type="xsd:double">2.0</value></item></list>
        </component></expected></resultNode></testCase></testCases>"""


def outcome(model: str, amount: str) -> Outcome:
    """How the case comes out."""
    results = run_suite({"m.dmn": MODEL}, {"m-test-01.xml": case(model, amount)}, suite="m")
    assert [(result.suite, result.file, result.case) for result in results] == [
        ("m", "m-test-01.xml", "001")
    ]
    return results[0].outcome


def test_a_result_as_expected_is_a_success() -> None:
    """Contexts and lists are compared part by part."""
    assert outcome("m.dmn", "4") is Outcome.SUCCESS


def test_another_result_is_an_error_with_both_values() -> None:
    """The detail shows what was expected and what came."""
    results = run_suite({"m.dmn": MODEL}, {"t.xml": case("m.dmn", "5")})
    assert results[0].outcome is Outcome.ERROR
    assert "amount: 5" in results[0].detail
    assert "amount: 4" in results[0].detail


def test_a_case_without_its_model_is_ignored() -> None:
    """A test of a model that is not there is neither right nor wrong."""
    assert outcome("n.dmn", "4") is Outcome.IGNORED


def test_a_model_that_cannot_be_read_is_an_error_in_every_case() -> None:
    """A broken model does not hide its cases."""
    results = run_suite({"m.dmn": "<broken"}, {"t.xml": case("m.dmn", "4")})
    assert [result.outcome for result in results] == [Outcome.ERROR]
