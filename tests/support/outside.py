"""Material beside the checkout (../shared): other people's logs and kits that we may not copy."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def outside(*parts: str) -> Path:
    """Path of something beside the checkout; where it is absent, the test is left out."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs ../shared/{'/'.join(parts)}, which is not on this machine")
    return path
