"""Every command of the program, and how it starts."""

from __future__ import annotations

import sys

from adapters.bootstrap import House
from adapters.i18n import Texts
from adapters.inbound.cli import app
from adapters.inbound.cli.commands import Group
from adapters.program import processes
from adapters.settings import Settings

GROUPS: tuple[Group, ...] = (*app.GROUPS, processes.group)


def main() -> None:
    """Run the program."""
    settings = Settings()
    language = app.language_of(sys.argv[1:], settings)
    program = app.application(House(settings), Texts.of_installation(), language, GROUPS)
    try:
        program()
    except BrokenPipeError:
        # Whoever read our answer has seen enough (`| head`).
        sys.stderr.close()
        sys.exit(141)
