"""Values as typed at the command line, and how errors end."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.inbound.cli.exits import Exit, InputError, UsageError, exit_for
from adapters.inbound.cli.values import read_date, read_values
from adapters.inbound.cli.words import CliCode
from engine.errors import (
    AdapterError,
    ConflictError,
    DefinitionError,
    EngineCode,
    NotFoundError,
    NotPermittedError,
)
from rules.errors import UnioncaseError


def test_a_pair_goes_before_the_same_field_in_a_file(tmp_path: Path) -> None:
    """What stands on the line wins; the rest comes from the file."""
    file = tmp_path / "values.json"
    file.write_text('{"name": "甲", "amount": 12.50, "members": [{"name": "乙"}]}', "utf-8")
    values = read_values(["name=丙"], file)
    assert values == {"name": "丙", "amount": "12.50", "members": [{"name": "乙"}]}


def test_dates_in_a_file_stay_as_written(tmp_path: Path) -> None:
    """A date in YAML is no object of its own; the field's type decides what it is."""
    file = tmp_path / "values.yaml"
    file.write_text("born: 2026-01-02\ncode: 007\nanswer: no\n", "utf-8")
    assert read_values((), file) == {"born": "2026-01-02", "code": "007", "answer": "no"}


def test_a_list_can_be_typed_as_json() -> None:
    """A value that begins with a bracket is read as JSON."""
    assert read_values(['members=[{"name": "甲"}]'], None) == {"members": [{"name": "甲"}]}


@pytest.mark.parametrize("pairs", [["name"], ["=x"], ["a=1", "a=2"], ["a={"]])
def test_what_is_no_value_is_refused(pairs: list[str]) -> None:
    """No name, no equals sign, a name twice, or broken JSON."""
    with pytest.raises(InputError):
        read_values(pairs, None)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error carries the file's name."""
    with pytest.raises(InputError) as raised:
        read_values((), tmp_path / "absent.yaml")
    assert raised.value.params["file"] == str(tmp_path / "absent.yaml")


def test_a_date_must_be_one() -> None:
    """The thirtieth of February is refused."""
    with pytest.raises(InputError):
        read_date("2026-02-30")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError(CliCode.NO_PERSON), Exit.USAGE),
        (NotPermittedError(EngineCode.NOT_DELEGATED), Exit.REFUSED),
        (NotFoundError(EngineCode.CASE_NOT_FOUND), Exit.NOT_FOUND),
        (ConflictError(EngineCode.CONCURRENT_CHANGE), Exit.CONFLICT),
        (DefinitionError(()), Exit.UNREADABLE),
        (InputError(CliCode.NOT_A_PAIR), Exit.UNREADABLE),
        (AdapterError(EngineCode.STORE_UNAVAILABLE, retryable=True), Exit.FAILED),
    ],
)
def test_every_error_has_its_exit_code(error: UnioncaseError, code: Exit) -> None:
    """Programs tell errors apart by the exit code."""
    assert exit_for(error) is code
