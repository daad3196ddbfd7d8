"""A decision as whoever took it saw the file: what stood in it just before, and what rules said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from engine.audit import Entry
from engine.events import EventType
from engine.masking import masked_event, masked_facts
from engine.model import Case
from engine.ports import Ports
from engine.usecases.compare_case import moment_at
from engine.usecases.judge_rules import Judged, judged_at
from engine.usecases.read_history import sealed_entries
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances

DECIDING = frozenset((EventType.ACTION_TAKEN.value, EventType.VOTE_RECORDED.value))
"""The entries that are somebody's decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision of the past.

    Attributes:
        entry: As it was sealed; to be shown masked.
        before: The file just before, personal data masked.
        recorded: The verdicts on which it rested, as they stand in the entry.
        judged: What the rules of that day say of the file as it then was.
    """

    entry: Entry
    before: Case
    recorded: Mapping[str, JsonValue]
    judged: tuple[Judged, ...]


def read_decision(ports: Ports, case_id: str, requester: Requester, seq: int) -> Decided | None:
    """Return a decision with the file as it was; None when the entry is no decision.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    entries = sealed_entries(ports, case_id, requester)
    entry = entries[seq - 1] if 1 < seq <= len(entries) else None
    event = None if entry is None else entry.event()
    case = moment_at(entries, seq - 1).case
    if entry is None or event is None or case is None or event.type.value not in DECIDING:
        return None
    spec = ports.workflows.version(case.kind, case.workflow_version).spec
    then = replace(circumstances(ports, requester), now=event.at)
    return Decided(
        entry=entry,
        before=replace(case, facts=masked_facts(spec, case.facts)),
        recorded=masked_event(spec, event, lambda _: None).rules,
        judged=judged_at(ports, case, then),
    )
