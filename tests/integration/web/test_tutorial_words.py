"""The tutorial of the first day in the browser names buttons, steps and people as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from adapters.i18n import Language, Texts
from tests.support.outside import ROOT

PAGE = (ROOT / "docs" / "tutorial" / "first-day-in-the-browser.md").read_text("utf-8")
NAMED = re.findall(r"\*{1,2}([A-Z][A-Za-z' \n-]+?)\s([\u4e00-\u9fff]+)\*{1,2}", PAGE)


def _texts(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _texts(value, f"{path}/{key}")
    elif isinstance(node, str):
        yield path, node


def _shown(language: Language) -> dict[str, str]:
    kinds = sorted(ROOT.glob(f"workflows/*/v1/texts/{language.value}.yaml"))
    files = [ROOT / "adapters" / "i18n" / "texts" / language.value / "web.yaml", *kinds]
    return {
        f"{_place(file)}{path}": text
        for file in files
        for path, text in _texts(yaml.safe_load(file.read_text("utf-8")))
    }


def _place(file: Path) -> str:
    return file.parts[-4] if file.parts[-2] == "texts" else "web"


def test_names_are_there() -> None:
    """The page names buttons and steps in both languages; none is missed here."""
    assert len(NAMED) >= 8


@pytest.mark.parametrize(("english", "chinese"), NAMED)
def test_what_the_tutorial_names_is_on_the_screen_in_both_languages(
    english: str, chinese: str
) -> None:
    """One place of the pages or of a kind of case has both names."""
    in_english, in_chinese = _shown(Language.EN), _shown(Language.ZH)
    wanted = " ".join(english.split())
    places = [place for place, text in in_english.items() if text == wanted]
    assert chinese in {in_chinese[place] for place in places}


def test_the_people_of_the_tutorial_can_sign_in() -> None:
    """Whoever the page signs in as is among those whom the demo names, in both languages."""
    people = set(re.findall(r"[Ss]ign in\s+as\s+`(\w+)`", PAGE))
    assert len(people) == 4
    for language in Language:
        named = Texts.of_installation().text("cli_demo_people", language)
        assert people <= set(re.findall(r"[a-z]+", named))
