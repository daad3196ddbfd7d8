"""Policy as data: facts, dated parameters, criteria, tables and decisions of an area."""

from rules.policy.examples import ExampleResult, run_examples
from rules.policy.explanation import ExplainedCriterion, Explanation, ShownValue, explain, withheld
from rules.policy.faults import PolicyCode, PolicyError, QuestionError
from rules.policy.loading import check_policy, load_policy, read_policy
from rules.policy.model import (
    Area,
    Citation,
    Edition,
    Example,
    Fact,
    Parameter,
    ParameterValue,
    Words,
)
from rules.policy.nearest_pass import NearestPass
from rules.policy.reasons import CriterionVerdict, MatchedRows, Standing
from rules.policy.regions import COUNTRY, lineage, region_code
from rules.policy.rulebook import Rulebook
from rules.policy.verdict import Verdict

__all__ = [
    "COUNTRY",
    "Area",
    "Citation",
    "CriterionVerdict",
    "Edition",
    "Example",
    "ExampleResult",
    "ExplainedCriterion",
    "Explanation",
    "Fact",
    "MatchedRows",
    "NearestPass",
    "Parameter",
    "ParameterValue",
    "PolicyCode",
    "PolicyError",
    "QuestionError",
    "Rulebook",
    "ShownValue",
    "Standing",
    "Verdict",
    "Words",
    "check_policy",
    "explain",
    "lineage",
    "load_policy",
    "read_policy",
    "region_code",
    "run_examples",
    "withheld",
]
