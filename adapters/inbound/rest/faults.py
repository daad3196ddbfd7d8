"""What can be wrong with a request of a program."""

from __future__ import annotations

from enum import StrEnum


class ApiCode(StrEnum):
    """Codes of problems that only the API knows."""

    NOT_FOUND = "api_not_found"
    TOKEN_REJECTED = "api_token_rejected"
    SCOPE_MISSING = "api_scope_missing"
    TOO_MANY_REQUESTS = "api_too_many_requests"
    WHOLE_HOUSE_ONLY = "api_whole_house_only"
    REFUSED = "api_refused"
    STALE = "api_stale"
    INVALID = "api_invalid"
    VALUE_MISSING = "api_value_missing"
    VALUE_UNKNOWN = "api_value_unknown"
    VALUE_OF_OTHER_TYPE = "api_value_of_other_type"
    VALUE_OUT_OF_RANGE = "api_value_out_of_range"
    ADDRESS_UNFIT = "api_address_unfit"
    NOT_JSON = "api_not_json"
    CURSOR_INVALID = "api_cursor_invalid"
    ANSWER_NOT_TAKEN = "api_answer_not_taken"
