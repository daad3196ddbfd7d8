"""Writes the JSON Schema of ledger maps that editors use: `python -m tools.ledger_reference`."""

from __future__ import annotations

import json
from pathlib import Path

from engine.importing.language import LedgerMap

SCHEMA = Path(__file__).parents[1] / "docs/reference/ledger-map.schema.json"


def content() -> str:
    """What the file must hold."""
    return f"{json.dumps(LedgerMap.model_json_schema(), ensure_ascii=False, indent=2)}\n"


if __name__ == "__main__":
    SCHEMA.write_text(content(), "utf-8", newline="\n")
