"""A small office that trusts a provider of single sign-on: four people, no cases, no accounts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.bootstrap import House
from adapters.outbound.memory import SettableClock
from adapters.settings import Settings
from engine.directory import Directory, Grant, Office, Person
from tests.support.openid_provider import CLIENT, SECRET, LittleProvider
from tests.support.web_office import NOW, QUICK, WebOffice

LABEL = "市统一认证"
CITY = Office(id="city", level="city", name="样例市总工会", region="370200")
MILL = Office(id="mill", level="grassroots", name="样例纺织厂工会", region="370200", parent="city")
ROLES = (
    ("lin", "林样例", "caseworker", "mill"),
    ("bai", "白样例", "supervisor", "mill"),
    ("hr", "人事系统", "caseworker", "mill"),
    ("admin", "管样例", "administrator", "city"),
)
PEOPLE = {
    person: Person(id=person, name=name, grants=(Grant(role=role, office=office),))
    for person, name, role, office in ROLES
}


def build_small_office(folder: Path) -> None:
    """Build it, to be copied for every test."""
    house = House(Settings(data_dir=folder, lang="zh"), own_clock=SettableClock(NOW))
    house.migrate()
    house.ports.staff.save(Directory(offices={"city": CITY, "mill": MILL}, people=PEOPLE))
    house.database.close()


def office_with(provider: LittleProvider, built: Path, folder: Path, **settings: Any) -> WebOffice:
    """A copy of the small office that trusts the provider."""
    given: dict[str, Any] = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_label": LABEL,
        "public_url": "https://office.example",
        **settings,
    }
    return copied(built, Settings(data_dir=folder / "office", lang="zh", **given))


def copied(built: Path, settings: Settings) -> WebOffice:
    """A copy of the small office with settings of its own."""
    office = WebOffice.copied(built, settings.data_dir)
    house = House(settings, own_clock=SettableClock(NOW))
    vars(house)["doors"] = replace(house.doors, passwords=QUICK)
    vars(office)["house"] = house
    return office
