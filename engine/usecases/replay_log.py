"""Play another system's event log; store its cases with the trail they would have left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pydantic import JsonValue

from engine.audit import GENESIS, seal_all
from engine.errors import NotFoundError
from engine.event_log import Attributes, Trace
from engine.model import Case
from engine.ports import EntryQuery, Ports
from engine.projection import SEALING, CaseWrite, message
from engine.replay.codes import ReplayCode, ReplayError
from engine.replay.plan import Plan
from engine.replay.play import Origin, Played, World, play
from engine.replay.report import Report, Tally
from engine.usecases.batch import subject

_CASES_A_COMMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the played cases in the store.

    Attributes:
        stored: Cases that are new.
        present: Cases that this very record had brought before.
        unopened: Cases that could not be opened; there is nothing to store.
    """

    stored: int
    present: int
    unopened: int


def replay_log(
    log: Iterable[Trace], plan: Plan, world: World, *, name: str, limit: int | None = None
) -> Report:
    """Play a log without storing anything.

    Args:
        log: Its traces.
        plan: The map made ready.
        world: Rules and working days.
        name: What the log is called.
        limit: How many traces to play; None for all.
    """
    tally = Tally(plan.map.log or name, plan)
    for trace in islice(log, limit):
        tally.add_trace(trace)
        for played in play(plan, trace, world):
            tally.add(played)
    return tally.report()


def store_log(
    ports: Ports,
    log: Iterable[Trace],
    plan: Plan,
    world: World,
    *,
    name: str,
    limit: int | None = None,
) -> tuple[Report, Stored]:
    """Play a log and store its cases; what it has brought before is left as it is.

    A case is stored whole, with all its entries, in one transaction, or not at all. Nobody is told
    of what happened years ago in another house: no messages go out.

    Args:
        ports: The outside; its directory is extended by the plan's people.
        log: Its traces.
        plan: The map made ready on the store's directory.
        world: Rules and working days.
        name: Name of the log's file, kept with every entry.
        limit: How many traces to play; None for all.

    Raises:
        ReplayError: `CASE_TAKEN`: another case has the number; nothing of its batch is stored.
    """
    tally = Tally(plan.map.log or name, plan)
    stored = present = unopened = 0
    played = _played(islice(log, limit), plan, world, name, tally)
    seen: set[str] = set()
    while batch := list(islice(played, _CASES_A_COMMIT)):
        opened = [(case, digest) for case, digest in batch if case.case is not None]
        _require_distinct(seen, (case.case_id for case, _ in opened))
        new = [case for case, digest in opened if not _is_present(ports, case, digest)]
        if new and ports.staff.directory() != plan.cast.directory:
            ports.staff.save(plan.cast.directory)
        if new:
            ports.cases.commit([_write(ports, plan, case) for case in new])
        stored += len(new)
        present += len(opened) - len(new)
        unopened += len(batch) - len(opened)
    return tally.report(), Stored(stored=stored, present=present, unopened=unopened)


def _require_distinct(seen: set[str], numbers: Iterable[str]) -> None:
    """Two records of a log cannot be one case.

    Raises:
        ReplayError: A number occurs twice.
    """
    for number in numbers:
        if number in seen:
            raise ReplayError(ReplayCode.CASE_TAKEN, case=number)
        seen.add(number)


def _played(
    log: Iterable[Trace], plan: Plan, world: World, name: str, tally: Tally
) -> Iterator[tuple[Played, str]]:
    for trace in log:
        tally.add_trace(trace)
        digest = trace_digest(trace)
        origin: Origin = {"log": name, "trace": trace.case, "sha256": digest}
        for played in play(plan, trace, world, origin):
            tally.add(played)
            yield played, digest


def trace_digest(trace: Trace) -> str:
    """SHA-256 of what a trace records, by which the same record is known again."""
    digest = hashlib.sha256()
    for attributes in (trace.attributes, *(event.attributes for event in trace.events)):
        digest.update(_line(attributes))
    return digest.hexdigest()


def _line(attributes: Attributes) -> bytes:
    values = sorted((key, str(attribute.value)) for key, attribute in attributes.items())
    return ("\x1f".join(part for pair in values for part in pair) + "\x1e").encode()


def _is_present(ports: Ports, played: Played, digest: str) -> bool:
    """Whether the case was stored from this very record before.

    Raises:
        ReplayError: The number belongs to something else.
    """
    try:
        ports.cases.load(played.case_id)
    except NotFoundError:
        return False
    if _origin_of(ports, played.case_id) != digest:
        raise ReplayError(ReplayCode.CASE_TAKEN, case=played.case_id)
    return True


def _origin_of(ports: Ports, case_id: str) -> JsonValue:
    first = next(ports.cases.entries(EntryQuery(case_id=case_id, limit=1)), None)
    event = None if first is None else first.event()
    origin = {} if event is None else event.details.get("origin")
    return origin.get("sha256") if isinstance(origin, dict) else None


def _write(ports: Ports, plan: Plan, played: Played) -> CaseWrite:
    salts = (ports.chance.salt() for _ in played.events)
    case = played.case
    assert case is not None
    entries = seal_all(played.events, seq=0, head=GENESIS, salts=salts)
    return CaseWrite(
        before=None,
        after=case,
        seq=0,
        entries=entries,
        subject=_subject(plan, case),
        messages=(message(entries, ports.clock.now(), SEALING),),
    )


def _subject(plan: Plan, case: Case) -> str:
    workflows = (part.workflow for part in plan.parts)
    workflow = next(found for found in workflows if found.spec.workflow == case.kind)
    return subject(case, workflow)
