"""Carries a message to a person: looks up the notices and the address, words and sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapters.i18n import Language
from adapters.i18n.telling import NoticeWords, Telling
from engine.contacts import Channel, Contact
from engine.delivery import Contacts, Effect, Inbox
from engine.notices import Notice
from engine.projection import Message


class Sender(Protocol):
    """Sends a letter over one channel."""

    def send(self, address: str, telling: Telling, key: str) -> None:
        """Send it; `key` names the message, for receivers that want to know what they have.

        Raises:
            AdapterError: It did not arrive; `retryable` says whether trying again may help.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCourier:
    """Implements `Courier` for one channel."""

    channel: Channel
    contacts: Contacts
    inbox: Inbox
    words: NoticeWords
    sender: Sender

    def carry(self, message: Message) -> Effect:
        """Send what is to be told; somebody who has left the channel since is told nothing."""
        person = str(message.payload["person"])
        contact = self._contact(person)
        if contact is None:
            return Effect()
        told = self._notices(message, person)
        notices = [notice for notice in told if notice.code.value not in contact.muted]
        if notices:
            telling = self.words.telling(notices, Language(contact.language))
            self.sender.send(contact.address, telling, message.key)
        return Effect()

    def _contact(self, person: str) -> Contact | None:
        found = self.contacts.of({person})
        return next((contact for contact in found if contact.channel is self.channel), None)

    def _notices(self, message: Message, person: str) -> Sequence[Notice]:
        if "since" in message.payload:
            since = datetime.fromisoformat(str(message.payload["since"]))
            until = datetime.fromisoformat(str(message.payload["until"]))
            return self.inbox.between(person, since, until)
        notice = self.inbox.notice(str(message.payload["notice"]))
        return [] if notice is None else [notice]
