"""Numbers of persons, bodies, cards and telephones: one fault at a time. All are invented."""

from __future__ import annotations

from datetime import date

import pytest

from engine.identifiers import (
    UNION_PREFIXES,
    IdentifierCode,
    IdentifierKind,
    IdentifierProblem,
    check_bank_card,
    check_credit_code,
    check_mobile,
    check_resident_id,
    masked,
    normalised,
)
from engine.identifiers.credit_code import credit_check_digit, organisation_check_digit
from engine.identifiers.resident_id import resident_check_digit
from rules.findings import Severity

TODAY = date(2026, 1, 1)
UNION = "81330000MC0000004Q"


def resident(region: str, born: str = "19000101", sequence: str = "000") -> str:
    """Return an invented number with its right check digit."""
    body = region + born + sequence
    return body + resident_check_digit(body)


def code_of(problem: IdentifierProblem | None) -> IdentifierCode | None:
    """Return the code of a problem, or None when there is none."""
    return None if problem is None else problem.code


@pytest.mark.parametrize(
    "region",
    ["110101", "330113", "330114", "650000", "710000", "810000", "820000", "830000", "931156"],
)
def test_every_kind_of_region_is_accepted(region: str) -> None:
    """Provinces, counties made since 2021, permits and foreigners' cards are all accepted."""
    assert check_resident_id(resident(region), today=TODAY) is None


RESIDENT_FAULTS = [
    ("", IdentifierCode.LENGTH),
    ("110101900101001", IdentifierCode.LENGTH),
    (resident("110101") + "0", IdentifierCode.LENGTH),
    ("11010119000101000O", IdentifierCode.CHARACTER),
    ("X10101190001010000", IdentifierCode.CHARACTER),
    ("１10101190001010000", IdentifierCode.CHARACTER),
    (resident("000000"), IdentifierCode.RESIDENT_REGION),
    (resident("161234"), IdentifierCode.RESIDENT_REGION),
    (resident("999156"), IdentifierCode.RESIDENT_REGION),
    (resident("110101", "19000229"), IdentifierCode.RESIDENT_BIRTH_DATE),
    (resident("110101", "19001301"), IdentifierCode.RESIDENT_BIRTH_DATE),
    (resident("110101", "00000101"), IdentifierCode.RESIDENT_BIRTH_DATE),
    (resident("110101", "20260102"), IdentifierCode.RESIDENT_BORN_LATER),
]


@pytest.mark.parametrize(("value", "code"), RESIDENT_FAULTS)
def test_a_faulty_resident_id_is_named_for_its_fault(value: str, code: IdentifierCode) -> None:
    """Each fault of a resident identity number is reported under its own code."""
    assert code_of(check_resident_id(value, today=TODAY)) is code


def test_a_wrong_check_digit_names_the_right_one() -> None:
    """The problem says which check digit was expected."""
    problem = check_resident_id("110101190001010019", today=TODAY)
    assert problem is not None
    assert (problem.code, problem.params) == (IdentifierCode.CHECK_DIGIT, {"expected": "4"})


def test_a_wrong_character_is_named_with_its_place() -> None:
    """The problem says which character stands where, and what may stand there."""
    problem = check_resident_id("11010119000101000O", today=TODAY)
    assert problem is not None
    assert problem.params == {"place": 18, "character": "O", "allowed": "0-9, X"}


def test_a_person_born_today_has_a_valid_number() -> None:
    """The birth date may be today."""
    assert check_resident_id(resident("110101", "20260101"), today=TODAY) is None


def test_a_check_digit_may_be_ten() -> None:
    """A check digit of ten is written X, and only the capital letter is accepted."""
    numbers = [resident("110101", "19000101", f"{n:03}") for n in range(11)]
    ending = next(number for number in numbers if number.endswith("X"))
    assert check_resident_id(ending, today=TODAY) is None
    assert code_of(check_resident_id(ending.lower(), today=TODAY)) is IdentifierCode.CHARACTER
    assert check_resident_id(normalised(ending.lower()), today=TODAY) is None


CREDIT_FAULTS = [
    ("8133", IdentifierCode.LENGTH),
    ("8I330000MC0000004Q", IdentifierCode.CHARACTER),
    ("81330000mc0000004q", IdentifierCode.CHARACTER),
    ("81A30000MC0000004Q", IdentifierCode.CHARACTER),
    ("81330000MC0000005Q", IdentifierCode.CREDIT_CODE_ORGANISATION),
    ("81330000MC0000004P", IdentifierCode.CHECK_DIGIT),
]


@pytest.mark.parametrize(("value", "code"), CREDIT_FAULTS)
def test_a_faulty_credit_code_is_named_for_its_fault(value: str, code: IdentifierCode) -> None:
    """Each fault of a unified social credit code is reported under its own code."""
    assert code_of(check_credit_code(value)) is code


def test_a_union_must_have_a_unions_code() -> None:
    """A firm's code is refused where a union is meant, and a union's where a firm is."""
    body = "91330000MA000000"
    body += organisation_check_digit(body)
    firm = body + credit_check_digit(body)
    assert check_credit_code(firm) is None
    assert check_credit_code(UNION, prefixes=UNION_PREFIXES) is None
    wrong = check_credit_code(firm, prefixes=UNION_PREFIXES)
    assert wrong is not None
    assert (wrong.code, wrong.params["allowed"]) == (IdentifierCode.CREDIT_CODE_PREFIX, "81, 89")


@pytest.mark.parametrize(
    ("value", "code", "severity"),
    [
        ("620000000000000", IdentifierCode.BANK_CARD_LENGTH, Severity.ERROR),
        ("6" * 20, IdentifierCode.BANK_CARD_LENGTH, Severity.ERROR),
        ("62000000000000OO", IdentifierCode.CHARACTER, Severity.ERROR),
        ("6200000000000006", IdentifierCode.BANK_CARD_CHECK_DIGIT, Severity.WARNING),
    ],
)
def test_a_faulty_bank_card_is_an_error_or_a_warning(
    value: str, code: IdentifierCode, severity: Severity
) -> None:
    """Length and characters of a card number must be right; its check digit only warns."""
    problem = check_bank_card(value)
    assert problem is not None
    assert (problem.code, problem.severity) == (code, severity)


@pytest.mark.parametrize("value", ["6200000000000005", "4111111111111111"])
def test_a_right_bank_card_passes(value: str) -> None:
    """Numbers that follow Luhn have no problem."""
    assert check_bank_card(value) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("13000000000", None),
        ("19999999999", None),
        ("1990000000", IdentifierCode.LENGTH),
        ("1990000000a", IdentifierCode.CHARACTER),
        ("12000000000", IdentifierCode.MOBILE_PREFIX),
        ("09900000000", IdentifierCode.MOBILE_PREFIX),
    ],
)
def test_mobile_numbers_are_checked(value: str, code: IdentifierCode | None) -> None:
    """A mobile number has 11 digits and begins with 13 to 19."""
    assert code_of(check_mobile(value)) is code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("６２００　0000 0000 0005", "6200000000000005"),
        ("139-0000-0000", "13900000000"),
        ("\u200e110101190001010010\ufeff", "110101190001010010"),
        ("8133\u20130000", "81330000"),
    ],
)
def test_typed_numbers_are_normalised(typed: str, expected: str) -> None:
    """Full-width digits, spaces, dashes and invisible marks are taken out."""
    assert normalised(typed) == expected


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("110101190001010014", IdentifierKind.RESIDENT_ID, "110*************14"),
        ("6200000000000005", IdentifierKind.BANK_CARD, "************0005"),
        ("13900001234", IdentifierKind.MOBILE, "139****1234"),
        (UNION, IdentifierKind.CREDIT_CODE, UNION),
        ("1391234", IdentifierKind.MOBILE, "*******"),
        ("", IdentifierKind.RESIDENT_ID, ""),
    ],
)
def test_shown_numbers_are_masked(value: str, kind: IdentifierKind, shown: str) -> None:
    """The telling part is starred; a short number is starred whole."""
    assert masked(value, kind) == shown
