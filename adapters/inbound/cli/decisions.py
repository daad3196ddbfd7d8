"""What the rules say of a case now, criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli import way
from adapters.inbound.cli.case import Case
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import indented
from rules.policy.logic import AS_OF

if TYPE_CHECKING:
    from adapters.i18n.plain import Plain
    from adapters.i18n.wording import Wording

group = way.group
"""The commands on a case, with this one beside them."""

_STYLES = {"met": "green", "not_met": "red", "unknown": "yellow"}


@group.command("decisions")
def decisions(desk: Desk, case: Case) -> int:
    """What the rules say of a case now: each criterion, the values used and what would turn it."""
    from adapters.i18n.verdicts import criteria_plain, told_to_readers
    from engine.usecases.judge_rules import judge_rules

    judged = judge_rules(desk.ports, case, desk.requester)
    file = desk.ports.cases.load(case).case
    spec = desk.ports.workflows.version(file.kind, file.workflow_version).spec
    words, rulebook = desk.of(file), desk.house.rulebook
    found: list[Plain] = [
        {
            "decision": one.decision,
            "actions": [*one.actions],
            "criteria": [
                *criteria_plain(rulebook, told_to_readers(rulebook, one, spec), desk.language.value)
            ],
        }
        for one in judged
    ]
    plain: JsonValue = {"case": case, "decisions": [*found]}
    return desk.answer(plain, lambda console: _print(console, found, words))


def _print(console: Console, found: Sequence[Plain], words: Wording) -> None:
    for one in found:
        console.print(Text(words.rule(str(one["decision"])), style="bold"))
        for criterion in _listed(one["criteria"]):
            _print_criterion(console, criterion, words)


def _print_criterion(console: Console, found: Plain, words: Wording) -> None:
    standing = str(found["standing"])
    told = words.say(f"rules_standing_{standing}")
    indented(console, f"{told}  {found['text']}", style=_STYLES[standing])
    for value in _listed(found["values"]):
        name = words.say("rules_as_of") if value["name"] == AS_OF else str(value["text"])
        pair = words.say("rules_pair", name=name, value=_value(value, words))
        indented(console, f"    {pair}")
    for near in _listed(found["nearest"]):
        params = {"fact": near["text"], "value": near["value"], "given": near["given"]}
        indented(console, f"    {words.say('rules_nearest', **params)}")
    if found["remedy"] is not None:
        indented(console, f"    {words.say('rules_remedy', remedy=found['remedy'])}")


def _value(used: Plain, words: Wording) -> str:
    if used["withheld"]:
        return words.say("cli_withheld")
    value = used["value"]
    if value is None:
        return words.say("rules_no_value")
    if isinstance(value, bool):
        return words.say("cli_yes" if value else "cli_no")
    if isinstance(value, list):
        return words.say("cli_records", count=len(value))
    return f"{value} {used['unit'] or ''}".strip()


def _listed(found: JsonValue) -> Sequence[Plain]:
    rows = found if isinstance(found, list) else ()
    return [row for row in rows if isinstance(row, dict)]
