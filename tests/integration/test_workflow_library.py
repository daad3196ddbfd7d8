"""Workflows from a folder: what is released is served as it was released."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from adapters.outbound.definitions.published import YamlWorkflowLibrary
from adapters.outbound.definitions.releases import release
from engine.errors import DefinitionError
from tests.support.outside import ROOT

SOURCE = ROOT / "workflows" / "hardship_aid"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with one kind of case that has a fault which only a later check would find."""
    shutil.copytree(SOURCE / "v1", tmp_path / "hardship_aid" / "v1")
    words = tmp_path / "hardship_aid" / "v1" / "texts" / "en.yaml"
    words.write_text("workflow: Hardship aid\n", encoding="utf-8")
    return tmp_path


def test_a_released_version_is_served_as_it_was_released(root: Path) -> None:
    """Checks that have become stricter do not take a kind of case away from its open cases."""
    release(root, "hardship_aid", 1)
    assert YamlWorkflowLibrary(root).latest("hardship_aid").spec.version == 1


def test_a_draft_is_judged_before_use(root: Path) -> None:
    """The same files are refused as long as they are not released."""
    with pytest.raises(DefinitionError):
        YamlWorkflowLibrary(root, drafts=True).latest("hardship_aid")


def test_a_released_version_that_was_changed_is_refused(root: Path) -> None:
    """One changed character in a released file, and it is used no more."""
    release(root, "hardship_aid", 1)
    document = root / "hardship_aid" / "v1" / "workflow.yaml"
    document.write_text(document.read_text("utf-8") + "# later\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        YamlWorkflowLibrary(root).latest("hardship_aid")
    assert "definition_released_changed" in [f.code.value for f in raised.value.findings]
