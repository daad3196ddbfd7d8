"""Running the DMN Technology Compatibility Kit: models and tests as texts, results as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from xml.etree.ElementTree import Element

from rules.dmn.decision_model import DecisionModel
from rules.dmn.errors import DmnError
from rules.dmn.model import Definitions
from rules.dmn.xml_reader import read_dmn_xml
from rules.dmn.xml_tree import child, child_text, children, parse_xml
from rules.errors import UnioncaseError
from rules.feel.comparison import kind
from rules.feel.evaluation import Diagnostics, Evaluation
from rules.feel.numbers import number_from_text
from rules.feel.scanner import normal_name
from rules.feel.temporal import DateTime
from rules.feel.temporal_text import read_date, read_date_time, read_duration, read_time
from rules.feel.text import text_of
from rules.feel.values import Context, Value

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TOLERANCE = Decimal("1E-8")


class Outcome(StrEnum):
    """How a case came out."""

    SUCCESS = "SUCCESS"
    ERROR = "ERROR"
    IGNORED = "IGNORED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The result of one case.

    Attributes:
        suite: Name of the suite: that of its folder.
        file: Name of the test file.
        case: Id of the case in the file.
        outcome: Whether all its results came out as expected.
        detail: What was expected and what came, where they differ.
    """

    suite: str
    file: str
    case: str
    outcome: Outcome
    detail: str = ""


def run_suite(
    models: Mapping[str, str],
    tests: Mapping[str, str],
    *,
    suite: str = "",
    now: DateTime | None = None,
) -> list[CaseResult]:
    """Return the results of every case of a suite.

    Args:
        models: Texts of the DMN files by file name.
        tests: Texts of the test files by file name.
        suite: Name of the suite, for the results.
        now: What `now()` and `today()` answer.
    """
    read = {name: _read(text) for name, text in models.items()}
    results: list[CaseResult] = []
    for file, text in sorted(tests.items()):
        results += _run_file(read, text, suite, file, now)
    return results


def _read(text: str) -> Definitions | DmnError:
    try:
        return read_dmn_xml(text)
    except DmnError as error:
        return error


def _run_file(
    models: Mapping[str, Definitions | DmnError],
    text: str,
    suite: str,
    file: str,
    now: DateTime | None,
) -> Iterator[CaseResult]:
    root = parse_xml(text)
    name = child_text(root, "modelName") or ""
    model = _model(models, name)
    for case in children(root, "testCase"):
        identifier = case.get("id") or ""
        if isinstance(model, DecisionModel):
            detail = _run_case(model, case, now)
            outcome = Outcome.ERROR if detail else Outcome.SUCCESS
        elif model is None:
            detail, outcome = f"there is no model {name}", Outcome.IGNORED
        else:
            # A model that cannot be read is a failure of ours until shown otherwise.
            detail, outcome = f"{name}: {model}", Outcome.ERROR
        yield CaseResult(suite=suite, file=file, case=identifier, outcome=outcome, detail=detail)


def _model(
    models: Mapping[str, Definitions | DmnError], name: str
) -> DecisionModel | DmnError | None:
    main = models.get(name) or models.get(f"{name}.dmn")
    if not isinstance(main, Definitions):
        return main
    others = (model for model in models.values() if isinstance(model, Definitions))
    return DecisionModel(main, others)


def _run_case(model: DecisionModel, case: Element, now: DateTime | None) -> str:
    """Return what was wrong with a case, or an empty string."""
    inputs = {_input_name(node): node_value(node) for node in children(case, "inputNode")}
    problems = (_check(model, case, result, inputs, now) for result in children(case, "resultNode"))
    return "; ".join(problem for problem in problems if problem)


def _input_name(node: Element) -> str:
    namespace = node.get("namespace")
    name = normal_name(node.get("name") or "")
    return f"{{{namespace}}}{name}" if namespace else name


def _check(
    model: DecisionModel,
    case: Element,
    result: Element,
    inputs: Mapping[str, Value],
    now: DateTime | None,
) -> str:
    name = normal_name(result.get("name") or "")
    expected = child(result, "expected")
    wanted = None if expected is None else node_value(expected)
    diagnostics: Diagnostics = []
    try:
        found = _outcome(model, case, name, inputs, diagnostics, now)
    except UnioncaseError as error:
        return f"{name}: {error}"
    if same(found, wanted):
        return ""
    reasons = ", ".join(str(diagnostic.code) for diagnostic in diagnostics)
    return f"{name}: expected {_shown(wanted)}, found {_shown(found)} ({reasons})"


def _outcome(
    model: DecisionModel,
    case: Element,
    name: str,
    inputs: Mapping[str, Value],
    diagnostics: Diagnostics,
    now: DateTime | None,
) -> Value:
    invoked = case.get("invocableName")
    if invoked is None or case.get("type") == "decision":
        return model.evaluate(name, inputs, diagnostics, now=now)
    found = model.invoke(normal_name(invoked), inputs, diagnostics, now=now)
    several = isinstance(found, Context) and name in found.entries
    return found.entries[name] if several and isinstance(found, Context) else found


def _shown(value: Value) -> str:
    return f"{kind(value)} {text_of(value, Evaluation())}"[:200]


def node_value(node: Element) -> Value:
    """Return the value that an input, expected or component node describes."""
    values = child(node, "value")
    if values is not None:
        return _typed(values)
    listed = child(node, "list")
    if listed is not None:
        return None if _is_nil(listed) else tuple(node_value(i) for i in children(listed, "item"))
    parts = list(children(node, "component"))
    if not parts:
        return None
    return Context({normal_name(part.get("name") or ""): node_value(part) for part in parts})


def _is_nil(element: Element) -> bool:
    return element.get(_NIL) in ("true", "1")


def _typed(element: Element) -> Value:
    if _is_nil(element):
        return None
    text = element.text or ""
    name = (element.get(_TYPE) or "string").rpartition(":")[2]
    if name in ("string", "anySimpleType", "anyURI"):
        return text
    return _scalar(name, text.strip())


def _scalar(name: str, text: str) -> Value:
    if name == "boolean":
        return text in ("true", "1")
    if name == "date":
        return read_date(text)
    if name == "time":
        return read_time(text)
    if name == "dateTime":
        return read_date_time(text)
    if name in ("duration", "dayTimeDuration", "yearMonthDuration"):
        return read_duration(text)
    return number_from_text(text) if re.fullmatch(r"[-+0-9.eE]+", text) else text


def same(found: Value, wanted: Value) -> bool:
    """Tell whether a result is the expected one; numbers may differ in the ninth digit."""
    if isinstance(found, Decimal) and isinstance(wanted, Decimal):
        return abs(found - wanted) <= _TOLERANCE * max(Decimal(1), abs(wanted))
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, Context) and isinstance(wanted, Context):
        keys = found.entries.keys()
        return keys == wanted.entries.keys() and _all_same(found, wanted, keys)
    return type(found) is type(wanted) and found == wanted


def _all_same(found: Context, wanted: Context, keys: Iterable[str]) -> bool:
    return all(same(found.entries[key], wanted.entries[key]) for key in keys)
