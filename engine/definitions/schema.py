"""The workflow language as a JSON Schema for editors and as a page of the manual.

Both are made from the models and from what is written beside their fields, so neither can fall
behind. The text of the models' module is an argument: the core reads no files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from engine.definitions.language import Workflow

Schema: TypeAlias = dict[str, Any]

_COMMON = {"cite": "The citation that it rests on: an id of `law`."}
"""Keys that mean the same wherever they stand."""

_ENTRY = re.compile(r"(?:^|\. )\s*(?P<name>[a-z_]+): ")


def editor_schema(source: str) -> Schema:
    """The JSON Schema of `workflow.yaml` (draft 2020-12) with every explanation.

    Args:
        source: Text of `engine/definitions/language.py`.
    """
    schema = Workflow.model_json_schema()
    notes = _notes(source)
    for name, part in {"Workflow": schema, **schema["$defs"]}.items():
        _describe(part, notes.get(name, {}))
        _close(part)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _describe(part: Schema, notes: Mapping[str, str]) -> None:
    notes = {**_COMMON, **notes}
    part["description"] = str(part.get("description", "")).split("\n\nAttributes:")[0]
    for name, value in part.get("properties", {}).items():
        value.pop("title", None)
        note = notes.get("origin" if name == "from" else name)
        if note is not None:
            value["description"] = note


def _close(value: object) -> None:
    """Mappings with named keys allow no others, which pydantic says only of its models."""
    if isinstance(value, dict):
        if "patternProperties" in value:
            value["additionalProperties"] = False
        for inner in value.values():
            _close(inner)
    elif isinstance(value, list):
        for inner in value:
            _close(inner)


def _notes(source: str) -> dict[str, dict[str, str]]:
    """What is written beside each field, by class and field, inherited notes included."""
    notes: dict[str, dict[str, str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            inherited = [notes.get(b.id, {}) for b in node.bases if isinstance(b, ast.Name)]
            own = {**_attributes(ast.get_docstring(node) or ""), **dict(_beside(node))}
            notes[node.name] = {k: v for part in (*inherited, own) for k, v in part.items()}
    return notes


def _beside(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Fields that are followed by a text."""
    for field, text in zip(node.body, node.body[1:], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(text, ast.Expr):
            continue
        if isinstance(text.value, ast.Constant):
            yield ast.unparse(field.target), " ".join(str(text.value.value).split())


def _attributes(docstring: str) -> dict[str, str]:
    """The entries of a docstring's section `Attributes`."""
    _, _, section = docstring.partition("Attributes:\n")
    text = " ".join(line.strip() for line in section.splitlines())
    starts = list(_ENTRY.finditer(text))
    ends = [*(start.start() for start in starts[1:]), len(text)] if starts else []
    return {
        start["name"]: f"{text[start.end() : end].strip().rstrip('.')}."
        for start, end in zip(starts, ends, strict=True)
    }


def reference(schema: Schema) -> str:
    """The page of the manual: every part of the language with its keys.

    Args:
        schema: As `editor_schema` gives it.
    """
    return "\n".join(_page(schema)) + "\n"


def _page(schema: Schema) -> Iterator[str]:
    yield "# The workflow language"
    yield ""
    yield "Written by the program itself (`python -m tools.workflow_reference`); do not edit."
    yield ""
    yield (
        "A kind of case is declared in `workflows/<kind>/v<N>/workflow.yaml`. Unknown keys are "
        "errors. Editors check the document against `workflow.schema.json` beside this page."
    )
    yield from _part("Workflow", schema, schema["$defs"])
    for name in _in_order_of_use(schema):
        yield from _part(name, schema["$defs"][name], schema["$defs"])


def _in_order_of_use(schema: Schema) -> list[str]:
    """The parts as a reader meets them."""
    found: list[str] = []

    def visit(value: object) -> None:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.append(name)
                visit(schema["$defs"][name])
            for inner in value.values():
                visit(inner)
        elif isinstance(value, list):
            for inner in value:
                visit(inner)

    visit(schema["properties"])
    return found


def _part(name: str, part: Schema, parts: Schema) -> Iterator[str]:
    yield ""
    yield f"## {name}"
    yield ""
    yield part["description"]
    yield ""
    yield "| key | value | default | meaning |"
    yield "|---|---|---|---|"
    required = part.get("required", ())
    for key, value in part.get("properties", {}).items():
        default = "**required**" if key in required else _default(value)
        cells = (f"`{key}`", _kind(value), default, _meaning(value, parts))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _meaning(value: Schema, parts: Schema) -> str:
    """What is written beside the key, or the first sentence on the part that stands under it."""
    if "description" in value:
        return str(value["description"])
    name = re.search(r"\[(\w+)\]\(#", _kind(value))
    text = str(parts[name[1]]["description"]) if name else ""
    return " ".join(text.split("\n\n")[0].split())


def _default(value: Schema) -> str:
    default = value.get("default")
    if default is None or default in ([], {}) or isinstance(default, dict):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _kind(value: Schema) -> str:
    """What may stand under a key, in words."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        choices = [choice for choice in value["anyOf"] if choice.get("type") != "null"]
        return " or ".join(dict.fromkeys(_kind(choice) for choice in choices))
    if "enum" in value or "const" in value:
        allowed = value.get("enum") or [value["const"]]
        return ", ".join(f"`{item}`" for item in allowed)
    if value.get("type") == "array":
        return f"list of {_kind(value['items'])}"
    if value.get("type") == "object":
        inner: Schema = next(iter(value.get("patternProperties", {}).values()), {})
        return f"names with {_kind(inner)}"
    return _scalar(value)


_NAMES = {
    r"^[a-z][a-z0-9_]*$": "name",
    r"^\d+ (working days?|days?|months?|years?|hours?)$": "span",
}


def _scalar(value: Schema) -> str:
    if value.get("maxLength") == 2000:
        return "expression"
    pattern = str(value.get("pattern", ""))
    return _NAMES.get(pattern, str(value.get("type", "value")))
