"""Kinds of case: which there are, whether they are sound, and what they look like."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text
from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import Exit
from adapters.inbound.cli.show import print_table, table

if TYPE_CHECKING:
    from rules.findings import Finding

group = Group("workflow")


class Form(StrEnum):
    """How a diagram is written."""

    MERMAID = "mermaid"
    SVG = "svg"


Kind = Annotated[str, Argument(metavar="KIND")]
Version = Annotated[int | None, Option("--version", min=1)]


@group.command("list")
def list_workflows(desk: Desk) -> int:
    """The kinds of case and their versions."""
    library = desk.house.workflow_library
    rows: list[JsonValue] = []
    for kind in library.kinds():
        for version in library.versions(kind):
            published = library.published(kind, version)
            name = desk.kind_texts(kind, version).name
            rows.append(
                {
                    "kind": kind,
                    "version": version,
                    "name": name,
                    "released": published.released,
                    "states": len(published.compiled.spec.states),
                    "actions": len(published.compiled.spec.actions),
                }
            )
    return desk.answer({"workflows": rows}, lambda console: _list(console, rows, desk))


def _list(console: Console, rows: list[JsonValue], desk: Desk) -> None:
    names = ("kind", "version", "name", "released", "states", "actions")
    made = table(*(desk.say(f"cli_column_{name}") for name in names))
    cells = (tuple(_cell(row, name, desk) for name in names) for row in rows)
    print_table(console, made, cells)


def _cell(row: JsonValue, name: str, desk: Desk) -> str:
    value = row.get(name) if isinstance(row, dict) else None
    if isinstance(value, bool):
        return desk.say("cli_yes" if value else "cli_no")
    return str(value)


@group.command("check")
def check(
    desk: Desk,
    kind: Annotated[str | None, Argument(metavar="KIND")] = None,
    version: Version = None,
    folder: Annotated[Path | None, Option("--folder", metavar="DIR")] = None,
) -> int:
    """Check definitions before they are used; each defect with its place and an example."""
    library = desk.house.all_versions(folder)
    kinds = [kind] if kind is not None else list(library.kinds())
    findings: list[Finding] = []
    checked: list[JsonValue] = []
    for name in kinds:
        for number in [version] if version is not None else library.versions(name):
            findings.extend(library.check(name, number))
            checked.append(f"{name}@{number}")
    plain: JsonValue = {"checked": checked, "findings": [_finding(f, desk) for f in findings]}
    desk.answer(plain, lambda console: _checked(console, checked, findings, desk))
    failed = not checked or any(found.severity.value == "error" for found in findings)
    return Exit.FINDINGS if failed else Exit.DONE


def _finding(found: Finding, desk: Desk) -> JsonValue:
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "file": found.mark.file,
        "line": found.mark.line,
        "column": found.mark.column,
        "path": [str(step) for step in found.path],
        "text": desk.words.finding(found),
    }


def _checked(
    console: Console, checked: list[JsonValue], findings: list[Finding], desk: Desk
) -> None:
    for found in findings:
        error = found.severity.value == "error"
        line = Text(f"{found.mark}  ", style="bold")
        line.append(desk.say(f"cli_severity_{found.severity.value}"), style="red" if error else "")
        line.append(f"  {desk.words.finding(found)}")
        console.print(line)
    code = "cli_workflow_findings" if findings else "cli_workflow_sound"
    console.print(Text(desk.say(code, checked=checked, count=len(findings))))


@group.command("diagram")
def diagram(
    desk: Desk,
    kind: Kind,
    form: Annotated[Form, Option("--form")] = Form.MERMAID,
    version: Version = None,
    case: Annotated[str | None, Option("--case", metavar="CASE")] = None,
    out: Annotated[Path | None, Option("--out", metavar="FILE")] = None,
) -> int:
    """A picture of the states and actions; with a case, its present state is marked."""
    from engine.definitions.diagrams import Drawing, mermaid, svg

    here: str | None = None
    visited: tuple[str, ...] = ()
    if case is not None:
        from engine.usecases.show_case import show_case

        file = show_case(desk.ports, case, desk.requester).case
        here, visited = file.state, file.visited
        kind, version = file.kind, file.workflow_version
    compiled = (
        desk.ports.workflows.latest(kind)
        if version is None
        else desk.ports.workflows.version(kind, version)
    )
    texts = desk.kind_texts(kind, compiled.spec.version)
    drawing = Drawing(
        spec=compiled.spec,
        text=texts.word,
        title=texts.name or kind,
        here=here,
        visited=visited,
    )
    drawn = svg(drawing) if form is Form.SVG else mermaid(drawing)
    if out is not None:
        out.write_text(drawn, encoding="utf-8")
        drawn = f"{out}\n"
    if desk.as_json:
        desk.write({"kind": kind, "form": form.value, "state": here, "diagram": drawn})
    else:
        sys.stdout.write(drawn)
    return Exit.DONE


@group.command("schema")
def schema(desk: Desk) -> int:
    """The JSON Schema of `workflow.yaml`, for editors."""
    from engine.definitions.read import workflow_grammar

    del desk
    text = json.dumps(workflow_grammar().schema, ensure_ascii=False, indent=2)
    sys.stdout.write(f"{text}\n")
    return Exit.DONE


@group.command("release")
def release(
    desk: Desk,
    kind: Kind,
    version: Annotated[int, Argument(metavar="VERSION", min=1)],
    folder: Annotated[Path | None, Option("--folder", metavar="DIR")] = None,
) -> int:
    """Fix a version for ever, once it is sound: its files go into the lock."""
    findings = desk.house.all_versions(folder).check(kind, version)
    errors = [found for found in findings if found.severity.value == "error"]
    if errors:
        plain: JsonValue = {"findings": [_finding(found, desk) for found in errors]}
        desk.answer(plain, lambda console: _checked(console, [kind], errors, desk))
        return Exit.FINDINGS
    files = desk.house.release(kind, version, folder)
    answer: JsonValue = {"kind": kind, "version": version, "files": list(files)}
    text = desk.say("cli_released", kind=kind, version=version, count=len(files))
    return desk.answer(answer, lambda console: console.print(Text(text)))
