"""Every check, by the name of what it looks at, and how one is carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import structlog

from adapters.bootstrap import House
from adapters.doctor import surroundings, work
from adapters.doctor.symptoms import DoctorCode, State, Symptom, ill
from rules.errors import UnioncaseError

Check: TypeAlias = Callable[[House], Iterator[Symptom]]

CHECKS: dict[str, Check] = {
    "database": surroundings.check_database,
    "broker": surroundings.check_broker,
    "clock": surroundings.check_clock,
    "disk": surroundings.check_disk,
    "files": surroundings.check_files,
    "pages": surroundings.check_pages,
    "calendar": surroundings.check_calendar,
    "definitions": surroundings.check_definitions,
    "printing": surroundings.check_printing,
    "chains": work.check_sample,
    "log": work.check_log,
    "delivery": work.check_delivery,
    "copies": work.check_sinks,
    "seats": work.check_seats,
}


def checks(*, deep: bool = False) -> Mapping[str, Check]:
    """The checks: of a sample of the files, or of every one."""
    return {**CHECKS, "chains": work.check_everything} if deep else CHECKS


def examined(house: House, check: Check) -> list[Symptom]:
    """What a check finds; one that breaks is a finding and ends no other."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        future = apart.submit(lambda: list(check(house)))
        error = future.exception()
    if error is None:
        return future.result()
    structlog.get_logger().debug("check_failed", exc_info=error)
    name = error.code.value if isinstance(error, UnioncaseError) else type(error).__name__
    return [ill(DoctorCode.CHECK_FAILED, error=name)]


def worst_of(symptoms: list[Symptom]) -> State:
    """The most serious state; without symptoms all is well."""
    order = list(State)
    return max((symptom.state for symptom in symptoms), key=order.index, default=State.WELL)
