"""The files in deploy/ are run as they stand: their commands, with their variables."""

from __future__ import annotations

import configparser
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.support import brokers
from tests.support.outside import ROOT, absent

DEPLOY = ROOT / "deploy"
SMALL, CITY = DEPLOY / "small-office", DEPLOY / "city"
PROGRAM = "/opt/unioncase/bin/unioncase"
UNITS = sorted([*DEPLOY.rglob("*.service"), *DEPLOY.rglob("*.timer")])
SECONDS = 120.0


class _Unit(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        """Names of systemd's settings are told apart by capitals."""
        return optionstr


class Machine:
    """A machine of an office: the program, and folders in place of those below /var.

    Args:
        folder: Where all of it is.
        env_file: The variables of the installation.
        instead: Variables that must differ here: addresses, ports and secrets.
    """

    def __init__(self, folder: Path, env_file: Path, instead: Mapping[str, str]) -> None:
        self._folder = folder
        self._program = folder / "unioncase"
        main = "from adapters.program.commands import main; main()"
        self._program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{main}" "$@"\n')
        self._program.chmod(0o755)
        lines = self._here(env_file.read_text("utf-8")).splitlines()
        given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        home = {"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": str(ROOT)}
        self._env = {**home, **given, **instead}

    def _here(self, text: str) -> str:
        return text.replace(PROGRAM, str(self._program)).replace("/var/", f"{self._folder}/var/")

    def command(self, unit: Path, line: str = "ExecStart", instance: str = "") -> list[str]:
        """What systemd would run."""
        parsed = _Unit(interpolation=None, strict=False)
        parsed.read_string(unit.read_text("utf-8"))
        text = parsed["Service"][line].replace("%i", instance).replace("%%", "%")
        return shlex.split(self._here(text))

    def ours(self, *arguments: str) -> list[str]:
        """A command of a container, whose image starts the program."""
        return [str(self._program), *arguments]

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            command, env=self._env, capture_output=True, text=True, timeout=SECONDS, check=False
        )

    @contextmanager
    def running(self, command: Sequence[str]) -> Iterator[None]:
        """Run a command until it says that it works, then ask it to end as systemd does."""
        process = subprocess.Popen(
            command, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            assert process.stdout.readline(), process.communicate()[1]
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=45)
        # An end by the signal that was sent is a good one.
        assert process.returncode in (0, -signal.SIGTERM), said


def service(folder: Path, name: str) -> dict[str, object]:
    """A service of a compose file."""
    services = yaml.safe_load((folder / "compose.yaml").read_text("utf-8"))["services"]
    found: dict[str, object] = services[name]
    return found


def is_ready(port: int) -> bool:
    """Whether the pages say that they can work."""
    address = f"http://127.0.0.1:{port}/readyz"
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        return bool(answer.status == 200)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_unit(path: Path, tmp_path: Path) -> None:
    """Its own checker finds nothing to say about any of them."""
    checker = shutil.which("systemd-analyze")
    if checker is None:
        absent("systemd-analyze is not installed")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name.replace("@.", "@8340.")).write_text(text, "utf-8")
    name = tmp_path / path.name.replace("@.", "@8340.")
    said = subprocess.run(
        [checker, "verify", str(name)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_a_small_office_serves_and_is_backed_up(tmp_path: Path) -> None:
    """The unit serves, the container's health check agrees, and the nightly unit makes a backup."""
    port, figures = brokers.free_port(), brokers.free_port()
    instead = {"UNIONCASE_HTTP_PORT": str(port), "UNIONCASE_METRICS_PORT": str(figures)}
    machine = Machine(tmp_path, SMALL / "unioncase.env", instead)
    with machine.running(machine.command(SMALL / "unioncase.service")):
        check = service(SMALL, "unioncase")["healthcheck"]
        assert isinstance(check, dict)
        _, python, *arguments = check["test"]
        assert python == "python"
        asked = [sys.executable, *(one.replace("8340", str(port)) for one in arguments)]
        assert machine.run(asked).returncode == 0
    taken = machine.run(machine.command(SMALL / "unioncase-backup.service"))
    assert taken.returncode == 0, taken.stderr
    assert len(list(tmp_path.glob("var/backups/unioncase/*/manifest.json"))) == 1


@pytest.mark.postgres
def test_a_city_migrates_serves_and_works(new_postgres: Callable[..., str], tmp_path: Path) -> None:
    """The container that migrates comes to its end; web and worker start with what it made."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    port = brokers.free_port()
    try:
        with brokers.redis(tmp_path) as broker:
            machine = Machine(
                tmp_path,
                CITY / "unioncase.env",
                {
                    "UNIONCASE_DATABASE_URL": new_postgres(),
                    "UNIONCASE_BROKER_URL": broker,
                    "UNIONCASE_INDEX_KEY": secrets.token_hex(32),
                    "UNIONCASE_SECRETS_KEY": secrets.token_hex(32),
                    "UNIONCASE_SIGNING_KEY": pem.strip().replace("\n", "\\n"),
                    "UNIONCASE_SINKS": (tmp_path / "copy.jsonl").as_uri(),
                },
            )
            [migrating] = [service(CITY, "migrate")["command"]]
            assert isinstance(migrating, list)
            made = machine.run(machine.ours(*migrating))
            assert made.returncode == 0, made.stderr
            web = machine.command(CITY / "unioncase-web@.service", instance=str(port))
            figures = str(brokers.free_port())
            worker = machine.command(CITY / "unioncase-worker@.service", instance=figures)
            with machine.running(web), machine.running(worker):
                assert is_ready(port)
    except brokers.NoBroker as missing:
        absent(str(missing))
    # Keys that were given lie in no file.
    assert list(tmp_path.rglob("*.key")) == []
