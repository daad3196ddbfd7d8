"""The import direction of the house, as import-linter sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.outside import ROOT
from tests.support.sources import SHIPPED, python_files


def test_every_import_contract_is_kept() -> None:
    """`lint-imports` finds no import against the direction of the house."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_folder_of_modules_is_a_package() -> None:
    """Each shipped folder with modules has an `__init__`; without one no contract would see it."""
    folders = {path.parent for path in python_files(*SHIPPED) if "migrations" not in path.parts}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
