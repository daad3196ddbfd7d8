"""FEEL, the expression language of DMN 1.5: parsing, compiling, evaluating."""

from rules.feel.compiler import Compiled, compile_expression
from rules.feel.errors import FeelCode, FeelSyntaxError, LimitExceededError
from rules.feel.evaluation import Diagnostic, Diagnostics
from rules.feel.interpreter import interpret
from rules.feel.limits import DEFAULT_LIMITS, Limits
from rules.feel.nodes import Expression
from rules.feel.parser import parse_expression, parse_unary_tests
from rules.feel.span import Span
from rules.feel.temporal import DateTime, DaysDuration, FarDate, MonthsDuration, Time
from rules.feel.unknown import Unknown, UnknownCause
from rules.feel.values import Context, Function, Range, Scope, Signature, Value
from rules.feel.walk import children, free_names, walk

__all__ = [
    "DEFAULT_LIMITS",
    "Compiled",
    "Context",
    "DateTime",
    "DaysDuration",
    "Diagnostic",
    "Diagnostics",
    "Expression",
    "FarDate",
    "FeelCode",
    "FeelSyntaxError",
    "Function",
    "LimitExceededError",
    "Limits",
    "MonthsDuration",
    "Range",
    "Scope",
    "Signature",
    "Span",
    "Time",
    "Unknown",
    "UnknownCause",
    "Value",
    "children",
    "compile_expression",
    "free_names",
    "interpret",
    "parse_expression",
    "parse_unary_tests",
    "walk",
]
