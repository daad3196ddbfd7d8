"""A furnished office for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database, people and budgets."""
    folder = tmp_path_factory.mktemp("office")
    line = CommandLine(folder)
    line.furnish()
    line.house.database.close()
    return folder


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> CommandLine:
    """An office of this test's own."""
    folder = tmp_path / "office"
    shutil.copytree(furnished, folder)
    return CommandLine(folder)


@pytest.fixture
def draft(office: CommandLine) -> str:
    """A file that lin has just opened."""
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    said = office.ask("case", "open", "hardship_aid", *values, person="lin")
    number: str = said.data["case"]
    return number
