"""Writes the locks: exact versions and hashes, no address of any registry or machine."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.environment import REQUIREMENTS, ROOT, Environment, SetupFailed, say

HEADER = "# Written by `./run lock` from pyproject.toml; change that and run it again.\n"
UNIVERSAL = ("--universal", "--python-version", "3.11")
PLAIN = (
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-strip-extras",
)


def write_locks(environment: Environment) -> None:
    """Resolves the run-time set first and holds the test set to the same versions."""
    _compile(environment, "run", ["--extra", "postgres", "--extra", "build"], None)
    _compile(environment, "test", ["--extra", "dev", "--extra", "build"], REQUIREMENTS / "run.txt")
    _compile_uv(environment)


def _compile(
    environment: Environment, name: str, extras: Sequence[str], same_as: Path | None
) -> None:
    held = ["--constraint", str(same_as)] if same_as else []
    _write(environment, name, ["pyproject.toml", *extras, *held], None)


def _compile_uv(environment: Environment) -> None:
    _write(environment, "uv", ["-"], "uv\n")


def _write(environment: Environment, name: str, source: Sequence[str], stdin: str | None) -> None:
    say(f"resolving requirements/{name}.txt")
    command = [environment.tool("uv"), "pip", "compile", "--quiet", *UNIVERSAL, *PLAIN, *source]
    command += ["--python", str(environment.python)]
    done = subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SetupFailed(done.stderr)
    (REQUIREMENTS / f"{name}.txt").write_text(HEADER + done.stdout, "utf-8")
