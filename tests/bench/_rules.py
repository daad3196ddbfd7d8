"""The rule that is measured: 12 criteria and a table of 6 rows, as policy and written by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import dedent

from adapters.outbound.definitions.yaml import read_yaml
from rules.policy import Rulebook, load_policy

AS_OF = date(2026, 1, 15)
REGION = "CN"
DECISION = "bench.granted"

_GROUND = """
    area: bench
    citations:
      law: {title: A rule to be measured}
    facts:
      income: {type: money, min: 0, max: 10000000}
      medical: {type: money, min: 0, max: 10000000}
      schooling: {type: money, min: 0, max: 10000000}
      requested: {type: money, min: 0, max: 10000000}
      persons: {type: integer, unit: persons, min: 1, max: 20}
      age: {type: integer, unit: years, min: 0, max: 120}
      months: {type: integer, unit: months, min: 0, max: 720}
      homes: {type: integer, unit: homes, min: 0, max: 20}
      vehicles: {type: integer, unit: vehicles, min: 0, max: 20}
      businesses: {type: integer, unit: businesses, min: 0, max: 20}
      member: {type: boolean}
      migrant: {type: boolean}
      kind: {type: choice, options: [living, medical_aid, schooling_aid]}
    parameters:
      line: {type: money, values: [{from: 2023-01-01, value: 1062, cite: law}]}
      multiple: {type: number, values: [{from: 2023-01-01, value: 2, cite: law}]}
      homes_allowed: {type: integer, unit: homes, values: [{from: 2023-01-01, value: 1, cite: law}]}
      vehicles_allowed:
        {type: integer, unit: vehicles, values: [{from: 2023-01-01, value: 0, cite: law}]}
      contract_months:
        {type: integer, unit: months, values: [{from: 2023-01-01, value: 12, cite: law}]}
      most: {type: money, values: [{from: 2023-01-01, value: 20000, cite: law}]}
    """
_RULES = """
    area: bench
    edition: {from: 2023-01-01, cite: law}
    criteria:
      poor: {when: per_head < line * multiple, cite: law}
      joined: {when: member, cite: law}
      few_homes: {when: homes <= homes_allowed, cite: law}
      few_vehicles: {when: vehicles <= vehicles_allowed, cite: law}
      no_business: {when: businesses = 0, cite: law}
      settled: {when: if migrant then months >= contract_months else true, cite: law}
      of_age: {when: "age in [16..65]", cite: law}
      modest: {when: requested <= most, cite: law}
      plausible_costs: {when: medical <= income or kind = "medical_aid", cite: law}
      has_pupils: {when: schooling > 0 or kind != "schooling_aid", cite: law}
      a_household: {when: persons <= 12, cite: law}
      employed: {when: months >= 1, cite: law}
    tables:
      cap:
        type: money
        inputs: [kind, per_head]
        rows:
          - {when: ['"living"', "< line"], then: 5000}
          - {when: ['"living"', ">= line"], then: 2000}
          - {when: ['"medical_aid"', "< line"], then: 8000}
          - {when: ['"medical_aid"', ">= line"], then: 3000}
          - {when: ['"schooling_aid"', "< line"], then: 4000}
          - {when: ['"schooling_aid"', ">= line"], then: 1500}
        cite: law
    decisions:
      per_head: {expression: (income - medical - schooling) / 12 / persons, type: money, cite: law}
      eligible:
        all: [poor, joined, few_homes, few_vehicles, no_business, settled, of_age, modest,
              plausible_costs, has_pupils, a_household, employed]
      granted:
        expression: "if eligible then min(requested, cap) else 0"
        type: money
        cite: law
    """
CRITERIA = (
    "poor",
    "joined",
    "few_homes",
    "few_vehicles",
    "no_business",
    "settled",
    "of_age",
    "modest",
    "plausible_costs",
    "has_pupils",
    "a_household",
    "employed",
)
_OPTIONS = ("living", "medical_aid", "schooling_aid")
_UNITS = ("persons", "years", "months", "homes", "vehicles", "businesses", "yuan")
_FIGURES = ("line", "multiple", "homes_allowed", "vehicles_allowed", "contract_months", "most")
FACTS = (
    "income",
    "medical",
    "schooling",
    "requested",
    "persons",
    "age",
    "months",
    "homes",
    "vehicles",
    "businesses",
    "member",
    "migrant",
    "kind",
)

Household = Mapping[str, object]


def rulebook() -> Rulebook:
    """The rule in the policy form."""
    return load_policy(
        read_yaml(dedent(text), file=f"{number}.yaml")
        for number, text in enumerate((_GROUND, _RULES, _words("zh"), _words("en")))
    )


def _words(language: str) -> str:
    def named(names: tuple[str, ...]) -> str:
        return "{" + ", ".join(f"{name}: {name}" for name in names) + "}"

    labels = ", ".join(f"{name}: {{label: {name}, remedy: none}}" for name in CRITERIA)
    return (
        f"area: bench\nlanguage: {language}\ntitle: bench\nfacts: {named(FACTS)}\n"
        f"parameters: {named(_FIGURES)}\ncriteria: {{{labels}}}\n"
        f"decisions: {named(('cap', 'per_head', 'eligible', 'granted'))}\n"
        f"options: {named(_OPTIONS)}\nunits: {named(_UNITS)}\nregions: {{CN: country}}\n"
    )


_CAPS = {
    ("living", True): Decimal(5000),
    ("living", False): Decimal(2000),
    ("medical_aid", True): Decimal(8000),
    ("medical_aid", False): Decimal(3000),
    ("schooling_aid", True): Decimal(4000),
    ("schooling_aid", False): Decimal(1500),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """The same rule as a programmer would write it, with its figures as attributes."""

    line: Decimal = Decimal(1062)
    multiple: Decimal = Decimal(2)
    homes_allowed: int = 1
    vehicles_allowed: int = 0
    contract_months: int = 12
    most: Decimal = Decimal(20000)

    def granted(self, facts: Mapping[str, Decimal | int | bool | str]) -> Decimal:
        """Return what is granted; every condition is worked out, none is left out early."""
        kind = facts["kind"]
        income, medical = Decimal(facts["income"]), Decimal(facts["medical"])
        schooling, requested = Decimal(facts["schooling"]), Decimal(facts["requested"])
        persons, months, age = int(facts["persons"]), int(facts["months"]), int(facts["age"])
        per_head = (income - medical - schooling) / 12 / persons
        eligible = [
            per_head < self.line * self.multiple,
            bool(facts["member"]),
            int(facts["homes"]) <= self.homes_allowed,
            int(facts["vehicles"]) <= self.vehicles_allowed,
            facts["businesses"] == 0,
            months >= self.contract_months if facts["migrant"] else True,
            16 <= age <= 65,
            requested <= self.most,
            medical <= income or kind == "medical_aid",
            schooling > 0 or kind != "schooling_aid",
            persons <= 12,
            months >= 1,
        ]
        cap = _CAPS[str(kind), per_head < self.line]
        return min(requested, cap) if all(eligible) else Decimal(0)


def households(count: int) -> Iterator[dict[str, Decimal | int | bool | str]]:
    """Yield households as a case file holds them; about half of them are granted something."""
    chance = random.Random(20260115)
    for _ in range(count):
        yield {
            "income": Decimal(chance.randrange(0, 9_000_000)) / 100,
            "medical": Decimal(chance.randrange(0, 600_000)) / 100,
            "schooling": Decimal(chance.randrange(1, 600_000)) / 100,
            "requested": Decimal(chance.randrange(100_000, 2_000_000)) / 100,
            "persons": chance.randrange(1, 7),
            "age": chance.randrange(18, 64),
            "months": chance.randrange(1, 100),
            "homes": int(chance.random() < 0.8),
            "vehicles": int(chance.random() < 0.05),
            "businesses": int(chance.random() < 0.05),
            "member": chance.random() < 0.95,
            "migrant": chance.random() < 0.3,
            "kind": chance.choice(_OPTIONS),
        }
