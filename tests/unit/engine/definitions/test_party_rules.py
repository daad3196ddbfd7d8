"""Mistakes that people make in `parties.yaml`, each found at its line."""

from __future__ import annotations

import pytest

from adapters.outbound.definitions.yaml import read_yaml
from engine.definitions.parties import check_party_rules, read_party_rules
from rules.findings import Finding
from tests.support.small_kind import small_kind

SOUND = """\
kind: small_aid
version: 1
roles:
  applicant:
    words: {zh: 申请人, en: applicant}
    person: {name: name, id: id_number}
    works_for: employer
  employer:
    words: {zh: 用人单位, en: employer}
one_open_case: [{role: applicant, then: warn}]
not_party: [{actions: [approve], ties: [applicant, household]}]
"""


def findings(text: str) -> list[Finding]:
    """What is wrong with a declaration for the small kind of case."""
    node = read_yaml(text, file="parties.yaml")
    rules, found = read_party_rules(node)
    if rules is None:
        return list(found)
    return list(check_party_rules(rules, node, small_kind().spec))


def test_a_sound_declaration_has_no_findings() -> None:
    """The one that the mistakes below are made in."""
    assert findings(SOUND) == []


@pytest.mark.parametrize(
    ("right", "wrong", "code", "line"),
    [
        ("works_for: employer", "works_for: employr", "definition_unknown_party", 7),
        ("{role: applicant,", "{role: aplicant,", "definition_unknown_party", 10),
        ("[applicant, household]", "[applicant, houshold]", "definition_unknown_party", 11),
        ("actions: [approve]", "actions: [aprove]", "definition_unknown_action", 11),
        ("person: {name: name,", "person: {name: nam,", "definition_unknown_field", 6),
        ("one_open_case:", "one_open_cases:", "definition_unknown_key", 10),
    ],
)
def test_a_name_that_leads_nowhere_is_found(right: str, wrong: str, code: str, line: int) -> None:
    """The finding has its code and points at the line."""
    assert right in SOUND
    [found] = findings(SOUND.replace(right, wrong))
    assert (found.code.value, found.mark.line) == (code, line)
