"""Hold two moments of a case against each other, personal data masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.audit import Entry
from engine.definitions.language import Workflow
from engine.differences import Difference, Moment, Part, differences
from engine.evolve import evolve
from engine.masking import masked_value
from engine.model import Case
from engine.ports import Ports
from engine.projection import Movement, movements
from engine.usecases.read_history import sealed_entries
from engine.usecases.requester import Requester


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two moments of a case, the earlier one first.

    Attributes:
        before: Number of the last entry that counts; 0 before the case began.
        last: How many entries the case has.
    """

    before: int
    after: int
    last: int
    differences: tuple[Difference, ...]


def compare_case(
    ports: Ports, case_id: str, requester: Requester, one: int, other: int
) -> Comparison:
    """What became different between two entries of a case.

    It is worked out from the values as they were sealed and masked after that, so that also a
    change shows that a mask would hide.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    entries = sealed_entries(ports, case_id, requester)
    early, late = sorted(min(max(seq, 0), len(entries)) for seq in (one, other))
    case = ports.cases.load(case_id).case
    spec = ports.workflows.version(case.kind, case.workflow_version).spec
    found = differences(moment_at(entries, early), moment_at(entries, late))
    return Comparison(
        before=early,
        after=late,
        last=len(entries),
        differences=tuple(_masked(spec, difference) for difference in found),
    )


def moment_at(entries: Sequence[Entry], seq: int) -> Moment:
    """The case after one of its entries; what was erased ends the replay."""
    case: Case | None = None
    moved: list[Movement] = []
    for entry in entries[:seq]:
        event = entry.event()
        if event is None:
            break
        case = evolve(case, event)
        moved += movements((event,))
    return Moment(seq=seq, case=case, movements=tuple(moved))


def last_entry_by(entries: Sequence[Entry], moment: datetime) -> int:
    """Number of the last entry that was there at a moment; 0 when there was none."""
    there = (datetime.fromisoformat(str(entry.header_plain()["at"])) <= moment for entry in entries)
    return sum(there)


def _masked(spec: Workflow, found: Difference) -> Difference:
    field = spec.case.get(found.key) if found.part is Part.FIELD else None
    if field is None:
        return found
    before, after = (
        None if value is None else masked_value(field, value)
        for value in (found.before, found.after)
    )
    return replace(found, before=before, after=after)
