"""Writes the pages of the API: its OpenAPI description and who may use what.

`python -m tools.api_reference`
"""

from __future__ import annotations

import json
from pathlib import Path

from adapters.inbound.rest import document

_PAGES = Path(__file__).parent.parent / "docs" / "reference"

if __name__ == "__main__":
    text = json.dumps(document(), ensure_ascii=False, indent=1)
    (_PAGES / "openapi.json").write_text(f"{text}\n", "utf-8")
