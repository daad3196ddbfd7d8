"""The page that adds a kind of case says nothing that does not work."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.bootstrap import House
from adapters.i18n import Language, Texts
from adapters.inbound.cli.app import application
from adapters.outbound.memory import SettableClock
from adapters.program.commands import GROUPS
from adapters.settings import Settings
from tests.support.outside import ROOT

PAGE = ROOT / "docs" / "howto" / "add-a-kind-of-case.md"
FILE = re.compile(r"^`(?P<name>[\w/-]+\.yaml)`:\n\n```yaml\n(?P<text>.*?)^```$", re.M | re.S)
TYPED = re.compile(r"^    unioncase (?P<words>.*?)(?: +# exit code (?P<code>\d))?$", re.M)


def typed(words: str) -> int:
    """The exit code of a command, in an installation that reads its files anew like a process."""
    settings = Settings(data_dir=Path("my-data"), definitions_dir=Path("my-office"))
    house = House(settings, own_clock=SettableClock(datetime(2026, 11, 21, 2, 0, tzinfo=UTC)))
    app = application(house, Texts.of_installation(), Language.EN, GROUPS)
    return CliRunner().invoke(app, shlex.split(words)).exit_code


def test_a_newcomer_gets_from_an_empty_folder_to_a_closed_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files written and commands typed in the order of the page end as the page says."""
    monkeypatch.chdir(tmp_path)
    Path("receipt.pdf").write_bytes(b"%PDF-1.4\n")
    text = PAGE.read_text("utf-8")
    steps = sorted([*FILE.finditer(text), *TYPED.finditer(text)], key=lambda step: step.start())
    ended, told = [], []
    for step in steps:
        if step.re is FILE:
            Path(step["name"]).parent.mkdir(parents=True, exist_ok=True)
            Path(step["name"]).write_text(step["text"], encoding="utf-8")
        else:
            told.append((step["words"], int(step["code"] or 0)))
            ended.append((step["words"], typed(step["words"])))
    assert len(told) > 15
    assert ended == told


def test_the_page_needs_no_python() -> None:
    """What a newcomer writes is YAML."""
    assert "```python" not in PAGE.read_text("utf-8")
