"""The checkout's Python environment: made once, checked by the hash of its lock ever after.

Stands on the standard library alone, because it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
LOCKS = ("run", "test")
"""Locks from the smallest to the largest; a larger one holds everything of a smaller one."""


class SetupFailed(Exception):
    """A step of the set-up ended with an error; its own output says why."""


def say(text: str) -> None:
    """Tells the person at the terminal what happens now."""
    print(f"run: {text}", flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A virtual environment and the lock that is installed in it."""

    folder: Path

    @classmethod
    def of_checkout(cls) -> Environment:
        """The environment of this checkout: `.venv`, or the folder UNIONCASE_VENV names."""
        return cls(folder=Path(os.environ.get("UNIONCASE_VENV") or ROOT / ".venv").resolve())

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / "bin" / "python"

    def tool(self, name: str) -> str:
        """Path of a command that is installed in the environment."""
        return str(self.folder / "bin" / name)

    def ensure(self, lock: str) -> None:
        """Makes the environment hold at least what `lock` names; does nothing when it does.

        Args:
            lock: `run` or `test`.

        Raises:
            SetupFailed: Something could not be made or installed.
        """
        if self.holds(lock):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with _alone(self.folder):
            if not self.holds(lock):
                self._build(lock)

    def holds(self, lock: str) -> bool:
        """Whether this lock, or a larger one, is what the environment was made from."""
        wanted = LOCKS[LOCKS.index(lock) :]
        return self.python.exists() and self._installed() in {stamp(name) for name in wanted}

    def _installed(self) -> str:
        stamp = self.folder / "unioncase-lock"
        return stamp.read_text("utf-8") if stamp.exists() else ""

    def _build(self, lock: str) -> None:
        began = time.monotonic()
        if not self._works():
            say(f"making a Python {sys.version.split()[0]} environment in {self.folder}")
            _must([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        say("installing the installer (uv)")
        self._pip("--require-hashes", "-r", str(REQUIREMENTS / "uv.txt"))
        say(f"installing what requirements/{lock}.txt locks, each file checked by its hash")
        self._install("--require-hashes", "-r", str(REQUIREMENTS / f"{lock}.txt"))
        say("installing this checkout itself")
        self._install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        (self.folder / "unioncase-lock").write_text(stamp(lock), "utf-8")
        say(f"environment ready after {time.monotonic() - began:.0f} s")

    def _works(self) -> bool:
        try:
            probe = [str(self.python), "-c", "import pip"]
            return subprocess.run(probe, capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    def _install(self, *arguments: str) -> None:
        uv = [self.tool("uv"), "pip", "install", "--quiet", "--python", str(self.python)]
        if subprocess.run([*uv, *arguments], env=self._uv_settings(), check=False).returncode != 0:
            say("uv could not do it; trying the same with pip, which is slower")
            self._pip(*arguments)

    def _pip(self, *arguments: str) -> None:
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--no-input"]
        _must([*pip, "--disable-pip-version-check", *arguments])

    def _uv_settings(self) -> dict[str, str]:
        """An office's mirror and certificates, told to pip, hold for uv too."""
        settings = {"UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"}
        told = self._pip_settings()
        for key, name in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
            if told.get(key):
                settings[name] = told[key]
        return {**settings, **os.environ}

    def _pip_settings(self) -> dict[str, str]:
        command = [str(self.python), "-m", "pip", "config", "list"]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        pairs = (line.split("=", 1) for line in listed.splitlines() if "=" in line)
        return {name.rsplit(".", 1)[-1]: value.strip("'\"") for name, value in pairs}


def stamp(lock: str) -> str:
    """What an environment was made from: interpreter, place, lock and project file."""
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for path in (REQUIREMENTS / "uv.txt", REQUIREMENTS / f"{lock}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return f"{lock} {digest.hexdigest()}\n"


def _must(command: Sequence[str]) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        raise SetupFailed(" ".join(command[:4]))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two runs at once build one environment, one after the other."""
    with folder.with_name(folder.name + ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
