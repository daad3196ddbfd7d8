"""How alike two parties are, in points, with reasons that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.parties.identity import Employer, Identity, Person
from engine.parties.names import employer_core, employer_name, folded

SAME = 90
"""From here on two parties are taken for one without asking."""

SUGGESTED = 50
"""From here on two parties are shown as possibly one."""

_MOST = 100


class LikenessCode(StrEnum):
    """What speaks for two parties being one, and what against."""

    SAME_ID = "party_same_id"
    OTHER_ID = "party_other_id"
    SAME_CODE = "party_same_code"
    OTHER_CODE = "party_other_code"
    SAME_NAME_AND_PHONE = "party_same_name_and_phone"
    SAME_NAME_AND_BIRTH = "party_same_name_and_birth"
    SAME_PHONE = "party_same_phone"
    OTHER_NAME = "party_other_name"
    SAME_EMPLOYER_NAME = "party_same_employer_name"
    LIKE_EMPLOYER_NAME = "party_like_employer_name"


_POINTS = {
    LikenessCode.SAME_ID: 100,
    LikenessCode.OTHER_ID: -100,
    LikenessCode.SAME_CODE: 100,
    LikenessCode.OTHER_CODE: -100,
    LikenessCode.SAME_NAME_AND_PHONE: 90,
    LikenessCode.SAME_NAME_AND_BIRTH: 60,
    LikenessCode.SAME_PHONE: 30,
    LikenessCode.OTHER_NAME: -10,
    LikenessCode.SAME_EMPLOYER_NAME: 90,
    LikenessCode.LIKE_EMPLOYER_NAME: 60,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two parties are.

    Attributes:
        points: From 0 to 100.
        reasons: What was found the same or different, the weightiest first.
    """

    points: int
    reasons: tuple[LikenessCode, ...]


def likeness(one: Identity, other: Identity) -> Likeness:
    """Compare two parties.

    Example:
        >>> found = likeness(Person(name="赵样例", phone="13900000001"),
        ...     Person(name="赵 样例", phone="13900000001", id_number="110101198001010002"))
        >>> found.points, [reason.value for reason in found.reasons]
        (90, ['party_same_name_and_phone'])
    """
    if isinstance(one, Employer) and isinstance(other, Employer):
        reasons = tuple(_employers(one, other))
    elif isinstance(one, Person) and isinstance(other, Person):
        reasons = tuple(_persons(one, other))
    else:
        reasons = ()
    points = sum(_POINTS[reason] for reason in reasons)
    ordered = sorted(reasons, key=lambda reason: -abs(_POINTS[reason]))
    return Likeness(points=max(0, min(points, _MOST)), reasons=tuple(ordered))


def _employers(one: Employer, other: Employer) -> Iterator[LikenessCode]:
    if one.credit_code is not None and other.credit_code is not None:
        same = one.credit_code == other.credit_code
        yield LikenessCode.SAME_CODE if same else LikenessCode.OTHER_CODE
    if employer_name(one.name) == employer_name(other.name):
        yield LikenessCode.SAME_EMPLOYER_NAME
    elif employer_core(one.name) == employer_core(other.name):
        yield LikenessCode.LIKE_EMPLOYER_NAME


def _persons(one: Person, other: Person) -> Iterator[LikenessCode]:
    if one.id_number is not None and other.id_number is not None:
        same = one.id_number == other.id_number
        yield LikenessCode.SAME_ID if same else LikenessCode.OTHER_ID
    same_name = folded(one.name) == folded(other.name)
    same_phone = one.phone is not None and one.phone == other.phone
    if same_phone:
        yield LikenessCode.SAME_NAME_AND_PHONE if same_name else LikenessCode.SAME_PHONE
    if not same_name:
        yield LikenessCode.OTHER_NAME
    elif not same_phone and one.birth_date is not None and one.birth_date == other.birth_date:
        yield LikenessCode.SAME_NAME_AND_BIRTH
