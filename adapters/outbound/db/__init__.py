"""Cases, tasks, deadlines, audit entries, ledger and outbox in SQLite or PostgreSQL."""

from adapters.outbound.db.access_tokens import SqlAlchemyAccessTokens
from adapters.outbound.db.accounts import SqlAlchemyAccounts
from adapters.outbound.db.case_store import SqlAlchemyCaseStore
from adapters.outbound.db.contacts import SqlAlchemyContacts
from adapters.outbound.db.database import Database
from adapters.outbound.db.entry_log import SqlAlchemyEntryLog
from adapters.outbound.db.identity_links import SqlAlchemyIdentityLinks
from adapters.outbound.db.inbox import SqlAlchemyInbox
from adapters.outbound.db.ledger import SqlAlchemyLedger
from adapters.outbound.db.outbox import SqlAlchemyOutbox
from adapters.outbound.db.parties import SqlAlchemyPartyIndex
from adapters.outbound.db.senders import SqlAlchemySenders
from adapters.outbound.db.sink_cursors import SqlAlchemySinkCursors
from adapters.outbound.db.staff import SqlAlchemyStaff
from adapters.outbound.db.views import SqlAlchemyViews
from adapters.outbound.db.watched import WatchedCaseStore

__all__ = [
    "Database",
    "SqlAlchemyAccessTokens",
    "SqlAlchemyAccounts",
    "SqlAlchemyCaseStore",
    "SqlAlchemyContacts",
    "SqlAlchemyEntryLog",
    "SqlAlchemyIdentityLinks",
    "SqlAlchemyInbox",
    "SqlAlchemyLedger",
    "SqlAlchemyOutbox",
    "SqlAlchemyPartyIndex",
    "SqlAlchemySenders",
    "SqlAlchemySinkCursors",
    "SqlAlchemyStaff",
    "SqlAlchemyViews",
    "WatchedCaseStore",
]
