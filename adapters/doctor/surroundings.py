"""Checks of what an installation stands on: database, broker, clock, disk, files, definitions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from adapters.bootstrap import House
from adapters.doctor.symptoms import DoctorCode, Symptom, ill, warning
from engine.errors import AdapterError, DefinitionError
from engine.press import PressCode, PressError
from rules.errors import UnioncaseError

_MOST_DRIFT = timedelta(seconds=2)
_CALENDAR_AHEAD = timedelta(days=45)
"""The State Council's notice for a year comes out in November of the year before."""

_LITTLE_BYTES = 2 * 1024**3
_TOO_LITTLE_BYTES = 256 * 1024**2


def check_database(house: House) -> Iterator[Symptom]:
    """It answers, has the tables of this version, and keeps what it was given."""
    from adapters.outbound.db.condition import condition_of

    try:
        found = condition_of(house.database)
    except AdapterError as error:
        yield ill(DoctorCode.DATABASE_UNREACHABLE, error=str(error.params.get("driver", "")))
        return
    revisions = {"revision": found.revision or "", "head": found.head}
    if found.revision is None:
        yield ill(DoctorCode.DATABASE_EMPTY)
    elif not found.is_known:
        yield ill(DoctorCode.DATABASE_AHEAD, **revisions)
    elif found.revision != found.head:
        yield ill(DoctorCode.DATABASE_BEHIND, **revisions)
    if not found.durable:
        yield ill(DoctorCode.DATABASE_NOT_DURABLE)


def check_clock(house: House) -> Iterator[Symptom]:
    """This machine and the database server agree on the time; every record depends on it."""
    from adapters.outbound.db.condition import condition_of

    before = house.clock.now()
    there = condition_of(house.database).now
    after = house.clock.now()
    if there is not None and not before - _MOST_DRIFT <= there <= after + _MOST_DRIFT:
        yield ill(DoctorCode.CLOCK_DIFFERS, seconds=round((there - after).total_seconds()))


def check_broker(house: House) -> Iterator[Symptom]:
    """The broker that the settings name answers."""
    from adapters.outbound.queue import probe_broker

    try:
        probe_broker(house.settings.broker_url)
    except AdapterError as error:
        cause = error.params.get("error", error.code.value)
        yield ill(DoctorCode.BROKER_UNREACHABLE, error=str(cause))


def check_disk(house: House) -> Iterator[Symptom]:
    """There is room for what comes."""
    folder = house.settings.data_dir
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < _LITTLE_BYTES:
        made = ill if free < _TOO_LITTLE_BYTES else warning
        yield made(DoctorCode.DISK_FULL, folder=str(there), free_mib=free // 1024**2)


def check_calendar(house: House) -> Iterator[Symptom]:
    """The working days of the coming weeks are known and not only guessed from the weekday."""
    known_until = house.working_days.known_until
    today = house.clock.now().date()
    if known_until < today + _CALENDAR_AHEAD:
        made = ill if known_until < today else warning
        year = known_until.year + 1
        yield made(DoctorCode.CALENDAR_ENDS, until=known_until.isoformat(), year=year)


def check_definitions(house: House) -> Iterator[Symptom]:
    """Every kind of case and the rules load without findings."""
    library = house.workflow_library
    for kind in library.kinds():
        for version in library.versions(kind):
            try:
                library.version(kind, version)
            except DefinitionError as defective:
                count = len(defective.findings)
                yield ill(DoctorCode.KIND_DEFECTIVE, kind=kind, version=version, count=count)
    try:
        house.ports.rules.rules()
    except UnioncaseError as defective:
        yield ill(DoctorCode.RULES_DEFECTIVE, error=defective.code.value)


def check_files(house: House) -> Iterator[Symptom]:
    """Keys and the database are for their owner only."""
    folder = house.settings.data_dir
    for name in ("signing.key", "index.key", "secrets.key"):
        if _others_read(folder / name):
            yield ill(DoctorCode.FILE_OPEN_TO_OTHERS, file=str(folder / name))
    database = folder / "unioncase.sqlite"
    if _others_read(database) and _others_enter(folder):
        yield warning(DoctorCode.FILE_OPEN_TO_OTHERS, file=str(database))


def _others_read(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & 0o044)


def _others_enter(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o055)


def check_pages(house: House) -> Iterator[Symptom]:
    """Pages that leave this machine go through TLS."""
    settings = house.settings
    if not settings.http_secure and not _is_near(settings.http_host):
        yield warning(DoctorCode.COOKIES_UNPROTECTED, host=settings.http_host)


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_printing(house: House) -> Iterator[Symptom]:
    """Papers can be printed: there is a press, and a font with Chinese signs."""
    try:
        _ = house.press.faces
    except PressError as error:
        package = str(error.params.get("package", ""))
        found = {PressCode.FONT_MISSING: DoctorCode.FONT_MISSING}
        yield warning(found.get(PressCode(error.code), DoctorCode.PRESS_MISSING), package=package)
