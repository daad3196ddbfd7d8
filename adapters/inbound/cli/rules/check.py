"""The answer to `rules check`: what is wrong with rules, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit
from adapters.inbound.cli.rules.files import RuleFiles, read_rules
from rules.findings import Finding, Severity
from rules.policy import read_policy
from rules.policy.check_examples import check_examples

if TYPE_CHECKING:
    from rules.dmn.model import Definitions


def check_rules(desk: Desk, path: Path) -> int:
    """Check everything that a path holds, and print the findings."""
    files = read_rules(path)
    findings = all_findings(files)
    errors = [found for found in findings if found.severity is Severity.ERROR]
    plain: JsonValue = {
        "path": str(path),
        "checked": {"documents": len(files.documents), "models": len(files.models)},
        "errors": len(errors),
        "warnings": len(findings) - len(errors),
        "findings": [finding_plain(found, desk) for found in findings],
    }
    desk.answer(plain, lambda console: _print(console, desk, path, findings))
    return Exit.FINDINGS if errors else Exit.DONE


def all_findings(files: RuleFiles) -> list[Finding]:
    """Return what is wrong with files; rules are not checked against documents that are missing."""
    findings = list(files.findings)
    if files.documents and not findings:
        rulebook, found = read_policy(files.documents)
        findings.extend(found)
        findings.extend(check_examples(rulebook) if rulebook else ())
    for file, model in files.models.items():
        findings.extend(_model_findings(file, model, files.models))
    return findings


def _model_findings(
    file: Path, model: Definitions, models: Mapping[Path, Definitions]
) -> Iterator[Finding]:
    from adapters.inbound.cli.rules.places import places_of
    from rules.policy.check_model import check_model

    beside = [other for path, other in models.items() if path.parent == file.parent]
    yield from check_model(model, beside, places_of(file, model))


def finding_plain(found: Finding, desk: Desk) -> JsonValue:
    """A finding as programs read it."""
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "file": found.mark.file,
        "line": found.mark.line,
        "column": found.mark.column,
        "path": [str(step) for step in found.path],
        "text": desk.words.finding(found),
    }


def print_findings(console: Console, desk: Desk, findings: Sequence[Finding]) -> None:
    """One line a finding: place, severity, words."""
    for found in findings:
        error = found.severity is Severity.ERROR
        line = Text(f"{found.mark}  ", style="bold")
        line.append(
            desk.say(f"cli_severity_{found.severity.value}"), style="red" if error else "yellow"
        )
        line.append(f"  {desk.words.finding(found)}")
        console.print(line)


def _print(console: Console, desk: Desk, path: Path, findings: Sequence[Finding]) -> None:
    print_findings(console, desk, findings)
    code = "rules_findings" if findings else "rules_sound"
    console.print(Text(desk.say(code, path=str(path), count=len(findings))))
