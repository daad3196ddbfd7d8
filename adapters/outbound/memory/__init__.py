"""Every port in memory: for tests, trials and the oracle that the real stores are held against."""

from adapters.outbound.memory.access_tokens import InMemoryAccessTokens
from adapters.outbound.memory.accounts import InMemoryAccounts
from adapters.outbound.memory.cases import InMemoryCaseStore
from adapters.outbound.memory.delivery import InMemoryEntryLog, InMemoryOutbox
from adapters.outbound.memory.documents import InMemoryDocumentStore
from adapters.outbound.memory.identity_links import InMemoryIdentityLinks
from adapters.outbound.memory.inbox import InMemoryContacts, InMemoryInbox
from adapters.outbound.memory.ledger import InMemoryLedger
from adapters.outbound.memory.parties import InMemoryPartyIndex
from adapters.outbound.memory.senders import InMemorySenders
from adapters.outbound.memory.settings import (
    FixedCalendar,
    FixedRules,
    FixedWorkflows,
    InMemoryStaff,
    SeededChance,
    SettableClock,
)
from adapters.outbound.memory.sink_cursors import InMemorySinkCursors
from adapters.outbound.memory.views import InMemoryViews

__all__ = [
    "FixedCalendar",
    "FixedRules",
    "FixedWorkflows",
    "InMemoryAccessTokens",
    "InMemoryAccounts",
    "InMemoryCaseStore",
    "InMemoryContacts",
    "InMemoryDocumentStore",
    "InMemoryEntryLog",
    "InMemoryIdentityLinks",
    "InMemoryInbox",
    "InMemoryLedger",
    "InMemoryOutbox",
    "InMemoryPartyIndex",
    "InMemorySenders",
    "InMemorySinkCursors",
    "InMemoryStaff",
    "InMemoryViews",
    "SeededChance",
    "SettableClock",
]
