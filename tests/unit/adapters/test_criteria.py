"""What a refused person is told of the criteria of the shipped catalogue."""

from __future__ import annotations

import pytest

from adapters.i18n.criteria import criterion_words
from tests.support.playing import rulebook


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_shipped_criterion_can_be_explained_to_whoever_fails_it(language: str) -> None:
    """Each has a label, a remedy, and its source in every edition that holds it."""
    book, told = rulebook(), criterion_words(rulebook(), language)
    assert told
    for name, words in told.items():
        area, _, key = name.partition(".")
        editions = {edition.name for edition in book.areas[area].editions if key in edition.rules}
        assert words.label, name
        assert words.remedy, name
        assert set(words.sources) == editions, name
