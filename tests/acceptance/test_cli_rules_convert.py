"""`unioncase rules convert` between a folder of policy documents and DMN."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rules.dmn import read_dmn_xml
from rules.source import plain
from tests.support.outside import ROOT
from tests.support.policies import area_documents, documents_of
from tests.support.rules_line import model, rules, small_area

LATER = """\
    area: aid
    edition: {from: 2026-01-01, amends: 2023-01-01}
    criteria:
      joined: {when: member and persons > 1, cite: law}
    """


@pytest.mark.parametrize("area", ["hardship_aid", "dispute_mediation", "union_formation"])
def test_a_released_area_goes_to_dmn_and_back(area: str, tmp_path: Path) -> None:
    """Every document of the area is there again, and says the same; the check finds nothing."""
    file, folder = tmp_path / "area.dmn", tmp_path / "area"
    assert rules("convert", ROOT / "rules/catalogue" / area, file).code == 0
    assert rules("convert", file, folder).code == 0
    wanted = {name: plain(node) for name, node in area_documents(area).items()}
    assert {name: plain(node) for name, node in documents_of(folder).items()} == wanted
    assert rules("check", folder, "--json").plain["findings"] == []


def test_the_catalogue_goes_to_a_folder_of_models_and_back(tmp_path: Path) -> None:
    """Several areas make several models, and all of them one folder again."""
    models, folder = tmp_path / "models", tmp_path / "areas"
    assert rules("convert", ROOT / "rules/catalogue", models).code == 0
    assert rules("convert", models, folder).code == 0
    assert sorted(file.suffix for file in models.iterdir()) == [".dmn"] * 3
    assert rules("test", folder).code == 0


def test_an_area_of_two_editions_makes_two_models(tmp_path: Path) -> None:
    """One file cannot hold them; a folder can."""
    area = small_area(tmp_path, LATER)
    said = rules("convert", area, tmp_path / "aid.dmn")
    assert (said.code, "2 models" in said.err) == (2, True)
    assert rules("convert", area, tmp_path / "models").code == 0
    assert rules("convert", tmp_path / "models", tmp_path / "back").code == 0
    assert documents_of(tmp_path / "back").keys() == documents_of(area).keys()


def test_an_older_version_is_written_on_request(tmp_path: Path) -> None:
    """Editors that know nothing newer than DMN 1.3 get that."""
    file = tmp_path / "aid.dmn"
    assert rules("convert", small_area(tmp_path), file, "--dmn", "1.3").code == 0
    text = file.read_text("utf-8")
    assert "https://www.omg.org/spec/DMN/20191111/MODEL/" in text
    assert "20230324" not in text


def test_a_version_that_is_not_written_is_refused(tmp_path: Path) -> None:
    """The versions that there are stand in the refusal."""
    said = rules("convert", small_area(tmp_path), tmp_path / "aid.dmn", "--dmn", "2")
    assert (said.code, "1.5, 1.3" in said.err) == (2, True)


def test_a_folder_with_files_is_not_written_over(tmp_path: Path) -> None:
    """Documents of another policy are never mixed with those written."""
    area, file = small_area(tmp_path), tmp_path / "aid.dmn"
    rules("convert", area, file)
    before = documents_of(area)
    said = rules("convert", file, area)
    assert (said.code, "not empty" in said.err) == (6, True)
    assert documents_of(area) == before


@pytest.mark.parametrize(
    "name",
    ["../out.yaml", "/tmp/out.yaml", "a/../../out.yaml", "out.py", "..\\out.yaml", "c:x.yaml"],
)
def test_a_model_cannot_write_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    """Names of documents come from a file that anybody may have written."""
    file, folder = tmp_path / "aid.dmn", tmp_path / "deep" / "folder"
    rules("convert", small_area(tmp_path), file)
    hostile = re.sub(r'"0\.yaml"', lambda _: f'"{name}"', file.read_text("utf-8"))
    file.write_text(hostile, encoding="utf-8")
    assert rules("convert", file, folder).code == 6
    assert not folder.parent.exists()


def test_a_model_without_policy_does_not_become_a_folder(tmp_path: Path) -> None:
    """Any other model is told where it can go."""
    file = tmp_path / "age.dmn"
    model(file)
    said = rules("convert", file, tmp_path / "folder")
    assert (said.code, "holds no policy" in said.err) == (6, True)


def test_rules_with_defects_are_not_converted(tmp_path: Path) -> None:
    """The defects are given with their places, and nothing is written."""
    area = small_area(tmp_path, "area: aid\ncriterion: {}\n")
    said = rules("convert", area, tmp_path / "aid.dmn")
    assert (said.code, "criterion" in said.err) == (6, True)
    assert not (tmp_path / "aid.dmn").exists()


def test_a_policy_model_can_be_read_by_others(tmp_path: Path) -> None:
    """What is written is a model of decisions, inputs and authorities, drawn."""
    file = tmp_path / "aid.dmn"
    rules("convert", small_area(tmp_path), file)
    read = read_dmn_xml(file.read_text("utf-8"))
    assert {"income", "line", "poor", "eligible"} <= {element.name for element in read.elements}
