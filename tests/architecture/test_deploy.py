"""What stands in deploy/ and in the manual fits the program."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
import yaml

from adapters.program.commands import GROUPS
from adapters.settings import Settings
from tests.support.outside import ROOT

DEPLOY = sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file())
MANUAL = sorted((ROOT / "docs").rglob("*.md"))
VARIABLE = re.compile(r"UNIONCASE_([A-Z][A-Z_]*[A-Z])")
FOR_TESTS = {"PYTHON"}
"""Read by `./run`, not by the program."""


class _Unit(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        """Names of systemd's settings are told apart by capitals."""
        return optionstr


def known() -> set[str]:
    """Names of all settings, as variables have them."""
    return {name.upper() for name in Settings.model_fields} | FOR_TESTS


def top_level() -> set[str]:
    """Names of the commands and groups that can come first."""
    return {name for group in GROUPS for name in ([group.name] if group.name else group.commands)}


@pytest.mark.parametrize("path", [*DEPLOY, *MANUAL], ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    """Nobody sets a variable that nothing reads."""
    named = {n for n in VARIABLE.findall(path.read_text("utf-8")) if not n.startswith("TEST_")}
    assert named - known() == set()


@pytest.mark.parametrize("path", [p for p in DEPLOY if p.suffix == ".yaml"], ids=str)
def test_every_compose_file_builds_our_image_and_runs_our_commands(path: Path) -> None:
    """A service of ours names a Dockerfile that is there and a command that exists."""
    services = yaml.safe_load(path.read_text("utf-8"))["services"]
    ours = [service for service in services.values() if "build" in service]
    assert ours
    for service in ours:
        build = service["build"]
        assert (path.parent / build["context"] / build["dockerfile"]).resolve().is_file()
        assert service.get("command", ["serve"])[0] in top_level()


@pytest.mark.parametrize("path", [p for p in DEPLOY if p.suffix == ".service"], ids=str)
def test_every_unit_runs_a_command_of_ours_as_nobody_special(path: Path) -> None:
    """It names an existing command, an own user, and lets nobody else read what it writes."""
    unit = _Unit(interpolation=None, strict=False)
    unit.read_string(path.read_text("utf-8"))
    service = unit["Service"]
    [command] = re.findall(r"/bin/unioncase ([a-z]+)", service["ExecStart"])
    assert command in top_level()
    assert (service["User"], service["UMask"]) == ("unioncase", "0077")
