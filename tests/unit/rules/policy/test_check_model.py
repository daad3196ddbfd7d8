"""Checks of DMN models before use: what is found, and where."""

from __future__ import annotations

import pytest

from rules.dmn import read_dmn_xml, read_plain, write_dmn_xml
from rules.dmn.plain_fields import Plain
from rules.dmn.xml_places import text_place
from rules.dmn.xml_tree import parse_xml
from rules.findings import Finding, Severity
from rules.policy.check_model import check_model
from rules.policy.in_dmn import policy_models
from rules.source import Mark
from tests.support.policies import area_documents


class NamedPlaces:
    """Places that only say what was looked for, in place of a file's name."""

    def element(self, identifier: str) -> Mark:
        """The element's own identifier."""
        return Mark(file=identifier, line=1, column=1)

    def text(self, identifier: str, text: str, line: int = 1, column: int = 1) -> Mark:
        """The text inside its element."""
        return Mark(file=f"{identifier}: {text}", line=line, column=column)


def found(decisions: Plain, **more: Plain) -> tuple[Finding, ...]:
    """What is found in a model with these decisions."""
    inputs: Plain = {
        "age": {"type": "tAge"},
        "kind": {"type": "tKind"},
        "member": "boolean",
        "any": {},
    }
    types: Plain = {
        "tAge": {"type": "number", "allowed": "[0..120]"},
        "tKind": {"type": "string", "allowed": '"living", "medical"'},
    }
    model: dict[str, Plain] = {"model": "m", "namespace": "u", "inputs": inputs, "types": types}
    return check_model(read_plain({**model, "decisions": decisions, **more}), (), NamedPlaces())


def literal(text: str, **more: Plain) -> Plain:
    """One decision that is an expression."""
    return {"d": {"needs": ["age", "kind", "member", "any"], "logic": text, **more}}


def table(hit: str, rules: list[tuple[str, str, str]], **more: Plain) -> Plain:
    """One decision that is a table over age and kind."""
    rows: Plain = [{"when": [one, other], "then": [then]} for one, other, then in rules]
    columns: Plain = {
        "hit": hit,
        "inputs": ["age", "kind"],
        "outputs": [{"type": "string", **more}],
        "rules": rows,
    }
    return {"d": {"needs": ["age", "kind"], "logic": {"table": columns}}}


def codes(decisions: Plain, **more: Plain) -> list[str]:
    """Codes of what is found."""
    return [finding.code.value for finding in found(decisions, **more)]


def test_a_sound_model_has_no_findings() -> None:
    """Nothing is found where nothing is wrong."""
    assert codes(literal("if age < 18 and member then kind else null")) == []


def test_a_misspelt_name_is_found_with_the_near_one() -> None:
    """A name that nothing in reach has is an error at its place in the text."""
    (finding,) = found(literal("1 + agee"))
    assert (finding.code.value, finding.params["near"]) == ("policy_name_unknown", "age")
    assert (finding.mark.file, finding.mark.column) == ("d: 1 + agee", 5)


def test_a_name_without_an_arrow_is_found() -> None:
    """A decision that is named but not required is unknown where it is named."""
    assert codes({"a": {"logic": "1"}, "b": {"logic": "a + 1"}}) == ["policy_name_unknown"]


def test_entries_of_filtered_items_are_no_unknown_names() -> None:
    """In a filter, names may be entries of the items, which nothing declares."""
    assert codes(literal("any[price > 3]")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("age +", "feel_syntax"),
        ('age < "x"', "policy_type_mismatch"),
        ('kind = "livin"', "policy_option_unknown"),
        ("member + 1", "policy_type_mismatch"),
    ],
)
def test_what_cannot_be_is_found(text: str, code: str) -> None:
    """Texts that are no FEEL, types that do not go together, values that are not allowed."""
    assert codes(literal(text)) == [code]


def test_an_answer_of_another_type_is_found() -> None:
    """What a decision gives must be what it declares."""
    assert codes(literal("age", type="boolean")) == ["policy_type_mismatch"]
    assert codes(literal('"med"', type="tKind")) == ["policy_option_unknown"]


def test_a_type_that_is_not_there_is_found_with_the_near_one() -> None:
    """A misspelt type would let everything pass."""
    (finding,) = found(literal("1", type="tKin"))
    assert (finding.code.value, finding.params["near"]) == ("dmn_unknown_type", "tKind")


def test_an_arrow_that_leads_nowhere_is_found() -> None:
    """A reference to nothing is an error of the element it stands at."""
    needs: Plain = [{"target": "#nothing", "kind": "decision"}]
    assert codes({"d": {"needs": needs, "logic": "1"}}) == ["dmn_unknown_reference"]


def test_decisions_in_a_circle_are_found() -> None:
    """Each decision of the circle is named."""
    one: Plain = {"needs": ["b"], "logic": "b"}
    other: Plain = {"needs": ["a"], "logic": "a"}
    assert codes({"a": one, "b": other}) == ["dmn_cycle", "dmn_cycle"]


def test_rows_that_match_together_are_found_with_an_example() -> None:
    """Where one row may match, two are an error."""
    (finding,) = found(
        table("U", [("< 20", "-", '"a"'), ("> 10", "-", '"b"')]),
    )
    assert (finding.code.value, finding.severity) == ("policy_table_overlap", Severity.ERROR)
    assert finding.params["witness"] == "age = 11, kind = living".replace("11", "15")


def test_rows_that_must_agree_and_do_not_are_found() -> None:
    """The policy `any` lets rows match together that give the same."""
    same = [("< 20", "-", '"a"'), (">= 10", "-", '"a"')]
    differing = [("< 20", "-", '"a"'), (">= 10", "-", '"b"')]
    assert codes(table("A", same)) == []
    assert codes(table("A", differing)) == ["policy_table_overlap"]


def test_a_gap_is_a_warning_with_an_example() -> None:
    """DMN allows a table without an answer; an author should know of it."""
    (finding,) = found(table("U", [("< 20", "-", '"a"'), ("> 20", "-", '"b"')]))
    assert (finding.code.value, finding.severity) == ("policy_table_gap", Severity.WARNING)
    assert finding.params["witness"] == "age = 20, kind = living"


def test_a_default_or_a_collection_leaves_no_gap() -> None:
    """Where no row has to match, nothing is missing."""
    rules = [("< 20", "-", '"a"')]
    assert codes(table("U", rules, default='"b"')) == []
    assert codes(table("C", rules)) == []


def test_a_row_that_never_counts_is_a_warning() -> None:
    """Behind a row that takes everything, none is ever reached."""
    rules = [("-", "-", '"a"'), ("< 20", "-", '"b"')]
    (finding,) = found(table("F", rules))
    assert (finding.code.value, finding.params["row"]) == ("policy_table_dead_row", 2)


def test_a_cell_outside_of_the_allowed_values_is_found() -> None:
    """A value that the input cannot have is most likely misspelt."""
    rules = [("-", '"livign"', '"a"'), ("-", '"medical"', '"b"')]
    assert "policy_option_unknown" in codes(table("U", rules, default='"c"'))


def test_an_output_outside_of_the_allowed_values_is_found() -> None:
    """So is an output that is not among those of its column."""
    rules = [("-", "-", '"c"')]
    assert codes(table("U", rules, values='"a", "b"')) == ["policy_option_unknown"]


def test_a_policy_of_priorities_without_priorities_is_found() -> None:
    """Rows cannot be put in an order that is not given."""
    rules = [("-", "-", '"c"')]
    assert codes(table("P", rules)) == ["dmn_no_priorities"]
    assert codes(table("P", rules, values='"b", "c"')) == []


def test_rows_of_another_width_are_found() -> None:
    """A row needs a cell for each column."""
    columns: Plain = {"inputs": ["1"], "outputs": ["y"], "rules": [{"when": [], "then": ["1"]}]}
    assert codes({"d": {"logic": {"table": columns}}}) == ["policy_row_width"]


def test_a_table_with_too_many_sets_of_rows_is_left_out() -> None:
    """Forty columns of truth values are not followed one by one."""
    wide = 40
    rules: Plain = [
        {"when": ["true" if n == row else "-" for n in range(wide)], "then": ["1"]}
        for row in range(wide)
    ]
    columns: Plain = {"inputs": ["member"] * wide, "outputs": ["y"], "rules": rules}
    assert codes({"d": {"needs": ["member"], "logic": {"table": columns}}}) == []


def test_boxed_expressions_are_checked_inside() -> None:
    """Entries see those before them, functions their parameters, loops their variable."""
    logic: Plain = {
        "context": [
            {"name": "a", "value": "age + 1"},
            {"name": "b", "value": {"for": "i", "in": "[a]", "return": "i + a"}},
            {"value": {"if": "a > 1", "then": "b", "else": "c"}},
        ]
    }
    (finding,) = found({"d": {"needs": ["age"], "logic": logic}})
    assert (finding.code.value, finding.params["name"]) == ("policy_name_unknown", "c")


@pytest.mark.parametrize("area", ["hardship_aid", "dispute_mediation", "union_formation"])
def test_a_released_area_in_dmn_has_no_findings(area: str) -> None:
    """What the policy form finds sound is sound as DMN."""
    model = read_dmn_xml(write_dmn_xml(policy_models(area_documents(area))[0]))
    assert check_model(model, (), NamedPlaces()) == ()


@pytest.mark.parametrize(
    ("inside", "line", "column", "place"),
    [
        ("a &lt; b", 1, 5, (1, 14)),
        ("\n  a\n  + b", 2, 3, (3, 3)),
        ("<![CDATA[a < b]]>", 1, 5, (1, 20)),
        ("a", 1, 1, (1, 7)),
    ],
)
def test_a_place_in_a_text_is_one_in_the_file(
    inside: str, line: int, column: int, place: tuple[int, int]
) -> None:
    """Marks of XML count as they stand in the file, the space before a text does not."""
    source = f"<text>{inside}</text>"
    found_place = text_place(source, parse_xml(source), line, column)
    assert (found_place["line"], found_place["column"]) == place
