"""`./run`: what it makes of its arguments, and when an environment is good enough."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.outside import ROOT
from tools.environment import LOCKS, Environment, stamp


def installed(folder: Path, text: str) -> Environment:
    """An environment that says that a lock is installed in it."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    (folder / "unioncase-lock").write_text(text, "utf-8")
    return Environment(folder=folder)


@pytest.mark.parametrize("lock", LOCKS)
def test_an_environment_made_from_a_lock_holds_it(tmp_path: Path, lock: str) -> None:
    """The second run of a command finds nothing to do."""
    assert installed(tmp_path / "venv", stamp(lock)).holds(lock)


def test_the_test_environment_serves_the_program_too(tmp_path: Path) -> None:
    """Whoever has run the tests need not wait for the demo."""
    assert installed(tmp_path / "venv", stamp("test")).holds("run")


def test_the_programs_environment_does_not_serve_the_tests(tmp_path: Path) -> None:
    """The tests' own requirements are installed when they are needed."""
    assert not installed(tmp_path / "venv", stamp("run")).holds("test")


def test_a_changed_lock_makes_the_environment_stale(tmp_path: Path) -> None:
    """An environment made from another lock is built again."""
    assert not installed(tmp_path / "venv", "run 0000\n").holds("run")


def test_no_environment_holds_nothing(tmp_path: Path) -> None:
    """A fresh checkout has to be set up."""
    assert not Environment(folder=tmp_path / "venv").holds("run")


def test_an_unknown_command_is_answered_with_the_known_ones() -> None:
    """A mistyped command prints the help and ends with 2."""
    command = [str(ROOT / "run"), "tset"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "./run test" in done.stdout) == (2, True)


def test_help_needs_no_environment(tmp_path: Path) -> None:
    """The help is there before anything is installed, and makes nothing."""
    command = [str(ROOT / "run"), "help"]
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    variables = {"UNIONCASE_VENV": str(tmp_path / "venv"), "PATH": path}
    done = subprocess.run(command, env=variables, capture_output=True, check=False)
    assert (done.returncode, list(tmp_path.iterdir())) == (0, [])
