"""Write an entry into an office's journal, beginning the journal when there is none."""

from __future__ import annotations

from collections.abc import Callable

from engine.circumstances import Circumstances
from engine.decision import Decision
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.events import Event
from engine.evolve import evolve
from engine.journal import begun, journal_id
from engine.ports import FirstAnswer, Ports
from engine.projection import CaseWrite
from engine.refusal import Refusal
from engine.usecases.batch import Batch
from engine.usecases.requester import Requester
from engine.usecases.surroundings import circumstances

_TRIES = 25


def keep_journal(
    ports: Ports,
    office: str,
    event: Event,
    world: Circumstances,
    answer: FirstAnswer | None = None,
) -> None:
    """Store the entry.

    Raises:
        ConflictError: Somebody else wrote into the journal at the same time.
    """
    _entered(ports, office, event, world).commit(answer)


def enter(
    ports: Ports,
    requester: Requester,
    office: str,
    attempt: Callable[[Circumstances], tuple[Event, Refusal | None]],
) -> Refusal | None:
    """Judge an attempt and store its entry, though others write into the journal as well.

    Args:
        ports: The outside.
        requester: Who tries something.
        office: In whose journal.
        attempt: From the world as it is to the entry, with the refusal if it is one.

    Raises:
        ConflictError: Others were faster again and again.
    """
    for _ in range(_TRIES):
        world = circumstances(ports, requester)
        event, refusal = attempt(world)
        try:
            keep_journal(ports, office, event, world)
        except ConflictError:
            continue
        return refusal
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=journal_id(office))


def journal_write(ports: Ports, office: str, event: Event, world: Circumstances) -> CaseWrite:
    """The entry as it is stored, for whoever stores it with something else."""
    (write,) = _entered(ports, office, event, world).writes()
    return write


def _entered(ports: Ports, office: str, event: Event, world: Circumstances) -> Batch:
    batch = Batch(ports)
    try:
        loaded = batch.load(journal_id(office))
        batch.add(loaded, (event,), evolve(loaded.case, event), "")
    except NotFoundError:
        first = begun(office, world)
        case = evolve(evolve(None, first), event)
        batch.begin(Decision(events=(first, event), case=case), "")
    return batch
