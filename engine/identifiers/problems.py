"""What can be wrong with a number, and the check of its characters that all kinds share."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.findings import Severity


class IdentifierCode(StrEnum):
    """Codes of faulty numbers; the words are in the texts of the area `identifiers`."""

    LENGTH = "identifier_length"
    CHARACTER = "identifier_character"
    CHECK_DIGIT = "identifier_check_digit"
    RESIDENT_REGION = "identifier_resident_region"
    RESIDENT_BIRTH_DATE = "identifier_resident_birth_date"
    RESIDENT_BORN_LATER = "identifier_resident_born_later"
    CREDIT_CODE_PREFIX = "identifier_credit_code_prefix"
    CREDIT_CODE_ORGANISATION = "identifier_credit_code_organisation"
    BANK_CARD_LENGTH = "identifier_bank_card_length"
    BANK_CARD_CHECK_DIGIT = "identifier_bank_card_check_digit"
    MOBILE_PREFIX = "identifier_mobile_prefix"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierProblem:
    """What is wrong with a number.

    Attributes:
        code: Stable name of the fault.
        params: What the text quotes: places count from 1, and no more than one character of the
            number is ever repeated.
        severity: A warning asks for a second look and does not stop anyone.
    """

    code: IdentifierCode
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR


def wrong_length(value: str, expected: int) -> IdentifierProblem | None:
    """Return a problem unless the value has exactly the expected number of characters."""
    if len(value) == expected:
        return None
    return IdentifierProblem(
        code=IdentifierCode.LENGTH, params={"expected": expected, "actual": len(value)}
    )


def wrong_character(
    value: str, allowed: Container[str], description: str, *, first: int = 1
) -> IdentifierProblem | None:
    """Return a problem for the first character that is not allowed.

    Args:
        value: A number, or a part of one.
        allowed: The characters that may appear.
        description: The allowed characters as a text can quote them.
        first: The place of the value's first character within the whole number.
    """
    for place, character in enumerate(value, start=first):
        if character not in allowed:
            return IdentifierProblem(
                code=IdentifierCode.CHARACTER,
                params={"place": place, "character": character, "allowed": description},
            )
    return None


def wrong_check_digit(
    actual: str, expected: str, code: IdentifierCode, severity: Severity = Severity.ERROR
) -> IdentifierProblem | None:
    """Return a problem unless the check digit is the computed one."""
    if actual == expected:
        return None
    return IdentifierProblem(code=code, params={"expected": expected}, severity=severity)
