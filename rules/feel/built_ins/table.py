"""All built-in functions by name."""

from __future__ import annotations

from collections.abc import Mapping

from rules.feel.built_ins.context_functions import CONTEXT_FUNCTIONS
from rules.feel.built_ins.list_functions import LIST_FUNCTIONS
from rules.feel.built_ins.numeric_functions import NUMERIC_FUNCTIONS
from rules.feel.built_ins.range_functions import RANGE_FUNCTIONS
from rules.feel.built_ins.string_functions import STRING_FUNCTIONS
from rules.feel.built_ins.temporal_functions import TEMPORAL_FUNCTIONS
from rules.feel.values import Function

BUILT_INS: Mapping[str, Function] = {
    function.name: function
    for function in (
        *STRING_FUNCTIONS,
        *NUMERIC_FUNCTIONS,
        *LIST_FUNCTIONS,
        *CONTEXT_FUNCTIONS,
        *TEMPORAL_FUNCTIONS,
        *RANGE_FUNCTIONS,
    )
}

BUILT_IN_NAMES = tuple(BUILT_INS)
