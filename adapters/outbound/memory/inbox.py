"""Inboxes in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from engine.contacts import Channel, Contact
from engine.delivery import Told
from engine.notices import Notice


class InMemoryInbox:
    """Implements `Inbox` for one process."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}

    def put(self, notices: Sequence[Notice]) -> None:
        """Put notices into their inboxes; one that is there already stays as it is."""
        for notice in notices:
            self._told.setdefault(notice.id, Told(notice=notice))

    def notices(
        self, person: str, *, unread: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[Told]:
        """A person's notices, newest first; see the port."""
        own = [t for t in self._told.values() if t.notice.person == person]
        own = [t for t in own if not (unread and t.read_at)]
        own.sort(key=_place, reverse=True)
        if after is not None:
            last = _place(self._told[after])
            own = [t for t in own if _place(t) < last]
        return own[:limit]

    def notice(self, notice_id: str) -> Notice | None:
        """One notice, or None."""
        told = self._told.get(notice_id)
        return None if told is None else told.notice

    def between(self, person: str, since: datetime, until: datetime) -> Sequence[Notice]:
        """All that a person was told from a moment on and before another, oldest first."""
        own = [t for t in self._told.values() if t.notice.person == person]
        return [t.notice for t in sorted(own, key=_place) if since <= t.notice.at < until]

    def unread(self, person: str) -> int:
        """How many a person has not read."""
        return len(self.notices(person, unread=True, limit=len(self._told)))

    def mark_read(self, person: str, ids: Sequence[str], now: datetime) -> int:
        """Say that a person has read some of their own notices."""
        found = [self._told[i] for i in ids if i in self._told]
        own = [t for t in found if t.notice.person == person and t.read_at is None]
        for told in own:
            self._told[told.notice.id] = replace(told, read_at=now)
        return len(own)


def _place(told: Told) -> tuple[datetime, str]:
    return told.notice.at, told.notice.id


class InMemoryContacts:
    """Implements `Contacts` for one process."""

    def __init__(self) -> None:
        self._contacts: dict[tuple[str, Channel], Contact] = {}

    def of(self, people: Collection[str]) -> Sequence[Contact]:
        """The contacts of these people."""
        known = sorted(self._contacts.items())
        return [contact for (person, _), contact in known if person in people]

    def save(self, contact: Contact) -> None:
        """Keep a contact instead of the person's earlier one on this channel."""
        self._contacts[contact.person, contact.channel] = contact

    def remove(self, person: str, channel: Channel) -> bool:
        """Forget a contact; False when there is none."""
        return self._contacts.pop((person, channel), None) is not None
