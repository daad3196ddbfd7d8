"""Link cases that were there before the register, or that came in from a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.circumstances import Circumstances
from engine.errors import ConflictError
from engine.evolve import evolve
from engine.filing import chain_reasons
from engine.ports import CaseQuery, Ports
from engine.refusal import ReasonCode, Refusal, reason
from engine.registry import REGISTRAR, parts_changed
from engine.usecases.batch import Batch, subject
from engine.usecases.link_parties import links_due
from engine.usecases.requester import Requester, visible_offices
from engine.usecases.surroundings import circumstances

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """What a run did.

    Attributes:
        looked_at: Cases whose fields were held against the register.
        linked: Numbers of the cases that got parties.
        passed_over: Numbers of those that somebody else was writing to; a further run takes them.
    """

    looked_at: int
    linked: tuple[str, ...]
    passed_over: tuple[str, ...] = ()


def take_up_parties(ports: Ports, requester: Requester, kind: str) -> TakenUp | Refusal:
    """Give the persons and employers of all cases of a kind their parts; a second run does nothing.

    Each case is a transaction of its own, with an entry in its chain, so that a run may be broken
    off and begun again.

    Returns:
        What was done; a refusal when the actor is no registrar.
    """
    world = circumstances(ports, requester)
    if not any(grant.role == REGISTRAR for grant in world.actor.grants):
        return Refusal(reasons=(reason(ReasonCode.NOT_YOUR_ROLE, roles=[REGISTRAR]),))
    done = TakenUp(looked_at=0, linked=())
    for case_id in _cases(ports, world, kind):
        done = _with(done, case_id, _taken_up(ports, world, case_id))
    return done


def _cases(ports: Ports, world: Circumstances, kind: str) -> Iterator[str]:
    offices = visible_offices(world.actor, world.directory)
    query = CaseQuery(kind=kind, offices=offices, limit=_PAGE)
    while page := ports.cases.cases(query):
        yield from (row.id for row in page)
        query = replace(query, after=page[-1].id)


def _with(done: TakenUp, case_id: str, linked: bool | None) -> TakenUp:
    if linked is None:
        done = replace(done, passed_over=(*done.passed_over, case_id))
    elif linked:
        done = replace(done, linked=(*done.linked, case_id))
    return replace(done, looked_at=done.looked_at + 1)


def _taken_up(ports: Ports, world: Circumstances, case_id: str) -> bool | None:
    """Whether the case got parties; None when somebody else was faster."""
    batch = Batch(ports)
    loaded = batch.load(case_id)
    case = loaded.case
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    if workflow.parties is None or any(chain_reasons(case, (REGISTRAR,), world)):
        return False
    changes = links_due(ports, batch, case, workflow.parties, world)
    if not changes:
        return False
    event = parts_changed(case, changes, workflow.ref, world)
    after = evolve(case, event)
    batch.add(loaded, (event,), after, subject(after, workflow))
    try:
        batch.commit()
    except ConflictError:
        return None
    return True
