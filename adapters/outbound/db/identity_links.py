"""Links to identity providers, and attempts under way, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select

from adapters.outbound.db.database import Database
from adapters.outbound.db.sign_on_tables import IDENTITY_LINKS, SIGN_ON_ATTEMPTS
from engine.errors import ConflictError
from engine.single_sign_on import IdentityLink, SignOnAttempt

_L = IDENTITY_LINKS.c
_A = SIGN_ON_ATTEMPTS.c


class SqlAlchemyIdentityLinks:
    """Implements `IdentityLinks`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def linked(self, issuer: str, subject: str) -> IdentityLink | None:
        """The link of a subject; see the port."""
        wanted = select(IDENTITY_LINKS).where(_L.issuer == issuer, _L.subject == subject)
        with self._database.reads() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else IdentityLink(**row._mapping)

    def links_of(self, person: str) -> Sequence[IdentityLink]:
        """All links of a person; see the port."""
        wanted = select(IDENTITY_LINKS).where(_L.person == person).order_by(_L.issuer)
        with self._database.reads() as connection:
            return [IdentityLink(**row._mapping) for row in connection.execute(wanted)]

    def save_link(self, link: IdentityLink) -> bool:
        """Keep a link; see the port."""
        try:
            with self._database.writes() as connection:
                connection.execute(insert(IDENTITY_LINKS), asdict(link))
        except ConflictError:
            if self._is_taken(link):
                return False
            raise
        return True

    def _is_taken(self, link: IdentityLink) -> bool:
        theirs = {found.issuer for found in self.links_of(link.person)}
        return link.issuer in theirs or self.linked(link.issuer, link.subject) is not None

    def drop_links(self, person: str) -> int:
        """Forget all links of a person; see the port."""
        with self._database.writes() as connection:
            return connection.execute(delete(IDENTITY_LINKS).where(_L.person == person)).rowcount

    def begin(self, attempt: SignOnAttempt) -> None:
        """Note that a browser was sent to a provider; see the port."""
        with self._database.writes() as connection:
            connection.execute(insert(SIGN_ON_ATTEMPTS), asdict(attempt))

    def take(self, key: str) -> SignOnAttempt | None:
        """The attempt with this key, once; see the port."""
        # In one statement: of two requests with the same state one gets nothing.
        taking = delete(SIGN_ON_ATTEMPTS).where(_A.key == key).returning(*SIGN_ON_ATTEMPTS.c)
        with self._database.writes() as connection:
            row = connection.execute(taking).one_or_none()
        return None if row is None else SignOnAttempt(**row._mapping)

    def forget_attempts(self, before: datetime) -> None:
        """Forget attempts that began before a moment; see the port."""
        with self._database.writes() as connection:
            connection.execute(delete(SIGN_ON_ATTEMPTS).where(_A.begun_at < before))
