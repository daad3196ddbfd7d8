"""Reading plain data (as YAML or JSON give it) key by key, refusing what is not expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeVar

from rules.dmn.errors import DmnCode, DmnError
from rules.nearest import nearest

Plain: TypeAlias = "None | bool | int | Decimal | str | Sequence[Plain] | Mapping[str, Plain]"
Path: TypeAlias = tuple[str | int, ...]
T = TypeVar("T")

_DEEPEST = 60


def refused(path: Path, expected: str, near: str | None = None) -> DmnError:
    """Return the error that something else was expected at a path."""
    place = ".".join(map(str, path))
    if near is None:
        return DmnError(DmnCode.INVALID_PLAIN_FORM, path=place, expected=expected)
    return DmnError(DmnCode.MISSPELT_KEY, path=place, expected=expected, near=near)


def as_text(value: Plain, path: Path) -> str:
    """Return a text.

    Raises:
        DmnError: The value is none; likewise for the functions below.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if not isinstance(value, str):
        raise refused(path, "text")
    return value


def as_items(value: Plain, path: Path) -> Sequence[Plain]:
    """Return the items of a list."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise refused(path, "list")
    return value


class Fields:
    """The keys of a mapping, each to be asked for once.

    Args:
        value: The mapping.
        path: Where it stands.
    """

    def __init__(self, value: Plain, path: Path) -> None:
        if not isinstance(value, Mapping):
            raise refused(path, "mapping")
        if len(path) > _DEEPEST:
            raise DmnError(DmnCode.TOO_LARGE, limit=_DEEPEST)
        self._value = value
        self._asked: set[str] = set()
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def get(self, key: str) -> Plain:
        """Return what stands under a key, or None."""
        self._asked.add(key)
        return self._value.get(key)

    def text(self, key: str) -> str | None:
        """Return the text under a key, or None."""
        value = self.get(key)
        return None if value is None else as_text(value, (*self.path, key))

    def needed(self, key: str) -> str:
        """Return the text under a key that must be there."""
        found = self.text(key)
        if found is None:
            raise refused((*self.path, key), "text")
        return found

    def flag(self, key: str) -> bool:
        """Return the truth value under a key, false when there is none."""
        value = self.get(key)
        if not isinstance(value, bool | None):
            raise refused((*self.path, key), "true or false")
        return bool(value)

    def items(self, key: str, read: Callable[[Plain, Path], T]) -> tuple[T, ...]:
        """Return the items of the list under a key, each read; none when there is no list."""
        value = self.get(key)
        if value is None:
            return ()
        path = (*self.path, key)
        found = enumerate(as_items(value, path))
        return tuple(read(item, (*path, index)) for index, item in found)

    def named(self, key: str, read: Callable[[str, Plain, Path], T]) -> tuple[T, ...]:
        """Return the entries of the mapping under a key, each read with its name."""
        value = self.get(key)
        if value is None:
            return ()
        path = (*self.path, key)
        if not isinstance(value, Mapping):
            raise refused(path, "mapping")
        return tuple(read(str(name), item, (*path, str(name))) for name, item in value.items())

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self._value:
            if key not in self._asked:
                expected = ", ".join(sorted(self._asked))
                raise refused((*self.path, str(key)), expected, nearest(str(key), self._asked))


def kept(**fields: Plain) -> dict[str, Plain]:
    """Return the fields that say something: not None, not false, not empty."""
    return {name: value for name, value in fields.items() if value not in (None, False, (), [], {})}
