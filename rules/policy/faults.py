"""What a policy can get wrong before use, and what a question to it can get wrong."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError
from rules.findings import Finding


class PolicyCode(StrEnum):
    """Codes of findings and errors of policies; keys of the texts in `policy.yaml`."""

    NOT_A_MAPPING = "policy_not_a_mapping"
    KEY_MISSING = "policy_key_missing"
    KEY_UNKNOWN = "policy_key_unknown"
    VALUE_INVALID = "policy_value_invalid"
    AREA_UNKNOWN = "policy_area_unknown"
    DECISION_UNKNOWN = "policy_decision_unknown"
    PARAMETER_UNKNOWN = "policy_parameter_unknown"
    DEFINED_TWICE = "policy_defined_twice"
    SYNTAX = "policy_syntax"
    NAME_UNKNOWN = "policy_name_unknown"
    NAME_CYCLE = "policy_name_cycle"
    CITATION_UNKNOWN = "policy_citation_unknown"
    TYPE_MISMATCH = "policy_type_mismatch"
    UNIT_MISMATCH = "policy_unit_mismatch"
    OPTION_UNKNOWN = "policy_option_unknown"
    OPTIONS_MISPLACED = "policy_options_misplaced"
    VALUE_TYPE = "policy_value_type"
    LOGIC_COUNT = "policy_logic_count"
    NOT_A_CONDITION = "policy_not_a_condition"
    THRESHOLD_OUT_OF_RANGE = "policy_threshold_out_of_range"
    DATE_INVALID = "policy_date_invalid"
    REGION_INVALID = "policy_region_invalid"
    EDITION_OVERLAP = "policy_edition_overlap"
    EDITION_HOLE = "policy_edition_hole"
    EDITION_UNKNOWN = "policy_edition_unknown"
    EDITION_MISSING = "policy_edition_missing"
    PARAMETER_OVERLAP = "policy_parameter_overlap"
    PARAMETER_HOLE = "policy_parameter_hole"
    PARAMETER_REGION_HOLE = "policy_parameter_region_hole"
    PARAMETER_UNUSED = "policy_parameter_unused"
    FACT_UNUSED = "policy_fact_unused"
    TEXT_MISSING = "policy_text_missing"
    TEXT_UNKNOWN = "policy_text_unknown"
    ROW_WIDTH = "policy_row_width"
    TABLE_GAP = "policy_table_gap"
    TABLE_OVERLAP = "policy_table_overlap"
    TABLE_DEAD_ROW = "policy_table_dead_row"
    ALWAYS_MET = "policy_always_met"
    NEVER_MET = "policy_never_met"
    EVIDENCE_TOO_LARGE = "policy_evidence_too_large"
    EXAMPLE_FACT_UNKNOWN = "policy_example_fact_unknown"
    EXAMPLE_BASE_UNKNOWN = "policy_example_base_unknown"
    EXAMPLE_RULE_UNKNOWN = "policy_example_rule_unknown"
    EXAMPLE_FAILED = "policy_example_failed"
    FACT_INVALID = "policy_fact_invalid"
    NOT_A_SPAN = "policy_not_a_span"
    NO_EDITION = "policy_no_edition"
    EVIDENCE_INVALID = "policy_evidence_invalid"


class PolicyError(UnioncaseError):
    """A policy cannot be used.

    Attributes:
        findings: Everything that was found, in the order of the documents.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        super().__init__(first.code, **first.params, place=str(first.mark), count=len(findings))
        self.findings = findings


class QuestionError(UnioncaseError):
    """A question names something that the rulebook does not hold, or a fact of the wrong kind."""
