"""What must be in the file: values that can be read, fields, papers, a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import JsonValue

from engine.attempt import Attempt
from engine.calendar import Calendar, Span, due
from engine.definitions.language import CaseField, DocumentKind, Needs, Workflow
from engine.fields import FieldProblem, Problem, read
from engine.model import Case, Document
from engine.refusal import Reason, ReasonCode, reason


def read_data(
    spec: Workflow, editable: tuple[str, ...], data: Mapping[str, JsonValue], today: date
) -> tuple[dict[str, JsonValue], list[Reason]]:
    """Read what a person filled in; returns stored values and everything wrong with the rest."""
    values: dict[str, JsonValue] = {}
    wrong: list[Reason] = []
    for name, raw in data.items():
        if name not in spec.case:
            wrong.append(reason(ReasonCode.UNKNOWN_FIELD, field=name))
        elif name not in editable:
            wrong.append(reason(ReasonCode.FIELD_NOT_EDITABLE, field=name))
        else:
            taken = read(spec.case[name], raw, today)
            if isinstance(taken, Problem):
                wrong.append(bad_value(name, taken))
            else:
                values[name] = taken
    return values, wrong


def bad_value(name: str, problem: Problem) -> Reason:
    """A problem of a field as a reason."""
    where = ".".join(str(step) for step in (name, *problem.where))
    return reason(ReasonCode.BAD_VALUE, field=where, problem=problem.code.value, **problem.params)


def order_reasons(
    fields: Mapping[str, CaseField], facts: Mapping[str, JsonValue]
) -> Iterator[Reason]:
    """Dates that lie before the date they must follow."""
    for name, spec in fields.items():
        first, second = facts.get(spec.not_before or ""), facts.get(name)
        if isinstance(first, str) and isinstance(second, str) and second < first:
            yield reason(
                ReasonCode.BAD_VALUE,
                field=name,
                problem=FieldProblem.BEFORE_OTHER.value,
                other=spec.not_before,
            )


def needs_reasons(
    needs: Needs, facts: Mapping[str, JsonValue], given_reason: str | None
) -> Iterator[Reason]:
    """Required fields that are empty, and a missing reason."""
    for name in needs.fields:
        if name not in facts:
            yield reason(ReasonCode.FIELD_MISSING, field=name)
    if needs.reason and not (given_reason or "").strip():
        yield reason(ReasonCode.REASON_MISSING)


def document_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Required papers that are missing or too old."""
    kinds, world = attempt.workflow.spec.documents, attempt.world
    needs = attempt.action.needs
    for kind in needs.documents:
        found = standing(attempt.case, kind, kinds[kind], world.today, world.calendar)
        if found is not None:
            yield reason(found, document=kind)
    for group in needs.one_of_documents:
        states = [
            standing(attempt.case, kind, kinds[kind], world.today, world.calendar) for kind in group
        ]
        if None not in states:
            yield reason(ReasonCode.ONE_DOCUMENT_MISSING, documents=list(group))


def standing(
    case: Case, kind: str, spec: DocumentKind, today: date, calendar: Calendar
) -> ReasonCode | None:
    """None when a valid paper of the kind is in the file, otherwise what is wrong."""
    papers = [document for document in case.documents if document.kind == kind]
    if not papers:
        return ReasonCode.DOCUMENT_MISSING
    if not any(_valid(paper, spec, today, calendar) for paper in papers):
        return ReasonCode.DOCUMENT_EXPIRED
    return None


def _valid(paper: Document, spec: DocumentKind, today: date, calendar: Calendar) -> bool:
    if spec.valid_for is None or paper.issued_on is None:
        return True
    return today <= due(paper.issued_on, Span.parse(spec.valid_for), calendar).last_day
