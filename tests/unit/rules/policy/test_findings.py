"""What a policy gets wrong is found before use, with its place."""

from __future__ import annotations

import pytest

from rules.findings import Severity
from rules.policy import PolicyError, load_policy
from tests.support.policies import GROUND, RULES, codes, documents, findings, released, words_for


def rules(body: str) -> str:
    """An edition of the small policy with these sections."""
    return f"    area: aid\n    edition: {{from: 2023-01-01}}\n{body}"


def criterion(condition: str) -> str:
    """An edition with one criterion."""
    return rules(f"    criteria:\n      c: {{when: '{condition}', cite: law}}\n")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("income <", "policy_syntax"),
        ("incom < line", "policy_name_unknown"),
        ("c", "policy_name_cycle"),
        ('kind = "livin"', "policy_option_unknown"),
        ("income < member", "policy_type_mismatch"),
        ("income and member", "policy_type_mismatch"),
        ("income + kind > 0", "policy_type_mismatch"),
        ("income < persons", "policy_unit_mismatch"),
        ("income + persons > 3", "policy_unit_mismatch"),
        ("income >= 0", "policy_always_met"),
        ("persons < 1", "policy_never_met"),
        ('kind in ("living", "medical", "schooling")', "policy_option_unknown"),
        ("persons between 30 and 40", "policy_never_met"),
        ("not(persons > 20)", "policy_always_met"),
        ("if member then persons else 5", "policy_type_mismatch"),
    ],
)
def test_a_wrong_condition_is_found(condition: str, code: str) -> None:
    """Syntax, names, circles, types, units, options and idle conditions have their codes."""
    assert code in codes(GROUND, criterion(condition))


@pytest.mark.parametrize(
    "condition",
    [
        "income < line",
        "income / persons < line",
        "min(income, line) * 2 > 10",
        'kind = "living" or member',
        "income - 5 > line",
        'kind in ("living", "medical")',
        "as_of > date(2024, 1, 1)",
    ],
)
def test_a_right_condition_passes(condition: str) -> None:
    """Conditions that mean something are left alone."""
    wrong = set(codes(GROUND, criterion(condition))) - {"policy_fact_unused"}
    assert wrong - {"policy_parameter_unused"} == set()


def test_a_finding_names_file_line_and_column() -> None:
    """The place is that of the name within the expression."""
    found = findings(GROUND, criterion("income < lin"))[0]
    assert (found.mark.file, found.mark.line) == ("2.yaml", 4)
    assert found.params["near"] == "line"
    assert found.path[:2] == ("criteria", "c")


@pytest.mark.parametrize(
    ("line", "replaced", "code"),
    [
        (
            "{from: 2025-01-01, value: 1100, cite: law}",
            "{from: 2025-02-30, value: 1, cite: law}",
            "policy_date_invalid",
        ),
        ('region: "33"', "region: Zhejiang", "policy_region_invalid"),
        ('region: "33"', 'region: "3"', "policy_region_invalid"),
        ("value: 1100, cite: law", "value: lots, cite: law", "policy_value_type"),
        ("value: 1100, cite: law", "value: 1100.001, cite: law", "policy_value_type"),
        ("value: 1100, cite: law", "value: 1100, cite: lore", "policy_citation_unknown"),
        ("value: 1100, cite: law", "value: 1100", "policy_citation_unknown"),
        (
            "{from: 2025-01-01, value: 1100",
            "{from: 2023-01-01, value: 1100",
            "policy_parameter_overlap",
        ),
        (
            "{from: 2023-01-01, value: 1000",
            "{from: 2023-01-01, until: 2023-12-31, value: 1",
            "policy_parameter_hole",
        ),
        (
            "{from: 2023-01-01, value: 1000",
            "{from: 2023-02-01, value: 1000",
            "policy_parameter_region_hole",
        ),
        ("options: [living, medical]", "unit: kinds", "policy_options_misplaced"),
        ("type: boolean", "type: bool", "policy_value_invalid"),
        ("type: boolean", "typ: boolean", "policy_key_unknown"),
        ("law: {title: A law}", "law: {}", "policy_key_missing"),
    ],
)
def test_a_wrong_fact_or_figure_is_found(line: str, replaced: str, code: str) -> None:
    """Dates, regions, values, citations, holes and overlaps have their codes."""
    assert line in GROUND
    assert code in codes(GROUND.replace(line, replaced), RULES)


def table(rows: str, *, hit: str = "unique", otherwise: str = "") -> str:
    """An edition with a table over persons."""
    return rules(
        "    tables:\n      t:\n        inputs: [persons]\n        type: integer\n"
        f"        hit: {hit}\n        cite: law\n        rows:\n{rows}{otherwise}"
    )


def row(cell: str, then: int) -> str:
    """A row of that table."""
    return f'          - {{when: ["{cell}"], then: {then}}}\n'


def test_a_gap_of_a_table_is_shown_with_a_witness() -> None:
    """The number of persons that no row fits is named."""
    found = findings(GROUND, table(row("< 3", 1) + row("> 3", 2)))
    gap = next(finding for finding in found if finding.code.value == "policy_table_gap")
    assert gap.params["witness"] == "persons = 3"


def test_an_overlap_of_a_table_is_shown_with_a_witness() -> None:
    """The number of persons that two rows fit is named, with the rows."""
    found = findings(GROUND, table(row("<= 3", 1) + row(">= 3", 2)))
    overlap = next(finding for finding in found if finding.code.value == "policy_table_overlap")
    assert (overlap.params["first"], overlap.params["second"]) == (1, 2)
    assert overlap.params["witness"] == "persons = 3"


def test_a_dead_row_is_found() -> None:
    """A row that an earlier one always takes first never counts."""
    found = codes(GROUND, table(row("> 2", 1) + row("> 5", 2) + row("-", 3), hit="first"))
    assert "policy_table_dead_row" in found


def test_whole_numbers_leave_no_gap_between_them() -> None:
    """Ranges that end and begin at neighbouring whole numbers are complete."""
    found = codes(GROUND, table(row("[1..3]", 1) + row("[4..20]", 2)))
    assert not [code for code in found if code.startswith("policy_table")]


def test_a_default_closes_every_gap() -> None:
    """A table with `otherwise` has no gaps."""
    found = codes(GROUND, table(row("< 3", 1), otherwise="        otherwise: 9\n"))
    assert "policy_table_gap" not in found


def test_figures_of_every_region_and_day_are_tried() -> None:
    """A gap that only one region's figure opens is found."""
    ground = GROUND + (
        "      few:\n        type: integer\n        unit: persons\n        values:\n"
        "          - {from: 2023-01-01, value: 3, cite: law}\n"
        '          - {from: 2024-01-01, region: "31", value: 5, cite: law}\n'
    )
    body = table(row("< few", 1) + row("[4..20]", 2) + row("3", 3))
    assert "policy_table_overlap" in codes(ground, body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("    decisions:\n      d: {all: [nobody]}\n", "policy_name_unknown"),
        ("    decisions:\n      d: {all: [income]}\n", "policy_not_a_condition"),
        ("    decisions:\n      d: {all: [member], any: [member]}\n", "policy_logic_count"),
        (
            "    decisions:\n      d: {at_least: {count: 2, of: [member]}}\n",
            "policy_threshold_out_of_range",
        ),
        ("    decisions:\n      d: {expression: income, type: text}\n", "policy_type_mismatch"),
        (
            "    decisions:\n      d: {expression: income, type: money, unit: fen}\n",
            "policy_unit_mismatch",
        ),
        ("    criteria:\n      c: {when: member}\n", "policy_citation_unknown"),
        ("    criteria:\n      income: {when: member, cite: law}\n", "policy_defined_twice"),
        (
            "    tables:\n      t:\n        inputs: [persons, kind]\n        cite: law\n"
            "        type: integer\n"
            "        rows: [{when: [1], then: 1}]\n",
            "policy_row_width",
        ),
    ],
)
def test_a_wrong_decision_is_found(body: str, code: str) -> None:
    """Names, types, units, logic and citations of decisions and tables are checked."""
    assert code in codes(GROUND, rules(body))


def test_rules_without_an_edition_are_refused() -> None:
    """A criterion has to say from when it holds."""
    body = "    area: aid\n    criteria:\n      c: {when: member, cite: law}\n"
    assert codes(GROUND, body) == ["policy_edition_missing"]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("{from: 2024-01-01, amends: 2020-01-01}", "policy_edition_unknown"),
        ("{from: 2024-13-01}", "policy_date_invalid"),
    ],
)
def test_a_wrong_edition_is_found(head: str, code: str) -> None:
    """Editions that cannot be placed in time are refused."""
    assert code in codes(GROUND, RULES, f"    area: aid\n    edition: {head}\n")


def test_a_hole_between_editions_is_found() -> None:
    """An edition that ends before the next begins leaves days without rules."""
    first = RULES.replace("{from: 2023-01-01}", "{from: 2023-01-01, until: 2023-12-01}")
    later = "    area: aid\n    edition: {from: 2024-01-01}\n"
    assert "policy_edition_hole" in codes(GROUND, first, later)


def test_a_missing_word_is_found() -> None:
    """Every name has its words in both languages."""
    chinese = words_for()[0]
    with pytest.raises(PolicyError) as caught:
        load_policy(documents(GROUND, RULES, chinese))
    assert {finding.params["language"] for finding in caught.value.findings} == {"en"}


def test_a_word_for_nothing_is_found() -> None:
    """A label whose rule is gone is reported, with the nearest name."""
    chinese, english = words_for()
    spelt = english.replace("poor:", "pour:")
    with pytest.raises(PolicyError) as caught:
        load_policy(documents(GROUND, RULES, chinese, spelt))
    assert {finding.code.value for finding in caught.value.findings} == {
        "policy_text_missing",
        "policy_text_unknown",
    }


def test_a_decision_whose_evidence_would_be_too_long_is_refused() -> None:
    """Texts without bound do not fit in two kilobytes."""
    wordy = "".join(f"      note_{n}: {{type: text, max_length: 200}}\n" for n in range(4))
    ground = GROUND.replace("    parameters:\n", f"{wordy}    parameters:\n")
    names = " + ".join(f"note_{n}" for n in range(4))
    body = rules(f"    decisions:\n      d: {{expression: '{names}', type: text}}\n")
    assert "policy_evidence_too_large" in codes(ground, body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("facts: {incme: 5}, expect: {poor: true}", "policy_example_fact_unknown"),
        ("like: nobody, expect: {poor: true}", "policy_example_base_unknown"),
        ("facts: {income: much}, expect: {poor: true}", "policy_value_type"),
        ("facts: {income: 5}, expect: {por: true}", "policy_example_rule_unknown"),
    ],
)
def test_a_worked_case_that_cannot_run_is_found(body: str, code: str) -> None:
    """Worked cases name facts, bases and rules that exist."""
    example = f"area: aid\nexamples:\n  - {{name: x, as_of: 2024-01-01, region: CN, {body}}}\n"
    assert code in codes(GROUND, RULES, example)


def test_the_released_rules_have_nothing_to_report() -> None:
    """Loading the catalogue raises nothing, and no warning is left."""
    assert set(released().areas) == {"dispute_mediation", "hardship_aid", "union_formation"}


def test_a_warning_does_not_forbid_use() -> None:
    """An idle condition asks for a look only."""
    found = findings(GROUND, criterion("income >= 0"))
    assert {finding.severity for finding in found} == {Severity.WARNING}
