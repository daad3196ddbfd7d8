"""Twenty values of one figure over a million households, beside asking once with that figure.

Times are those of the processor, and the shortest of all rounds counts on either side.
"""

from __future__ import annotations

from decimal import Decimal
from time import process_time

from rules.vectorised import compile_caseload, sweep
from tests.bench._rules import AS_OF, REGION, rulebook
from tests.bench.rules_caseload import HOUSEHOLDS, household_columns, household_table

DECISION, PARAMETER = "bench.eligible", "bench.line"
VALUES, ROUNDS = 20, 5


def main() -> None:
    """Measure and print."""
    book = rulebook()
    table = household_table(household_columns(HOUSEHOLDS))
    caseload = compile_caseload(book, DECISION, as_of=AS_OF, region=REGION)
    values = [Decimal(900 + 20 * number) for number in range(VALUES)]
    once: list[float] = []
    swept: list[float] = []
    for _ in range(ROUNDS):
        began = process_time()
        caseload.verdicts(table)
        once.append(process_time() - began)
        began = process_time()
        sweep(book, DECISION, PARAMETER, values, table, as_of=AS_OF, region=REGION)
        swept.append(process_time() - began)
    ratio = min(swept) / min(once)
    print(f"one evaluation of {HOUSEHOLDS} households: {min(once) * 1000:.0f} ms")
    print(f"sweep of {VALUES} values: {min(swept) * 1000:.0f} ms, ratio {ratio:.2f} (goal: <= 5)")


if __name__ == "__main__":
    main()
