"""The schema that editors check ledger maps by."""

from __future__ import annotations

from pathlib import Path

from engine.importing.language import LedgerMap
from tests.support.outside import ROOT
from tools.ledger_reference import SCHEMA, content

PAGE = ROOT / "docs/reference/ledger-map.md"


def test_the_schema_is_that_of_the_program() -> None:
    """Editor and program refuse the same maps."""
    assert Path(SCHEMA).read_text("utf-8") == content()


def test_the_manual_names_every_key() -> None:
    """Nothing can be written in a map that its page does not tell of."""
    page = PAGE.read_text("utf-8")
    assert [name for name in LedgerMap.model_fields if f"`{name}`" not in page] == []
