"""Reading and checking an area of a thousand criteria, beside merely reading its YAML.

Times are those of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time

from adapters.outbound.definitions.yaml import read_yaml
from rules.policy import read_policy
from rules.source import Node

CRITERIA, ROUNDS = 1000, 7
_PER_FACT = 10


def main() -> None:
    """Measure and print."""
    texts = [_ground(), _rules(), _words("zh"), _words("en")]

    def trees() -> list[Node]:
        return [read_yaml(text, file=f"{n}.yaml") for n, text in enumerate(texts)]

    def checked() -> None:
        rulebook, findings = read_policy(trees())
        if rulebook is None:
            sys.exit(f"the rules do not pass their check: {findings[0]}")

    reading, everything = _seconds(trees), _seconds(checked)
    print(f"{CRITERIA} criteria read, checked and compiled: {everything:.3f} s (goal: below 0.5)")
    print(f"  of which YAML {reading:.3f} s; ratio all / YAML {everything / reading:.1f}")


def _seconds(run: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = process_time()
        run()
        taken.append(process_time() - began)
    return median(taken)


def _ground() -> str:
    facts = (
        f"  fact_{n}: {{type: money, min: 0, max: 1000000}}" for n in range(CRITERIA // _PER_FACT)
    )
    figure = "{type: money, values: [{from: 2023-01-01, value: 100, cite: law}]}"
    return "\n".join(
        [
            "area: large",
            "citations: {law: {title: A law}}",
            "facts:",
            *facts,
            f"parameters: {{line: {figure}}}",
            "",
        ]
    )


def _rules() -> str:
    criteria = (
        f"  c_{n}: {{when: fact_{n // _PER_FACT} / 12 < line * {n + 1}, cite: law}}"
        for n in range(CRITERIA)
    )
    decisions = (
        f"  d_{start}: {{all: [{', '.join(f'c_{n}' for n in range(start, start + 10))}]}}"
        for start in range(0, CRITERIA, 10)
    )
    head = ["area: large", "edition: {from: 2023-01-01}", "criteria:"]
    return "\n".join([*head, *criteria, "decisions:", *decisions, ""])


def _words(language: str) -> str:
    facts = (f"  fact_{n}: Fact {n}" for n in range(CRITERIA // _PER_FACT))
    criteria = (f"  c_{n}: {{label: Criterion {n}, remedy: None}}" for n in range(CRITERIA))
    decisions = (f"  d_{n}: Decision {n}" for n in range(0, CRITERIA, 10))
    head = ["area: large", f"language: {language}", "title: Large", "facts:"]
    end = ["parameters: {line: Line}", "units: {yuan: Yuan}", "regions: {CN: China}", ""]
    return "\n".join([*head, *facts, "criteria:", *criteria, "decisions:", *decisions, *end])


if __name__ == "__main__":
    main()
