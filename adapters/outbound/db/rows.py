"""What a commit writes, as rows in the order of the tables' columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from pydantic import TypeAdapter

from adapters.outbound.db.database import Row
from engine.audit import Entry
from engine.canonical import canonical_bytes
from engine.codec import case_to_json
from engine.listing import (
    NO_CASES,
    dropped_clocks,
    due_of_tasks,
    net_amounts,
    newly_copied,
    next_due,
    waiting_since,
)
from engine.model import Deadline, PartyLink, Task
from engine.parties.index import PartyKey
from engine.ports import FirstAnswer
from engine.projection import CaseWrite, Message, Movement
from engine.searching import search_terms

DEADLINES = TypeAdapter(Deadline)

MomentWriter: TypeAlias = Callable[[datetime], object]
"""How a bare driver takes a moment."""

DayWriter: TypeAlias = Callable[[date], object]


@dataclass(slots=True)
class CommitRows:
    """The rows of one commit by what is done with them; what is empty costs no statement."""

    new_cases: list[Row] = field(default_factory=list)
    changed_cases: list[Row] = field(default_factory=list)
    """In the order of the update: new values, then id and expected length of the chain."""
    entries: list[Row] = field(default_factory=list)
    closed_tasks: list[Row] = field(default_factory=list)
    opened_tasks: list[Row] = field(default_factory=list)
    changed_tasks: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    dropped_clocks: list[Row] = field(default_factory=list)
    debits: list[Row] = field(default_factory=list)
    """Amount, account, and the amount again that must be there."""
    credits: list[Row] = field(default_factory=list)
    movements: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    dropped_keys: list[Row] = field(default_factory=list)
    new_keys: list[Row] = field(default_factory=list)
    unlinked: list[Row] = field(default_factory=list)
    linked: list[Row] = field(default_factory=list)
    copied: list[Row] = field(default_factory=list)


class RowWriter:
    """Turns writes into rows as one driver takes them."""

    def __init__(self, moment: MomentWriter, day: DayWriter) -> None:
        self._moment = moment
        self._day = day

    def rows(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None) -> CommitRows:
        """All rows of a commit."""
        rows = CommitRows()
        for write in writes:
            self._add(rows, write)
        moved = [movement for write in writes for movement in write.movements]
        if moved:
            self._add_money(rows, moved)
        if answer is not None:
            text = canonical_bytes(answer.answer).decode()
            rows.answers.append((answer.key, answer.fingerprint, text))
        return rows

    def _add(self, rows: CommitRows, write: CaseWrite) -> None:
        case = write.after
        if write.before is None:
            rows.new_cases.append(self._new_case(write))
        else:
            rows.changed_cases.append(self._changed_case(write))
        rows.entries.extend(self._entry(entry, case.office) for entry in write.entries)
        self._add_tasks(rows, write)
        rows.clocks.extend(self._clock(case.id, clock) for clock in write.clocks)
        rows.dropped_clocks.extend((case.id, key) for key in dropped_clocks(write))
        rows.messages.extend(self._message(message) for message in write.messages)
        rows.dropped_keys.extend(_key(key) for key in write.dropped_keys)
        rows.new_keys.extend(_key(key) for key in write.new_keys)
        rows.unlinked.extend((case.id, role, party) for role, party in write.unlinked)
        rows.copied.extend((person, case.id) for person in newly_copied(write))
        rows.linked.extend(self._link(case.id, link) for link in write.linked)

    def _link(self, case_id: str, link: PartyLink) -> Row:
        since, until = (None if day is None else self._day(day) for day in (link.since, link.until))
        place = (case_id, link.role, link.party)
        return (*place, link.household, link.works_for, since, until, self._moment(link.at))

    def _new_case(self, write: CaseWrite) -> Row:
        case = write.after
        changing = self._changing(write)
        return (case.id, case.kind, case.parent, self._moment(case.opened_at), *changing)

    def _changed_case(self, write: CaseWrite) -> Row:
        return (*self._changing(write), write.after.id, write.seq)

    def _changing(self, write: CaseWrite) -> Row:
        case = write.after
        head = write.entries[-1].hash
        return (
            case.state,
            case.status.value,
            case.office,
            write.subject,
            "" if case.kind in NO_CASES else search_terms(write.subject, case.id),
            self._moment(case.entered_at),
            case.version,
            case.outcome,
            self._optional(next_due(case)),
            self._moment(waiting_since(case)),
            write.seq + len(write.entries),
            head,
            case_to_json(case).decode(),
        )

    def _entry(self, entry: Entry, office: str) -> Row:
        header = json.loads(entry.header)
        return (
            entry.case_id,
            entry.seq,
            entry.header.decode(),
            entry.hash,
            None if entry.payload is None else entry.payload.decode(),
            entry.salt,
            self._moment(datetime.fromisoformat(header["at"])),
            header["type"],
            header["who"],
            office,
        )

    def _add_tasks(self, rows: CommitRows, write: CaseWrite) -> None:
        if write.before is not None and _same_tasks(write):
            return
        before, after = due_of_tasks(write.before), due_of_tasks(write.after)
        rows.closed_tasks.extend((task_id,) for task_id in before.keys() - after.keys())
        for task_id, (task, due_at) in after.items():
            if task_id not in before:
                rows.opened_tasks.append(self._task(write.after.id, task, due_at))
            elif before[task_id] != (task, due_at):
                rows.changed_tasks.append(self._changed_task(task, due_at))

    def _task(self, case_id: str, task: Task, due_at: datetime | None) -> Row:
        return (
            task.id,
            case_id,
            task.key,
            task.state,
            task.queue,
            task.role,
            task.office,
            self._moment(task.opened_at),
            task.assignee,
            self._optional(task.claimed_at),
            task.skill,
            None if task.due is None else self._day(task.due),
            None if task.held_until is None else self._day(task.held_until),
            task.lent_by,
            self._optional(due_at),
        )

    def _changed_task(self, task: Task, due_at: datetime | None) -> Row:
        return (*self._task("", task, due_at)[2:], task.id)

    def _clock(self, case_id: str, clock: Deadline) -> Row:
        return (
            case_id,
            clock.key,
            self._moment(clock.ends_at),
            clock.status.value,
            clock.provisional,
            DEADLINES.dump_json(clock, exclude_defaults=True).decode(),
        )

    def _message(self, message: Message) -> Row:
        payload = canonical_bytes(message.payload).decode()
        return (message.key, message.kind, payload, self._moment(message.available_at))

    def _add_money(self, rows: CommitRows, movements: Sequence[Movement]) -> None:
        for (office, fund, year, account), amount in net_amounts(movements).items():
            key = (office, fund, year, account.value)
            if amount < 0 and account.value != "granted":
                rows.debits.append((amount, *key, -amount))
            else:
                rows.credits.append((*key, amount))
        rows.movements.extend(self._movement(movement) for movement in movements)

    def _movement(self, movement: Movement) -> Row:
        return (
            movement.office,
            movement.fund,
            movement.year,
            movement.source.value,
            movement.target.value,
            movement.amount_fen,
            self._moment(movement.at),
            movement.case_id,
            movement.by,
        )

    def _optional(self, moment: datetime | None) -> object:
        return None if moment is None else self._moment(moment)


def _key(key: PartyKey) -> Row:
    return (key.party, key.found_by.kind.value, key.found_by.value)


def _same_tasks(write: CaseWrite) -> bool:
    before, after = write.before, write.after
    return (
        before is not None and before.tasks == after.tasks and before.deadlines == after.deadlines
    )
