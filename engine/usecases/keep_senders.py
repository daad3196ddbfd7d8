"""Parties outside that may answer: added and taken away by administrators, each with its entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.circumstances import Circumstances
from engine.errors import EngineCode, NotFoundError
from engine.events import Event
from engine.journal import refused_sender, sender_changed
from engine.outside import Sender, is_sender_id, sender_key, written_key
from engine.ports import Ports, WorkflowLibrary
from engine.reception import Reception
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.keep_journal import enter
from engine.usecases.keep_tokens import ISSUERS
from engine.usecases.requester import Requester, require_office, visible_offices
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new sender; `key` is shown once, to be handed over, and is kept nowhere."""

    sender: Sender
    key: str


def add_sender(
    ports: Ports,
    reception: Reception,
    requester: Requester,
    *,
    sender_id: str,
    name: str,
    office: str,
    answers: frozenset[str],
) -> Added | Refusal:
    """Let a party outside answer; the entry stands in the journal of the office.

    Args:
        ports: The outside.
        reception: Senders and their keys.
        requester: Who lets them.
        sender_id: A short name, never given before.
        name: What people call it.
        office: It may answer about cases of this office and those below it.
        answers: With what, each a kind of case and an event: `hardship_aid.data_matched`.

    Raises:
        NotFoundError: No such office for this administrator.
        ConflictError: Somebody else took the id at this moment, or wrote into the journal again
            and again.
    """
    world = circumstances(ports, requester)
    require_office(office, world.actor, world.directory)
    sender = Sender(
        id=sender_id,
        name=name,
        office=office,
        answers=answers,
        added_by=requester.person,
        added_at=ports.clock.now(),
    )
    barred = (*_id_reasons(reception, sender_id), *_answer_reasons(ports.workflows, answers))
    refusal = _entered(ports, requester, sender, "sender_added", barred)
    if refusal is not None:
        return refusal
    reception.senders.add(sender)
    return Added(sender=sender, key=written_key(sender_key(reception.master, sender.id)))


def revoke_sender(
    ports: Ports, reception: Reception, requester: Requester, sender_id: str
) -> Sender | Refusal:
    """Let a party answer no more; one that was taken away before stays as it is.

    Raises:
        NotFoundError: No such sender for this administrator.
        ConflictError: Others wrote into the journal again and again.
    """
    sender = _known(ports, reception, requester, sender_id)
    if sender.revoked_at is not None:
        return sender
    refusal = _entered(ports, requester, sender, "sender_revoked", ())
    if refusal is not None:
        return refusal
    reception.senders.revoke(sender.id, ports.clock.now())
    return _known(ports, reception, requester, sender_id)


def list_senders(ports: Ports, reception: Reception, requester: Requester) -> Sequence[Sender]:
    """The senders of the offices that the person looks after, by id; none for others."""
    world = circumstances(ports, requester)
    if not set(ISSUERS) & set(world.actor.roles):
        return ()
    return [sender for sender in reception.senders.every() if _is_within(sender, world)]


def answers_of(workflows: WorkflowLibrary, kind: str) -> frozenset[str]:
    """Everything that somebody outside can answer about cases of a kind.

    Raises:
        NotFoundError: No such kind.
    """
    actions = workflows.latest(kind).spec.actions.values()
    return frozenset(f"{kind}.{one.outside}" for one in actions if one.outside is not None)


def _known(ports: Ports, reception: Reception, requester: Requester, sender_id: str) -> Sender:
    sender = reception.senders.by_id(sender_id)
    if sender is None or not _is_within(sender, circumstances(ports, requester)):
        raise NotFoundError(EngineCode.SENDER_NOT_FOUND, sender=sender_id)
    return sender


def _is_within(sender: Sender, world: Circumstances) -> bool:
    visible = visible_offices(world.actor, world.directory)
    return visible is None or sender.office in visible


def _id_reasons(reception: Reception, sender_id: str) -> tuple[Reason, ...]:
    if not is_sender_id(sender_id):
        return (reason(ReasonCode.SENDER_ID_UNFIT, sender=sender_id[:40]),)
    if reception.senders.by_id(sender_id) is not None:
        return (reason(ReasonCode.SENDER_TAKEN, sender=sender_id),)
    return ()


def _answer_reasons(workflows: WorkflowLibrary, answers: frozenset[str]) -> tuple[Reason, ...]:
    kinds = sorted(workflows.kinds())
    known = frozenset[str]().union(*(answers_of(workflows, kind) for kind in kinds))
    return tuple(
        reason(ReasonCode.ANSWER_UNKNOWN, answer=answer, known=sorted(known))
        for answer in sorted(answers - known)
    )


def _entered(
    ports: Ports, requester: Requester, sender: Sender, what: str, barred: tuple[Reason, ...]
) -> Refusal | None:
    """Write the entry first: a process that dies in between leaves no sender without one."""

    def attempt(world: Circumstances) -> tuple[Event, Refusal | None]:
        reasons = (*_authority(world), *barred)
        if reasons:
            refusal = Refusal(reasons=reasons)
            return refused_sender(sender.office, sender, what, refusal, world), refusal
        return sender_changed(sender.office, sender, what, world), None

    return enter(ports, requester, sender.office, attempt)


def _authority(world: Circumstances) -> tuple[Reason, ...]:
    if set(ISSUERS) & set(world.actor.roles):
        return ()
    return (reason(ReasonCode.NOT_YOUR_ROLE, roles=list(ISSUERS)),)
