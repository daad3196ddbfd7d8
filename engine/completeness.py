"""What must be in the file: values that can be read, fields, papers, a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from pydantic import JsonValue

from engine.attempt import Attempt, ask, unknown_reasons
from engine.calendar import Calendar, Span, due
from engine.definitions.language import CaseField, DocumentKind, Papers, Workflow
from engine.fields import FieldProblem, Problem, read
from engine.model import Document
from engine.refusal import Reason, ReasonCode, reason
from rules.feel import Unknown


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
                wrong.append(bad_value(name, taken, spec.case))
            else:
                values[name] = taken
    return values, wrong


def bad_value(name: str, problem: Problem, fields: Mapping[str, CaseField]) -> Reason:
    """A problem of a field as a reason, with what the field rests on."""
    where = ".".join(str(step) for step in (name, *problem.where))
    found = reason(ReasonCode.BAD_VALUE, field=where, problem=problem.code.value, **problem.params)
    cite = _cite(fields, name, problem)
    return found if cite is None else replace(found, params={**found.params, "cite": cite})


def _cite(fields: Mapping[str, CaseField], name: str, problem: Problem) -> str | None:
    """The citation of the column, or else of its list."""
    columns = [step for step in problem.where if isinstance(step, str)]
    column = fields[name].of.get(columns[0]) if columns else None
    return (column.cite if column is not None else None) or fields[name].cite


def order_reasons(
    fields: Mapping[str, CaseField], facts: Mapping[str, JsonValue]
) -> Iterator[Reason]:
    """Dates that lie before the date they must follow."""
    for name, spec in fields.items():
        if _before(spec, facts, facts.get(name)):
            yield bad_value(name, _too_early(spec, ()), fields)
        for index, row in enumerate(_rows(facts.get(name))):
            for column, inner in spec.of.items():
                if inner.not_before and _before(inner, {**facts, **row}, row.get(column)):
                    yield bad_value(name, _too_early(inner, (index, column)), fields)


def _before(spec: CaseField, facts: Mapping[str, JsonValue], value: JsonValue) -> bool:
    first = facts.get(spec.not_before or "")
    return isinstance(first, str) and isinstance(value, str) and value < first


def _too_early(spec: CaseField, where: tuple[str | int, ...]) -> Problem:
    params: dict[str, JsonValue] = {"other": spec.not_before or ""}
    return Problem(code=FieldProblem.BEFORE_OTHER, params=params, where=where)


def holder_reasons(attempt: Attempt) -> Iterator[Reason]:
    """People named with the action who do not hold the role that they are named for."""
    spec = attempt.workflow.spec.case
    for name in attempt.command.data:
        if name not in spec:
            continue
        given = attempt.facts.get(name)
        if not _may_stand(attempt, spec[name].holds, given):
            yield bad_value(name, _not_in_role(spec[name].holds, ()), spec)
        for index, row in enumerate(_rows(given)):
            for column, inner in spec[name].of.items():
                if not _may_stand(attempt, inner.holds, row.get(column)):
                    yield bad_value(name, _not_in_role(inner.holds, (index, column)), spec)


def _may_stand(attempt: Attempt, role: str | None, person: JsonValue) -> bool:
    if role is None or not isinstance(person, str):
        return True
    directory, today = attempt.world.directory, attempt.world.today
    offices = directory.chain(attempt.case.office)
    return any(person in directory.holders(role, office.id, today) for office in offices)


def _not_in_role(role: str | None, where: tuple[str | int, ...]) -> Problem:
    return Problem(code=FieldProblem.NOT_IN_ROLE, params={"role": role}, where=where)


def condition_reasons(attempt: Attempt, given: Iterable[str]) -> Iterator[Reason]:
    """Given values that do not go with what stands beside them; what is unknown may still do."""
    fields = attempt.workflow.spec.case
    for name in given:
        for condition in fields[name].must if name in fields else ():
            if ask(attempt, condition.that).value is False:
                problem = Problem(code=FieldProblem.NOT_FITTING, params={"rule": condition.that})
                found = bad_value(name, problem, fields)
                cite = condition.cite or fields[name].cite
                yield replace(found, params={**found.params, "cite": cite})


def among_reasons(
    fields: Mapping[str, CaseField], facts: Mapping[str, JsonValue]
) -> Iterator[Reason]:
    """Values that do not stand in the list they must stand in."""
    for name, spec in fields.items():
        value = facts.get(name)
        if spec.among is not None and value is not None and not _stands(value, spec.among, facts):
            yield bad_value(name, _not_among(spec.among, ()), fields)
        for index, row in enumerate(_rows(value)):
            for column, inner in spec.of.items():
                given = row.get(column)
                if inner.among and given is not None and not _stands(given, inner.among, facts):
                    yield bad_value(name, _not_among(inner.among, (index, column)), fields)


def _not_among(among: str, where: tuple[str | int, ...]) -> Problem:
    return Problem(
        code=FieldProblem.NOT_AMONG, params={"other": among.partition(".")[0]}, where=where
    )


def _stands(value: JsonValue, among: str, facts: Mapping[str, JsonValue]) -> bool:
    listed, _, column = among.partition(".")
    return any(row.get(column) == value for row in _rows(facts.get(listed)))


def _rows(value: JsonValue) -> Iterator[dict[str, JsonValue]]:
    if isinstance(value, list):
        yield from (row for row in value if isinstance(row, dict))


def needs_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Fields and papers that are missing, and a missing reason."""
    needs = attempt.action.needs
    yield from papers_reasons(attempt, needs)
    for papers in needs.also:
        answer = ask(attempt, papers.when)
        if isinstance(answer.value, Unknown):
            yield from unknown_reasons(papers.when, answer)
        elif answer.value is True:
            yield from papers_reasons(attempt, papers)
    machine = attempt.actor.machine is not None
    if needs.reason and not machine and not (attempt.command.reason or "").strip():
        yield reason(ReasonCode.REASON_MISSING)


def papers_reasons(attempt: Attempt, papers: Papers) -> Iterator[Reason]:
    """Required fields that are empty, required papers that are missing or too old."""
    for name in papers.fields:
        if name not in attempt.facts:
            yield reason(ReasonCode.FIELD_MISSING, field=name)
    for kind in papers.documents:
        found = standing(attempt, kind)
        if found is not None:
            yield reason(found, document=kind)
    for group in papers.one_of_documents:
        if all(standing(attempt, kind) is not None for kind in group):
            yield reason(ReasonCode.ONE_DOCUMENT_MISSING, documents=list(group))


def standing(attempt: Attempt, kind: str) -> ReasonCode | None:
    """None when a valid paper of the kind is in the file, otherwise what is wrong."""
    papers = [document for document in attempt.case.documents if document.kind == kind]
    if not papers:
        return ReasonCode.DOCUMENT_MISSING
    spec, world = attempt.workflow.spec.documents[kind], attempt.world
    if not any(_valid(paper, spec, world.today, world.calendar) for paper in papers):
        return ReasonCode.DOCUMENT_EXPIRED
    return None


def _valid(paper: Document, spec: DocumentKind, today: date, calendar: Calendar) -> bool:
    if spec.valid_for is None or paper.issued_on is None:
        return True
    return today <= due(paper.issued_on, Span.parse(spec.valid_for), calendar).last_day
