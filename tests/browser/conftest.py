"""A real server on a free port with a demo-like office behind it, for real browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.inbound.cli.logs import configure_logs
from tests.browser.chromium import started
from tests.support.web_office import WebOffice, build_office


def pytest_addoption(parser: pytest.Parser) -> None:
    """The tutorial's pictures are renewed only when somebody asks for it."""
    parser.addoption("--tutorial-pictures", action="store_true", help="renew the tutorial's")


@pytest.fixture(scope="session")
def built_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a built office; nobody writes into it."""
    configure_logs("error")
    folder = tmp_path_factory.mktemp("browser") / "office"
    build_office(folder)
    return folder


@pytest.fixture
def office(built_office: Path, tmp_path: Path) -> Iterator[WebOffice]:
    """An office of the test's own."""
    own = WebOffice.copied(built_office, tmp_path / "office")
    yield own
    own.close()


@pytest.fixture
def address(office: WebOffice) -> Iterator[str]:
    """Where its pages are served."""
    with office.served() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each has windows of its own."""
    with started() as browser:
        yield browser
