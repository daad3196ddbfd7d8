"""Where one can go, and who: the table that navigation and guards both read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.http import HttpCode, HttpError
from engine.directory import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of the office.

    Attributes:
        path: How the addresses of its pages begin.
        label: Code of its name.
        icon: Its sign in the sprite.
        roles: Who may enter; empty for everybody who is signed in.
        listed: Whether navigation leads there.
    """

    path: str
    label: str
    icon: str
    roles: frozenset[str] = frozenset()
    listed: bool = True

    def admits(self, actor: Actor) -> bool:
        """Whether it exists for somebody with these roles."""
        return not self.roles or bool(self.roles & set(actor.roles))


MY_DAY = Place(path="/", label="web_my_day", icon="home")
WORK = Place(path="/work", label="web_work", icon="inbox")
CASES = Place(path="/cases", label="web_cases", icon="folders")
NEW_CASE = Place(path="/new", label="web_new_case", icon="plus")
APPROVALS = Place(
    path="/approvals",
    label="web_approvals",
    icon="gavel",
    roles=frozenset({"supervisor", "chair"}),
)
MONEY = Place(
    path="/money",
    label="web_money",
    icon="report-money",
    roles=frozenset({"supervisor", "chair", "treasurer", "cashier", "auditor"}),
)
LOAD = Place(
    path="/load",
    label="web_load",
    icon="clock",
    roles=frozenset({"supervisor", "chair"}),
)
FIGURES = Place(
    path="/figures",
    label="web_figures",
    icon="file-text",
    roles=frozenset({"supervisor", "chair", "auditor"}),
)
AUDIT = Place(path="/audit", label="web_audit", icon="shield-check", roles=frozenset({"auditor"}))
ADMINISTRATION = Place(
    path="/administration",
    label="web_administration",
    icon="settings",
    roles=frozenset({"administrator"}),
)
ACCOUNT = Place(path="/account", label="web_account", icon="user", listed=False)

PLACES = (
    MY_DAY,
    WORK,
    CASES,
    NEW_CASE,
    APPROVALS,
    LOAD,
    MONEY,
    FIGURES,
    AUDIT,
    ADMINISTRATION,
    ACCOUNT,
)


def listed(actor: Actor) -> Iterator[Place]:
    """Where navigation leads somebody."""
    return (place for place in PLACES if place.listed and place.admits(actor))


def require(place: Place, actor: Actor) -> None:
    """Let somebody in, or say that there is no such page.

    Raises:
        HttpError: The place does not exist for this person.
    """
    if not place.admits(actor):
        raise HttpError(404, HttpCode.NOT_FOUND)
