"""Offices, people, budgets, reports, kinds of case, parties, tokens and one's own notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from adapters.inbound.rest.shapes.cases import CaseLine
from adapters.inbound.rest.shapes.shape import Answer, Asked, Key
from engine.access_tokens import LONGEST_LIFE, Scope
from engine.contacts import Channel
from engine.notices import NoticeCode

MOST_FEN = 10**14
"""No union allots a thousand thousand millions at once; larger numbers are slips."""


class OfficeSaid(Answer):
    """An office."""

    office: str
    name: str
    level: str
    region: str
    parent: str | None


class Offices(Answer):
    """The offices within reach."""

    offices: list[OfficeSaid]


class RoleSaid(Answer):
    """A role held at an office, within dates, both inclusive."""

    role: str
    office: str
    since: date | None
    until: date | None
    limit_fen: int | None


class PersonSaid(Answer):
    """A member of staff."""

    person: str
    name: str
    roles: list[RoleSaid]
    skills: list[str]


class People(Answer):
    """The members of staff within reach."""

    people: list[PersonSaid]


class Me(PersonSaid):
    """Who asks."""

    on_behalf_of: str | None
    offices: list[str] = Field(description="The offices within reach.")


class FundSaid(Answer):
    """One fund of one office in one year; amounts in fen, by account."""

    office: str
    fund: str
    year: int
    amounts_fen: dict[str, int]


class Budgets(Answer):
    """The funds within reach."""

    budgets: list[FundSaid]


class Allotted(Answer):
    """A fund has got its budget."""

    office: str
    fund: str
    year: int
    amount_fen: int


class Allot(Asked):
    """Give a fund its budget for a year."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "office": "yangli-district",
                "fund": "hardship",
                "year": 2026,
                "amount_fen": 10_000_000,
            }
        },
    )

    office: Key
    fund: Key
    year: int = Field(ge=1949, le=2999, strict=True)
    amount_fen: int = Field(
        ge=-MOST_FEN, le=MOST_FEN, strict=True, description="Negative to take back."
    )


class Figure(Answer):
    """A number, and the address of the cases behind it."""

    key: str
    text: str
    count: int
    cases: str = Field(description="Address of the list of exactly these cases.")


class Report(Answer):
    """Cases counted by one of their marks."""

    by: Literal["kind", "state", "office"]
    at: datetime
    total: int
    figures: list[Figure]


class KindSaid(Answer):
    """A kind of case."""

    kind: str
    text: str
    latest: int
    versions: list[int]


class Kinds(Answer):
    """The kinds of case."""

    kinds: list[KindSaid]


class FieldSaid(Answer):
    """A field of the case file."""

    field: str
    text: str
    type: str
    sensitive: bool
    options: dict[str, str]
    columns: list[FieldSaid]


class StateSaid(Answer):
    """A state."""

    state: str
    text: str
    stage: str
    final: bool


class ActionDeclared(Answer):
    """An action."""

    action: str
    text: str
    type: str
    origin: list[str] = Field(description="The states it is possible in.")
    by: list[str]
    edits: list[str]
    bulk: bool


class SectionSaid(Answer):
    """Fields under one heading of the form, in their order."""

    section: str
    text: str
    fields: list[str]


class Definition(Answer):
    """One version of a kind of case."""

    kind: str
    version: int
    released: bool
    text: str
    fields: list[FieldSaid]
    states: list[StateSaid]
    actions: list[ActionDeclared]
    opened_by: list[str]
    opening_edits: list[str]
    form: list[SectionSaid]


class LikenessSaid(Answer):
    """How alike two descriptions are, and by what."""

    points: int
    reasons: list[str]


class RelationSaid(Answer):
    """What another party is to this one."""

    party: str
    tie: str


class PartSaid(Answer):
    """A part in a case."""

    case: str
    kind: str
    role: str
    status: str
    party: str
    since: datetime


class RelatedCases(Answer):
    """What a case belongs with, as far as it lies within reach."""

    parent: str | None = Field(description="The case under which it was opened.")
    children: list[CaseLine] = Field(description="Newest first.")
    shared: list[PartSaid] = Field(description="The parts of its parties in other cases.")


class PartySaid(Answer):
    """A person or employer of the register; personal data are masked."""

    party: str
    office: str
    facts: dict[str, JsonValue]
    merged_into: str | None
    absorbed: list[str]
    staff: str | None
    relations: list[RelationSaid]
    cases: list[PartSaid]
    alike: LikenessSaid | None


class Parties(Answer):
    """Parties, the likest first."""

    parties: list[PartySaid]


class SearchPerson(Asked):
    """What is known of a person or an employer; the search is recorded, not for whom."""

    name: str = Field(default="", max_length=200)
    id_number: Key | None = None
    phone: Key | None = None
    credit_code: Key | None = Field(default=None, description="Of an employer.")
    employer: bool = Field(default=False, strict=True)


class NoticeSaid(Answer):
    """Something that one was told."""

    id: str
    code: str
    text: str
    at: datetime
    case: str
    kind: str
    params: dict[str, JsonValue]
    read_at: datetime | None


class NoticePage(Answer):
    """One's own notices, newest first."""

    notices: list[NoticeSaid]
    unread: int
    next: str | None


class ReadNotices(Asked):
    """Which of one's own notices have been read."""

    notices: list[Key] = Field(min_length=1, max_length=500)


class Count(Answer):
    """How many."""

    count: int


class ContactSaid(Answer):
    """Where one is told, besides the inbox."""

    channel: Channel
    address: str
    language: str
    digest: bool
    quiet: str | None
    muted: list[str]


class Contacts(Answer):
    """One's own contacts."""

    contacts: list[ContactSaid]


Time = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["21:00"])]


class ContactTo(Asked):
    """Where to tell one, and when not."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {"address": "https://hooks.example/cases", "muted": ["notice_mention"]}
        },
    )

    address: str = Field(min_length=3, max_length=500)
    language: Literal["zh", "en"] = "zh"
    digest: bool = Field(default=False, strict=True)
    quiet_from: Time | None = None
    quiet_until: Time | None = None
    muted: list[NoticeCode] = Field(default=[])


class TokenSaid(Answer):
    """A token of a service account; the token itself is kept nowhere."""

    id: str
    person: str
    label: str
    scopes: list[Scope]
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class Tokens(Answer):
    """The tokens of the accounts one looks after, newest first."""

    tokens: list[TokenSaid]


class TokenIssued(TokenSaid):
    """A new token with its secret, which is shown this once."""

    secret: str


class IssueToken(Asked):
    """Issue a token."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "person": "payroll",
                "label": "nightly export",
                "scopes": ["cases:read"],
                "days": 90,
            }
        },
    )

    person: Key = Field(description="The service account.")
    label: str = Field(min_length=1, max_length=200)
    scopes: list[Scope] = Field(min_length=1)
    days: int = Field(default=90, ge=1, le=LONGEST_LIFE.days, strict=True)
