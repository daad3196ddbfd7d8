"""Codes of what the commands about rules say themselves; keys of the texts in `rules_cli.yaml`."""

from __future__ import annotations

from enum import StrEnum


class RulesCliCode(StrEnum):
    """Faults of files and names given to the commands about rules."""

    NO_RULES = "rules_no_rules"
    FILE_REFUSED = "rules_file_refused"
    NOT_A_DECISION = "rules_not_a_decision"
    NOT_A_CONVERSION = "rules_not_a_conversion"
    NO_SUITES = "rules_no_suites"
    VALUE_NOT_TYPED = "rules_value_not_typed"
    FACTS_NOT_A_MAPPING = "rules_facts_not_a_mapping"
    CONVERSION_LOSES = "rules_conversion_loses"
