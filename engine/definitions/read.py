"""From a located tree to a `Workflow`, with findings in place of errors."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from engine.definitions.codes import DefinitionCode
from engine.definitions.grammar import Grammar, dotted
from engine.definitions.language import Workflow
from rules.findings import Finding
from rules.source import Node, find, plain


@cache
def workflow_grammar() -> Grammar:
    """The grammar of `workflow.yaml`."""
    return Grammar(schema=Workflow.model_json_schema())


def read_workflow(node: Node) -> tuple[Workflow | None, tuple[Finding, ...]]:
    """Read a document; without findings there is a workflow, otherwise everything that is wrong.

    Example:
        >>> from rules.source import Mark, Scalar
        >>> spec, findings = read_workflow(Scalar(value="?", mark=Mark(file="a", line=1, column=1)))
        >>> spec, [finding.code.value for finding in findings]
        (None, ['definition_wrong_type'])
    """
    findings = tuple(workflow_grammar().findings(node))
    if findings:
        return None, findings
    try:
        return Workflow.model_validate(plain(node)), ()
    except ValidationError as error:
        return None, tuple(_leftover(error, node))


def _leftover(error: ValidationError, node: Node) -> list[Finding]:
    """What the models refuse beyond their schema; none is known, but a traceback helps nobody."""
    return [
        Finding(
            code=DefinitionCode.INVALID,
            mark=find(node, problem["loc"]),
            path=problem["loc"],
            params={"where": dotted(problem["loc"]), "problem": problem["msg"]},
        )
        for problem in error.errors()
    ]
