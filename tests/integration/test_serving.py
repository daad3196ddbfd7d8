"""The process of the pages before it serves the first one."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.bootstrap import House
from adapters.bootstrap.folders import catalogue_folder
from adapters.i18n import Texts
from adapters.program.serving import prepare
from adapters.settings import Settings
from rules.policy.faults import PolicyError


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """What a test leaves out of collection comes back into it."""
    yield
    gc.unfreeze()


def prepared(settings: Settings) -> None:
    """An installation whose pages are about to be served."""
    house = House(settings)
    house.migrate()
    try:
        prepare(house, Texts.of_installation())
    finally:
        house.database.close()


def test_what_stays_is_left_out_of_collection(tmp_path: Path) -> None:
    """Definitions, rules and words are read once and never walked through again."""
    frozen = gc.get_freeze_count()
    prepared(Settings(data_dir=tmp_path))
    assert gc.get_freeze_count() - frozen > 100_000


def test_defective_rules_end_the_start(tmp_path: Path) -> None:
    """Nobody is let in to pages of which every one would fail."""
    own = tmp_path / "own" / "catalogue"
    shutil.copytree(catalogue_folder(Settings()), own)
    (own / "hardship_aid" / "facts.yaml").write_text("facts: nonsense\n", encoding="utf-8")
    with pytest.raises(PolicyError):
        prepared(Settings(data_dir=tmp_path, definitions_dir=tmp_path / "own"))
