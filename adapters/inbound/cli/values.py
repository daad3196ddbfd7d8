"""Values as typed: `field=value` on the line, or a file of them in JSON or YAML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.words import CliCode


def read_day(text: str) -> date:
    """A day as it must be given.

    Raises:
        InputError: It is none.
    """
    day = read_date(text)
    if day is None:
        raise InputError(CliCode.BAD_DATE, text=text)
    return day


def read_values(pairs: Sequence[str], file: Path | None) -> dict[str, JsonValue]:
    """Values of fields; a pair on the line goes before the same field in the file.

    A value that begins with `[` or `{` is read as JSON, so that lists can be typed too.

    Raises:
        InputError: A pair without `=`, a field given twice, or a file that cannot be read.

    Example:
        >>> read_values(["requested=1,062.00", "name=赵样例"], None)
        {'requested': '1,062.00', 'name': '赵样例'}
    """
    values = read_file(file) if file is not None else {}
    typed: dict[str, JsonValue] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise InputError(CliCode.NOT_A_PAIR, text=pair)
        if name in typed:
            raise InputError(CliCode.GIVEN_TWICE, field=name)
        typed[name] = _typed(name, text)
    return {**values, **typed}


def _typed(name: str, text: str) -> JsonValue:
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return cast("JsonValue", json.loads(text))
    except json.JSONDecodeError as error:
        problem = f"{error.msg} ({error.colno})"
        raise InputError(CliCode.DATA_NOT_JSON, field=name, problem=problem) from error


def read_file(file: Path) -> dict[str, JsonValue]:
    """The values in a JSON or YAML file.

    Raises:
        InputError: It cannot be read, or holds no names and values.
        YamlError: It is not YAML; with the place.
    """
    from adapters.bootstrap import read_document
    from rules.source import Mapping, plain

    tree = read_document(read_text(file), str(file))
    if not isinstance(tree, Mapping):
        raise InputError(CliCode.DATA_NOT_A_MAPPING, place=str(tree.mark))
    return cast("dict[str, JsonValue]", _stored(plain(tree)))


def _stored(value: object) -> JsonValue:
    """Exact decimals as text, as everywhere in the case file."""
    if isinstance(value, dict):
        return {str(name): _stored(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_stored(part) for part in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def read_text(file: Path) -> str:
    """The text of a file.

    Raises:
        InputError: It is not there, or not text in UTF-8.
    """
    try:
        return file.read_text("utf-8")
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error
    except UnicodeDecodeError as error:
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem="UTF-8") from error


def read_date(text: str | None) -> date | None:
    """A date as typed, or None.

    Raises:
        InputError: It is not one.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(CliCode.BAD_DATE, text=text) from error
