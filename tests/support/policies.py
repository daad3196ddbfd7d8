"""Policies for tests: the released catalogue, and small ones written as text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

from adapters.outbound.definitions.catalogue import policy_documents
from adapters.outbound.definitions.yaml import read_yaml
from rules.findings import Finding
from rules.policy import Rulebook, check_policy, load_policy
from rules.source import Node
from tests.support.outside import ROOT

GROUND = """
    area: aid
    citations:
      law: {title: A law}
    facts:
      income: {type: money, min: 0, max: 1000000}
      persons: {type: integer, unit: persons, min: 1, max: 20}
      member: {type: boolean}
      kind: {type: choice, options: [living, medical]}
    parameters:
      line:
        type: money
        values:
          - {from: 2023-01-01, value: 1000, cite: law}
          - {from: 2025-01-01, value: 1100, cite: law}
          - {from: 2024-01-01, region: "33", value: 1200, cite: law}
"""
RULES = """
    area: aid
    edition: {from: 2023-01-01}
    criteria:
      poor: {when: income / 12 / persons < line, cite: law}
      joined: {when: member, cite: law}
      asks_for_living: {when: kind = "living", cite: law}
    decisions:
      eligible: {all: [poor, joined]}
"""


@cache
def released() -> Rulebook:
    """The rulebook of the released catalogue."""
    return load_policy(policy_documents(ROOT / "rules/catalogue"))


def area_documents(area: str) -> dict[str, Node]:
    """The documents of a released area by name."""
    return documents_of(ROOT / "rules/catalogue" / area)


def documents_of(folder: Path) -> dict[str, Node]:
    """The documents of a folder by name."""
    return {
        file.relative_to(folder).as_posix(): read_yaml(file.read_text("utf-8"), file=str(file))
        for file in sorted(folder.rglob("*.yaml"))
    }


def documents(*texts: str) -> list[Node]:
    """Trees of documents written in a test."""
    return [read_yaml(dedent(text), file=f"{number}.yaml") for number, text in enumerate(texts, 1)]


def findings(*texts: str) -> list[Finding]:
    """What is wrong with documents, words left aside."""
    found = check_policy(documents(*texts))
    return [finding for finding in found if not finding.code.value.startswith("policy_text")]


def codes(*texts: str) -> list[str]:
    """Codes of what is wrong with documents, words left aside."""
    return [finding.code.value for finding in findings(*texts)]


def words_for(area: str = "aid") -> list[str]:
    """Words in both languages for the small policy above."""
    body = """
        title: Aid
        facts: {income: Income, persons: Persons, member: Member, kind: Kind}
        parameters: {line: Line}
        criteria:
          poor: {label: Poor, remedy: None}
          joined: {label: Joined, remedy: Join}
          asks_for_living: {label: Living, remedy: Ask}
        decisions: {eligible: Eligible}
        options: {living: Living, medical: Medical}
        units: {yuan: Yuan, persons: Persons}
        regions: {CN: China, "33": Zhejiang}
    """
    head = dedent(body)
    return [f"area: {area}\nlanguage: {language}\n{head}" for language in ("zh", "en")]


@cache
def small() -> Rulebook:
    """The rulebook of the small policy above."""
    return load_policy(documents(GROUND, RULES, *words_for()))
