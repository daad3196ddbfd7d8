"""Kinds of case at the command line: listed, checked, drawn, released."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.command_line import CommandLine
from tests.support.outside import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of workflows of this test's own, nothing of it released."""
    copy = tmp_path / "workflows"
    shutil.copytree(ROOT / "workflows" / "hardship_aid", copy / "hardship_aid")
    return copy


def test_what_ships_is_listed(office: CommandLine) -> None:
    """Every kind is told with its name in the reader's language."""
    said = office.run("workflow", "list", lang="zh")
    assert "困难职工帮扶" in said.out


def test_a_sound_definition_passes(office: CommandLine, folder: Path) -> None:
    """A check without errors ends with exit code 0."""
    said = office.ask("workflow", "check", "hardship_aid", "--folder", str(folder))
    errors = [found for found in said.data["findings"] if found["severity"] == "error"]
    assert (said.code, errors) == (0, [])


def test_a_defect_is_told_with_its_place(office: CommandLine, folder: Path) -> None:
    """A misspelt key ends with exit code 1 and names file, line and the likely meaning."""
    document = folder / "hardship_aid" / "v1" / "workflow.yaml"
    text = document.read_text("utf-8").replace("retention:", "retentoin:")
    document.write_text(text, encoding="utf-8")
    line = 1 + text[: text.index("retentoin:")].count("\n")
    said = office.ask("workflow", "check", "hardship_aid", "--folder", str(folder))
    found = said.data["findings"][0]
    assert (said.code, found["line"]) == (1, line)
    assert "retention" in found["text"]


def test_the_picture_marks_where_a_case_stands(
    office: CommandLine, draft: str, tmp_path: Path
) -> None:
    """The SVG is well-formed, has every state, and marks the case's own."""
    out = tmp_path / "diagram.svg"
    typed = ("workflow", "diagram", "hardship_aid", "--form", "svg", "--case", draft)
    assert office.run(*typed, "--as", "lin", "--out", str(out)).code == 0
    drawn = ElementTree.parse(out).getroot()
    classes = [str(group.get("class")).split() for group in drawn.findall(".//{*}g")]
    states = len(office.house.workflow_library.latest("hardship_aid").spec.states)
    assert sum("state" in names for names in classes) == states
    assert sum("here" in names for names in classes) == 1


def test_mermaid_names_states_in_words(office: CommandLine) -> None:
    """The text diagram has the words of the reader's language."""
    said = office.run("workflow", "diagram", "hardship_aid", lang="zh")
    assert said.out.startswith("stateDiagram-v2\n")
    assert '"填写申请" as draft' in said.out


def test_the_schema_is_json(office: CommandLine) -> None:
    """An editor can read the schema from stdout."""
    assert json.loads(office.run("workflow", "schema").out)["type"] == "object"


def test_a_version_is_released_once(office: CommandLine, folder: Path) -> None:
    """Releasing locks every file; releasing again is refused."""
    typed = ("workflow", "release", "hardship_aid", "1", "--folder", str(folder))
    assert "hardship_aid/v1/workflow.yaml" in office.ask(*typed).data["files"]
    again = office.ask(*typed)
    assert (again.code, again.data["error"]["code"]) == (6, "definition_defective")
