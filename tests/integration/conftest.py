"""A demo-like office for pages and programs, built once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.inbound.cli.logs import configure_logs
from tests.support.web_office import WebOffice, build_office


@pytest.fixture(scope="session")
def built_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a built office; nobody writes into it. Only what breaks is logged."""
    configure_logs("error")
    folder = tmp_path_factory.mktemp("built") / "office"
    build_office(folder)
    return folder


@pytest.fixture(scope="module")
def calm(built_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebOffice]:
    """An office for tests that only look, or that do not mind what others did."""
    office = WebOffice.copied(built_office, tmp_path_factory.mktemp("calm") / "office")
    yield office
    office.close()


@pytest.fixture
def office(built_office: Path, tmp_path: Path) -> Iterator[WebOffice]:
    """An office of the test's own."""
    own = WebOffice.copied(built_office, tmp_path / "office")
    yield own
    own.close()
