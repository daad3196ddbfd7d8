"""What a row says otherwise than the case that is there already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE
from engine.importing.language import FieldRule, LedgerMap, field_rule, where
from engine.importing.record import Record
from engine.model import Case


def differences(
    read: LedgerMap, record: Record, case: Case, beginnings: frozenset[str]
) -> Iterator[str]:
    """The headings under which the row says something else than the case.

    Values that the map itself fixes are not compared: the ledger does not say them.

    Args:
        read: The map.
        record: What the row says.
        case: The case that is there.
        beginnings: Fields that the workflow fills in by itself where the ledger says nothing.
    """
    yield from _about_the_case(read, record, case)
    for name, given in read.fields.items():
        rule = field_rule(given)
        theirs, ours = (_shown(rule, facts.get(name)) for facts in (record.facts, case.facts))
        silent = theirs is None and name in beginnings
        if rule.column is not None and theirs != ours and not silent:
            yield rule.column
    yield from _about_the_file(read, record, case)


def _about_the_case(read: LedgerMap, record: Record, case: Case) -> Iterator[str]:
    state = where(read.state).column
    if state is not None and record.state != case.state:
        yield state
    office = None if read.office is None else where(read.office).column
    if office is not None and record.office != case.office:
        yield office
    if record.opened != day_of(case.opened_at):
        yield read.opened
    if read.entered is not None and record.entered != day_of(case.entered_at):
        yield read.entered


def _about_the_file(read: LedgerMap, record: Record, case: Case) -> Iterator[str]:
    for name, run in record.clocks.items():
        clock = case.deadline(name)
        if clock is None or clock.counted_from != run.counted_from:
            yield name
    kinds = {document.kind for document in case.documents}
    yield from (paper.kind for paper in record.papers if paper.kind not in kinds)
    for step in record.steps:
        if step.person not in case.actors_of(step.action):
            yield step.action


def _shown(rule: FieldRule, value: JsonValue) -> JsonValue:
    """Of a list, the columns that the ledger has; one without records is an empty cell."""
    if not isinstance(value, list):
        return value
    if not value or not rule.list:
        return value or None
    return [
        {name: part for name, part in record.items() if name in rule.list}
        for record in value
        if isinstance(record, dict)
    ]


def day_of(moment: datetime) -> date:
    """The day of a moment in office time."""
    return moment.astimezone(OFFICE_ZONE).date()
