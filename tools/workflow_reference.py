"""Writes the manual's page of the workflow language, and the JSON Schema that editors use."""

from __future__ import annotations

import json
from pathlib import Path

from engine.definitions.schema import editor_schema, reference

ROOT = Path(__file__).parents[1]
LANGUAGE = ROOT / "engine/definitions/language.py"
SCHEMA = ROOT / "docs/reference/workflow.schema.json"
PAGE = ROOT / "docs/reference/workflow-language.md"


def contents() -> dict[Path, str]:
    """What the files must hold, by file."""
    schema = editor_schema(LANGUAGE.read_text("utf-8"))
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    return {SCHEMA: f"{text}\n", PAGE: reference(schema)}


def main() -> None:
    """Write both files."""
    for file, text in contents().items():
        file.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
