"""What a use case answers, and how a repeated command gets its first answer again."""

from __future__ import annotations

import hashlib
from dataclasses import Field, asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, cast

from pydantic import JsonValue

from engine.canonical import canonical_bytes
from engine.commands import CaseCommand, OpenCase
from engine.errors import ConflictError, EngineCode
from engine.events import Event
from engine.model import Case
from engine.ports import FirstAnswer, Ports
from engine.refusal import Reason, ReasonCode, Refusal
from engine.usecases.batch import Batch
from engine.usecases.requester import Requester


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The command was carried out and stored.

    Attributes:
        case: The case after it.
        events: What happened; empty when the answer is a repeated one.
        seq: Number of the last entry it left.
        repeated: The key was known: this is what was answered the first time.
    """

    case: Case
    events: tuple[Event, ...] = ()
    seq: int
    repeated: bool = False


Answer = Done | Refusal


def done_in(batch: Batch, case_id: str) -> Done:
    """The answer about a case of a transaction, what its family did to it in turn included."""
    case, events, seq = batch.result(case_id)
    return Done(case=case, events=events, seq=seq)


MACHINE_KEYS = "machine:"
"""How the machine's own idempotency keys begin; who could take one would stop a clock."""


class Keyed(Protocol):
    """A dataclass of what somebody asks for, which may bear an idempotency key."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def idempotency_key(self) -> str | None:
        """The same key means the same request."""


def fingerprint(command: Keyed, requester: Requester) -> str:
    """A hash by which the same command of the same person is known again."""
    plain = {
        "command": type(command).__name__,
        "person": requester.person,
        "for": requester.on_behalf_of,
        **{name: _plain(value) for name, value in asdict(command).items()},
    }
    return hashlib.sha256(canonical_bytes(cast("JsonValue", plain))).hexdigest()


def _plain(value: object) -> JsonValue:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return cast("JsonValue", value)


def remembered(
    ports: Ports, command: CaseCommand | OpenCase, requester: Requester
) -> Answer | None:
    """The first answer to the command's idempotency key, if there was one.

    Raises:
        ConflictError: The key was used for another command, or is one of the machine's.
    """
    first = first_given(ports, command, requester)
    return None if first is None else _restored(ports, first)


def first_given(ports: Ports, command: Keyed, requester: Requester) -> dict[str, JsonValue] | None:
    """What was kept of the first answer to a key; None when there was none.

    Raises:
        ConflictError: The key was used for another command, or is one of the machine's.
    """
    if command.idempotency_key is None:
        return None
    if requester.machine is None and command.idempotency_key.startswith(MACHINE_KEYS):
        raise ConflictError(EngineCode.KEY_REUSED, key=command.idempotency_key)
    first = ports.cases.first_answer(command.idempotency_key)
    if first is None:
        return None
    if first.fingerprint != fingerprint(command, requester):
        raise ConflictError(EngineCode.KEY_REUSED, key=first.key)
    return first.answer


def _restored(ports: Ports, answer: dict[str, JsonValue]) -> Answer:
    refusal = refusal_in(answer)
    if refusal is not None:
        return refusal
    case = ports.cases.load(cast("str", answer["case"])).case
    return Done(case=case, seq=cast("int", answer["seq"]), repeated=True)


def refusal_in(answer: dict[str, JsonValue]) -> Refusal | None:
    """The refusal that was kept as an answer, if it was one."""
    if "reasons" not in answer:
        return None
    reasons = cast("list[dict[str, JsonValue]]", answer["reasons"])
    return Refusal(reasons=tuple(_reason(plain) for plain in reasons))


def _reason(plain: dict[str, JsonValue]) -> Reason:
    params = cast("dict[str, JsonValue]", plain["params"])
    return Reason(code=ReasonCode(cast("str", plain["code"])), params=params)


def first_answer(
    command: CaseCommand | OpenCase, requester: Requester, answer: Answer
) -> FirstAnswer | None:
    """What to remember for the command's idempotency key."""
    if isinstance(answer, Refusal):
        return to_remember(command, requester, answer, {})
    kept: dict[str, JsonValue] = {
        "case": answer.case.id,
        "version": answer.case.version,
        "seq": answer.seq,
    }
    return to_remember(command, requester, None, kept)


def to_remember(
    command: Keyed, requester: Requester, refusal: Refusal | None, kept: dict[str, JsonValue]
) -> FirstAnswer | None:
    """A refusal, or what is kept of another answer, for the key of what asked for it."""
    if command.idempotency_key is None:
        return None
    reasons: list[JsonValue] = [
        {"code": found.code.value, "params": found.params}
        for found in (() if refusal is None else refusal.reasons)
    ]
    return FirstAnswer(
        key=command.idempotency_key,
        fingerprint=fingerprint(command, requester),
        answer=kept if refusal is None else {"reasons": reasons},
    )
