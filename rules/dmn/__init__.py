"""DMN 1.5: models, their XML and plain forms, and their evaluation."""

from rules.dmn.decision_model import DecisionModel
from rules.dmn.errors import DmnCode, DmnError
from rules.dmn.model import Definitions
from rules.dmn.plain_reader import read_plain
from rules.dmn.plain_writer import write_plain
from rules.dmn.tck import CaseResult, Outcome, run_suite
from rules.dmn.xml_reader import read_dmn_xml
from rules.dmn.xml_writer import write_dmn_xml

__all__ = [
    "CaseResult",
    "DecisionModel",
    "Definitions",
    "DmnCode",
    "DmnError",
    "Outcome",
    "read_dmn_xml",
    "read_plain",
    "run_suite",
    "write_dmn_xml",
    "write_plain",
]
