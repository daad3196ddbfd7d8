"""One case after another: the rule in the policy form beside the same rule written by hand.

Prints the ratio of their speeds, with an answer only and with the full trace, of which everything
is read: every criterion with its standing, its citation and the values it used, matched rows,
missing facts, run-time errors. Rounds alternate, answers are compared, and times are those of the
processor; of all rounds the shortest counts on either side, so that other work does not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from time import process_time

from rules.policy import Verdict
from tests.bench._rules import AS_OF, DECISION, REGION, ByHand, households, rulebook

CASES, ROUNDS = 400, 30


def main() -> None:
    """Measure and print."""
    book, hand = rulebook(), ByHand()
    cases = list(households(CASES))

    def by_hand() -> Sequence[object]:
        return [hand.granted(case) for case in cases]

    def answered() -> Sequence[object]:
        return [book.answer(DECISION, case, as_of=AS_OF, region=REGION) for case in cases]

    def traced() -> Sequence[object]:
        found = (book.evaluate(DECISION, case, as_of=AS_OF, region=REGION) for case in cases)
        return [_read(verdict)[0] for verdict in found]

    if not by_hand() == answered() == traced():
        sys.exit("the answers differ")
    granted = sum(bool(amount) for amount in by_hand())
    print(f"{CASES} cases, {granted} granted, {ROUNDS} rounds; ratio = hand / rules in one process")
    seconds = _rounds([by_hand, answered, traced])
    _report("by hand, Decimal", seconds[0], seconds[0], None)
    _report("answer only", seconds[1], seconds[0], 0.25)
    _report("with full trace", seconds[2], seconds[0], 0.12)


def _read(verdict: Verdict) -> tuple[object, ...]:
    """Return the whole trace; what is worked out only when somebody reads it is worked out now."""
    return (
        verdict.outcome,
        verdict.criteria,
        verdict.tables,
        verdict.missing,
        verdict.unset,
        verdict.diagnostics,
    )


def _rounds(runs: Sequence[Callable[[], object]]) -> list[float]:
    """Return the least seconds of each run; a round has each of them once."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for run, mine in zip(runs, taken, strict=True):
            began = process_time()
            run()
            mine.append(process_time() - began)
    return [min(mine) for mine in taken]


def _report(name: str, seconds: float, reference: float, goal: float | None) -> None:
    ratio = reference / seconds
    wanted = "" if goal is None else f" (goal: at least {goal})"
    print(f"{name:<20} {seconds / CASES * 1e6:8.1f} us a case, ratio {ratio:.3f}{wanted}")


if __name__ == "__main__":
    main()
