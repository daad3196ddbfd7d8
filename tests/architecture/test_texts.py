"""Every code has words in every language, with the same places for values."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files

import pytest

from adapters.i18n import Language, Texts, placeholders, read_catalogue
from tests.support.outside import ROOT
from tests.support.sources import SHIPPED


def catalogue(area: str, language: Language) -> dict[str, str]:
    """Texts of one area by code; none where the file is absent."""
    file = files("adapters.i18n") / "texts" / language.value / f"{area}.yaml"
    return read_catalogue(file) if file.is_file() else {}


def areas() -> list[str]:
    """Names of all areas that any language has."""
    return sorted({path.stem for path in (ROOT / "adapters/i18n/texts").glob("*/*.yaml")})


def code_enums() -> Iterator[type[StrEnum]]:
    """Every enumeration of codes in the shipped packages."""
    for package in SHIPPED:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if "migrations" not in module.name:
                yield from _enums_of(module.name)


def _enums_of(name: str) -> Iterator[type[StrEnum]]:
    for value in vars(importlib.import_module(name)).values():
        own = isinstance(value, type) and value.__module__ == name
        if own and issubclass(value, StrEnum) and value.__name__.endswith("Code"):
            yield value


@pytest.mark.parametrize("area", areas())
def test_an_area_has_the_same_codes_in_every_language(area: str) -> None:
    """What is worded in Chinese is worded in English, and the other way round."""
    chinese, english = (catalogue(area, language) for language in Language)
    assert set(chinese) ^ set(english) == set()


@pytest.mark.parametrize("area", areas())
def test_a_text_has_the_same_places_in_every_language(area: str) -> None:
    """A reader of either language is told the same values."""
    chinese, english = (catalogue(area, language) for language in Language)
    differing = [
        code
        for code in chinese.keys() & english.keys()
        if placeholders(chinese[code]) != placeholders(english[code])
    ]
    assert differing == []


def test_no_code_is_worded_in_two_areas() -> None:
    """The catalogues of the installation can be read as one, because no code occurs twice."""
    assert "i18n_duplicate" in Texts.of_installation()


def test_every_code_has_words() -> None:
    """Every member of every enumeration of codes is a key of the catalogues."""
    texts = Texts.of_installation()
    silent = [
        f"{enum.__module__}.{enum.__name__}: {member.value}"
        for enum in code_enums()
        for member in enum
        if member.value not in texts
    ]
    assert silent == []
