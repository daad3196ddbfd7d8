"""Text catalogues: words by code, values in their places, damaged files named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from adapters.i18n import CatalogueCode, CatalogueError, Language, Texts, read_catalogues


class SampleCode(StrEnum):
    """A code as the core would give it."""

    LATE = "late"


TEXTS = Texts(
    {
        Language.ZH: {"late": "逾期 {days} 天", "who": "缺少：{names}"},
        Language.EN: {"late": "{days} days late", "who": "missing: {names}"},
    }
)


@pytest.mark.parametrize(
    ("language", "words"), [(Language.ZH, "逾期 3 天"), (Language.EN, "3 days late")]
)
def test_a_code_is_worded_in_the_readers_language(language: Language, words: str) -> None:
    """The same code and values give each reader a sentence in their own language."""
    assert TEXTS.text(SampleCode.LATE, language, {"days": 3}) == words


def test_a_value_that_was_not_given_stays_visible() -> None:
    """A gap in the values shows as the name of the value instead of an error."""
    assert TEXTS.text("late", Language.ZH) == "逾期 ‹days› 天"


def test_a_code_without_words_stays_visible() -> None:
    """A code nobody has worded shows as itself."""
    assert TEXTS.text("lost", Language.EN) == "‹lost›"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (("甲", "乙"), "缺少：甲、乙"),
        (frozenset({"b", "a"}), "缺少：a、b"),
        (SampleCode.LATE, "缺少：late"),
        (date(2026, 2, 14), "缺少：2026-02-14"),
        (datetime(2026, 2, 14, 9, 30, tzinfo=UTC), "缺少：2026-02-14 09:30+00:00"),
        ("{days}", "缺少：{days}"),
    ],
)
def test_values_are_shown_plainly_and_always_the_same(value: object, shown: str) -> None:
    """Lists are joined, sets are ordered, and braces inside a value are not places."""
    assert TEXTS.text("who", Language.ZH, {"names": value}) == shown


def test_words_that_look_like_values_are_read_as_words(tmp_path: Path) -> None:
    """`no` and `12` in a catalogue are texts."""
    (tmp_path / "area.yaml").write_text("no: yes\n12: 1.50\n", "utf-8")
    assert read_catalogues(tmp_path) == {"area": {"no": "yes", "12": "1.50"}}


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        ("- a\n", CatalogueCode.NOT_TEXTS, {"file": "area.yaml", "line": 1}),
        ("a: x\nb: {c: d}\n", CatalogueCode.NOT_TEXTS, {"file": "area.yaml", "line": 2}),
        ("a: x\nb: c: d\n", CatalogueCode.NOT_TEXTS, {"file": "area.yaml", "line": 2}),
        ("a: x\na: y\n", CatalogueCode.DUPLICATE, {"key": "a"}),
    ],
)
def test_a_damaged_catalogue_is_refused_with_its_place(
    tmp_path: Path, content: str, code: CatalogueCode, params: dict[str, object]
) -> None:
    """What is not a flat mapping of texts names its file and line, a double code its key."""
    (tmp_path / "area.yaml").write_text(content, "utf-8")
    with pytest.raises(CatalogueError) as refused:
        read_catalogues(tmp_path)
    assert (refused.value.code, dict(refused.value.params)) == (code, params)


def test_a_code_is_contained_only_when_every_language_words_it() -> None:
    """Half a translation does not count as words."""
    texts = Texts({Language.ZH: {"a": "甲"}, Language.EN: {}})
    assert "a" not in texts


@pytest.mark.parametrize(("near", "words"), [(None, "没有“a”"), ("b", "没有“a”；是否想写“b”？")])
def test_a_clause_about_nothing_is_left_out(near: str | None, words: str) -> None:
    """What would suggest a name is not said when there is no name to suggest."""
    texts = Texts({Language.ZH: {"lost": "没有“{name}”；是否想写“{near}”？"}, Language.EN: {}})
    assert texts.text("lost", Language.ZH, {"name": "a", "near": near}) == words
