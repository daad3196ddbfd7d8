"""The DMN Technology Compatibility Kit, which lies beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.dmn import CaseResult, Outcome, run_suite
from rules.feel import DateTime, Time
from rules.feel.temporal import make_date
from tests.support.outside import outside

NOW = DateTime(make_date(2026, 11, 21), Time(9, 0, 0, 0, 0))
LEAST_SHARE_OF_LEVEL_3 = 0.98
EXTERNAL_JAVA = "0076-feel-external-java"

pytestmark = pytest.mark.outside


def texts(folder: Path, pattern: str) -> dict[str, str]:
    """The files of a suite by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob(pattern))}


def results(level: int) -> list[CaseResult]:
    """The results of all suites of a compliance level."""
    folder = outside("tck", f"compliance-level-{level}")
    return [
        result
        for suite in sorted(folder.iterdir())
        for result in run_suite(
            texts(suite, "*.dmn"), texts(suite, "*.xml"), suite=suite.name, now=NOW
        )
    ]


def failures(found: list[CaseResult]) -> list[str]:
    """The cases that did not succeed."""
    return [f"{r.suite} {r.case}: {r.detail}" for r in found if r.outcome is not Outcome.SUCCESS]


def test_level_2_is_passed_completely() -> None:
    """Every case of compliance level 2 succeeds."""
    found = results(2)
    assert found
    assert failures(found) == []


def test_level_3_is_passed_but_for_functions_written_in_java() -> None:
    """No case of level 3 fails except calls of Java methods."""
    found = results(3)
    assert len(found) > 2_000
    assert [line for line in failures(found) if not line.startswith(EXTERNAL_JAVA)] == []
    share = 1 - len(failures(found)) / len(found)
    assert share >= LEAST_SHARE_OF_LEVEL_3
