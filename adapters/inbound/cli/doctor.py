"""`unioncase doctor`."""

from __future__ import annotations

from typing import Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Option

from adapters.doctor import State, Symptom, checks, examined, worst_of
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit
from adapters.inbound.cli.show import indented

group = Group("")

_STYLES = {State.WELL: "green", State.WARNING: "yellow", State.ILL: "bold red"}


@group.command("doctor")
def doctor(desk: Desk, deep: Annotated[bool, Option("--deep")] = False) -> int:
    """Look at everything this installation stands on, and say what to do."""
    found = {name: examined(desk.house, check) for name, check in checks(deep=deep).items()}
    worst = worst_of([symptom for symptoms in found.values() for symptom in symptoms])
    plain: JsonValue = {
        "state": worst.value,
        "checks": [
            {
                "check": name,
                "state": worst_of(symptoms).value,
                "found": [_plain(desk, symptom) for symptom in symptoms],
            }
            for name, symptoms in found.items()
        ],
    }
    desk.answer(plain, lambda console: _print(console, desk, found))
    return Exit.FINDINGS if worst is State.ILL else Exit.DONE


def _plain(desk: Desk, symptom: Symptom) -> dict[str, JsonValue]:
    return {
        "code": symptom.code.value,
        "state": symptom.state.value,
        "params": symptom.params,
        "text": desk.say(symptom.code, **symptom.params),
        "do": _advice(desk, symptom),
    }


def _advice(desk: Desk, symptom: Symptom) -> str:
    code = f"{symptom.code.value}_do"
    return desk.say(code, **symptom.params) if code in desk.texts else ""


def _print(console: Console, desk: Desk, found: dict[str, list[Symptom]]) -> None:
    for name, symptoms in found.items():
        worst = worst_of(symptoms)
        line = Text(desk.say(f"cli_doctor_{name}"), style="bold")
        line.append(f"  {desk.say(f'cli_doctor_state_{worst.value}')}", style=_STYLES[worst])
        console.print(line)
        for symptom in symptoms:
            indented(console, desk.say(symptom.code, **symptom.params), _STYLES[symptom.state])
            indented(console, f"  → {_advice(desk, symptom)}", "dim")
