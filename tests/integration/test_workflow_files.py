"""Files of a workflow that are missing, unreadable, misplaced or changed after their release."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.outbound.definitions.catalogue import read_rulebook
from adapters.outbound.definitions.known_rules import known_rules
from adapters.outbound.definitions.published import YamlWorkflowLibrary
from adapters.outbound.definitions.releases import LOCK, Releases, release
from engine.definitions.codes import DefinitionCode
from engine.errors import DefinitionError, NotFoundError
from tests.support.known_rules import GIFT_RULES
from tests.support.outside import ROOT

SHIPPED = ROOT / "workflows"
BASE = ROOT / "tests" / "definitions_corpus" / "base"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with one sound kind of case, not released."""
    shutil.copytree(BASE, tmp_path / "gift_aid" / "v1")
    return tmp_path


def found(root: Path, version: int = 1) -> set[tuple[str, str]]:
    """Code and file of everything wrong with the kind of case."""
    library = YamlWorkflowLibrary(root, rules=GIFT_RULES, drafts=True)
    return {(f.code.value, f.mark.file) for f in library.check("gift_aid", version)}


def test_what_ships_is_without_fault_under_the_rules_that_ship() -> None:
    """No alarm, false or true: every decision and figure that a workflow names is there."""
    rules = known_rules(read_rulebook(ROOT / "rules" / "catalogue"))
    library = YamlWorkflowLibrary(SHIPPED, rules=rules, drafts=True)
    checked = {
        (kind, version): library.check(kind, version)
        for kind in library.kinds()
        for version in library.versions(kind)
    }
    assert checked
    assert not any(checked.values())


def test_the_catalogue_tells_which_decisions_there_are() -> None:
    """A decision is known with the type of its answer and the facts it may ask for."""
    rules = known_rules(read_rulebook(ROOT / "rules" / "catalogue"))
    eligible = rules.decisions["hardship_aid.eligible"]
    assert eligible.type == "boolean"
    assert "household_size" in eligible.facts


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _with(name: str, content: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return write


FAULTS = [
    (_without("workflow.yaml"), DefinitionCode.FILE_MISSING, "workflow.yaml"),
    (_without("texts/en.yaml"), DefinitionCode.FILE_MISSING, "workflow.yaml"),
    (_with("texts/en.yaml", b"\xff\xfe"), DefinitionCode.NOT_UTF8, "texts/en.yaml"),
    (
        _with("letters/awrd.zh.md", b"hello"),
        DefinitionCode.TEMPLATE_UNUSED,
        "letters/awrd.zh.md",
    ),
]


@pytest.mark.parametrize(("break_it", "code", "file"), FAULTS)
def test_a_file_at_fault_is_named(
    root: Path, break_it: Callable[[Path], None], code: DefinitionCode, file: str
) -> None:
    """Missing, not UTF-8 or belonging to nothing: the finding names the file."""
    break_it(root / "gift_aid" / "v1")
    assert (code.value, f"gift_aid/v1/{file}") in found(root)


def test_a_document_in_the_folder_of_another_version_is_found(root: Path) -> None:
    """A copied folder whose document still says its old version is not used by mistake."""
    shutil.copytree(root / "gift_aid" / "v1", root / "gift_aid" / "v2")
    assert found(root, 2) == {("definition_wrong_folder", "gift_aid/v2/workflow.yaml")}


def test_a_version_is_not_served_before_its_release(root: Path) -> None:
    """New cases get what is released, not what somebody is still writing."""
    with pytest.raises(NotFoundError):
        YamlWorkflowLibrary(root, rules=GIFT_RULES).latest("gift_aid")


def test_the_latest_released_version_is_served(root: Path) -> None:
    """A newer draft does not take the place of what was released."""
    release(root, "gift_aid", 1)
    shutil.copytree(root / "gift_aid" / "v1", root / "gift_aid" / "v2")
    assert YamlWorkflowLibrary(root, rules=GIFT_RULES).latest("gift_aid").ref == "gift_aid@1"


def test_a_changed_released_file_is_named(root: Path) -> None:
    """A released text that somebody corrected later is refused by its name."""
    release(root, "gift_aid", 1)
    file = root / "gift_aid" / "v1" / "texts" / "zh.yaml"
    file.write_text(file.read_text("utf-8").replace("小额", "小小额"), "utf-8")
    assert found(root) == {("definition_released_changed", "gift_aid/v1/texts/zh.yaml")}


def test_a_released_file_that_is_gone_is_named(root: Path) -> None:
    """A released version is whole or not used."""
    release(root, "gift_aid", 1)
    (root / "gift_aid" / "v1" / "forms.yaml").unlink()
    assert ("definition_released_missing", "gift_aid/v1/forms.yaml") in found(root)


def test_stories_may_be_added_after_a_release(root: Path) -> None:
    """Examples test a version; they are no part of what it does."""
    release(root, "gift_aid", 1)
    (root / "gift_aid" / "v1" / "examples.yaml").write_text("examples: []\n", "utf-8")
    assert found(root) == set()


def test_line_ends_of_another_system_are_no_change(root: Path) -> None:
    """A checkout with other line ends is still the released version."""
    release(root, "gift_aid", 1)
    file = root / "gift_aid" / "v1" / "letters" / "award.en.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert found(root) == set()


def test_a_version_is_released_once(root: Path) -> None:
    """What is fixed cannot be fixed anew with another content."""
    release(root, "gift_aid", 1)
    with pytest.raises(DefinitionError) as raised:
        release(root, "gift_aid", 1)
    assert raised.value.findings[0].code is DefinitionCode.ALREADY_RELEASED


def test_a_damaged_lock_is_refused_with_its_line(root: Path) -> None:
    """A lock that cannot be read protects nothing, so nothing is served."""
    release(root, "gift_aid", 1)
    with (root / LOCK).open("a", encoding="utf-8") as lock:
        lock.write("scribble\n")
    with pytest.raises(DefinitionError) as raised:
        Releases.read(root)
    fault = raised.value.findings[0]
    lines = len((root / LOCK).read_text("utf-8").splitlines())
    assert (fault.code, fault.mark.line) == (DefinitionCode.LOCK_UNREADABLE, lines)
