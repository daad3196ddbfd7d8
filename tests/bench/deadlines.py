"""Three processes fire ten thousand clocks that are due at the same moment."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.support import postgres
from tests.support.stores import at, build
from tests.support.waiting import fire_in_processes, times_fired, wait_for_review

PROCESSES = 3


def main(count: int) -> None:
    """Fire on both databases and say how long it took and whether each was fired once."""
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.shared_server(Path(folder))
        try:
            _fire("SQLite", f"sqlite:///{folder}/clocks.sqlite", count)
            _fire("PostgreSQL", server.create("clocks"), count)
        finally:
            postgres.stop_shared_server(Path(folder))


def _fire(name: str, url: str, count: int) -> None:
    build(url)
    stores = at(url)
    wait_for_review(stores, count)
    began = perf_counter()
    shares = fire_in_processes(url, PROCESSES)
    seconds = perf_counter() - began
    fired = times_fired(stores)
    stores.close()
    often = {case_id for case_id, times in fired.items() if times > 1}
    print(
        f"{name:<10} {count} clocks, {PROCESSES} processes: {sum(shares)} fired in {seconds:.1f} s "
        f"({count / seconds:.0f}/s), shares {shares}; never fired {count - len(fired)}, "
        f"fired more than once {len(often)}",
        flush=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
