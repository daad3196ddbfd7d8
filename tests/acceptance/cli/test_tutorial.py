"""The tutorial says nothing that does not work."""

from __future__ import annotations

import re
import shlex
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.outside import ROOT

PAGE = ROOT / "docs" / "tutorial" / "first-case.md"
TYPED = re.compile(r"^    unioncase (?P<words>.*?)(?: +# exit code (?P<code>\d))?$", re.M)


def test_every_command_of_the_tutorial_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed in their order, all commands end as the page says."""
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text("utf-8")
    [values] = re.findall(r"`family\.yaml`:\n\n((?:    .*\n)+)", page)
    Path("family.yaml").write_text(textwrap.dedent(values), encoding="utf-8")
    Path("paper.pdf").write_bytes(b"%PDF-1.4\n")
    line = CommandLine(tmp_path / "office")
    line.clock.set(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    typed = [(m["words"], int(m["code"] or 0)) for m in TYPED.finditer(page)]
    assert len(typed) > 15
    ended = [(words, line.run(*shlex.split(words)).code) for words, _ in typed]
    assert ended == typed
