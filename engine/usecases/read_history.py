"""The entries of a case, and the case as it was at any of them.

What anybody reads is masked; personal data are shown only for a purpose, and that is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import JsonValue

from engine.audit import Entry
from engine.canonical import canonical_bytes
from engine.codec import event_to_plain
from engine.commands import ShowFields
from engine.definitions.language import Workflow
from engine.errors import NotFoundError
from engine.events import Event
from engine.evolve import evolve
from engine.journal import data_read
from engine.masking import masked_event, personal_fields
from engine.model import Case
from engine.ports import EntryQuery, Ports
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.keep_journal import keep_journal
from engine.usecases.requester import Requester, require_visible, visible_offices
from engine.usecases.surroundings import circumstances


def read_history(ports: Ports, case_id: str, requester: Requester) -> Sequence[Entry]:
    """Return all entries of a case, personal data masked.

    A masked entry keeps its header and hash; its payload is not what the header commits to, and
    it has no salt.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    return tuple(_Masks(ports).of(sealed_entries(ports, case_id, requester)))


def latest_of_history(ports: Ports, case: Case, *, upto: int, limit: int) -> Sequence[Entry]:
    """Return the last entries of a case up to one of them, personal data masked.

    A page shows a few of what may be thousands; only those are read.

    Args:
        ports: The outside.
        case: A case that was loaded for a person who may see it.
        upto: Number of the last entry that is wanted; that of the case's own last or an earlier.
        limit: How many at most.
    """
    if upto < 1:
        return ()
    first = max(upto - limit, 0)
    query = EntryQuery(case_id=case.id, after=(case.id, first), limit=upto - first)
    return tuple(_Masks(ports).of(ports.cases.entries(query)))


def reveal_history(
    ports: Ports, case_id: str, purpose: str, requester: Requester
) -> Sequence[Entry] | Refusal:
    """Return all entries of a case as they are sealed; the reading is one of them.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    fields = _personal(ports, case_id)
    command = ShowFields(case_id=case_id, fields=fields, purpose=purpose)
    recorded = handle_command(ports, command, requester)
    if isinstance(recorded, Refusal):
        return recorded
    return sealed_entries(ports, case_id, requester)


def _personal(ports: Ports, case_id: str) -> tuple[str, ...]:
    case = ports.cases.load(case_id).case
    return personal_fields(ports.workflows.version(case.kind, case.workflow_version).spec)


def sealed_entries(ports: Ports, case_id: str, requester: Requester) -> Sequence[Entry]:
    """All entries of a case as they are, for use cases that show nothing unrecorded themselves.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    return tuple(ports.cases.entries(EntryQuery(case_id=case_id, limit=0)))


def case_at(
    ports: Ports,
    case_id: str,
    requester: Requester,
    *,
    seq: int | None = None,
    moment: datetime | None = None,
    purpose: str | None = None,
) -> Case | Refusal | None:
    """Return the case as it was after entry `seq`, or at a moment; None before it began.

    Personal data are masked unless a purpose is given, which is recorded.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    if purpose is None:
        entries: Sequence[Entry] | Refusal = read_history(ports, case_id, requester)
    else:
        entries = reveal_history(ports, case_id, purpose, requester)
    if isinstance(entries, Refusal):
        return entries
    return _folded(entries, seq, moment)


def _folded(entries: Iterable[Entry], seq: int | None, moment: datetime | None) -> Case | None:
    case: Case | None = None
    for entry in entries:
        event = entry.event()
        if event is None or not _within(entry, event, seq, moment):
            break
        case = evolve(case, event)
    return case


def _within(entry: Entry, event: Event, seq: int | None, moment: datetime | None) -> bool:
    return (seq is None or entry.seq <= seq) and (moment is None or event.at <= moment)


@dataclass(slots=True)
class _Masks:
    """Masks entries of any kinds of case; each declaration is looked up once."""

    ports: Ports
    specs: dict[str, Workflow | None] = field(default_factory=dict)

    def of(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries, masked one by one."""
        return (self._masked(entry) for entry in entries)

    def _masked(self, entry: Entry) -> Entry:
        try:
            event = entry.event()
        except ValueError:
            return replace(entry, payload=None, salt=None)
        if event is None or not event.workflow:
            # An erased payload shows nothing, and an office's journal holds no case's facts.
            return entry
        spec = self._pinned(event.workflow)
        if spec is None:
            return replace(entry, payload=None, salt=None)
        shown = masked_event(spec, event, self._latest)
        if shown == event:
            return entry
        return replace(entry, payload=canonical_bytes(event_to_plain(shown)), salt=None)

    def _pinned(self, ref: str) -> Workflow | None:
        kind, _, version = ref.partition("@")
        if ref not in self.specs:
            self.specs[ref] = self._looked_up(kind, int(version))
        return self.specs[ref]

    def _latest(self, kind: str) -> Workflow | None:
        if kind not in self.specs:
            self.specs[kind] = self._looked_up(kind, None)
        return self.specs[kind]

    def _looked_up(self, kind: str, version: int | None) -> Workflow | None:
        library = self.ports.workflows
        try:
            found = library.latest(kind) if version is None else library.version(kind, version)
        except NotFoundError:
            return None
        return found.spec


def _asked(query: EntryQuery, purpose: str | None) -> dict[str, JsonValue]:
    types: list[JsonValue] = [*sorted(query.types)]
    details: dict[str, JsonValue] = {
        "case": query.case_id,
        "person": query.person,
        "types": types,
        "purpose": purpose,
    }
    return {name: value for name, value in details.items() if value}


def export_entries(
    ports: Ports, requester: Requester, query: EntryQuery, *, purpose: str | None = None
) -> Iterator[Entry]:
    """Yield the entries a person may see; the export itself is recorded in their office's journal.

    Personal data are masked unless a purpose is given; it stands in the journal. Only an export
    with a purpose can be verified elsewhere, as masked payloads are not what was sealed.

    Raises:
        ConflictError: The journal was written to at the same time.
    """
    world = circumstances(ports, requester)
    offices = visible_offices(world.actor, world.directory)
    if world.actor.grants:
        office = world.actor.grants[0].office
        event = data_read(office, "audit_export", world, _asked(query, purpose))
        keep_journal(ports, office, event, world)
    entries = ports.cases.entries(replace(query, offices=offices))
    yield from entries if purpose else _Masks(ports).of(entries)
