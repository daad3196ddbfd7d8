"""Links to identity providers that are forgotten with the process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.single_sign_on import IdentityLink, SignOnAttempt


class InMemoryIdentityLinks:
    """Implements `IdentityLinks`."""

    def __init__(self) -> None:
        self._links: dict[tuple[str, str], IdentityLink] = {}
        self._attempts: dict[str, SignOnAttempt] = {}

    def linked(self, issuer: str, subject: str) -> IdentityLink | None:
        """The link of a subject; see the port."""
        return self._links.get((issuer, subject))

    def links_of(self, person: str) -> Sequence[IdentityLink]:
        """All links of a person; see the port."""
        found = (link for link in self._links.values() if link.person == person)
        return sorted(found, key=lambda link: link.issuer)

    def save_link(self, link: IdentityLink) -> bool:
        """Keep a link; see the port."""
        theirs = {found.issuer for found in self.links_of(link.person)}
        if (link.issuer, link.subject) in self._links or link.issuer in theirs:
            return False
        self._links[link.issuer, link.subject] = link
        return True

    def drop_links(self, person: str) -> int:
        """Forget all links of a person; see the port."""
        dropped = self.links_of(person)
        for link in dropped:
            del self._links[link.issuer, link.subject]
        return len(dropped)

    def begin(self, attempt: SignOnAttempt) -> None:
        """Note that a browser was sent to a provider; see the port."""
        self._attempts[attempt.key] = attempt

    def take(self, key: str) -> SignOnAttempt | None:
        """The attempt with this key, once; see the port."""
        return self._attempts.pop(key, None)

    def forget_attempts(self, before: datetime) -> None:
        """Forget attempts that began before a moment; see the port."""
        live = {key: one for key, one in self._attempts.items() if one.begun_at >= before}
        self._attempts = live
