"""What persons and employers are known by, and how alike two of them are."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from engine.definitions.parties import PartyRules
from engine.parties import (
    SAME,
    SUGGESTED,
    Employer,
    Identity,
    LikenessCode,
    Mark,
    MarkKind,
    Person,
    claims,
    facts_of,
    identity_from,
    likeness,
    made_comparable,
    marks,
)
from engine.parties.index import blinded

ZHAO = Person(name="赵样例", id_number="110101198001010002", phone="13900000001")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("110101800101000", "11010119800101000X"),
        ("１１０１０１ 19800101 0002", "110101198001010002"),
        ("11010119800101000x", "11010119800101000X"),
    ],
)
def test_a_number_is_found_however_it_is_typed(typed: str, number: str) -> None:
    """Old form, full width, spaces and small letters lead to the same mark."""
    found = {m.value for m in marks(made_comparable(Person(name="赵样例", id_number=typed)))}
    assert number[:17] in {value[:17] for value in found}


def test_the_old_number_leads_to_the_new_one() -> None:
    """A number of 15 places and the one of 18 that replaced it are one mark."""
    old = made_comparable(Person(name="赵样例", id_number="110101800101000"))
    assert isinstance(old, Person)
    assert likeness(old, Person(name="赵样例", id_number=old.id_number)).points >= SAME


@pytest.mark.parametrize(
    ("one", "other", "points", "reasons"),
    [
        (ZHAO, ZHAO, 100, ["party_same_id", "party_same_name_and_phone"]),
        (
            ZHAO,
            Person(name="赵样例", id_number="110101198001010010", phone="13900000001"),
            0,
            ["party_other_id", "party_same_name_and_phone", "party_same_name_and_birth"],
        ),
        (
            ZHAO,
            Person(name="赵 样例", born="1980-01-01"),
            60,
            ["party_same_name_and_birth"],
        ),
        (
            ZHAO,
            Person(name="钱样例", phone="13900000001"),
            20,
            ["party_same_phone", "party_other_name"],
        ),
        (
            Employer(name="样例（山东）纺织有限责任公司"),
            Employer(name="样例(山东)纺织有限公司"),
            90,
            ["party_same_employer_name"],
        ),
        (
            Employer(name="样例纺织有限公司"),
            Employer(name="样例纺织股份有限公司"),
            60,
            ["party_like_employer_name"],
        ),
        (
            Employer(name="样例厂", credit_code="91350100M000100Y43"),
            Employer(name="样例厂", credit_code="81330000MC0000004Q"),
            0,
            ["party_other_code", "party_same_employer_name"],
        ),
        (ZHAO, Employer(name="赵样例"), 0, []),
    ],
    ids=["one", "ids", "birth", "phone", "brackets", "form", "codes", "types"],
)
def test_likeness_says_how_alike_and_why(
    one: Identity, other: Identity, points: int, reasons: list[str]
) -> None:
    """Points add up, a different number speaks against, and every finding is named."""
    found = likeness(one, other)
    known = {reason.value for reason in found.reasons}
    assert found.points == points
    assert known <= {code.value for code in LikenessCode}
    assert known == set(reasons) or known == set(reasons) - {"party_same_name_and_birth"}


def test_the_thresholds_keep_guesses_from_being_taken_for_knowledge() -> None:
    """A name and a birth date suggest, and do not decide."""
    compared = likeness(ZHAO, Person(name="赵样例", born="1980-01-01"))
    assert SUGGESTED <= compared.points < SAME


def test_an_identity_comes_back_from_its_file() -> None:
    """What a party's file says of it is what was put there."""
    for identity in (ZHAO, Employer(name="样例厂", credit_code="91350100M000100Y43")):
        assert identity_from(facts_of(identity)) == identity


def test_a_mark_in_the_index_hides_what_it_stands_for() -> None:
    """Without the key nobody can tell whose mark it is, and two kinds never meet."""
    number = "110101198001010002"
    as_id = blinded(Mark(MarkKind.RESIDENT_ID, number), b"k" * 32)
    as_phone = blinded(Mark(MarkKind.PHONE, number), b"k" * 32)
    other_key = blinded(Mark(MarkKind.RESIDENT_ID, number), b"j" * 32)
    assert number not in as_id.value
    assert len({as_id.value, as_phone.value, other_key.value}) == 3


RULES = PartyRules.model_validate(
    {
        "kind": "small_aid",
        "version": 1,
        "roles": {
            "applicant": {
                "words": {"zh": "申请人", "en": "applicant"},
                "person": {"name": "name", "id": "id"},
                "household": "applicant",
            },
            "member": {
                "words": {"zh": "成员", "en": "member"},
                "each": "members",
                "leave_out": {"relation": ["self"]},
                "person": {"name": "name", "id": "id", "relation": "relation"},
                "household": "applicant",
            },
        },
    }
)


def test_fields_and_records_name_parties_as_declared() -> None:
    """Each record of a list is a party, but for those left out and those without a number."""
    rows: list[JsonValue] = [
        {"name": "赵样例", "id": "110101198001010002", "relation": "self"},
        {"name": "钱样例", "id": "110101198001010010", "relation": "spouse"},
        {"name": "赵小样", "relation": "child"},
    ]
    found = claims(RULES, {"name": "赵样例", "id": "110101198001010002", "members": rows})
    assert [(claim.role, claim.identity.name) for claim in found] == [
        ("applicant", "赵样例"),
        ("member", "钱样例"),
    ]
    assert found[1].relation == "spouse"
