"""The import direction of the house, as import-linter sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.outside import ROOT


def test_every_import_contract_is_kept() -> None:
    """`lint-imports` finds no import against the direction of the house."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
