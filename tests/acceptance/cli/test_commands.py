"""What holds of every command."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.i18n import Language, Texts
from adapters.inbound.cli.commands import COMMON, Group
from adapters.program.commands import GROUPS
from tests.support.command_line import CommandLine

COMMANDS = [(group, name) for group in GROUPS for name in group.commands]


def path(group: Group, name: str) -> list[str]:
    """The command as it is typed."""
    return [group.name, name] if group.name else [name]


@pytest.mark.parametrize(("group", "name"), COMMANDS, ids=lambda value: str(value)[:40])
def test_every_command_has_help_in_both_languages(
    office: CommandLine, group: Group, name: str
) -> None:
    """Help says what the command does and what each argument means, in the reader's language."""
    texts = Texts.of_installation()
    code = "_".join(["cli_help", *path(group, name)])
    for lang in Language:
        said = office.run(*path(group, name), "--help", lang=lang.value)
        words = texts.text(code, lang)
        assert (said.code, "‹" in words) == (0, False)
        assert "--json" in said.out


@pytest.mark.parametrize(("group", "name"), COMMANDS, ids=lambda value: str(value)[:40])
def test_every_argument_is_explained(group: Group, name: str) -> None:
    """No argument or option is without a text."""
    texts = Texts.of_installation()
    own = list(inspect.signature(group.commands[name], eval_str=True).parameters)[1:]
    common = [p for option in COMMON for p in inspect.signature(option).parameters]
    assert [n for n in (*own, *common) if f"cli_arg_{n}" not in texts] == []


def test_the_installed_program_starts_in_either_language(tmp_path: Path) -> None:
    """Run as a process of its own, help is in the language of the settings."""
    program = "from adapters.program.commands import main; main()"
    for lang, words in (("zh", "工会办案系统"), ("en", "Casework")):
        said = subprocess.run(
            [sys.executable, "-c", program, "--help"],
            env={"UNIONCASE_LANG": lang, "UNIONCASE_DATA_DIR": str(tmp_path)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (said.returncode, words in said.stdout) == (0, True)


def test_an_unknown_command_is_a_usage_error(office: CommandLine) -> None:
    """A command that does not exist ends with exit code 2."""
    assert office.run("case", "fly").code == 2


def test_a_database_that_is_not_there_yet_is_told(tmp_path: Path) -> None:
    """Before init, the answer is an outside failure with words, not a traceback."""
    line = CommandLine(tmp_path)
    said = line.ask("case", "list", person="lin")
    assert (said.code, "error" in said.data) == (7, True)


def test_init_can_be_repeated(tmp_path: Path) -> None:
    """Making what is there already changes nothing."""
    line = CommandLine(tmp_path / "new")
    assert [line.ask("init").code, line.ask("init").code] == [0, 0]
    assert line.ask("audit", "verify").data["defects"] == []


def test_somebody_is_given_an_account(office: CommandLine) -> None:
    """With a password for one purpose; a person who is not there gets none."""
    given = office.ask("account", "give", "lin").data
    account = office.house.doors.accounts.account("lin")
    assert account is not None
    assert account.must_change
    assert office.house.doors.passwords.matches(given["password"], account.password_hash)
    assert office.ask("account", "give", "nobody").code == 4
