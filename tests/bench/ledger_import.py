"""An old ledger of ten thousand rows, three in a hundred of them with a mistake, brought in twice.

python -m tests.bench.ledger_import [ROWS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from adapters.bootstrap import House
from adapters.inbound.cli.demo.build import Builder
from adapters.settings import Settings
from engine.importing import ImportReport, RowResultCode
from engine.usecases.import_ledger import import_ledger
from engine.usecases.open_ledger import open_ledger
from engine.usecases.requester import Requester
from tests.support import postgres
from tests.support.command_line import START
from tests.support.old_ledger import Sown, ledger_map, sow, write_xlsx

IMPORTER = Requester(person="gao")
EVERY = 33


def main(rows: int = 10_000) -> None:
    """Import on both databases, twice, and print."""
    sown = sow(rows, every=EVERY)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.xlsx"
        write_xlsx(ledger, sown)
        _measure("SQLite", Path(folder) / "sqlite", "", ledger, sown)
        server = postgres.shared_server(Path(folder))
        try:
            url = server.create("ledger_import")
            _measure("PostgreSQL", Path(folder) / "postgres", url, ledger, sown)
        finally:
            postgres.stop_shared_server(Path(folder))


def _measure(name: str, folder: Path, url: str, ledger: Path, sown: Sown) -> None:
    house = House(Settings(data_dir=folder, database_url=url, drafts=True))
    house.migrate()
    Builder(house, START).open_office(house.ports, range(2025, 2031))
    for run in ("first", "second"):
        seconds, report = _timed(lambda: _import(house, ledger))
        named = {row.line for row in report.rows if row.code is RowResultCode.REFUSED}
        if named != set(sown.mistakes):
            wrong = f"{name}: lines wrongly named: {sorted(named ^ set(sown.mistakes))}"
            raise SystemExit(wrong)
        counts = {code.name.lower(): count for code, count in report.counts.items() if count}
        rate = len(report.rows) / seconds
        print(f"{name:<10} {run:<6} run: {seconds:5.1f} s, {rate:5.0f} rows/s {counts}", flush=True)


def _import(house: House, ledger: Path) -> ImportReport:
    source = house.row_source(ledger)
    opened = open_ledger(house.ports, source, ledger_map(), "", IMPORTER)
    report = import_ledger(house.ports, opened, IMPORTER)
    if not isinstance(report, ImportReport):
        raise SystemExit(str(report))
    return report


def _timed(work: Callable[[], ImportReport]) -> tuple[float, ImportReport]:
    begun = time.perf_counter()
    report = work()
    return time.perf_counter() - begun, report


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
