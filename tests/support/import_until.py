"""A process that imports a ledger and stops in the middle until somebody ends it.

python -m tests.support.import_until FOLDER LEDGER LINE
"""

from __future__ import annotations

import sys
from pathlib import Path

import structlog

from engine.importing import Progress
from engine.usecases.import_ledger import import_ledger
from engine.usecases.open_ledger import open_ledger
from engine.usecases.requester import Requester
from tests.support.command_line import CommandLine
from tests.support.old_ledger import ledger_map

IMPORTER = Requester(person="gao")


def main(folder: Path, ledger: Path, line: int) -> None:
    """Import, say when the line is reached, and wait."""

    def wait_at_line(progress: Progress) -> None:
        if progress.line >= line:
            sys.stdout.write("reached\n")
            sys.stdout.flush()
            sys.stdin.read()

    # Standard output is for the word alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    house = CommandLine(folder).house
    opened = open_ledger(house.ports, house.row_source(ledger), ledger_map(), "", IMPORTER)
    import_ledger(house.ports, opened, IMPORTER, tell=wait_at_line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
