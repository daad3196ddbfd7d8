"""`unioncase rules tck` and `rules convert`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.support.outside import outside
from tests.support.rules_line import model, rules, written

TEST = """\
    <testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema">
      <modelName>age.dmn</modelName>
      <testCase id="{case}">
        <inputNode name="birth"><value xsi:type="xsd:date">1950-01-01</value></inputNode>
        <inputNode name="limit"><value xsi:type="xsd:decimal">1966</value></inputNode>
        <resultNode name="is old" type="decision">
          <expected><value xsi:type="xsd:boolean">{expected}</value></expected>
        </resultNode>
      </testCase>
    </testCases>
    """


def suite(kit: Path, name: str, expected: str = "true", level: str = "3") -> Path:
    """Write a suite of one case into a kit."""
    folder = kit / f"compliance-level-{level}" / name
    folder.mkdir(parents=True)
    model(folder / "age.dmn")
    text = TEST.replace("{case}", "001").replace("{expected}", expected)
    written(folder / f"{name}-test-01.xml", text)
    return folder


def lines(file: Path) -> list[list[str]]:
    """The lines of a result file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_each_case_is_one_line(tmp_path: Path) -> None:
    """Suite, file, case, outcome and detail are written in the order of the folders."""
    suite(tmp_path / "kit", "0002-b", expected="false")
    suite(tmp_path / "kit", "0001-a")
    out = tmp_path / "results.csv"
    said = rules("tck", tmp_path / "kit", "--out", out)
    first, second = lines(out)
    assert first == ["0001-a", "0001-a-test-01.xml", "001", "SUCCESS", ""]
    assert second[:4] == ["0002-b", "0002-b-test-01.xml", "001", "ERROR"]
    assert "expected boolean false, found boolean true" in second[4]
    assert said.code == 1


@pytest.mark.parametrize("part", ["", "compliance-level-2", "compliance-level-2/0001-a"])
def test_a_kit_a_level_or_a_suite_can_be_run(tmp_path: Path, part: str) -> None:
    """Any folder of a kit is run, and its suites count for their level."""
    suite(tmp_path, "0001-a", level="2")
    said = rules("tck", tmp_path / part, "--json")
    assert said.code == 0
    assert said.plain["levels"] == {
        "2": {"suites": 1, "cases": 1, "success": 1, "error": 0, "ignored": 0}
    }


@pytest.mark.parametrize(
    "broken",
    [b"<testCases", b"\xff\xfe\x00", b"<!DOCTYPE a><a/>", b"", b"<?xml encoding='klingon'?><a/>"],
)
def test_a_broken_test_file_is_a_line_that_says_so(tmp_path: Path, broken: bytes) -> None:
    """A file that cannot be read is an error of its suite; the other suites run."""
    folder = suite(tmp_path / "kit", "0001-a")
    suite(tmp_path / "kit", "0002-b")
    (folder / "0001-a-test-02.xml").write_bytes(broken)
    out = tmp_path / "results.csv"
    rules("tck", tmp_path / "kit", "--out", out)
    outcomes = {(line[1], line[3]) for line in lines(out)}
    assert outcomes == {
        ("0001-a-test-01.xml", "SUCCESS"),
        ("0001-a-test-02.xml", "ERROR"),
        ("0002-b-test-01.xml", "SUCCESS"),
    }


@pytest.mark.parametrize("broken", [b"<definitions", b"\xff\xfe\x00", b"<!DOCTYPE a><a/>", b""])
def test_a_case_whose_model_cannot_be_read_is_an_error(tmp_path: Path, broken: bytes) -> None:
    """A model that is there and broken fails its cases, each with its line."""
    folder = suite(tmp_path / "kit", "0001-a")
    (folder / "age.dmn").write_bytes(broken)
    out = tmp_path / "results.csv"
    said = rules("tck", tmp_path / "kit", "--out", out)
    assert "ERROR" in {line[3] for line in lines(out)}
    assert said.code == 1


def test_a_case_without_its_model_is_ignored_visibly(tmp_path: Path) -> None:
    """A case of a model that is not there is one line, and no success."""
    folder = suite(tmp_path / "kit", "0001-a")
    (folder / "age.dmn").unlink()
    out = tmp_path / "results.csv"
    assert rules("tck", tmp_path / "kit", "--out", out).code == 1
    assert [line[2:4] for line in lines(out)] == [["001", "IGNORED"]]


def test_a_suite_without_test_file_is_ignored_visibly(tmp_path: Path) -> None:
    """A folder with a model and no cases is one line."""
    folder = suite(tmp_path / "kit", "0001-a")
    (folder / "0001-a-test-01.xml").unlink()
    out = tmp_path / "results.csv"
    rules("tck", tmp_path / "kit", "--out", out)
    assert [line[3] for line in lines(out)] == ["IGNORED"]


def test_a_test_file_without_cases_is_ignored_visibly(tmp_path: Path) -> None:
    """A file that holds no case is one line, so that nobody takes it for passed."""
    folder = suite(tmp_path / "kit", "0001-a")
    (folder / "0001-a-test-01.xml").write_text("<testCases/>", encoding="utf-8")
    out = tmp_path / "results.csv"
    rules("tck", tmp_path / "kit", "--out", out)
    assert [line[3] for line in lines(out)] == ["IGNORED"]


def test_a_model_in_another_encoding_is_read(tmp_path: Path) -> None:
    """The encoding that a file declares is the one it is read in."""
    folder = suite(tmp_path / "kit", "0001-a")
    file = folder / "age.dmn"
    text = f"<?xml version='1.0' encoding='UTF-16'?>{file.read_text('utf-8')}"
    file.write_text(text, encoding="utf-16")
    assert rules("tck", tmp_path / "kit").code == 0


def test_two_runs_write_the_same_file(tmp_path: Path) -> None:
    """Nothing in the result hangs on the clock or on the order of sets."""
    kit = outside("tck", "compliance-level-3", "1148-feel-now-function")
    for name in ("a.csv", "b.csv"):
        rules("tck", kit, "--out", tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_folder_without_suites_is_refused(tmp_path: Path) -> None:
    """Running nothing is no success."""
    assert rules("tck", tmp_path).code == 6


def test_a_model_goes_to_yaml_and_back(tmp_path: Path) -> None:
    """The YAML form holds all of a model, so that its way back decides the same."""
    source, middle, back = (tmp_path / name for name in ("a.dmn", "b.yaml", "c.dmn"))
    model(source)
    again = tmp_path / "d.yaml"
    for one, other in ((source, middle), (middle, back), (back, again)):
        assert rules("convert", one, other).code == 0
    assert middle.read_text("utf-8") == again.read_text("utf-8")


def test_texts_that_look_like_values_stay_texts(tmp_path: Path) -> None:
    """An expression such as `1e3` or `true` is still the text it was after a conversion."""
    for number, text in enumerate(("1e3", "true", "null", '"a: b"', "0123", "x # y")):
        source, target = tmp_path / f"{number}.dmn", tmp_path / f"{number}.yaml"
        model(source, text)
        assert rules("convert", source, target).code == 0


@pytest.mark.parametrize("names", [("a.dmn", "b.dmn"), ("a.yaml", "b.yaml"), ("a.dmn", "b.txt")])
def test_a_conversion_is_between_the_two_forms(tmp_path: Path, names: tuple[str, str]) -> None:
    """One file is DMN XML and the other YAML; anything else is a fault of use."""
    assert rules("convert", *(tmp_path / name for name in names)).code == 2


def test_a_hostile_model_is_not_converted(tmp_path: Path) -> None:
    """A refused source leaves no file behind."""
    source = written(tmp_path / "a.dmn", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    assert rules("convert", source, tmp_path / "b.yaml").code == 6
    assert not (tmp_path / "b.yaml").exists()
