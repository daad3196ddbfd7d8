"""The ground of all tests: guards, profiles, databases."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import guards, postgres
from tests.support.outside import absent

PURE = ("unit", "properties", "spec", "golden")

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("nightly", max_examples=10_000, deadline=None, print_blob=True)

FRESH = count(1)
"""Numbers the databases of this process."""


def pytest_configure(config: pytest.Config) -> None:
    """Puts the guards up before any test module is imported."""
    in_ci = bool(os.environ.get("CI"))
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if in_ci else "dev"))
    guards.forget_settings()
    guards.forbid_network()
    # A time zone nobody is in: what takes local time for UTC or for Beijing's shows at once.
    os.environ["TZ"] = "Pacific/Chatham"
    time.tzset()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Ends the run's database server, in the process that speaks for all workers."""
    if not hasattr(session.config, "workerinput"):
        postgres.stop_shared_server(_shared_folder(session.config))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what only the nightly run has time for."""
    if os.environ.get("HYPOTHESIS_PROFILE") != "nightly":
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Fails a test of pure code during which somebody drew from the global generator."""
    folders = pyfuncitem.path.parts
    pure = "tests" in folders and any(name in folders for name in PURE)
    with guards.no_global_chance() if pure else nullcontext():
        return (yield)


@pytest.fixture(scope="session")
def shared_folder(request: pytest.FixtureRequest) -> Path:
    """A folder that all worker processes of this run share."""
    return _shared_folder(request.config)


@pytest.fixture(scope="session")
def postgres_server(shared_folder: Path) -> postgres.Server:
    """A PostgreSQL server for the whole run; absent, a failure in CI and a skip at home."""
    try:
        return postgres.shared_server(shared_folder)
    except postgres.NoPostgres as error:
        absent(str(error))


@pytest.fixture
def new_postgres(
    postgres_server: postgres.Server, shared_folder: Path
) -> Iterator[Callable[..., str]]:
    """Makes empty databases, or copies of one that `build` fills once a run.

    Call it as `new_postgres()` or `new_postgres("name", build)`; it returns an SQLAlchemy address.
    """
    made: list[str] = []

    def create(name: str | None = None, build: Callable[[str], None] | None = None) -> str:
        source = "template0"
        if name and build:
            source = postgres.template(postgres_server, shared_folder, name, build)
        made.append(f"{postgres.prefix()}{os.getpid()}_{next(FRESH)}")
        return postgres_server.create(made[-1], source)

    yield create
    for name in made:
        postgres_server.drop(name)


@pytest.fixture
def postgres_url(new_postgres: Callable[..., str]) -> str:
    """Address of an empty PostgreSQL database of this test's own."""
    return new_postgres()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the SQLite files that tests copy; one for each worker process."""
    return tmp_path_factory.mktemp("sqlite")


@pytest.fixture
def new_sqlite(tmp_path: Path, sqlite_templates: Path) -> Callable[..., str]:
    """Makes SQLite files, new or copies of one that `build` fills once a process.

    Call it as `new_sqlite()` or `new_sqlite("name", build)`; it returns an SQLAlchemy address.
    """

    def create(name: str | None = None, build: Callable[[str], None] | None = None) -> str:
        path = tmp_path / f"{next(FRESH)}.sqlite"
        if name and build:
            shutil.copyfile(_sqlite_template(sqlite_templates / name, build), path)
        return f"sqlite:///{path}"

    return create


@pytest.fixture
def sqlite_url(new_sqlite: Callable[..., str]) -> str:
    """Address of a SQLite file of this test's own."""
    return new_sqlite()


def _sqlite_template(path: Path, build: Callable[[str], None]) -> Path:
    if not path.exists():
        half = path.with_suffix(".unfinished")
        build(f"sqlite:///{half}")
        half.rename(path)
    return path


def _shared_folder(config: pytest.Config) -> Path:
    """The controller's folder; a worker's own lies one level below it."""
    base: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # no fixture exists at this hook
    return base.parent if hasattr(config, "workerinput") else base
