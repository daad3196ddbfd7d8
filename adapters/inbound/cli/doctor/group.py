"""`unioncase doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, TypeAlias

import structlog
from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Option

from adapters.bootstrap import House
from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.doctor import surroundings, work
from adapters.inbound.cli.doctor.symptoms import DoctorCode, State, Symptom, ill
from adapters.inbound.cli.exits import Exit
from adapters.inbound.cli.show import indented
from rules.errors import UnioncaseError

group = Group("")

Check: TypeAlias = Callable[[House], Iterator[Symptom]]

CHECKS: dict[str, Check] = {
    "database": surroundings.check_database,
    "broker": surroundings.check_broker,
    "clock": surroundings.check_clock,
    "disk": surroundings.check_disk,
    "files": surroundings.check_files,
    "pages": surroundings.check_pages,
    "calendar": surroundings.check_calendar,
    "definitions": surroundings.check_definitions,
    "printing": surroundings.check_printing,
    "chains": work.check_sample,
    "log": work.check_log,
    "delivery": work.check_delivery,
    "copies": work.check_sinks,
    "seats": work.check_seats,
}
_STYLES = {State.WELL: "green", State.WARNING: "yellow", State.ILL: "bold red"}


@group.command("doctor")
def doctor(desk: Desk, deep: Annotated[bool, Option("--deep")] = False) -> int:
    """Look at everything this installation stands on, and say what to do."""
    checks = {**CHECKS, "chains": work.check_everything} if deep else CHECKS
    found = {name: examined(desk.house, check) for name, check in checks.items()}
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


def examined(house: House, check: Check) -> list[Symptom]:
    """What a check finds; one that breaks is a finding and ends no other."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        future = apart.submit(lambda: list(check(house)))
        error = future.exception()
    if error is None:
        return future.result()
    structlog.get_logger().debug("check_failed", exc_info=error)
    name = error.code.value if isinstance(error, UnioncaseError) else type(error).__name__
    return [ill(DoctorCode.CHECK_FAILED, error=name)]


def worst_of(symptoms: list[Symptom]) -> State:
    """The most serious state; without symptoms all is well."""
    order = list(State)
    return max((symptom.state for symptom in symptoms), key=order.index, default=State.WELL)


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
