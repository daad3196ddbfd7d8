"""An answer from outside: believed, told apart from a repeated one, carried out or turned away.

Whatever is turned away stands in a journal, without any of its values: in that of the office of
the sender that it names, or of the topmost one when nobody knows the sender. What the case itself
refuses stands in the case, like every refused attempt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from engine.circumstances import Circumstances
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow
from engine.directory import OUTSIDE, Actor, Directory
from engine.errors import ConflictError, EngineCode, NotFoundError
from engine.events import Event
from engine.journal import refused_answer
from engine.listing import NO_CASES
from engine.model import Case
from engine.outside import (
    Admit,
    Answered,
    Message,
    Sender,
    flaw,
    is_sender_id,
    read_answer,
    sender_key,
)
from engine.ports import FirstAnswer, Ports
from engine.reception import Reception
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.answers import MACHINE_KEYS, Answer, Done, fingerprint
from engine.usecases.handle_command import handle_command
from engine.usecases.keep_journal import enter
from engine.usecases.requester import Requester, machine


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway:
    """The answer was not even tried; `reason` says why, with nothing about any case."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The answer got to its case; `answer` says what became of it there, now or the first time."""

    said: Answered
    answer: Answer


Received = Heard | TurnedAway


def receive_answer(ports: Ports, reception: Reception, message: Message, admit: Admit) -> Received:
    """Take an answer from outside.

    The same message again changes nothing and gets the answer it got the first time, as often as it
    comes; another message under the same id is turned away. Both are recorded.

    Args:
        ports: The outside.
        reception: Senders and their keys.
        message: As it came in.
        admit: Bounds the entries about what is turned away.

    Raises:
        ConflictError: Others changed the case, or wrote into the journal, again and again.
    """
    sender = _claimed(reception, message)
    doubt = _doubt(reception, message, sender, ports.clock.now())
    if sender is None or doubt is not None:
        proven = doubt is not None and doubt.code is not ReasonCode.ANSWER_FORGED
        turning = _Turning(ports=ports, admit=admit, sender=sender, proven=proven)
        return turning.away(doubt or reason(ReasonCode.ANSWER_FORGED))
    turning = _Turning(ports=ports, admit=admit, sender=sender, message=message)
    answered = read_answer(message.body)
    if answered is None:
        return turning.away(reason(ReasonCode.ANSWER_UNREADABLE))
    found = _reached(ports, sender, answered)
    if isinstance(found, Reason):
        known = found.code is not ReasonCode.ANSWER_OUT_OF_REACH
        return turning.away(found, answered if known else None)
    return _carried_out(turning, found, answered)


def requester_of(sender: Sender) -> Requester:
    """The sender as the one who acts; no member of staff can be called so."""
    return machine(Actor(person=f"{OUTSIDE.person}:{sender.id}", machine="outside"))


def _claimed(reception: Reception, message: Message) -> Sender | None:
    """Who is said to have sent it, if that is anybody we know."""
    known = is_sender_id(message.sender)
    return reception.senders.by_id(message.sender) if known else None


def _doubt(
    reception: Reception, message: Message, sender: Sender | None, now: datetime
) -> Reason | None:
    """Why it is not believed; None when it is. Whether a sender is known is told to nobody."""
    name = "" if sender is None else sender.id
    found = flaw(message, sender_key(reception.master, name), now, reception.within)
    if sender is None or sender.revoked_at is not None or found is ReasonCode.ANSWER_FORGED:
        return reason(ReasonCode.ANSWER_FORGED)
    if found is None:
        return None
    return reason(found, minutes=round(reception.within.total_seconds() / 60))


def _reached(ports: Ports, sender: Sender, answered: Answered) -> Case | Reason:
    """The case, if the sender may answer about it; one out of reach is like one that is not."""
    try:
        case = ports.cases.load(answered.case).case
    except NotFoundError:
        case = None
    if case is None or not _is_within(case, sender, ports.staff.directory()):
        return reason(ReasonCode.ANSWER_OUT_OF_REACH, sender=sender.id)
    if not sender.may(case.kind, answered.event):
        return reason(ReasonCode.ANSWER_NOT_ALLOWED, sender=sender.id, answer=answered.event)
    return case


def _is_within(case: Case, sender: Sender, directory: Directory) -> bool:
    known = case.kind in sender.kinds and case.kind not in NO_CASES
    return known and case.office in directory.below(sender.office)


def _carried_out(turning: _Turning, case: Case, answered: Answered) -> Received:
    ports, sender, message = turning.ports, turning.sender, turning.message
    assert sender is not None
    assert message is not None
    requester, key = requester_of(sender), f"{MACHINE_KEYS}outside:{sender.id}:{message.id}"
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    commands = tuple(_commands(workflow, case, answered, key))
    first = ports.cases.first_answer(key)
    if first is None:
        return _anew(turning, commands[0], requester, answered)
    same = _same(first, commands, requester)
    if same is None:
        return turning.away(reason(ReasonCode.ANSWER_REUSED), answered)
    turning.away(reason(ReasonCode.ANSWER_REPEATED), answered)
    return Heard(said=answered, answer=handle_command(ports, same, requester))


def _anew(turning: _Turning, command: Act, requester: Requester, answered: Answered) -> Received:
    """Carry out what had not come in before; unless it comes in twice at this very moment."""
    try:
        done = handle_command(turning.ports, command, requester)
    except ConflictError as error:
        if error.code is not EngineCode.KEY_REUSED:
            raise
        return turning.away(reason(ReasonCode.ANSWER_REUSED), answered)
    if isinstance(done, Done) and done.repeated:
        turning.away(reason(ReasonCode.ANSWER_REPEATED), answered)
    return Heard(said=answered, answer=done)


def _commands(
    workflow: CompiledWorkflow, case: Case, answered: Answered, key: str
) -> Iterator[Act]:
    """What the event can mean, first what it means in the state the case is in."""
    named = [n for n, a in workflow.spec.actions.items() if a.outside == answered.event]
    named.sort(key=lambda name: case.state not in workflow.spec.actions[name].origin)
    for name in named or [answered.event]:
        yield Act(case_id=case.id, action=name, data=answered.data, idempotency_key=key)


def _same(first: FirstAnswer, commands: tuple[Act, ...], requester: Requester) -> Act | None:
    """The command that the message was the first time, whatever state the case is in by now."""
    return next((c for c in commands if fingerprint(c, requester) == first.fingerprint), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turning:
    """Turns a message away and says so in a journal.

    Attributes:
        sender: Who is said to have sent it; None when nobody knows them.
        proven: Whether it is sure that they did.
    """

    ports: Ports
    admit: Admit
    sender: Sender | None
    proven: bool = True
    message: Message | None = None

    def away(self, found: Reason, answered: Answered | None = None) -> TurnedAway:
        """Record it, unless there were too many."""
        directory = self.ports.staff.directory()
        office = _top(directory) if self.sender is None else self.sender.office
        admission = self.admit(self._whose(), self.ports.clock.now())
        if admission is not None and office in directory.offices:
            refusal, details = Refusal(reasons=(found,)), self._details(answered)

            def attempt(world: Circumstances) -> tuple[Event, Refusal | None]:
                return refused_answer(office, refusal, admission, world, details), None

            enter(self.ports, self._who(), office, attempt)
        return TurnedAway(reason=found)

    def _whose(self) -> str:
        """Whose messages are counted together: all that nobody proved are."""
        return self.sender.id if self.sender is not None and self.proven else ""

    def _who(self) -> Requester:
        if self.sender is None or not self.proven:
            return machine(OUTSIDE)
        return requester_of(self.sender)

    def _details(self, answered: Answered | None) -> dict[str, JsonValue]:
        """What names the message; of one that nobody proved, only whom it claims to be from."""
        about: dict[str, JsonValue] = {}
        if self.sender is not None:
            about["sender"] = self.sender.id
        if self.message is not None:
            about["message"] = self.message.id
        if answered is not None:
            about |= {"case": answered.case, "event": answered.event}
        return about


def _top(directory: Directory) -> str:
    """The topmost office, the first by id where there are several."""
    tops = sorted(office.id for office in directory.offices.values() if office.parent is None)
    return tops[0] if tops else ""
