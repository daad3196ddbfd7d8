"""Comparisons over a table of cases, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.rules.sides import moved_rows
from adapters.inbound.cli.show import heading, indented, print_table, table
from rules.vectorised import TOGETHER, SweepPoint, WhatIf, compile_caseload, sweep, what_if

if TYPE_CHECKING:
    from adapters.inbound.cli.rules.caseload import CaseTable
    from adapters.inbound.cli.rules.sides import Side, Wish
    from rules.policy import Rulebook

_ANSWERS = {True: "met", False: "not_met", None: "unknown"}


def answer_comparison(
    desk: Desk, old: Side, new: Side, decisions: list[str], cases: CaseTable, wish: Wish
) -> int:
    """Compare old and new rules and print who moved and why."""
    found = [_compared(old, new, decision, cases, wish.region) for decision in decisions]
    if wish.out is not None:
        moved_rows([(one.decision, one.moved) for one in found], wish.out)
    labels = _Labels(desk, new.rulebook, old.rulebook)
    answer: JsonValue = {
        "old": {"rules": old.name, "as_of": old.as_of.isoformat()},
        "new": {"rules": new.name, "as_of": new.as_of.isoformat()},
        **_asked(cases, wish),
        "comparisons": [_comparison_plain(one, labels) for one in found],
    }

    def human(console: Console) -> None:
        for one in found:
            _print_comparison(console, desk, one, labels)
        _print_table_notes(console, desk, cases)

    return desk.answer(answer, human)


def _compared(old: Side, new: Side, decision: str, cases: CaseTable, region: str) -> WhatIf:
    before = compile_caseload(old.rulebook, decision, as_of=old.as_of, region=region)
    after = compile_caseload(new.rulebook, decision, as_of=new.as_of, region=region)
    return what_if(before, after, cases.frame)


def _asked(cases: CaseTable, wish: Wish) -> dict[str, JsonValue]:
    return {
        "region": wish.region,
        "cases": cases.frame.height,
        "absent": [*cases.absent],
        "ignored": [*cases.ignored],
    }


class _Labels:
    """Labels of rules, from the rules that have them."""

    def __init__(self, desk: Desk, *rulebooks: Rulebook) -> None:
        self._language = desk.language.value
        self._rulebooks = rulebooks

    def of(self, area: str, name: str) -> str:
        """What a criterion or decision is called."""
        for rulebook in self._rulebooks:
            known = rulebook.areas.get(area)
            words = known.words.get(self._language) if known else None
            if words and name in words.criteria:
                return words.criteria[name]
            if words and name in words.decisions:
                return words.decisions[name]
        return name

    def movers(self, area: str, movers: str) -> str:
        """What criteria that moved cases together are called."""
        return TOGETHER.join(self.of(area, name) for name in movers.split(TOGETHER))


def _comparison_plain(found: WhatIf, labels: _Labels) -> JsonValue:
    area, _, name = found.decision.partition(".")
    return {
        "decision": found.decision,
        "label": labels.of(area, name),
        "outcomes": [
            {"before": _ANSWERS[before], "after": _ANSWERS[after], "cases": count}
            for (before, after), count in _ordered(found)
        ],
        "winners": sum(found.winners.values()),
        "losers": sum(found.losers.values()),
        "winners_by": _movers_plain(found.winners, area, labels),
        "losers_by": _movers_plain(found.losers, area, labels),
    }


def _ordered(found: WhatIf) -> list[tuple[tuple[bool | None, bool | None], int]]:
    order = {True: 0, False: 1, None: 2}
    return sorted(found.outcomes.items(), key=lambda pair: tuple(order[a] for a in pair[0]))


def _movers_plain(counted: Mapping[str, int], area: str, labels: _Labels) -> JsonValue:
    return [
        {"moved_by": name, "label": labels.movers(area, name), "cases": count}
        for name, count in counted.items()
    ]


def _print_comparison(console: Console, desk: Desk, found: WhatIf, labels: _Labels) -> None:
    area, _, name = found.decision.partition(".")
    heading(console, f"{labels.of(area, name)} ({found.decision})")
    made = table(*(desk.say(f"rules_column_{key}") for key in ("before", "after", "cases")))
    rows = [
        (
            desk.say(f"rules_standing_{_ANSWERS[a]}"),
            desk.say(f"rules_standing_{_ANSWERS[b]}"),
            f"{n:,}",
        )
        for (a, b), n in _ordered(found)
    ]
    print_table(console, made, rows)
    for code, counted in (("rules_winners", found.winners), ("rules_losers", found.losers)):
        console.print(Text(desk.say(code, count=f"{sum(counted.values()):,}"), style="bold"))
        for mover, count in counted.items():
            text = desk.say("rules_pair", name=labels.movers(area, mover), value=f"{count:,}")
            indented(console, text)


def _print_table_notes(console: Console, desk: Desk, cases: CaseTable) -> None:
    if cases.absent:
        console.print(Text(desk.say("rules_absent", facts=cases.absent), style="yellow"))
    if cases.ignored:
        console.print(Text(desk.say("rules_ignored", columns=cases.ignored), style="dim"))


def answer_sweep(
    desk: Desk,
    old: Side,
    parameter: str,
    values: Sequence[object],
    decisions: list[str],
    cases: CaseTable,
    wish: Wish,
) -> int:
    """Try each value of a figure and print what it would do."""
    found = {
        decision: sweep(
            old.rulebook,
            decision,
            parameter,
            values,
            cases.frame,
            as_of=old.as_of,
            region=wish.region,
        )
        for decision in decisions
    }
    answer: JsonValue = {
        "old": {"rules": old.name, "as_of": old.as_of.isoformat()},
        "parameter": parameter,
        **_asked(cases, wish),
        "sweeps": [
            {"decision": decision, "points": [_point_plain(point) for point in points]}
            for decision, points in found.items()
        ],
    }
    labels = _Labels(desk, old.rulebook)

    def human(console: Console) -> None:
        for decision, points in found.items():
            area, _, name = decision.partition(".")
            heading(console, f"{labels.of(area, name)} ({decision})")
            _print_points(console, desk, parameter, points)
        _print_table_notes(console, desk, cases)

    return desk.answer(answer, human)


def _point_plain(point: SweepPoint) -> JsonValue:
    return {
        "value": str(point.value),
        "met": point.met,
        "not_met": point.not_met,
        "unknown": point.unknown,
        "winners": point.winners,
        "losers": point.losers,
    }


def _print_points(
    console: Console, desk: Desk, parameter: str, points: Sequence[SweepPoint]
) -> None:
    heads = (
        "standing_met",
        "standing_not_met",
        "standing_unknown",
        "column_winners",
        "column_losers",
    )
    made = table(parameter, *(desk.say(f"rules_{head}") for head in heads))
    rows = [
        (str(p.value), *(f"{n:,}" for n in (p.met, p.not_met, p.unknown, p.winners, p.losers)))
        for p in points
    ]
    print_table(console, made, rows)
