"""A process that opens cases and acts on them until it has done its share, or is killed.

It writes down what it was told is done, and when started again goes on from there, repeating the
command whose answer it did not get: that is what a browser or a colleague would do.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from random import Random

from engine.commands import Act, AddNote, CaseCommand
from engine.errors import AdapterError, ConflictError
from engine.ports import Ports
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.chaos._failpoints import deadly, living_house
from tests.support.small_kind import paper
from tests.support.stores import at

ANN = Requester(person="ann")
NAMED = "ben"
"""Who is named in the note on every case, and so is told of it."""
STEPS = 6
"""Commands on each case, its opening included."""


def key_of(name: str, number: int) -> str:
    """The idempotency key of an office's command."""
    return f"{name}/{number}"


def do(ports: Ports, name: str, number: int) -> None:
    """Give a command, as often as it takes until its answer is known."""
    while True:
        try:
            answer = _give(ports, name, number)
        except (AdapterError, ConflictError):
            # The database restarts, or is taken: the same command again, under the same key.
            continue
        assert isinstance(answer, Done), answer
        return


def _give(ports: Ports, name: str, number: int) -> object:
    case_id, step = f"SA-{name}-{number // STEPS}", number % STEPS
    key = key_of(name, number)
    if step == 0:
        data = {"name": "赵样例", "amount": "3000"}
        return open_case(
            ports,
            kind="small_aid",
            office="s",
            data=data,
            requester=ANN,
            case_id=case_id,
            idempotency_key=key,
        )
    command = replace(_commands(case_id)[step - 1], idempotency_key=key)
    return handle_command(ports, command, ANN)


def _commands(case_id: str) -> tuple[CaseCommand, ...]:
    return (
        paper(case_id=case_id),
        AddNote(case_id=case_id, text=f"@{NAMED}"),
        Act(case_id=case_id, action="submit"),
        Act(case_id=case_id, action="see_home", with_person=NAMED),
        Act(case_id=case_id, action="see_papers"),
    )


def main(url: str, name: str, count: int, notes: Path, up: Path, odds: int) -> None:
    """Do the office's share.

    Args:
        url: The database.
        name: The office process.
        count: How many commands.
        notes: Where what is done is written down.
        up: Made when the work begins.
        odds: See `Deadly`.
    """
    done = len(notes.read_text("utf-8").splitlines()) if notes.exists() else 0
    chance = Random(f"{name} {done} {os.getpid()}")
    stores = at(url, wakes=True)
    ports = deadly(living_house(stores), chance, odds)
    up.touch()
    with notes.open("a", encoding="utf-8") as file:
        for number in range(done, count):
            do(ports, name, number)
            file.write(f"{key_of(name, number)}\n")
            file.flush()
    stores.close()
