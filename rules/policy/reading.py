"""From a located tree to the models of the policy form, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rules.findings import Finding, Severity
from rules.nearest import nearest
from rules.policy.faults import PolicyCode
from rules.source import Mapping as MappingNode
from rules.source import Mark, Node, Plain, find, plain

Model = TypeVar("Model", bound=BaseModel)
Spec = TypeVar("Spec", covariant=True)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located(Generic[Spec]):
    """A part of a document with its place.

    Attributes:
        root: The document that holds it.
        path: Keys that lead to it from there.
    """

    spec: Spec
    root: Node
    path: Path

    def mark(self, *path: str | int) -> Mark:
        """Return the place of the value at `path` below this part."""
        return find(self.root, self.path + path)

    def inner(self, spec: Model, *path: str | int) -> Located[Model]:
        """Return a part of this part."""
        return Located(spec=spec, root=self.root, path=self.path + path)

    def finding(self, code: PolicyCode, *path: str | int, **params: object) -> Finding:
        """Report a defect of the value at `path` below this part."""
        return Finding(code=code, mark=self.mark(*path), path=self.path + path, params=params)

    def warning(self, code: PolicyCode, *path: str | int, **params: object) -> Finding:
        """Ask for a look at the value at `path` below this part."""
        found = self.finding(code, *path, **params)
        return replace(found, severity=Severity.WARNING)


def read_part(model: type[Model], root: Node) -> tuple[Located[Model] | None, list[Finding]]:
    """Read a document into its model.

    Returns:
        The document, or None and what is wrong with it.
    """
    if not isinstance(root, MappingNode):
        return None, [Finding(code=PolicyCode.NOT_A_MAPPING, mark=root.mark)]
    try:
        spec = model.model_validate(plain(root))
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_finding(model, root, detail) for detail in details]
    return Located(spec=spec, root=root, path=()), []


def _finding(model: type[BaseModel], root: Node, detail: ErrorDetails) -> Finding:
    path = _document_path(root, detail["loc"])
    if detail["type"] == "missing":
        key = str(detail["loc"][-1])
        return _report(PolicyCode.KEY_MISSING, root, path, key=key)
    if detail["type"] == "extra_forbidden":
        return _unknown_key(model, root, path)
    expected = _expected(detail)
    value = detail["input"]
    near = nearest(str(value), expected.split(" | ")) if isinstance(value, str) else None
    return _report(
        PolicyCode.VALUE_INVALID, root, path, expected=expected, value=str(value)[:60], near=near
    )


def _unknown_key(model: type[BaseModel], root: Node, path: Path) -> Finding:
    allowed = sorted(_keys_at(model, path[:-1]))
    key = str(path[-1])
    near = nearest(key, allowed)
    return _report(
        PolicyCode.KEY_UNKNOWN, root, path, key=key, allowed=", ".join(allowed), near=near
    )


def _report(code: PolicyCode, root: Node, path: Path, **params: object) -> Finding:
    return Finding(code=code, mark=find(root, path), path=path, params=params)


def _document_path(root: Node, loc: Path) -> Path:
    # pydantic adds the name of the tried alternative where a value may have several types.
    path: list[str | int] = []
    value = plain(root)
    for step in loc:
        inner = _step(value, step)
        if inner is None:
            break
        value = inner[0]
        path.append(step)
    return tuple(path)


def _step(value: Plain, step: str | int) -> tuple[Plain] | None:
    if isinstance(value, dict) and isinstance(step, str) and step in value:
        return (value[step],)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return (value[step],)
    return None


_EXPECTED = {
    "string_type": "text",
    "int_type": "integer",
    "bool_type": "true | false",
    "dict_type": "mapping",
    "model_type": "mapping",
    "tuple_type": "list",
    "decimal_type": "number",
}


def _expected(detail: ErrorDetails) -> str:
    context: Mapping[str, object] = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        return str(context["expected"]).replace("'", "").replace(" or ", ", ").replace(", ", " | ")
    shown = ", ".join(f"{name}={value}" for name, value in context.items())
    return shown or _EXPECTED.get(detail["type"], detail["type"])


def _keys_at(model: type[BaseModel], path: Path) -> Iterator[str]:
    inner: type[BaseModel] | None = model
    for step in path:
        fields = inner.model_fields if inner else {}
        named = {field.alias or name: field for name, field in fields.items()}
        if isinstance(step, str) and step in named:
            inner = _model_in(named[step].annotation) or inner
    for name, field in inner.model_fields.items() if inner else ():
        yield field.alias or name


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model), None)
