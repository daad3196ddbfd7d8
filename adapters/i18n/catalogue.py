"""Reads texts/<language>/<area>.yaml and puts values into their places.

A catalogue is one flat mapping of codes to texts. A place for a value is written `{name}`. There is
no grammar of plurals: Chinese has none, and the English texts are worded so that they need none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Self

import yaml

from rules.errors import UnioncaseError

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_CLAUSE = re.compile(r"(?=[;；])")
# Ten times faster where PyYAML was built with libyaml; a command line waits for it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEPARATOR = {"zh": "、", "en": ", "}


class Language(StrEnum):
    """A language of the house; Chinese comes first."""

    ZH = "zh"
    EN = "en"


class CatalogueCode(StrEnum):
    """Codes of catalogues that cannot be used; texts of the area `i18n`."""

    NOT_TEXTS = "i18n_not_texts"
    DUPLICATE = "i18n_duplicate"


class CatalogueError(UnioncaseError):
    """A catalogue of the installation is damaged."""


class Texts:
    """All texts in all languages, looked up by code.

    Args:
        catalogues: Texts by code, for each language.

    Example:
        >>> texts = Texts({Language.EN: {"late": "{days} days late"}})
        >>> texts.text("late", Language.EN, {"days": 3})
        '3 days late'
        >>> texts.text("late", Language.EN)
        '‹days› days late'
    """

    def __init__(self, catalogues: Mapping[Language, Mapping[str, str]]) -> None:
        self._catalogues = catalogues

    @classmethod
    def of_installation(cls) -> Self:
        """Reads the catalogues that are installed with this package.

        Raises:
            CatalogueError: A file is not a flat mapping of texts, or a code is worded twice.
        """
        root = files("adapters.i18n") / "texts"
        return cls({lang: _one(read_catalogues(root / lang.value)) for lang in Language})

    def __contains__(self, code: str) -> bool:
        return all(code in texts for texts in self._catalogues.values())

    def text(
        self, code: str, language: Language, params: Mapping[str, object] | None = None
    ) -> str:
        """Words a code.

        A code without words shows as ‹code› and a value that was not given as ‹name›: a reader is
        better served by a visible gap than by an error in place of the answer. A clause after a
        semicolon that quotes None or an empty text is left out: there is nothing to say there.

        Args:
            code: Key of the text; a member of a `StrEnum` serves as well.
            language: The reader's language.
            params: Values for the places of the text.
        """
        given = params or {}
        worded = self._catalogues[language].get(str(code), f"‹{code}›")
        worded = _without_clauses(
            worded, {name for name, value in given.items() if value in (None, "")}
        )

        def fill(place: re.Match[str]) -> str:
            name = place.group(1)
            return _shown(given[name], language) if name in given else f"‹{name}›"

        return _PLACE.sub(fill, worded)


def _without_clauses(text: str, absent: set[str]) -> str:
    if not absent:
        return text
    first, *others = _CLAUSE.split(text)
    return first + "".join(part for part in others if absent.isdisjoint(_PLACE.findall(part)))


def placeholders(text: str) -> frozenset[str]:
    """Names of the values that a text has places for."""
    return frozenset(_PLACE.findall(text))


def read_catalogues(folder: Traversable) -> dict[str, dict[str, str]]:
    """Reads every catalogue of one language.

    Returns:
        Texts by code, for each area (the file's name without its ending).

    Raises:
        CatalogueError: A file is not a flat mapping of texts, or names a code twice.
    """
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {
        entry.name[: -len(".yaml")]: read_catalogue(entry) for entry in sorted(found, key=_name)
    }


def _name(entry: Traversable) -> str:
    return entry.name


def read_catalogue(file: Traversable) -> dict[str, str]:
    """Reads one area's texts in one language, by code.

    Raises:
        CatalogueError: The file is not a flat mapping of texts, or names a code twice.
    """
    try:
        root = yaml.compose(file.read_text("utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(CatalogueCode.NOT_TEXTS, file=file.name, line=line) from error
    if not isinstance(root, yaml.MappingNode):
        raise CatalogueError(CatalogueCode.NOT_TEXTS, file=file.name, line=1)
    return _unique(_pair(file, key, value) for key, value in root.value)


def _pair(file: Traversable, key: yaml.Node, value: yaml.Node) -> tuple[str, str]:
    # Texts are taken as written: "no" and "12" are words here, not values.
    if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
        line = key.start_mark.line + 1
        raise CatalogueError(CatalogueCode.NOT_TEXTS, file=file.name, line=line)
    return str(key.value), str(value.value)


def _one(areas: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return _unique(pair for texts in areas.values() for pair in texts.items())


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for code, text in pairs:
        if code in texts:
            raise CatalogueError(CatalogueCode.DUPLICATE, key=code)
        texts[code] = text
    return texts


def _shown(value: object, language: Language) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        # Only sets have no order of their own; a reader must not see it change between runs.
        items = [_shown(item, language) for item in value]
        ordered = sorted(items) if isinstance(value, set | frozenset) else items
        return _SEPARATOR[language].join(ordered)
    return str(value)
