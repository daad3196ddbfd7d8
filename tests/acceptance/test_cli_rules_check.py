"""`unioncase rules check` and `rules test`: an author is told what is wrong, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.outside import ROOT
from tests.support.rules_line import DMN, model, rules, small_area, written

EXAMPLE = """
    area: aid
    examples:
      - name: just below the line
        as_of: 2023-05-01
        region: CN
        facts: {income: 11999.99, persons: 1, member: true}
        expect: {eligible: %s}
    """


def test_the_released_rules_have_no_errors() -> None:
    """Rules that are shipped pass their own check."""
    said = rules("check", ROOT / "rules/catalogue", "--json")
    assert (said.code, said.plain["errors"]) == (0, 0)


def test_a_defect_is_named_with_its_place_and_what_was_meant(tmp_path: Path) -> None:
    """An unknown name is an error at file, line and column, with the near name."""
    area = small_area(
        tmp_path,
        """
        area: aid
        edition: {from: 2026-01-01, amends: 2023-01-01}
        criteria:
          poor: {when: incme < line, cite: law}
        """,
    )
    said = rules("check", area)
    assert said.code == 1
    assert f"{area}/4.yaml:5:" in said.out
    assert 'did you mean "income"?' in " ".join(said.out.split())


def test_both_languages_name_the_same_defect(tmp_path: Path) -> None:
    """The finding is the same in Chinese and English; only its words differ."""
    area = small_area(tmp_path, "area: aid\ncriterion: {}\n")
    english, chinese = (
        rules("check", area, "--json", "--lang", language).plain["findings"]
        for language in ("en", "zh")
    )
    assert isinstance(english, list)
    assert isinstance(chinese, list)
    assert [_without_text(found) for found in english] == [_without_text(f) for f in chinese]
    assert english != chinese


def _without_text(found: object) -> dict[str, object]:
    assert isinstance(found, dict)
    return {key: value for key, value in found.items() if key != "text"}


def test_a_warning_is_shown_and_forbids_nothing(tmp_path: Path) -> None:
    """A fact that no rule uses is pointed out, and the check still passes."""
    area = small_area(tmp_path, "area: aid\nfacts: {age: {type: integer}}\n")
    for file in (area / "2.yaml", area / "3.yaml"):
        words = file.read_text("utf-8").replace("{income: Income", "{age: Age, income: Income")
        file.write_text(words, encoding="utf-8")
    said = rules("check", area, "--json")
    assert (said.code, said.plain["errors"], said.plain["warnings"]) == (0, 0, 1)


def test_a_file_that_is_no_yaml_is_a_finding_beside_the_others(tmp_path: Path) -> None:
    """A broken file is reported with its place, and nothing else is guessed from the rest."""
    area = small_area(tmp_path)
    written(area / "broken.yaml", "area: [aid\n")
    said = rules("check", area, "--json")
    findings = said.plain["findings"]
    assert isinstance(findings, list)
    assert said.code == 1
    assert [found["code"] for found in findings if isinstance(found, dict)] == ["yaml_syntax"]


def test_an_expression_that_is_no_feel_is_found_in_a_model(tmp_path: Path) -> None:
    """A DMN expression that cannot be read is an error at its place inside the text."""
    file = model(tmp_path / "age.dmn", "birth.year &lt;")
    said = rules("check", file)
    assert said.code == 1
    assert f"{file}:9:45  error" in said.out


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE definitions [<!ENTITY a "b">]>',
        '<!DOCTYPE definitions SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>',
    ],
)
def test_a_model_with_entities_is_refused_at_its_place(tmp_path: Path, head: str) -> None:
    """Document types and entities are refused before anything in them is looked at."""
    file = written(tmp_path / "age.dmn", f"<?xml version='1.0'?>\n{head}\n" + DMN)
    said = rules("check", file)
    assert said.code == 6
    assert f"{file}:2:1" in said.err


def test_a_model_that_is_cut_off_is_refused_at_its_place(tmp_path: Path) -> None:
    """Text that is no XML is refused with line and column, and no traceback."""
    file = written(tmp_path / "age.dmn", DMN[:200])
    said = rules("check", file, "--json")
    assert said.code == 6
    assert f"{file}:" in str(said.plain["error"])


def test_a_folder_without_rules_says_so(tmp_path: Path) -> None:
    """Checking nothing is no success."""
    assert rules("check", tmp_path).code == 6


def test_the_worked_cases_of_the_released_rules_pass() -> None:
    """Each worked case beside the rules is run and comes out as written."""
    said = rules("test", ROOT / "rules/catalogue/hardship_aid", "--json")
    assert (said.code, said.plain["failed"]) == (0, 0)


@pytest.mark.parametrize(("expected", "code"), [("true", 0), ("false", 1)])
def test_a_worked_case_passes_or_fails_in_one_line(
    tmp_path: Path, expected: str, code: int
) -> None:
    """The line says whether the answer is the expected one; a difference is an exit code."""
    said = rules("test", small_area(tmp_path, EXAMPLE % expected))
    assert said.code == code
    assert "just below the line" in said.out.splitlines()[0]


def test_a_difference_shows_both_answers_and_the_place(tmp_path: Path) -> None:
    """What was expected, what came out, and where the worked case stands."""
    said = rules("test", small_area(tmp_path, EXAMPLE % "false"))
    assert "eligible: expected false, is true" in said.out
    assert "4.yaml:4:5" in said.out


def test_a_worked_case_that_cannot_be_asked_does_not_hide_the_others(tmp_path: Path) -> None:
    """A fact outside of its bounds fails its own worked case only."""
    beyond = EXAMPLE.replace("11999.99", "-1") % "true"
    area = small_area(tmp_path, beyond, (EXAMPLE % "true").replace("just", "well"))
    said = rules("test", area, "--json")
    assert (said.code, said.plain["failed"], said.plain["passed"]) == (1, 1, 1)


def test_rules_with_defects_are_not_tried(tmp_path: Path) -> None:
    """Worked cases of rules that fail their check are not run; the findings are given."""
    said = rules("test", small_area(tmp_path, "area: aid\ncriterion: {}\n"))
    assert said.code == 6
    assert "criterion" in said.err


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("birth.year &lt; limt", "9:46", "limt"),
        ("birth &lt; 3", "9:30", "expected here: date"),
    ],
)
def test_a_defect_of_a_model_has_its_place_inside_the_text(
    text: str, place: str, words: str, tmp_path: Path
) -> None:
    """Line and column are those of the word in the XML file."""
    file = model(tmp_path / "age.dmn", text)
    said = rules("check", file)
    assert (said.code, f"{file}:{place}  error" in said.out) == (1, True), said.out
    assert words in said.out


def test_a_defect_of_a_model_in_yaml_has_its_place(tmp_path: Path) -> None:
    """The YAML form of a model is checked alike."""
    text = """\
        model: age
        namespace: urn:age
        inputs: {limit: number}
        decisions:
          old:
            needs: [limit]
            logic: 3 + limt
        """
    file = written(tmp_path / "age.yaml", text)
    said = rules("check", file)
    assert (said.code, f"{file}:7:16  error" in said.out) == (1, True), said.out


def test_an_element_that_is_not_allowed_has_its_place(tmp_path: Path) -> None:
    """A DMN file that cannot be read names line and column of the element."""
    file = model(tmp_path / "age.dmn")
    broken = file.read_text("utf-8").replace("<literalExpression>", "<decisionTable hitPolicy='X'>")
    file.write_text(broken.replace("</literalExpression>", "</decisionTable>"), encoding="utf-8")
    said = rules("check", file)
    assert (said.code, f"{file}:9:5" in said.err) == (6, True), said.err


def test_a_worked_case_that_comes_out_otherwise_is_a_finding(tmp_path: Path) -> None:
    """Rules that no longer answer as written beside them fail their check, at the case."""
    example = """\
        area: aid
        examples:
          - {name: poor, as_of: 2026-01-01, region: CN, facts: {member: true},
             expect: {joined: false}}
        """
    said = rules("check", small_area(tmp_path, example))
    assert (said.code, "4.yaml:3:5" in said.out) == (1, True), said.out
    words = " ".join(said.out.split())
    assert '"poor" came out otherwise: joined should be false, is true' in words
