"""The doctor names what is wrong, says what to do, and tells programs by its exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import House
from adapters.doctor import CHECKS, DoctorCode, examined
from adapters.i18n import Language, Texts
from adapters.outbound.memory import SettableClock
from adapters.settings import Settings
from engine.directory import Person
from engine.projection import Message
from tests.support import brokers
from tests.support.command_line import START, CommandLine
from tests.support.sealing import seal
from tests.support.tampering import tamper


def found(line: CommandLine, *options: str) -> dict[str, list[str]]:
    """What each check finds, without those that find nothing."""
    checks: list[dict[str, Any]] = line.ask("doctor", *options).data["checks"]
    return {
        check["check"]: [symptom["code"] for symptom in check["found"]]
        for check in checks
        if check["found"]
    }


def with_settings(folder: Path, **changes: Any) -> House:
    """An installation with other settings."""
    return House(Settings(data_dir=folder, **changes), own_clock=SettableClock(START))


def codes(house: House, check: str) -> list[DoctorCode]:
    """What one check finds in an installation."""
    return [symptom.code for symptom in examined(house, CHECKS[check])]


def test_a_sound_office_is_well(office: CommandLine) -> None:
    """The exit code is 0, and every check is named."""
    said = office.ask("doctor")
    checks = [check["check"] for check in said.data["checks"]]
    assert (said.code, checks) == (0, list(CHECKS))
    assert "ill" not in {check["state"] for check in said.data["checks"]}


def test_every_symptom_says_what_to_do() -> None:
    """In both languages; only wellness needs no advice."""
    texts = Texts.of_installation()
    advised = {code for code in DoctorCode if f"{code.value}_do" in texts}
    assert set(DoctorCode) - advised == {DoctorCode.WELL}


def test_what_waits_and_what_was_given_up_is_told(office: CommandLine, draft: str) -> None:
    """Without a worker messages grow old."""
    assert draft
    ports = office.house.ports
    now = ports.clock.now()
    ports.outbox.promise([Message(key="m1", kind="mail", payload={}, available_at=now)])
    ports.outbox.bury("m1", "delivery_failed", now)
    office.clock.set(START + timedelta(hours=2))
    assert found(office)["delivery"][:2] == ["doctor_outbox_behind", "doctor_dead_letters"]


def test_a_broken_chain_is_found(office: CommandLine, draft: str) -> None:
    """A header that was changed makes the installation ill."""
    tamper(office, "UPDATE entries SET header = replace(header, 'lin', 'bai')")
    said = office.ask("doctor")
    assert said.code == 1
    assert found(office)["chains"] == ["doctor_chain_broken"]
    assert draft in office.run("doctor").out


def test_a_deep_look_holds_the_log_against_the_entries(office: CommandLine, draft: str) -> None:
    """What a sample does not see, the whole does."""
    assert draft
    seal(office.house.ports)
    tamper(office, "UPDATE log_nodes SET hash = replace(hash, '1', '2')")
    assert found(office, "--deep")["chains"] == ["doctor_log_broken"]


def test_seats_that_nobody_fills_name_who_can_mend_it(office: CommandLine) -> None:
    """A person without a role and an office without people, each with an administrator."""
    staff = office.house.ports.staff
    known = staff.directory()
    people = {
        p: replace(person, grants=()) if p == "lin" else person
        for p, person in known.people.items()
    }
    nobody = Person(id="new", name="新样例")
    staff.save(replace(known, people={**people, "new": nobody}))
    symptoms = next(c for c in office.ask("doctor").data["checks"] if c["check"] == "seats")
    without = [s["params"] for s in symptoms["found"] if "person" in s["params"]]
    assert {params["person"] for params in without} == {"lin", "new"}
    assert all("admin" in params["fixers"] for params in without)


def test_a_queue_that_nobody_works_is_found(office: CommandLine, draft: str) -> None:
    """Tasks whose role nobody holds make the installation ill."""
    assert draft
    staff = office.house.ports.staff
    known = staff.directory()
    tamper(office, "UPDATE tasks SET assignee = NULL")
    people = {
        p: replace(person, grants=tuple(g for g in person.grants if g.role != "caseworker"))
        for p, person in known.people.items()
    }
    staff.save(replace(known, people=people))
    assert "doctor_queue_without_holder" in found(office)["seats"]


@pytest.mark.parametrize(
    ("year", "month", "day", "wanted"),
    [(2026, 2, 11, []), (2026, 12, 20, [DoctorCode.CALENDAR_ENDS])],
)
def test_the_end_of_the_calendar_is_seen_coming(
    office: CommandLine, year: int, month: int, day: int, wanted: list[DoctorCode]
) -> None:
    """Weeks before the last known day, not on the day itself."""
    office.clock.set(datetime(year, month, day, tzinfo=UTC))
    assert codes(office.house, "calendar") == wanted


def test_a_database_without_tables_is_told(tmp_path: Path) -> None:
    """A fresh folder needs `init`."""
    assert codes(with_settings(tmp_path), "database") == [DoctorCode.DATABASE_EMPTY]


def test_an_older_and_a_strange_database_are_told(office: CommandLine) -> None:
    """Behind the program, or ahead of it."""
    for revision, code in (
        ("contacts", DoctorCode.DATABASE_BEHIND),
        ("tomorrow", DoctorCode.DATABASE_AHEAD),
    ):
        tamper(office, f"UPDATE alembic_version SET version_num = '{revision}'")
        assert codes(office.house, "database") == [code]


def test_servers_that_are_not_there_are_told(tmp_path: Path) -> None:
    """Database and broker, each by its own name."""
    port = brokers.free_port()
    house = with_settings(
        tmp_path,
        database_url=f"postgresql://u@127.0.0.1:{port}/x",
        broker_url=f"redis://127.0.0.1:{port}/0",
    )
    assert codes(house, "database") == [DoctorCode.DATABASE_UNREACHABLE]
    assert codes(house, "broker") == [DoctorCode.BROKER_UNREACHABLE]
    assert codes(house, "chains") == [DoctorCode.CHECK_FAILED]


def test_an_open_key_is_told(office: CommandLine) -> None:
    """A signing key that others can read signs nothing any more."""
    assert office.house.signer.key_id
    key = office.house.settings.data_dir / "signing.key"
    assert codes(office.house, "files") == []
    key.chmod(0o644)
    assert codes(office.house, "files") == [DoctorCode.FILE_OPEN_TO_OTHERS]


def test_settings_that_cannot_work_are_told(tmp_path: Path) -> None:
    """A sink nobody knows, and pages in the open."""
    house = with_settings(tmp_path, sinks=("kafka://x",), http_host="0.0.0.0")
    house.migrate()
    assert codes(house, "copies") == [DoctorCode.SINK_DEFECTIVE]
    assert codes(house, "pages") == [DoctorCode.COOKIES_UNPROTECTED]


def test_a_copy_that_is_behind_is_told(office: CommandLine) -> None:
    """What was never fed, and what fails."""
    house = replace(
        office.house, settings=office.house.settings.model_copy(update={"sinks": ("file:///x",)})
    )
    assert codes(house, "copies") == [DoctorCode.SINK_NEVER_FED]
    now = house.clock.now()
    cursor = house.sink_cursors.take("file:///x", "a", now, now + timedelta(minutes=1))
    assert cursor is not None
    sick = replace(cursor, failures=3, cause="sink_unavailable", defects=1, last_defect=0)
    house.sink_cursors.save(sick, "a")
    assert codes(house, "copies") == [DoctorCode.SINK_BEHIND, DoctorCode.SINK_SAW_DEFECTS]


@pytest.mark.parametrize("language", list(Language))
def test_the_doctor_speaks_both_languages(office: CommandLine, language: Language) -> None:
    """No gap is left in a text."""
    assert "‹" not in office.run("doctor", lang=language.value).out


def test_a_new_data_folder_is_its_owners_only(tmp_path: Path) -> None:
    """Whoever sets up an installation lets nobody else in."""
    house = with_settings(tmp_path / "new")
    house.migrate()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert codes(house, "files") == []
    house.database.close()


@pytest.mark.postgres
def test_a_servers_clock_and_its_carelessness_are_told(
    new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    """The tests' own server forgets on purpose, and its clock is not ours."""
    house = with_settings(tmp_path, database_url=new_postgres())
    house.migrate()
    assert codes(house, "database") == [DoctorCode.DATABASE_NOT_DURABLE]
    assert codes(house, "clock") == [DoctorCode.CLOCK_DIFFERS]
    house.database.close()
