"""Who is behind a request: the session of a token, kept alive, switched and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from engine.access import Session
from engine.access_ports import Doors
from engine.calendar import OFFICE_ZONE
from engine.directory import Absence, false_claim
from engine.events import EventType
from engine.ports import Ports
from engine.usecases.keep_access import keep_access
from engine.usecases.refused_attempts import record_pretender
from engine.usecases.requester import Requester
from engine.usecases.sign_in import session_key

_NOTED_EVERY = timedelta(minutes=1)
"""A session is written at most so often: every page would cost a write otherwise."""


def recognise(ports: Ports, doors: Doors, token: str) -> Session | None:
    """The session of a token, if it still counts and its person is still one of ours."""
    now = ports.clock.now()
    session = doors.accounts.session(session_key(token))
    if session is None:
        return None
    if not session.is_live(now, doors.limits) or session.person not in _people(ports):
        doors.accounts.end_session(session.key)
        return None
    if not session.waits_for_code and now - session.seen_at >= _NOTED_EVERY:
        session = replace(session, seen_at=now)
        doors.accounts.save_session(session)
    return session


def _people(ports: Ports) -> frozenset[str]:
    return frozenset(ports.staff.directory().people)


def requester_of(ports: Ports, session: Session) -> Requester:
    """Who acts in a session: for the absent colleague only while they are absent."""
    absent = session.on_behalf_of
    stands_in = {absence.person for absence in represented(ports, session.person)}
    return Requester(person=session.person, on_behalf_of=absent if absent in stands_in else None)


def represented(ports: Ports, person: str) -> Sequence[Absence]:
    """The absences during which a person acts for somebody today."""
    today = ports.clock.now().astimezone(OFFICE_ZONE).date()
    return [
        absence
        for absence in ports.staff.directory().absences
        if absence.delegate == person and absence.since <= today <= absence.until
    ]


def act_for(ports: Ports, doors: Doors, session: Session, absent: str | None) -> Session:
    """Act for an absent colleague from now on, or for oneself again.

    Somebody who has not delegated to the person changes nothing, and the claim is recorded.
    """
    allowed = {absence.person for absence in represented(ports, session.person)}
    if absent is not None and absent not in allowed:
        claimant = Requester(person=session.person, on_behalf_of=absent)
        today = ports.clock.now().astimezone(OFFICE_ZONE).date()
        record_pretender(ports, claimant, false_claim(session.person, absent, today), "ActFor")
    switched = replace(session, on_behalf_of=absent if absent in allowed else None)
    doors.accounts.save_session(switched)
    return switched


def sign_out(doors: Doors, session: Session) -> None:
    """End a session."""
    doors.accounts.end_session(session.key)


def sign_out_everywhere(ports: Ports, doors: Doors, session: Session) -> int:
    """End every other session of the person; returns how many."""
    ended = doors.accounts.end_sessions(session.person, but=session.key)
    keep_access(ports, EventType.ACCOUNT_CHANGED, session.person, "sessions_ended")
    return ended
