"""Checks of the work itself: chains, messages, clocks, copies, and seats that nobody fills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adapters.bootstrap import House
from adapters.doctor.symptoms import DoctorCode, Symptom, ill, warning
from engine.errors import AdapterError
from engine.ports import CaseQuery

_SAMPLE = 20
_SLOW = timedelta(minutes=5)
_FAR_BEHIND = timedelta(hours=1)
_MANY_BEHIND = 1_000


def check_sample(house: House) -> Iterator[Symptom]:
    """The chains of some files are whole."""
    from engine.usecases.verify_audit import verify_audit

    for row in house.ports.cases.cases(CaseQuery(limit=_SAMPLE)):
        report = verify_audit(house.ports, row.id)
        if report.defects:
            yield ill(DoctorCode.CHAIN_BROKEN, case=row.id, count=len(report.defects))


def check_everything(house: House) -> Iterator[Symptom]:
    """Every chain, every balance and the log of all entries are whole."""
    from engine.usecases.verify_audit import verify_audit
    from engine.usecases.verify_log import verify_log

    report = verify_audit(house.ports)
    for case in sorted({found.case_id for found in report.defects}):
        count = sum(found.case_id == case for found in report.defects)
        yield ill(DoctorCode.CHAIN_BROKEN, case=case, count=count)
    log = verify_log(house.ports, house.is_signed, house.known_keys, report.entries)
    if log.defects:
        yield ill(DoctorCode.LOG_BROKEN, count=len(log.defects))


def check_delivery(house: House) -> Iterator[Symptom]:
    """What was promised is under way, and nothing was given up."""
    now = house.clock.now()
    backlog = house.ports.outbox.backlog(now)
    if backlog.oldest is not None and now - backlog.oldest > _SLOW:
        made = ill if now - backlog.oldest > _FAR_BEHIND else warning
        minutes = int((now - backlog.oldest).total_seconds()) // 60
        yield made(DoctorCode.OUTBOX_BEHIND, count=backlog.waiting, minutes=minutes)
    if backlog.dead:
        yield warning(DoctorCode.DEAD_LETTERS, count=backlog.dead)
    for clock in house.ports.cases.due(now - _SLOW, 1):
        yield ill(DoctorCode.CLOCKS_NOT_FIRED, since=clock.ends_at.isoformat(), case=clock.case_id)


def check_log(house: House) -> Iterator[Symptom]:
    """The log is signed as it grows."""
    log, now = house.ports.log, house.clock.now()
    newest, size = log.checkpoint(), log.size()
    signed = newest.size if newest else 0
    if signed < size and (newest is None or now - newest.at > _SLOW):
        yield warning(DoctorCode.LOG_UNSIGNED, count=size - signed)


def check_sinks(house: House) -> Iterator[Symptom]:
    """Every copy is up to date and saw nothing that did not fit."""
    size = house.ports.log.size()
    cursors = {cursor.sink: cursor for cursor in house.sink_cursors.all()}
    try:
        sinks = house.sinks
    except AdapterError as error:
        yield ill(DoctorCode.SINK_DEFECTIVE, cause=error.code.value)
        return
    for name in (sink.name for sink in sinks):
        cursor = cursors.get(name)
        if cursor is None:
            yield warning(DoctorCode.SINK_NEVER_FED, sink=name)
            continue
        behind = size - cursor.next
        if cursor.failures or behind > _MANY_BEHIND:
            cause = cursor.cause or ""
            yield ill(DoctorCode.SINK_BEHIND, sink=name, count=behind, cause=cause)
        if cursor.defects:
            place = cursor.last_defect
            yield ill(DoctorCode.SINK_SAW_DEFECTS, sink=name, count=cursor.defects, index=place)


def check_seats(house: House) -> Iterator[Symptom]:
    """Offices have staff, people have an office, and every queue has somebody who works it."""
    from engine.usecases.examine_office import Lack, examine_office

    for found in examine_office(house.ports):
        who = ", ".join(found.fixers)
        match found.lack:
            case Lack.STAFF:
                yield warning(DoctorCode.OFFICE_WITHOUT_STAFF, office=found.office, fixers=who)
            case Lack.SEAT:
                yield warning(DoctorCode.PERSON_WITHOUT_OFFICE, person=found.person, fixers=who)
            case Lack.HOLDER:
                yield ill(
                    DoctorCode.QUEUE_WITHOUT_HOLDER,
                    office=found.office,
                    role=found.role,
                    count=found.tasks,
                    fixers=who,
                )
