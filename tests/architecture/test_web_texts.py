"""The words of the pages: all there, none left over."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from adapters.i18n import Language, Texts, read_catalogue

WEB = Path(str(files("adapters.inbound.web")))
SOURCES = [*WEB.glob("templates/*.html"), *WEB.glob("*.py")]
NAMED = re.compile(r"""["']((?:web|cli|http)_[a-z0-9_]+)["']""")
BEGUN = re.compile(r"""["']((?:web|cli)_[a-z0-9_]+_)["']\s*~""")


def test_every_text_that_a_page_names_is_there() -> None:
    """No page shows a code in place of a text, in either language."""
    texts = Texts.of_installation()
    found = {(p.name, code) for p in SOURCES for code in NAMED.findall(p.read_text("utf-8"))}
    absent = {one for one in found if one[1] not in texts and not one[1].endswith("_")}
    assert absent - {("visit.py", "web_done_")} == set()


def test_no_text_of_the_pages_is_left_over() -> None:
    """What no page names any more is not kept."""
    every = "".join(path.read_text("utf-8") for path in SOURCES)
    named, begun = set(NAMED.findall(every)), tuple(set(BEGUN.findall(every)))
    catalogue = read_catalogue(files("adapters.i18n") / "texts" / Language.ZH.value / "web.yaml")
    kept = {code for code in catalogue if code.startswith("web_")}
    assert {code for code in kept - named if not code.startswith(begun)} == set()
