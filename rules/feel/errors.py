"""What can go wrong with a FEEL text: refused before use, or null with a diagnostic at run time."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError
from rules.feel.span import Span
from rules.source import Mark


class FeelCode(StrEnum):
    """Codes of everything FEEL reports; keys of the texts in `feel.yaml`."""

    SYNTAX = "feel_syntax"
    LIMIT_EXCEEDED = "feel_limit_exceeded"
    TYPE_MISMATCH = "feel_type_mismatch"
    TYPE_NOT_FITTING = "feel_type_not_fitting"
    UNKNOWN_NAME = "feel_unknown_name"
    UNKNOWN_TYPE = "feel_unknown_type"
    NO_SUCH_ENTRY = "feel_no_such_entry"
    NOT_A_FUNCTION = "feel_not_a_function"
    WRONG_ARGUMENTS = "feel_wrong_arguments"
    BAD_ARGUMENT = "feel_bad_argument"
    DIVISION_BY_ZERO = "feel_division_by_zero"
    NUMBER_OUT_OF_RANGE = "feel_number_out_of_range"
    INDEX_OUT_OF_RANGE = "feel_index_out_of_range"
    INVALID_LITERAL = "feel_invalid_literal"
    INVALID_PATTERN = "feel_invalid_pattern"
    INVALID_RANGE = "feel_invalid_range"
    DUPLICATE_KEY = "feel_duplicate_key"
    NO_CLOCK = "feel_no_clock"
    EXTERNAL_FUNCTION = "feel_external_function"


class FeelSyntaxError(UnioncaseError):
    """The text is not FEEL.

    Attributes:
        span: Place in the text.
        mark: The same place in the file the text came from.
        expected: What would have been accepted there.
    """

    def __init__(self, *, span: Span, mark: Mark, expected: str, found: str) -> None:
        super().__init__(FeelCode.SYNTAX, expected=expected, found=found, place=str(mark))
        self.span = span
        self.mark = mark
        self.expected = expected


class LimitExceededError(UnioncaseError):
    """The text or its evaluation is larger than allowed; `bound` names the limit."""

    def __init__(self, bound: str, limit: int) -> None:
        super().__init__(FeelCode.LIMIT_EXCEEDED, bound=bound, limit=limit)
        self.bound = bound
        self.limit = limit


class EvaluationFault(UnioncaseError):
    """A run-time error inside FEEL; the evaluator turns it into null and a diagnostic.

    It never leaves an evaluation.
    """
