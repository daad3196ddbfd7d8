"""Lists in letters are checked before use: the list, and the column of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.definitions.codes import DefinitionCode
from tests.unit.engine.definitions.test_corpus import CORPUS, found_in


def with_line(folder: Path, line: str, fields: str) -> Path:
    """The sound kind of case, whose award shows a further line and needs these fields."""
    shutil.copytree(CORPUS / "base", folder)
    document = folder / "workflow.yaml"
    text = document.read_text("utf-8")
    assert "fields: [name, granted]" in text
    document.write_text(text.replace("fields: [name, granted]", f"fields: [{fields}]"), "utf-8")
    letter = folder / "letters" / "award.zh.md"
    letter.write_text(letter.read_text("utf-8") + f"\n{line}\n", "utf-8")
    return folder


def test_a_column_of_a_list_of_the_letter_is_sound(tmp_path: Path) -> None:
    """A list among the letter's fields may show its columns."""
    folder = with_line(tmp_path / "v1", "{{ members.member }}", "name, granted, members")
    codes = {found.code for found in found_in(folder)}
    assert DefinitionCode.TEMPLATE_PLACE not in codes


@pytest.mark.parametrize(
    ("line", "fields", "sought", "candidate"),
    [
        ("{{ members.membr }}", "name, granted, members", "membr", "member"),
        ("{{ members.member }}", "name, granted", "members", "name"),
        ("{{ name.first }}", "name, granted", "first", None),
    ],
)
def test_a_column_that_is_not_there_is_found(
    tmp_path: Path, line: str, fields: str, sought: str, candidate: str | None
) -> None:
    """A column misspelt, a list that the letter does not have, a column of what is no list."""
    found = found_in(with_line(tmp_path / "v1", line, fields))
    [place] = [f for f in found if f.code is DefinitionCode.TEMPLATE_PLACE]
    assert place.params["name"] == sought
    candidates = place.params["candidates"]
    assert isinstance(candidates, list)
    assert candidate is None or candidate in candidates
