"""The journal of an office: a chain for what belongs to no case.

Refused openings, exports and other readings across cases are entries too. They stand in a file of
their own per office, which is sealed, replayed and verified like every other and never moves.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import JsonValue

from engine.access_tokens import AccessToken
from engine.changes import CaseCreated, Change, FundsAllotted
from engine.circumstances import Circumstances
from engine.delivery import DeadLetter
from engine.events import Event, EventType
from engine.model import Case, Reservation
from engine.outside import Admission, Sender
from engine.recording import who_now
from engine.refusal import Refusal

KIND = "office_journal"
STATE = "kept"
JOURNAL_PREFIX = "J-"
"""How ids of journals begin; no case may have such a number."""


def journal_id(office: str) -> str:
    """The id of an office's journal."""
    return f"{JOURNAL_PREFIX}{office}"


def begun(office: str, world: Circumstances) -> Event:
    """The first entry of an office's journal."""
    case = Case(
        id=journal_id(office),
        kind=KIND,
        workflow_version=0,
        office=office,
        region=world.directory.office(office).region,
        state=STATE,
        version=1,
        opened_at=world.now,
        opened_by=world.actor.person,
        entered_at=world.now,
        visited=(STATE,),
    )
    return _event(EventType.CASE_OPENED, office, world, changes=(CaseCreated(case=case),))


def refused_opening(office: str, kind: str, refusal: Refusal, world: Circumstances) -> Event:
    """A case could not be opened."""
    details: dict[str, JsonValue] = {
        "command": "OpenCase",
        "kind": kind,
        "reasons": _plain(refusal),
    }
    return _event(EventType.ATTEMPT_REFUSED, office, world, action="open", details=details)


def refused_claim(office: str, command: str, refusal: Refusal, world: Circumstances) -> Event:
    """Somebody wanted to see or do something for a colleague who has not delegated to them."""
    details: dict[str, JsonValue] = {"command": command, "reasons": _plain(refusal)}
    return _event(EventType.ATTEMPT_REFUSED, office, world, action="act_for", details=details)


def allotted(budget: Reservation, *, back: bool, world: Circumstances) -> Event:
    """An office's fund got its budget for a year, or free budget was taken back."""
    return _event(
        EventType.BUDGET_ALLOTTED,
        budget.office,
        world,
        action="allot",
        changes=(FundsAllotted(reservation=budget, back=back),),
    )


def refused_allotment(budget: Reservation, refusal: Refusal, world: Circumstances) -> Event:
    """A budget could not be allotted."""
    details: dict[str, JsonValue] = {
        "command": "AllotBudget",
        "fund": budget.fund,
        "year": budget.year,
        "amount_fen": budget.amount_fen,
        "reasons": _plain(refusal),
    }
    return _event(EventType.ATTEMPT_REFUSED, budget.office, world, action="allot", details=details)


def staff_changed(office: str, details: dict[str, JsonValue], world: Circumstances) -> Event:
    """Offices or people are others now; the entry holds their ids, and no names."""
    return _event(EventType.STAFF_CHANGED, office, world, action="staff", details=details)


def refused_staff_change(office: str, refusal: Refusal, world: Circumstances) -> Event:
    """Offices and people could not be changed."""
    details: dict[str, JsonValue] = {"command": "ReplaceStaff", "reasons": _plain(refusal)}
    return _event(EventType.ATTEMPT_REFUSED, office, world, action="staff", details=details)


def distributed(office: str, details: dict[str, JsonValue], world: Circumstances) -> Event:
    """Waiting work was given out by declared levers: to whom how much, and what was left."""
    return _event(EventType.WORK_DISTRIBUTED, office, world, action="distribute", details=details)


def _plain(refusal: Refusal) -> list[JsonValue]:
    return [{"code": found.code.value, "params": found.params} for found in refusal.reasons]


def data_read(office: str, what: str, world: Circumstances, details: dict[str, JsonValue]) -> Event:
    """Personal data of many cases were read at once (an export, a report)."""
    return _event(EventType.PERSONAL_DATA_READ, office, world, action=what, details=details)


def at_the_door(
    type_: EventType,
    office: str,
    world: Circumstances,
    what: str | None,
    details: dict[str, JsonValue] | None = None,
) -> Event:
    """Somebody signed in, was refused at the door, or changed their account."""
    return _event(type_, office, world, action=what, details=details)


def token_changed(office: str, token: AccessToken, what: str, world: Circumstances) -> Event:
    """A token of a service account was issued or revoked."""
    return _event(
        EventType.ACCOUNT_CHANGED, office, world, action=what, details=_token_plain(token)
    )


def refused_token(
    office: str, token: AccessToken, what: str, refusal: Refusal, world: Circumstances
) -> Event:
    """A token could not be issued or revoked."""
    details = {**_token_plain(token), "command": "KeepToken", "reasons": _plain(refusal)}
    return _event(EventType.ATTEMPT_REFUSED, office, world, action=what, details=details)


def account_kept(office: str, person: str, what: str, world: Circumstances) -> Event:
    """An administrator gave somebody an account, or ended their sessions."""
    details: dict[str, JsonValue] = {"person": person}
    return _event(EventType.ACCOUNT_CHANGED, office, world, action=what, details=details)


def refused_account(
    office: str, person: str, what: str, refusal: Refusal, world: Circumstances
) -> Event:
    """Somebody may not change another's account."""
    details: dict[str, JsonValue] = {
        "person": person,
        "command": "KeepAccount",
        "reasons": _plain(refusal),
    }
    return _event(EventType.ATTEMPT_REFUSED, office, world, action=what, details=details)


def sender_changed(office: str, sender: Sender, what: str, world: Circumstances) -> Event:
    """A party outside may answer from now on, or may no more."""
    details = _sender_plain(sender)
    return _event(EventType.ACCOUNT_CHANGED, office, world, action=what, details=details)


def refused_sender(
    office: str, sender: Sender, what: str, refusal: Refusal, world: Circumstances
) -> Event:
    """A party outside could not be added or taken away."""
    details = {**_sender_plain(sender), "command": "KeepSender", "reasons": _plain(refusal)}
    return _event(EventType.ATTEMPT_REFUSED, office, world, action=what, details=details)


def refused_answer(
    office: str,
    refusal: Refusal,
    admission: Admission,
    world: Circumstances,
    details: dict[str, JsonValue],
) -> Event:
    """An answer from outside was turned away; of its values nothing is kept."""
    kept: dict[str, JsonValue] = {
        **details,
        "command": "ReceiveAnswer",
        "reasons": _plain(refusal),
        "left_out": admission.left_out,
        "last_for_a_while": admission.last,
    }
    return _event(EventType.ATTEMPT_REFUSED, office, world, action="answer", details=kept)


def _sender_plain(sender: Sender) -> dict[str, JsonValue]:
    return {"sender": sender.id, "name": sender.name, "answers": [*sorted(sender.answers)]}


def _token_plain(token: AccessToken) -> dict[str, JsonValue]:
    scopes: list[JsonValue] = [*sorted(scope.value for scope in token.scopes)]
    return {
        "token": token.id,
        "person": token.person,
        "label": token.label,
        "scopes": scopes,
        "expires_at": token.expires_at.isoformat(),
    }


def dead_letter_settled(
    office: str,
    letter: DeadLetter,
    how: str,
    why: str,
    world: Circumstances,
    refusal: Refusal | None = None,
) -> Event:
    """A message that was given up is to be tried again or dropped; or somebody may not say so."""
    details: dict[str, JsonValue] = {
        "message": letter.key,
        "kind": letter.kind,
        "cause": letter.cause,
        "attempts": letter.attempts,
    }
    if refusal is not None:
        details |= {"command": "SettleDeadLetter", "reasons": _plain(refusal)}
        return _event(EventType.ATTEMPT_REFUSED, office, world, action=how, details=details)
    settled = _event(EventType.DEAD_LETTER_SETTLED, office, world, action=how, details=details)
    return replace(settled, reason=why)


def _event(
    type_: EventType,
    office: str,
    world: Circumstances,
    *,
    action: str | None = None,
    changes: tuple[Change, ...] = (),
    details: dict[str, JsonValue] | None = None,
) -> Event:
    return Event(
        type=type_,
        case_id=journal_id(office),
        at=world.now,
        who=who_now(world),
        from_state=STATE,
        to_state=STATE,
        action=action,
        changes=changes,
        details=details or {},
    )
