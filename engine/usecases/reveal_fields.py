"""Show personal data unmasked; the reading is recorded before anything is shown."""

from __future__ import annotations

from pydantic import JsonValue

from engine.commands import ShowFields
from engine.ports import Ports
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester


def reveal_fields(
    ports: Ports, case_id: str, fields: tuple[str, ...], purpose: str, requester: Requester
) -> dict[str, JsonValue] | Refusal:
    """Return the values of sensitive fields.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    command = ShowFields(case_id=case_id, fields=fields, purpose=purpose)
    answer = handle_command(ports, command, requester)
    if isinstance(answer, Refusal):
        return answer
    return {name: answer.case.facts.get(name) for name in fields}
