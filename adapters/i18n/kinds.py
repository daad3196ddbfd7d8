"""The words of one version of a kind of case: what its states, actions and fields are called."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.language import CaseField
from rules.source import Plain


class KindTexts:
    """The texts of a kind of case in one language.

    Args:
        words: The sections of `texts/<language>.yaml`.

    Example:
        >>> texts = KindTexts({"workflow": "Aid", "states": {"draft": "Filling in"}})
        >>> texts.name, texts.word("states", "draft"), texts.word("states", "paid")
        ('Aid', 'Filling in', 'paid')
    """

    def __init__(self, words: Mapping[str, Plain]) -> None:
        self._words = words

    @property
    def name(self) -> str:
        """What the kind of case is called; empty when it is not said."""
        name = self._words.get("workflow")
        return name if isinstance(name, str) else ""

    def find(self, section: str, key: str) -> str | None:
        """The word for a key, or None."""
        words = self._words.get(section)
        found = words.get(key) if isinstance(words, Mapping) else None
        return found if isinstance(found, str) else None

    def word(self, section: str, key: str) -> str:
        """The word for a key; the key itself when there is none."""
        return self.find(section, key) or key

    def clock(self, key: str) -> str:
        """A clock; the single clock of a state bears the state's name."""
        return self.find("deadlines", key) or self.word("states", key)

    def field(self, path: str) -> str:
        """A field, or a column of one of its records (`members.0.name`)."""
        name, *rest = path.split(".")
        label = self.word("fields", name)
        if not rest:
            return label
        columns = self._nested("columns", name)
        steps = (str(int(s) + 1) if s.isdigit() else columns.get(s, s) for s in rest)
        return " ".join((label, *steps))

    def option(self, field: str, key: str) -> str:
        """An option of a choice; columns of records are named `field.column`."""
        return self._nested("options", field).get(key, key)

    def options(self, fields: Mapping[str, CaseField]) -> dict[str, dict[str, str]]:
        """The words of all options, by field or by `field.column`."""
        columns = {
            f"{name}.{column}": inner
            for name, field in fields.items()
            for column, inner in field.of.items()
        }
        return {
            name: {option: self.option(name, option) for option in field.options}
            for name, field in {**fields, **columns}.items()
            if field.options
        }

    def column(self, field: str, key: str) -> str:
        """A column of a list field."""
        return self._nested("columns", field).get(key, key)

    def _nested(self, section: str, name: str) -> dict[str, str]:
        words = self._words.get(section)
        found = words.get(name) if isinstance(words, Mapping) else None
        if not isinstance(found, Mapping):
            return {}
        return {key: text for key, text in found.items() if isinstance(text, str)}
