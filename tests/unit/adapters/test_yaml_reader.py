"""YAML is read strictly: what an author sees is what is meant, and every fault has a place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.outbound.definitions.yaml import DocumentLimits, YamlCode, YamlError, read_yaml
from rules.source import Mapping, plain


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("", None),
        ("'~'", "~"),
        ("12", 12),
        ("-12", -12),
        ("012", "012"),
        ("0o14", "0o14"),
        ("1_000", "1_000"),
        ("0.10", Decimal("0.10")),
        (".5", Decimal("0.5")),
        ("1e3", Decimal("1000")),
        (".inf", ".inf"),
        ("'1.5'", "1.5"),
        ("2026-01-31", "2026-01-31"),
        ("12:30:00", "12:30:00"),
        ("<<", "<<"),
    ],
)
def test_a_scalar_means_what_it_looks_like(written: str, meant: object) -> None:
    """No Norway, no octal, no sexagesimal, no timestamps, and decimals stay exact."""
    value = plain(read_yaml(f"key: {written}", file="a.yaml"))
    assert value == {"key": meant}
    assert type(value["key"]) is type(meant)  # type: ignore[index]  # a mapping


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\na: 2", YamlCode.DUPLICATE_KEY, 2, 1),
        ("a: &x 1", YamlCode.ANCHOR, 1, 4),
        ("a: *x", YamlCode.ANCHOR, 1, 4),
        ("a: !!python/object:os.system ls", YamlCode.TAG, 1, 4),
        ("a: !own 1", YamlCode.TAG, 1, 4),
        ("? [a]\n: 1", YamlCode.KEY_NOT_TEXT, 1, 3),
        ("a: 1\n--- \nb: 2", YamlCode.SEVERAL_DOCUMENTS, 2, 1),
        ("", YamlCode.EMPTY, 1, 1),
        ("a: [1, 2", YamlCode.SYNTAX, 2, 1),
        ("a: 1\n  b: 2", YamlCode.SYNTAX, 2, 4),
        ("a: 1\nb: \x07", YamlCode.CHARACTER, 2, 4),
        ("a: \ud800", YamlCode.CHARACTER, 1, 4),
        ("a: 救助\nb: \x08", YamlCode.CHARACTER, 2, 4),
        ("a: " + "9" * 80, YamlCode.NUMBER_TOO_LONG, 1, 4),
        ("[" * 60 + "]" * 60, YamlCode.TOO_DEEP, 1, 41),
    ],
)
def test_a_fault_is_refused_with_its_place(
    text: str, code: YamlCode, line: int, column: int
) -> None:
    """What this reader does not allow is named, with line and column."""
    with pytest.raises(YamlError) as caught:
        read_yaml(text, file="a.yaml")
    assert caught.value.code is code
    assert (caught.value.mark.line, caught.value.mark.column) == (line, column)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (DocumentLimits(characters=5), YamlCode.TOO_LONG),
        (DocumentLimits(values=3), YamlCode.TOO_MANY_VALUES),
        (DocumentLimits(depth=1), YamlCode.TOO_DEEP),
    ],
)
def test_every_bound_names_itself(limits: DocumentLimits, code: YamlCode) -> None:
    """A document beyond a bound is refused by the name of that bound."""
    with pytest.raises(YamlError) as caught:
        read_yaml("a: [1, 2, 3]", file="a.yaml", limits=limits)
    assert caught.value.code is code


def test_every_value_and_every_key_has_its_place() -> None:
    """Marks count lines and columns from one."""
    tree = read_yaml("first: 1\nlist:\n  - x\n  - {y: 2}", file="a.yaml")
    assert isinstance(tree, Mapping)
    assert str(tree.key_marks["list"]) == "a.yaml:2:1"
    assert str(tree.entries["first"].mark) == "a.yaml:1:8"
