"""Kinds of case: versions, fields, states, actions, the form and the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.kinds import KindTexts
from adapters.i18n.plain import Plain
from adapters.inbound.rest.call import Call, DefinitionsRead
from adapters.inbound.rest.shapes.office import Definition, Kinds
from engine.definitions.diagrams import Drawing, svg
from engine.definitions.forms import Forms
from engine.definitions.language import Action, CaseField, State, Workflow

router = APIRouter(tags=["definitions"])

Kind = Annotated[str, Path(max_length=100, examples=["hardship_aid"])]
Version = Annotated[int, Path(ge=1, le=1_000_000)]
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@router.get("/definitions", response_model=Kinds)
def list_definitions(call: DefinitionsRead) -> Plain:
    """The kinds of case and their versions."""
    return {"kinds": [_kind(call, kind) for kind in call.site.kinds()]}


def _kind(call: Call, kind: str) -> Plain:
    versions = call.site.house.workflow_library.versions(kind)
    latest = call.ports.workflows.latest(kind).spec.version
    text = call.site.latest_words(call.language, kind).kind.name or kind
    return {"kind": kind, "text": text, "latest": latest, "versions": [*versions]}


@router.get("/definitions/{kind}/{version}", response_model=Definition)
def show_definition(call: DefinitionsRead, kind: Kind, version: Version) -> Plain:
    """One version: what a file holds, where it can be, what can be done with it."""
    _require(call, kind)
    published = call.site.house.published(kind, version)
    spec, texts = published.compiled.spec, call.site.words(call.language, kind, version).kind
    return {
        "kind": kind,
        "version": version,
        "released": published.released,
        "text": texts.name or kind,
        "fields": [*_fields(spec.case, texts)],
        "states": [_state(name, state, texts) for name, state in spec.states.items()],
        "actions": [_action(name, action, texts) for name, action in spec.actions.items()],
        "opened_by": [*spec.open.by],
        "opening_edits": [*spec.open.edits],
        "form": [*_form(published.forms, spec, texts)],
    }


def _require(call: Call, kind: str) -> None:
    if kind not in call.site.kinds():
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)


def _fields(
    fields: Mapping[str, CaseField], texts: KindTexts, within: str | None = None
) -> Iterator[Plain]:
    for name, field in fields.items():
        path = name if within is None else f"{within}.{name}"
        text = texts.field(name) if within is None else texts.column(within, name)
        yield {
            "field": name,
            "text": text,
            "type": field.type,
            "sensitive": field.sensitive,
            "options": {option: texts.option(path, option) for option in field.options},
            "columns": [*_fields(field.of, texts, path)],
        }


def _state(name: str, state: State, texts: KindTexts) -> Plain:
    text = texts.word("states", name)
    return {"state": name, "text": text, "stage": state.stage, "final": state.final}


def _action(name: str, action: Action, texts: KindTexts) -> Plain:
    return {
        "action": name,
        "text": texts.word("actions", name),
        "type": action.type,
        "origin": [*action.origin],
        "by": [*action.by],
        "edits": [*action.edits],
        "bulk": action.bulk,
    }


def _form(forms: Forms | None, spec: Workflow, texts: KindTexts) -> Iterator[Plain]:
    """The sections; a kind without a layout has one with every field."""
    if forms is None:
        yield {"section": "", "text": "", "fields": [*spec.case]}
        return
    for name, section in forms.sections.items():
        fields = [one if isinstance(one, str) else one.field for one in section.fields]
        yield {"section": name, "text": texts.word("sections", name), "fields": [*fields]}


@router.get("/definitions/{kind}/{version}/diagram", response_class=Response)
def show_diagram(call: DefinitionsRead, kind: Kind, version: Version) -> Response:
    """The picture of a version, SVG."""
    _require(call, kind)
    texts = call.site.words(call.language, kind, version).kind
    spec = call.site.house.published(kind, version).compiled.spec
    drawn = svg(Drawing(spec=spec, text=texts.word, title=texts.name or kind))
    headers = {"content-security-policy": _PICTURE_POLICY}
    return Response(drawn, headers=headers, media_type="image/svg+xml")
