"""A million households at once: the compiled rule beside chunked numpy written by hand.

Both start from the same columns in memory and give every criterion and what is granted. Prints the
ratio of their processor times (rules / numpy), with all facts known and with some of them missing,
and the memory that the run adds at its peak (Linux only). Rounds alternate, the shortest of either
side counts, and the answers are compared. Processor time is the stricter measure: polars uses all
cores, which counts against it here, and other work on the machine counts for neither.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from rules.vectorised.caseload import compile_caseload
from tests.bench._rules import AS_OF, CRITERIA, DECISION, REGION, rulebook

HOUSEHOLDS, ROUNDS, CHUNK = 1_000_000, 9, 65_536
MISSING = 0.1
"""Share of the values that are unknown in the second run."""

_FORGET = Path("/proc/self/clear_refs")
"""Writing 5 here makes Linux forget the peak so far."""

Numbers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Households:
    """Households in columns: money in fen, kinds by number, and what is true or not."""

    numbers: Mapping[str, Numbers]
    flags: Mapping[str, Flags]

    def part(self, start: int) -> Households:
        """Return one chunk."""
        rows = slice(start, start + CHUNK)
        return Households(
            numbers={name: column[rows] for name, column in self.numbers.items()},
            flags={name: column[rows] for name, column in self.flags.items()},
        )


_MONEY = ("income", "medical", "schooling", "requested")
_KINDS = ("living", "medical_aid", "schooling_aid")
_CAPS = np.array([[200_000, 300_000, 150_000], [500_000, 800_000, 400_000]])
"""Fen by whether the household is below the line, and by kind."""


def main() -> None:
    """Measure and print."""
    columns = household_columns(HOUSEHOLDS)
    table = household_table(columns)
    caseload = compile_caseload(rulebook(), DECISION, as_of=AS_OF, region=REGION)
    if caseload.outside:
        sys.exit(f"worked out case by case: {caseload.outside}")
    _compare(caseload.verdicts(table), *by_hand(columns))
    gaps = with_gaps(table)
    print(f"{HOUSEHOLDS} households, {len(CRITERIA)} criteria, {ROUNDS} rounds, shortest")
    hand, known, unknown = _rounds(
        [
            lambda: by_hand(columns),
            lambda: caseload.verdicts(table),
            lambda: caseload.verdicts(gaps),
        ]
    )
    print(f"numpy by hand, chunks of {CHUNK}:  {hand * 1000:7.0f} ms")
    _report("all facts known", known, hand, 2)
    _report(f"{MISSING:.0%} of the facts unknown", unknown, hand, 3)
    print(f"memory added at the peak: {_added_memory(gaps)} (goal: at most 100)")


def household_columns(count: int) -> Households:
    """Return invented households."""
    chance = np.random.default_rng(20260115)
    numbers: dict[str, Numbers] = {
        "income": chance.integers(0, 9_000_000, count),
        "medical": chance.integers(0, 600_000, count),
        "schooling": chance.integers(1, 600_000, count),
        "requested": chance.integers(100_000, 2_000_000, count),
        "persons": chance.integers(1, 7, count),
        "age": chance.integers(18, 64, count),
        "months": chance.integers(1, 100, count),
        "homes": (chance.random(count) < 0.8).astype(np.int64),
        "vehicles": (chance.random(count) < 0.05).astype(np.int64),
        "businesses": (chance.random(count) < 0.05).astype(np.int64),
        "kind": chance.integers(0, len(_KINDS), count),
    }
    flags = {"member": chance.random(count) < 0.95, "migrant": chance.random(count) < 0.3}
    return Households(numbers=numbers, flags=flags)


def household_table(households: Households) -> pl.DataFrame:
    """Return the same households as a table with money in yuan and kinds by name."""
    fen = pl.DataFrame({**households.numbers, **households.flags})
    yuan = [
        (pl.col(name).cast(pl.Decimal(18, 0)) * pl.lit("0.01").cast(pl.Decimal(3, 2)))
        for name in _MONEY
    ]
    names = dict(enumerate(_KINDS))
    kind = pl.col("kind").replace_strict(names, return_dtype=pl.String).cast(pl.Enum(_KINDS))
    return fen.with_columns(*yuan, kind).rechunk()


def with_gaps(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with a share of its values unknown."""
    chance = np.random.default_rng(1)
    return table.with_columns(
        pl.when(pl.Series(chance.random(table.height) >= MISSING)).then(pl.col(name)).alias(name)
        for name in table.columns
    ).rechunk()


def by_hand(households: Households) -> tuple[dict[str, Flags], dict[str, Numbers]]:
    """Return every criterion, and the amounts, chunk by chunk, exact in whole fen."""
    size = len(households.numbers["income"])
    parts = [_chunk(households.part(start)) for start in range(0, size, CHUNK)]
    truths = {name: np.concatenate([part[0][name] for part in parts]) for name in parts[0][0]}
    amounts = {name: np.concatenate([part[1][name] for part in parts]) for name in parts[0][1]}
    return truths, amounts


def _chunk(part: Households) -> tuple[dict[str, Flags], dict[str, Numbers]]:
    c, flags = part.numbers, part.flags
    left = c["income"] - c["medical"] - c["schooling"]
    months = 12 * c["persons"]
    found: dict[str, Flags] = {
        "poor": left < 212_400 * months,
        "joined": flags["member"],
        "few_homes": c["homes"] <= 1,
        "few_vehicles": c["vehicles"] <= 0,
        "no_business": c["businesses"] == 0,
        "settled": ~flags["migrant"] | (c["months"] >= 12),
        "of_age": (c["age"] >= 16) & (c["age"] <= 65),
        "modest": c["requested"] <= 2_000_000,
        "plausible_costs": (c["medical"] <= c["income"]) | (c["kind"] == 1),
        "has_pupils": (c["schooling"] > 0) | (c["kind"] != 2),
        "a_household": c["persons"] <= 12,
        "employed": c["months"] >= 1,
    }
    eligible: Flags = np.logical_and.reduce(list(found.values()))
    cap: Numbers = _CAPS[(left < 106_200 * months).astype(np.int64), c["kind"]]
    granted = np.where(eligible, np.minimum(c["requested"], cap), 0)
    return {**found, "eligible": eligible}, {"cap": cap, "granted": granted}


def _compare(
    ours: pl.DataFrame, truths: Mapping[str, Flags], amounts: Mapping[str, Numbers]
) -> None:
    fen = {name: (ours.get_column(name) * 100).cast(pl.Int64).to_numpy() for name in amounts}
    same = [np.array_equal(ours.get_column(name).to_numpy(), truths[name]) for name in truths]
    same += [np.array_equal(fen[name], amounts[name]) for name in amounts]
    if not all(same):
        sys.exit("the answers differ")


def _rounds(runs: list[Callable[[], object]]) -> list[float]:
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for run, mine in zip(runs, taken, strict=True):
            began = process_time()
            run()
            mine.append(process_time() - began)
    return [min(mine) for mine in taken]


def _report(name: str, seconds: float, hand: float, goal: int) -> None:
    ratio = seconds / hand
    print(f"{name:<30} {seconds * 1000:7.0f} ms, ratio {ratio:.2f} (goal: at most {goal})")


def _added_memory(table: pl.DataFrame) -> str:
    """Return the MiB that a fresh process adds when it has the table and works it out."""
    if not _FORGET.exists():
        return "not measured on this system"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "households.arrow"
        table.write_ipc_stream(file)
        # The command is this interpreter and this module; nothing of it comes from outside.
        child = [sys.executable, "-m", "tests.bench.rules_caseload", str(file)]
        return subprocess.run(child, check=True, capture_output=True, text=True).stdout.strip()


def _measure_memory(file: Path) -> None:
    table = pl.read_ipc_stream(file)
    caseload = compile_caseload(rulebook(), DECISION, as_of=AS_OF, region=REGION)
    _FORGET.write_text("5", encoding="ascii")
    before = _kib("VmRSS")
    kept = caseload.verdicts(table)
    print(f"{(_kib('VmHWM') - before) / 1024:.0f} MiB for {kept.height} households")


def _kib(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    _measure_memory(Path(sys.argv[1])) if sys.argv[1:] else main()
