"""Programs that ask the API, as tests send them: with a token of somebody's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from httpx2 import Response
from starlette.testclient import TestClient

from engine.access_tokens import AccessToken, Scope
from engine.usecases.sign_in import session_key
from tests.support.web_office import WebOffice

API = "/api/v1"


def give_token(office: WebOffice, person: str, scopes: Iterable[Scope] = tuple(Scope)) -> str:
    """Let a program act as somebody; returns the secret.

    Offices issue tokens to service accounts only; tests need one for each role.
    """
    named = frozenset(scopes)
    secret = f"uc_{person}_{'_'.join(sorted(scope.value for scope in named))}"
    now = office.house.clock.now()
    key = session_key(secret)
    token = AccessToken(
        id=key[:12],
        key=key,
        person=person,
        label="test",
        scopes=named,
        issued_by="admin",
        issued_at=now,
        expires_at=now + timedelta(days=30),
    )
    office.house.doors.access_tokens.save(token)
    return secret


class Program:
    """A program with a token."""

    def __init__(
        self,
        office: WebOffice,
        person: str,
        scopes: Iterable[Scope] = tuple(Scope),
        lang: str = "zh",
    ) -> None:
        self.office = office
        secret = give_token(office, person, scopes)
        headers = {"authorization": f"Bearer {secret}", "accept-language": lang}
        self.client = TestClient(office.app, headers=headers, follow_redirects=False)

    def get(self, path: str, **params: str | int) -> Response:
        """Ask for something."""
        self._breathe()
        return self.client.get(f"{API}{path}", params=params)

    def send(
        self, path: str, body: object = None, *, method: str = "POST", **headers: str
    ) -> Response:
        """Send JSON; underscores in names of headers stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._breathe()
        return self.client.request(method, f"{API}{path}", json=body, headers=named)

    def _breathe(self) -> None:
        """Let a moment pass on the office's clock, so that nobody is too fast."""
        self.office.wait(seconds=0.2)
