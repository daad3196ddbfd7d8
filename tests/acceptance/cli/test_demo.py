"""The demo office: complete, sound, built once, and never over somebody's files."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.inbound.cli.demo.build import KIND
from engine.ports import CaseQuery
from tests.support.command_line import CommandLine

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A demo office that has been built."""
    line = CommandLine(tmp_path_factory.mktemp("demo") / "office")
    line.clock.set(NOW)
    assert line.ask("demo").data["built"] is True
    return line


def test_every_step_has_a_file(demo: CommandLine) -> None:
    """There is a case in every state of the workflow."""
    states = set(demo.house.workflow_library.latest(KIND).spec.states)
    assert set(demo.ask("demo").data["cases"].values()) >= states


def test_the_demo_is_built_once(demo: CommandLine) -> None:
    """A second look builds nothing and shows the same files."""
    first, second = demo.ask("demo").data, demo.ask("demo").data
    assert (first["built"], first["cases"]) == (False, second["cases"])


def test_everybody_can_sign_in_with_a_password_shown_once(tmp_path: Path) -> None:
    """It is made anew for each demo, told when that is built, and never again."""
    line = CommandLine(tmp_path / "office")
    line.clock.set(NOW)
    first, second = line.ask("demo").data, line.ask("demo").data
    doors = line.house.doors
    person = doors.accounts.account("shen")
    assert person is not None
    assert doors.passwords.matches(first["password"], person.password_hash)
    assert second["password"] is None


def test_nothing_in_the_demo_is_damaged(demo: CommandLine) -> None:
    """Every chain verifies and every file replays."""
    assert demo.ask("audit", "verify").data["defects"] == []


def test_the_demo_happens_now(demo: CommandLine) -> None:
    """No entry lies in the future, and most files were worked on in the past month."""
    rows = demo.house.ports.cases.cases(CaseQuery(kind=KIND, limit=1000))
    assert max(row.entered_at for row in rows) <= NOW
    recent = [row for row in rows if row.entered_at > NOW - timedelta(days=31)]
    assert len(recent) > len(rows) / 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tour_suggests_commands_that_work(demo: CommandLine, tmp_path: Path, lang: str) -> None:
    """Each command that the tour suggests can be typed as it stands, and the tour taken again."""
    shutil.copytree(demo.house.settings.data_dir, tmp_path / "copy")
    line = CommandLine(tmp_path / "copy")
    line.clock.set(NOW)
    said = line.run("demo", lang=lang)
    assert (said.code, "‹" in said.out) == (0, False)
    suggested = [line.split() for line in said.out.splitlines() if f"--lang {lang}" in line]
    assert len(suggested) == 8
    for _, *typed in suggested:
        if "--out" not in typed:
            assert line.run(*typed[:-2], lang=lang).code == 0, typed
    assert line.run("demo", lang=lang).code == 0


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder with other files in it is refused, and they stay."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    line = CommandLine(tmp_path / "unused")
    said = line.ask("demo", "--folder", str(tmp_path))
    assert (said.code, said.data["error"]["code"]) == (6, "cli_folder_not_a_demo")
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"
