"""One request of a program: who asks, what they may ask for, in which language to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from adapters.http import CLAIMANT, HttpCode, HttpError, Site, signed_in, site_of
from adapters.http.edge import SAFE, is_from_here
from adapters.http.sessions import TOKEN_HEADER
from adapters.i18n import Language
from adapters.i18n.wording import Wording
from adapters.inbound.rest.faults import ApiCode
from adapters.inbound.rest.rates import Rates
from engine.access_tokens import AccessToken, Scope
from engine.calendar import OFFICE_ZONE
from engine.directory import Actor, Directory
from engine.journal import JOURNAL_PREFIX
from engine.listing import NO_CASES
from engine.model import Case
from engine.ports import Ports
from engine.usecases.allot_budget import ALLOTTERS
from engine.usecases.keep_tokens import recognise_token
from engine.usecases.requester import Requester, visible_offices

_BEARER = HTTPBearer(
    scheme_name="token",
    bearerFormat="opaque",
    description="Token of a service account, as issued by `unioncase token issue`.",
    auto_error=False,
)
_COOKIE = APIKeyCookie(
    name="unioncase",
    scheme_name="session",
    description="Session of the pages; what changes something also needs `X-CSRF-Token`.",
    auto_error=False,
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
Session = Annotated[str | None, Security(_COOKIE)]
ActingFor = Annotated[
    str | None,
    Header(
        alias="Acting-For",
        max_length=100,
        description="An absent colleague who has delegated to the caller; otherwise 403.",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request of somebody who may make it."""

    request: Request
    site: Site
    requester: Requester

    @property
    def ports(self) -> Ports:
        """Everything from outside."""
        return self.site.ports

    @property
    def person(self) -> str:
        """Who asks."""
        return self.requester.person

    @cached_property
    def language(self) -> Language:
        """The language of the words in the answer."""
        return language_of(self.request, self.site)

    @cached_property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.ports.clock.now()

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.now.astimezone(OFFICE_ZONE).date()

    @cached_property
    def directory(self) -> Directory:
        """Offices and people."""
        return self.ports.staff.directory()

    @cached_property
    def actor(self) -> Actor:
        """Who asks, with the roles held today."""
        return self.requester.actor(self.directory, self.today)

    @cached_property
    def offices(self) -> frozenset[str]:
        """The offices that exist for who asks."""
        return visible_offices(self.actor, self.directory) or frozenset()

    @cached_property
    def words(self) -> Wording:
        """Words that belong to no kind of case."""
        return self.site.words(self.language)

    def words_of(self, case: Case) -> Wording:
        """Words for a case."""
        return self.site.words(self.language, case.kind, case.workflow_version)

    def key(self, given: str | None) -> str | None:
        """An idempotency key as it is kept: nobody's key is in the way of anybody else's."""
        return None if given is None else f"api:{self.person}:{given}"


def language_of(request: Request, site: Site) -> Language:
    """The language that is asked for, if it is ours; else that of the house."""
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return Language(wanted if wanted in tuple(Language) else site.settings.lang)


class Gate:
    """Lets a request in, or says why not: the guard of every address of the API.

    Args:
        scope: What a token must have been issued for; a session may do what its person may.
        roles: Who may enter; for everybody else there is no such address. Empty for all.
    """

    def __init__(self, scope: Scope, roles: Iterable[str] = ()) -> None:
        self.scope = scope
        self.roles = frozenset(roles)

    def __call__(
        self, request: Request, bearer: Bearer, session: Session, acting_for: ActingFor = None
    ) -> Call:
        """Return the request of somebody who may make it.

        Raises:
            HttpError: They may not, or come too often.
        """
        del session
        site = site_of(request)
        # Browsers never send a token by themselves, so it needs no proof of where it comes from.
        requester = (
            _by_session(request, site)
            if bearer is None
            else _by_token(request, site, bearer.credentials, self.scope)
        )
        if acting_for is not None:
            requester = replace(requester, on_behalf_of=acting_for)
        setattr(request.state, CLAIMANT, requester)
        call = Call(request=request, site=site, requester=requester)
        if self.roles and not self.roles & set(call.actor.roles):
            raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
        return call


def _by_token(request: Request, site: Site, secret: str, scope: Scope) -> Requester:
    token = recognise_token(site.ports, site.doors, secret)
    if token is None:
        count_request(request, site, f"address {address_of(request)}")
        raise HttpError(HTTPStatus.UNAUTHORIZED, ApiCode.TOKEN_REJECTED)
    count_request(request, site, f"token {token.id}")
    _require(token, scope)
    return Requester(person=token.person)


def _require(token: AccessToken, scope: Scope) -> None:
    if scope not in token.scopes:
        raise HttpError(HTTPStatus.FORBIDDEN, ApiCode.SCOPE_MISSING, scope=scope.value)


def _by_session(request: Request, site: Site) -> Requester:
    """Who is signed in, once it is sure that their own page asks."""
    try:
        visitor = signed_in(request)
    except HttpError:
        count_request(request, site, f"address {address_of(request)}")
        raise
    count_request(request, site, f"person {visitor.person}")
    if visitor.session.must_change:
        raise HttpError(HTTPStatus.UNAUTHORIZED, HttpCode.PASSWORD_DUE)
    if not is_from_here(request.method, request.headers):
        raise HttpError(HTTPStatus.FORBIDDEN, HttpCode.CROSS_SITE)
    if request.method not in SAFE and not visitor.owns(request.headers.get(TOKEN_HEADER, "")):
        raise HttpError(HTTPStatus.FORBIDDEN, HttpCode.TOKEN_WRONG)
    return visitor.requester


def count_request(request: Request, site: Site, caller: str) -> None:
    """Count a request.

    Raises:
        HttpError: There were too many of this caller.
    """
    seconds = rates_of(request, site).wait_seconds(caller, site.ports.clock.now())
    if seconds:
        raise HttpError(HTTPStatus.TOO_MANY_REQUESTS, ApiCode.TOO_MANY_REQUESTS, seconds=seconds)


def rates_of(request: Request, site: Site) -> Rates:
    """The counts of this process."""
    state = request.app.state
    if not hasattr(state, "api_rates"):
        state.api_rates = Rates(site.settings.api_requests_per_minute)
    found = state.api_rates
    assert isinstance(found, Rates)
    return found


def address_of(request: Request) -> str:
    """The network address that a request comes from."""
    return request.client.host if request.client is not None else ""


def require_case(case_id: str) -> str:
    """Journals and files of persons are kept like cases and are none.

    Raises:
        HttpError: There is no case with such a number.
    """
    if case_id.startswith(JOURNAL_PREFIX):
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return case_id


def require_a_case(case: Case) -> Case:
    """The case, if it is one.

    Raises:
        HttpError: It is a file that is kept like one.
    """
    if case.kind in NO_CASES:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return case


CasesRead = Annotated[Call, Depends(Gate(Scope.CASES_READ))]
CasesAct = Annotated[Call, Depends(Gate(Scope.CASES_ACT))]
LEADING_ROLES = ("supervisor", "chair")
CasesDistribute = Annotated[Call, Depends(Gate(Scope.CASES_ACT, LEADING_ROLES))]
LoadRead = Annotated[Call, Depends(Gate(Scope.REPORTS_READ, LEADING_ROLES))]
DocumentsRead = Annotated[Call, Depends(Gate(Scope.DOCUMENTS_READ))]
DocumentsWrite = Annotated[Call, Depends(Gate(Scope.DOCUMENTS_WRITE))]
PersonalRead = Annotated[Call, Depends(Gate(Scope.PERSONAL_READ))]
PartiesRead = Annotated[Call, Depends(Gate(Scope.PARTIES_READ))]
PeopleManage = Annotated[Call, Depends(Gate(Scope.PEOPLE_MANAGE, ("administrator",)))]
PeopleRead = Annotated[Call, Depends(Gate(Scope.PEOPLE_READ))]
DefinitionsRead = Annotated[Call, Depends(Gate(Scope.DEFINITIONS_READ))]
ReportsRead = Annotated[Call, Depends(Gate(Scope.REPORTS_READ))]
MONEY_ROLES = ("supervisor", "chair", "treasurer", "cashier", "auditor")
BudgetsRead = Annotated[Call, Depends(Gate(Scope.BUDGETS_READ, MONEY_ROLES))]
BudgetsAllot = Annotated[Call, Depends(Gate(Scope.BUDGETS_ALLOT, ALLOTTERS))]
AuditRead = Annotated[Call, Depends(Gate(Scope.AUDIT_READ, ("auditor",)))]
Own = Annotated[Call, Depends(Gate(Scope.OWN))]
Operations = Annotated[Call, Depends(Gate(Scope.OPERATIONS, ("administrator",)))]
TokensManage = Annotated[Call, Depends(Gate(Scope.TOKENS_MANAGE, ("administrator",)))]
