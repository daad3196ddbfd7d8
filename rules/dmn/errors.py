"""What can be wrong with a DMN model."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError


class DmnCode(StrEnum):
    """Codes of everything DMN reports; keys of the texts in `dmn.yaml`."""

    NOT_XML = "dmn_not_xml"
    FORBIDDEN_XML = "dmn_forbidden_xml"
    TOO_LARGE = "dmn_too_large"
    NOT_DMN = "dmn_not_dmn"
    NOT_IN_VERSION = "dmn_not_in_version"
    NOT_A_POLICY = "dmn_not_a_policy"
    CONTRADICTION = "dmn_contradiction"
    INVALID_ELEMENT = "dmn_invalid_element"
    INVALID_PLAIN_FORM = "dmn_invalid_plain_form"
    MISSPELT_KEY = "dmn_misspelt_key"
    UNKNOWN_REFERENCE = "dmn_unknown_reference"
    UNKNOWN_TYPE = "dmn_unknown_type"
    NO_PRIORITIES = "dmn_no_priorities"
    CYCLE = "dmn_cycle"
    INVALID_EXPRESSION = "dmn_invalid_expression"
    VALUE_NOT_ALLOWED = "dmn_value_not_allowed"
    NO_SUCH_DECISION = "dmn_no_such_decision"
    NO_LOGIC = "dmn_no_logic"
    SEVERAL_ROWS = "dmn_several_rows"
    DIFFERENT_OUTPUTS = "dmn_different_outputs"


class DmnError(UnioncaseError):
    """A model that cannot be read or used."""
