"""Lists as clauses: what is asked for, in a stable order, from one place on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from adapters.outbound.db.among import among
from adapters.outbound.db.copy_tables import COPIES_TO
from adapters.outbound.db.finding import found_by
from adapters.outbound.db.tables import CASES, DEADLINES, ENTRIES, IS_LISTED, TASKS
from engine.listing import NO_CASES
from engine.model import ClockState, Status
from engine.ports import CaseQuery, DoneQuery, EntryQuery, TaskQuery
from engine.searching import sought

Condition: TypeAlias = ColumnElement[bool]

_LISTED = [
    column
    for column in CASES.c
    if column.name not in ("parent", "terms", "seq", "head", "snapshot")
]

_LISTED_ONES: Condition = literal_column(f"cases.{IS_LISTED}", Boolean())
"""As an index says it, so that it is used."""


_FEW = 32
"""Offices that are asked one by one."""


def cases_of(query: CaseQuery) -> Select[Any]:
    """A page of cases."""
    return _page_of(_LISTED, query)


def files_of(query: CaseQuery) -> Select[Any]:
    """A page of whole cases."""
    return _page_of([CASES.c.id, CASES.c.snapshot], query)


def _page_of(shown: Sequence[ColumnElement[Any]], query: CaseQuery) -> Select[Any]:
    """A page, put together from the same page of each office where they are few.

    An index has the cases of an office in order. A database that is asked for all offices at once
    may walk through everybody's cases instead, in the hope to come upon some of these soon. A
    search goes by its words, once for all offices.
    """
    offices = query.offices or frozenset()
    if not query.limit or query.text is not None or not 0 < len(offices) <= _FEW:
        return _walked(shown, query)
    each = [_walked(shown, replace(query, offices=frozenset((o,)))) for o in sorted(offices)]
    found = union_all(*(select(page.subquery()) for page in each)).subquery()
    return select(found).order_by(_place(found.c.id, query)).limit(query.limit)


def _place(number: ColumnElement[str], query: CaseQuery) -> ColumnElement[str]:
    return number if query.oldest_first else number.desc()


def _walked(shown: Sequence[ColumnElement[Any]], query: CaseQuery) -> Select[Any]:
    number, oldest = CASES.c.id, query.oldest_first
    page = select(*shown).where(*_case_conditions(query)).order_by(_place(number, query))
    if query.after is not None:
        page = page.where(number > query.after if oldest else number < query.after)
    return page.limit(query.limit) if query.limit else page


def count_of(query: CaseQuery) -> Select[Any]:
    """How many cases there are on all pages."""
    return select(func.count()).select_from(CASES).where(*_case_conditions(query))


def _case_conditions(query: CaseQuery) -> list[Condition]:
    columns = CASES.c
    wanted = {columns.kind: query.kind, columns.parent: query.parent}
    # Journals and the files of parties are kept like cases, but no list of cases shows them.
    hidden: list[Condition] = [] if query.kind in NO_CASES else [_LISTED_ONES]
    conditions = [*hidden, *_equal(wanted)]
    if query.status is not None:
        # As a word of the statement, which an index over the open cases is recognised by.
        conditions.append(columns.status == literal(query.status.value, literal_execute=True))
    conditions += _reach_conditions(query)
    if query.states:
        conditions.append(columns.state.in_(sorted(query.states)))
    conditions += _life_conditions(query)
    if query.workless:
        conditions.append(~exists().where(TASKS.c.case_id == columns.id))
    if query.text is not None:
        conditions.append(found_by(CASES, sought(query.text)))
    return conditions


def _reach_conditions(query: CaseQuery) -> Iterator[Condition]:
    """Where the case lies, and who was sent a copy of it."""
    columns = CASES.c
    if query.offices is not None:
        yield among(columns.office, query.offices)
    if query.elsewhere_than is not None:
        yield columns.office.not_in(sorted(query.elsewhere_than))
    if query.copied_to is not None:
        sent = COPIES_TO.c
        yield columns.id.in_(select(sent.case_id).where(sent.person.in_(sorted(query.copied_to))))


def _life_conditions(query: CaseQuery) -> Iterator[Condition]:
    """When the case began, and that it had not ended."""
    columns = CASES.c
    if query.opened_before is not None:
        yield columns.opened_at < query.opened_before
    if query.live_since is not None:
        still = columns.status != Status.CLOSED.value
        yield or_(still, columns.entered_at >= query.live_since)


def _equal(wanted: dict[Any, str | None]) -> list[Condition]:
    return [column == value for column, value in wanted.items() if value is not None]


def task_rows() -> Select[Any]:
    """Open tasks with what lists show of their cases."""
    of_case = CASES.c
    shown = (*TASKS.c, of_case.kind, of_case.subject, of_case.status, of_case.waiting_since)
    return select(*shown).join_from(TASKS, CASES, CASES.c.id == TASKS.c.case_id)


def tasks_of(query: TaskQuery) -> Select[Any]:
    """A page of open tasks: due ones first, then the oldest, or by age alone."""
    columns = TASKS.c
    age = (columns.opened_at, columns.id)
    order = age if query.oldest_first else (columns.due_at.nulls_last(), *age)
    page = task_rows().where(*_task_conditions(query)).order_by(*order)
    if query.after is not None and query.oldest_first:
        page = page.where(tuple_(*age) > query.after[1:])
    elif query.after is not None:
        page = page.where(_after(query.after))
    return page.limit(query.limit) if query.limit else page


def _task_conditions(query: TaskQuery) -> list[Condition]:
    columns = TASKS.c
    wanted = {
        columns.assignee: query.assignee,
        columns.queue: query.queue,
        columns.case_id: query.case_id,
        columns.lent_by: query.lent_by,
        columns.role: query.role,
        columns.skill: query.skill,
        CASES.c.kind: query.kind,
    }
    conditions = [*_equal(wanted), *_place_conditions(query), *_time_conditions(query)]
    if query.holder is not None:
        conditions.append(columns.assignee == query.holder)
    if query.unassigned:
        conditions.append(columns.assignee.is_(None))
    if query.skills is not None:
        conditions.append(or_(columns.skill.is_(None), columns.skill.in_(sorted(query.skills))))
    return conditions


def _place_conditions(query: TaskQuery) -> Iterator[Condition]:
    columns = TASKS.c
    if query.offices is not None:
        yield among(columns.office, query.offices)
    if query.case_offices is not None:
        yield among(CASES.c.office, query.case_offices)
    if query.seats is not None:
        seats = (and_(columns.role == r, columns.office == o) for r, o in sorted(query.seats))
        yield or_(false(), *seats)


def _time_conditions(query: TaskQuery) -> Iterator[Condition]:
    if query.ready_on is not None:
        yield ~_waits(query.ready_on)
    if query.waiting_on is not None:
        yield _waits(query.waiting_on)


def _waits(on: date) -> Condition:
    """The task was laid aside until a later day, or its case rests."""
    held = func.coalesce(TASKS.c.held_until > on, false())
    return or_(held, CASES.c.status == Status.SUSPENDED.value)


def _after(place: tuple[Any, Any, str]) -> Condition:
    """Rows behind a place in the order of `tasks_of`, in which no due moment comes last."""
    due_at, opened_at, task_id = place
    columns = TASKS.c
    younger = tuple_(columns.opened_at, columns.id) > (opened_at, task_id)
    if due_at is None:
        return and_(columns.due_at.is_(None), younger)
    same = and_(columns.due_at == due_at, younger)
    return or_(columns.due_at > due_at, columns.due_at.is_(None), same)


def entries_of(query: EntryQuery, after: tuple[str, int] | None, limit: int) -> Select[Any]:
    """A page of audit entries."""
    columns = ENTRIES.c
    place = (columns.case_id, columns.seq)
    page = select(ENTRIES).where(*_entry_conditions(query)).order_by(*place).limit(limit)
    return page if after is None else page.where(tuple_(*place) > after)


def _entry_conditions(query: EntryQuery) -> list[Condition]:
    columns = ENTRIES.c
    conditions = _equal({columns.case_id: query.case_id, columns.actor: query.person})
    if query.offices is not None:
        conditions.append(among(columns.office, query.offices))
    if query.types:
        conditions.append(columns.type.in_(sorted(query.types)))
    if query.since is not None:
        conditions.append(columns.at >= query.since)
    if query.until is not None:
        conditions.append(columns.at < query.until)
    return conditions


def done_of(query: DoneQuery) -> Select[Any]:
    """A page of what a person did."""
    columns = ENTRIES.c
    place = (columns.at, columns.case_id, columns.seq)
    shown = (columns.header, CASES.c.kind, CASES.c.subject)
    found = select(*shown).join_from(ENTRIES, CASES, CASES.c.id == columns.case_id)
    conditions = [
        columns.actor == query.person,
        columns.type.in_(sorted(query.types)),
        CASES.c.kind.not_in(NO_CASES),
    ]
    if query.offices is not None:
        conditions.append(among(columns.office, query.offices))
    if query.after is not None:
        # Said twice, for no index is read by three columns that SQLite compares at once.
        conditions += [columns.at <= query.after[0], tuple_(*place) < query.after]
    page = found.where(*conditions).order_by(*(column.desc() for column in place))
    return page.limit(query.limit) if query.limit else page


def running() -> Condition:
    """Clocks that run; written as in the index over them."""
    return DEADLINES.c.status == ClockState.RUNNING.value
