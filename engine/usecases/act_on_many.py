"""One action on many cases: each is decided and answered on its own, as if it were the only one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.commands import Act
from engine.errors import ConflictError, NotFoundError
from engine.ports import Ports
from engine.usecases.answers import Answer
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester
from rules.errors import UnioncaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of one of the cases: an answer, or the error that it met."""

    case_id: str
    answer: Answer | None = None
    error: UnioncaseError | None = None


def act_on_many(
    ports: Ports, case_ids: Sequence[str], command: Act, requester: Requester
) -> Iterator[Answered]:
    """Take an action on every case, in the order given, each once.

    Only actions that their kind declares fit for it are taken; otherwise each case answers with a
    refusal, recorded like any other. A case that fails keeps none of the rest from theirs.

    Args:
        ports: The outside.
        case_ids: The cases.
        command: What to do; its own case is left out of account. With an idempotency key each case
            gets its own, derived from it.
        requester: Who acts.

    Raises:
        NotPermittedError: The person claims to act for somebody who has not delegated to them.
    """
    for case_id in dict.fromkeys(case_ids):
        yield _one(ports, case_id, command, requester)


def _one(ports: Ports, case_id: str, command: Act, requester: Requester) -> Answered:
    key = command.idempotency_key
    own = replace(
        command,
        case_id=case_id,
        bulk=True,
        idempotency_key=None if key is None else f"{key}:{case_id}",
    )
    try:
        return Answered(case_id=case_id, answer=handle_command(ports, own, requester))
    except (NotFoundError, ConflictError) as error:
        return Answered(case_id=case_id, error=error)
