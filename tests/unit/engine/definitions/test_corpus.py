"""Mistakes that people make in definitions, each found at its place and in the right words."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from adapters.i18n import Language, Texts
from adapters.outbound.definitions.folders import read_folder
from engine.definitions.checks import judge
from engine.definitions.codes import DefinitionCode
from rules.findings import Finding
from tests.support.known_rules import GIFT_RULES
from tests.support.outside import ROOT

CORPUS = ROOT / "tests" / "definitions_corpus"
Mistake = Mapping[str, object]
MISTAKES: list[Mistake] = yaml.safe_load((CORPUS / "mistakes.yaml").read_text("utf-8"))


def found_in(folder: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with a folder."""
    content = read_folder(folder, "gift_aid/v1")
    assert content.files is not None
    judged = judge(content.files, rules=GIFT_RULES, kinds=frozenset(("gift_aid",)))
    return (*content.findings, *judged.findings)


def changed(mistake: Mistake, folder: Path) -> Path:
    """A copy of the sound kind of case with the mistake made; returns where it shows."""
    shutil.copytree(CORPUS / "base", folder)
    file = folder / str(mistake.get("file", "workflow.yaml"))
    text = file.read_text("utf-8")
    for step in (mistake, mistake.get("second"), mistake.get("third")):
        if isinstance(step, Mapping):
            assert text.count(str(step["replace"])) == 1, step["replace"]
            text = text.replace(str(step["replace"]), str(step["by"]))
    file.write_text(text, "utf-8")
    return folder / str(mistake.get("found_in", mistake.get("file", "workflow.yaml")))


def line_of(file: Path, mistake: Mistake) -> int:
    """The line that the finding must point at: the n-th that holds the words of `at`."""
    lines = file.read_text("utf-8").splitlines()
    holding = [number for number, line in enumerate(lines, 1) if str(mistake["at"]) in line]
    return holding[int(str(mistake.get("nth", 1))) - 1]


def described(mistake: Mistake) -> str:
    """The name of a mistake, for the report of the tests."""
    return str(mistake["name"])


def test_the_sound_kind_of_case_has_no_finding() -> None:
    """What the mistakes are made in is itself without fault."""
    assert found_in(CORPUS / "base") == ()


def test_the_machine_may_end_a_round_that_can_be_decided_without_a_vote(tmp_path: Path) -> None:
    """A removal may complete an agreement: then the join takes the action of a yes."""
    voters, agree = "voters: [{role: clerk, count: 3}]", "    to: notice\n    by: [clerk]"
    removable = {"replace": voters, "by": f"{voters}, allows: [remove]"}
    by_join = {"replace": agree, "by": "    to: notice\n    by: [clerk, join]"}
    changed({**removable, "second": by_join}, tmp_path / "v1")
    assert found_in(tmp_path / "v1") == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=described)
def test_a_mistake_is_found_at_its_place_in_both_languages(
    mistake: Mistake, tmp_path: Path
) -> None:
    """The finding has the code, the file, the line and words that help, in Chinese and English."""
    file = changed(mistake, tmp_path / "v1")
    code = f"definition_{mistake['code']}"
    line = line_of(file, mistake)
    shown = f"gift_aid/v1/{file.relative_to(tmp_path / 'v1').as_posix()}"
    here = [
        f
        for f in found_in(tmp_path / "v1")
        if (f.code.value, f.mark.file, f.mark.line) == (code, shown, line)
    ]
    assert here, [(f.code.value, str(f.mark)) for f in found_in(tmp_path / "v1")]
    texts = Texts.of_installation()
    for language in Language:
        words = [texts.text(f.code, language, f.params) for f in here]
        assert any(str(mistake[language.value]) in text for text in words), words


@pytest.mark.parametrize("mistake", MISTAKES, ids=described)
def test_a_mistake_raises_no_other_alarm(mistake: Mistake, tmp_path: Path) -> None:
    """Besides the mistake only what follows from it is reported."""
    if mistake.get("skip_also"):
        return
    changed(mistake, tmp_path / "v1")
    also = mistake.get("also") or []
    assert isinstance(also, list)
    expected = {str(mistake["code"]), *(str(code) for code in also)}
    found = {f.code.value.removeprefix("definition_") for f in found_in(tmp_path / "v1")}
    assert found == expected


def test_nearly_every_kind_of_defect_is_in_the_corpus() -> None:
    """A check without a mistake that it finds is a check that nobody has seen work."""
    seeded = {f"definition_{mistake['code']}" for mistake in MISTAKES}
    of_files = {
        "definition_already_released",
        "definition_expression_too_large",
        "definition_file_missing",
        "definition_invalid",
        "definition_lock_unreadable",
        "definition_not_utf8",
        "definition_released_changed",
        "definition_released_missing",
        "definition_template_unused",
        "definition_unknown_party",
        "definition_wrong_folder",
    }
    assert {code.value for code in DefinitionCode} - seeded == of_files
