"""Codes of what the commands about rules say themselves; keys of the texts in `rules_cli.yaml`."""

from __future__ import annotations

from enum import StrEnum


class RulesCliCode(StrEnum):
    """Faults of files and names given to the commands about rules."""

    NO_RULES = "rules_no_rules"
    FILE_REFUSED = "rules_file_refused"
    NOT_A_DECISION = "rules_not_a_decision"
    NOT_A_CONVERSION = "rules_not_a_conversion"
    NOT_A_VERSION = "rules_not_a_version"
    NOT_ONE_MODEL = "rules_not_one_model"
    NOT_A_DOCUMENT = "rules_not_a_document"
    NO_POLICY = "rules_no_policy"
    FOLDER_NOT_EMPTY = "rules_folder_not_empty"
    NO_SUITES = "rules_no_suites"
    VALUE_NOT_TYPED = "rules_value_not_typed"
    FACTS_NOT_A_MAPPING = "rules_facts_not_a_mapping"
    CONVERSION_LOSES = "rules_conversion_loses"
    NEW_OR_SWEEP = "rules_new_or_sweep"
    NOT_A_SWEEP = "rules_not_a_sweep"
    NO_PARAMETER = "rules_no_parameter"
    NOTHING_TO_COMPARE = "rules_nothing_to_compare"
    TABLE_UNREADABLE = "rules_table_unreadable"
    NO_FACTS = "rules_no_facts"
    NO_POLARS = "rules_no_polars"
