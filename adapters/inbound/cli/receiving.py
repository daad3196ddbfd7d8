"""Take an answer from outside that came by another way than the network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from adapters.inbound.cli import decisions
from adapters.inbound.cli.case import answered
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.words import CliCode

group = decisions.group
"""The commands on a case, with this one beside them."""


@group.command("receive")
def receive(
    desk: Desk,
    signed: Annotated[Path, Argument(metavar="FILE")],
    sender: Annotated[str, Option("--from", metavar="SENDER")],
    message_id: Annotated[str, Option("--id", metavar="ID")],
    timestamp: Annotated[str, Option("--at", metavar="SECONDS")],
    signature: Annotated[str, Option("--signature", metavar="SIGNATURE")],
) -> int:
    """Take an answer from outside, as its sender signed it."""
    from engine.outside import Message, admit_all
    from engine.refusal import Refusal
    from engine.usecases.receive_answer import TurnedAway, receive_answer

    message = Message(
        sender=sender, id=message_id, timestamp=timestamp, signatures=signature, body=_read(signed)
    )
    found = receive_answer(desk.ports, desk.house.reception, message, admit_all)
    if isinstance(found, TurnedAway):
        return desk.refused(Refusal(reasons=(found.reason,)))
    return answered(desk, found.answer, case=found.said.case)


def _read(file: Path) -> bytes:
    """The bytes of a file, or of what is piped in for `-`.

    Raises:
        InputError: It cannot be read.
    """
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InputError(CliCode.FILE_UNREADABLE, file=str(file), problem=problem) from error
