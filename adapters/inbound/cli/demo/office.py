"""The demo office: a province down to its grass-roots unions, and everybody in them.

Nobody here exists: names end in 样例, which means "example".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from adapters.inbound.cli.demo.units import unit_disguise
from engine.directory import Absence, Directory, Grant, Office, OfficeLevel, Person
from engine.identifiers.resident_id import resident_check_digit
from engine.money import fen_from_yuan

if TYPE_CHECKING:
    from adapters.outbound.definitions.stories import Player

DISTRICT = "yangli-district"
REGION = "371083"
"""A place whose subsistence line is in the rules catalogue, so that aid can be reckoned."""

OFFICES = {
    office.id: office
    for office in (
        Office(id="yangli-province", level="province", name="样例省总工会", region="370000"),
        Office(
            id="yangli-city",
            level="city",
            name="样例市总工会",
            region="371000",
            parent="yangli-province",
        ),
        Office(
            id=DISTRICT, level="district", name="样例区总工会", region=REGION, parent="yangli-city"
        ),
        Office(
            id="east-street", level="street", name="城东街道总工会", region=REGION, parent=DISTRICT
        ),
        Office(
            id="west-street", level="street", name="城西街道总工会", region=REGION, parent=DISTRICT
        ),
        Office(
            id="textile-mill",
            level="grassroots",
            name="样例纺织厂工会",
            region=REGION,
            parent="east-street",
        ),
        Office(
            id="bus-company",
            level="grassroots",
            name="样例公交公司工会",
            region=REGION,
            parent="east-street",
        ),
        Office(
            id="hospital",
            level="grassroots",
            name="样例医院工会",
            region=REGION,
            parent="west-street",
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A line of offices from a grass-roots union up, and who plays whom in it.

    Attributes:
        offices: Its office at each level.
        doubles: Login here, by login in the stories; who is not named plays themselves.
        employer: Where the applicants work.
    """

    offices: Mapping[OfficeLevel, str]
    doubles: Mapping[str, str]
    employer: str


_ABOVE: dict[OfficeLevel, str] = {
    "district": DISTRICT,
    "city": "yangli-city",
    "province": "yangli-province",
}

BRANCHES = (
    Branch(
        offices={"grassroots": "textile-mill", "street": "east-street", **_ABOVE},
        doubles={},
        employer="样例纺织厂",
    ),
    Branch(
        offices={"grassroots": "hospital", "street": "west-street", **_ABOVE},
        doubles={
            "lin": "tao",
            "he": "ning",
            "luo": "peng",
            "chen": "jia",
            "xu": "ren",
            "du": "yan",
            "fang": "qi",
        },
        employer="样例医院",
    ),
)
_NAMES = {
    "tao": "陶样例",
    "ning": "宁样例",
    "peng": "彭样例",
    "jia": "贾样例",
    "ren": "任样例",
    "yan": "严样例",
    "qi": "齐样例",
}
_OTHERS = (
    Person(
        id="bus",
        name="卜样例",
        grants=(Grant(role="caseworker", office="bus-company"),),
    ),
    Person(
        id="admin",
        name="管样例",
        grants=(Grant(role="administrator", office="yangli-province"),),
    ),
    Person(id="kuai", name="蒯样例", grants=(Grant(role="treasurer", office=DISTRICT),)),
    Person(id="shen", name="沈样例", grants=(Grant(role="auditor", office=DISTRICT),)),
)

TREASURER = "kuai"
ABSENT, DELEGATE = "bai", "gao"
"""Who is away this week, and who acts for them."""


def together(casts: Iterable[Mapping[str, Player]]) -> dict[str, Player]:
    """The people of several kinds of case; who plays in more than one has the roles of all."""
    everybody: dict[str, Player] = {}
    for cast in casts:
        for login, player in cast.items():
            known = everybody.get(login, player)
            roles = {**player.roles, **known.roles}
            everybody[login] = known.model_copy(update={"roles": roles})
    return everybody


def directory(players: Mapping[str, Player], today: date) -> Directory:
    """The office with the people of the stories in it, as it stands on a day."""
    people: dict[str, Person] = {person.id: person for person in _OTHERS}
    for branch in BRANCHES:
        for key, player in players.items():
            login = branch.doubles.get(key, key)
            name = player.name if login == key else _NAMES[login]
            people.setdefault(login, _person(login, name, player, branch))
    away = Absence(
        person=ABSENT,
        delegate=DELEGATE,
        since=today - timedelta(days=2),
        until=today + timedelta(days=12),
    )
    return Directory(offices=OFFICES, people=dict(sorted(people.items())), absences=(away,))


def _person(login: str, name: str, player: Player, branch: Branch) -> Person:
    grants = tuple(
        Grant(
            role=role,
            office=branch.offices[holding.at],
            limit_fen=None if holding.limit is None else fen_from_yuan(holding.limit),
        )
        for role, holding in player.roles.items()
    )
    return Person(id=login, name=name, grants=grants)


_SURNAMES = (
    "赵孙李周吴郑王冯褚卫蒋沈韩杨朱秦尤许吕施张"
    "孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚"
    "范彭郎鲁韦昌马苗"
)


def disguise(number: int, branch: Branch) -> dict[str, str]:
    """Another family for each file: whole values of the stories, and what to put in their place."""
    surname = _SURNAMES[number % len(_SURNAMES)]
    family = {
        "赵样例": f"{surname}样例",
        "赵样例一": f"{surname}样例一",
        "郑样例": f"{surname}样例",
        "样例纺织厂": branch.employer,
        "13900000001": f"139{number:08}",
    }
    born = {
        "110101198001010002": "19800101",
        "110101198202020004": "19820202",
        "110101201003030001": "20100303",
    }
    people = {old: _identity(day, number) for old, day in born.items()}
    return {**family, **people, **unit_disguise(number)}


def _identity(born: str, number: int) -> str:
    seventeen = f"110101{born}{number % 1000:03}"
    return seventeen + resident_check_digit(seventeen)
