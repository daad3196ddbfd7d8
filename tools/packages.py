"""Debian packages that the tests need beside Python: a broker and a browser.

They are installed only where nobody is asked: as root, in CI. At home the tests that need them say
which are missing and are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.environment import say

COMMANDS = {
    "rabbitmq-server": "rabbitmq-server",
    "chromium": "chromium",
    "fc-list": "fontconfig",
}
"""What a package is known by, and its name."""

FONTS = "fonts-noto-cjk"


def ensure_packages() -> None:
    """Install what is missing; the tests themselves say what is missing if it fails."""
    wanted = _missing()
    if not wanted or not os.environ.get("CI") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say(f"installing {', '.join(wanted)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (("update",), ("install", "-y", "--no-install-recommends", *wanted)):
        subprocess.run(
            ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *command],
            env=quiet,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def _missing() -> list[str]:
    missing = [package for command, package in COMMANDS.items() if not _there(command)]
    return [*missing, *(() if _has_fonts() else (FONTS,))]


def _there(command: str) -> bool:
    # Debian puts servers where only root's path looks.
    return shutil.which(command, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def _has_fonts() -> bool:
    if not _there("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())
