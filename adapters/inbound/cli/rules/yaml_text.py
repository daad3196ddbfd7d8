"""Plain data as YAML that the strict reader gives back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import yaml

from adapters.bootstrap import read_document
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.words import CliCode
from rules.source import Scalar


def write_file(file: Path, text: str) -> None:
    """Write a file.

    Raises:
        InputError: It cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error


class _Writer(yaml.SafeDumper):
    """Writes texts so that the strict reader gives the same texts back."""

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: the reader allows no references."""
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and text == text.strip() else None
    if style is None and not _reads_as_text(text):
        style = "'"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _reads_as_text(text: str) -> bool:
    from adapters.outbound.definitions.yaml import YamlError

    try:
        node = read_document(text, "")
    except YamlError:
        return True
    return isinstance(node, Scalar) and node.value == text


_Writer.add_representer(str, _text)


def _number(writer: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    tag = "tag:yaml.org,2002:float" if "." in str(number) else "tag:yaml.org,2002:int"
    return writer.represent_scalar(tag, str(number))


_Writer.add_representer(Decimal, _number)


def as_yaml(data: Mapping[str, object], *, short: bool = False) -> str:
    """Return plain data as YAML.

    Args:
        data: Mappings, lists, texts, truth values and exact numbers.
        short: Whether lists and mappings without further ones stand on one line.
    """
    flow = None if short else False
    return yaml.dump(
        dict(data),
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=100,
        default_flow_style=flow,
    )
