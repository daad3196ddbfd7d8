"""Cases, tasks, deadlines, audit entries and ledger in SQLite or PostgreSQL."""

from adapters.outbound.db.case_store import SqlAlchemyCaseStore
from adapters.outbound.db.database import Database
from adapters.outbound.db.ledger import SqlAlchemyLedger
from adapters.outbound.db.staff import SqlAlchemyStaff

__all__ = ["Database", "SqlAlchemyCaseStore", "SqlAlchemyLedger", "SqlAlchemyStaff"]
