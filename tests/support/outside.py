"""Material beside the checkout (../shared): other people's logs and kits that we may not copy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


def outside(*parts: str) -> Path:
    """Path of something beside the checkout; where it is absent, the test is left out."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs ../shared/{'/'.join(parts)}, which is not on this machine")
    return path


def absent(reason: str) -> NoReturn:
    """A server that a test needs is not on this machine: a failure in CI, a skip at home."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
