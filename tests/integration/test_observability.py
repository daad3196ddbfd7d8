"""Figures and log lines tell what happens, on this machine only and without personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from adapters.bootstrap import House
from adapters.i18n import Texts
from adapters.inbound.worker.embedded import deliver
from adapters.outbound.memory import SettableClock
from adapters.outbound.watching.prometheus import LOOPBACK
from adapters.program.measuring import measured
from adapters.program.serving import web_application
from adapters.settings import Settings
from tests.support import brokers
from tests.support.command_line import START, CommandLine


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with people and budgets."""
    folder = tmp_path_factory.mktemp("office")
    line = CommandLine(folder)
    line.furnish()
    line.house.database.close()
    return folder


@pytest.fixture
def line(furnished: Path) -> Iterator[CommandLine]:
    """An office whose figures somebody reads, at the level of `info`."""
    made = CommandLine(furnished)
    settings = made.house.settings
    watched = {"metrics_port": brokers.free_port(), "log_level": "info"}
    object.__setattr__(made.house, "settings", settings.model_copy(update=watched))
    yield made
    made.house.database.close()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def scraped(house: House) -> dict[str, float]:
    """The figures as a scrape sees them, by name and labels."""
    port = house.settings.metrics_port
    assert house.metrics is not None
    assert port is not None
    stop = house.metrics.serve(port)
    text = httpx2.get(f"http://{LOOPBACK}:{port}/metrics", trust_env=False).text
    stop()
    return {
        sample.name + "".join(f"|{value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def opened(line: CommandLine, person: str = "lin") -> Any:
    """Open a file; gives what was answered."""
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    return line.ask("case", "open", "hardship_aid", *values, person=person)


def test_commits_and_refusals_are_counted(line: CommandLine) -> None:
    """By kind of entry and by the reason's code."""
    assert opened(line).code == 0
    assert opened(line, "shen").code == 3
    figures = scraped(line.house)
    assert figures["unioncase_entries_total|case_opened"] >= 1
    assert figures["unioncase_refusals_total|not_your_role"] >= 1
    assert figures["unioncase_commit_seconds_count|done"] >= 2


def test_what_waits_is_a_figure_with_its_age(line: CommandLine) -> None:
    """Without a worker the relay falls behind."""
    opened(line)
    line.clock.set(START + timedelta(minutes=10))
    figures = scraped(line.house)
    assert figures["unioncase_outbox_waiting"] >= 1
    assert figures["unioncase_relay_lag_seconds"] == 600
    assert figures["unioncase_tasks_open"] >= 1


def test_a_copy_that_is_behind_is_a_figure(line: CommandLine) -> None:
    """Each copy has a value of its own."""
    now = line.house.clock.now()
    line.house.sink_cursors.take("file:///copy", "a", now, now)
    assert scraped(line.house)["unioncase_sink_failures|file:///copy"] == 0


def test_a_database_that_is_gone_is_a_figure(tmp_path: Path) -> None:
    """The scrape is answered all the same."""
    house = House(
        Settings(
            data_dir=tmp_path,
            database_url=f"postgresql://u@127.0.0.1:{brokers.free_port()}/x",
            metrics_port=brokers.free_port(),
        )
    )
    assert scraped(house)["unioncase_database_readable"] == 0


def test_nobody_else_can_read_the_figures(line: CommandLine) -> None:
    """They are bound to this machine, and the pages do not show them."""
    assert LOOPBACK == "127.0.0.1"
    client = TestClient(web_application(line.house, Texts.of_installation()))
    assert client.get("/metrics").status_code == 404


def test_requests_are_counted_by_route(line: CommandLine) -> None:
    """Not by address, which may name a person."""
    app = measured(web_application(line.house, Texts.of_installation()), line.house)
    assert TestClient(app).get("/healthz").status_code == 200
    assert scraped(line.house)["unioncase_request_seconds_count|GET|/healthz|200"] == 1


def test_without_a_port_nothing_is_counted(tmp_path: Path) -> None:
    """Figures are off unless somebody wants them."""
    assert House(Settings(data_dir=tmp_path)).metrics is None


def test_a_log_line_names_command_case_and_person_and_nothing_personal(
    line: CommandLine,
) -> None:
    """Ids and codes only; every line of one command has the same request."""
    said = opened(line)
    lines = [json.loads(text) for text in said.err.splitlines()]
    stored = [found for found in lines if found["event"] == "entry"]
    [entry] = [found for found in stored if found["type"] == "case_opened"]
    assert {found["request_id"] for found in stored} == {entry["request_id"]}
    assert (entry["case"], entry["person"], entry["type"]) == (
        said.data["case"],
        "lin",
        "case_opened",
    )
    assert (entry["command"], len(entry["request_id"])) == ("case.open_case", 16)
    assert "赵样例" not in said.err
    assert "110101198001010002" not in said.err


def test_a_refusal_is_logged_with_its_reasons(line: CommandLine) -> None:
    """By their codes."""
    lines = [json.loads(text) for text in opened(line, "shen").err.splitlines()]
    assert ["not_your_role", "rule_not_met"] in [found.get("reasons") for found in lines]


def test_a_delivery_says_how_it_ended(line: CommandLine) -> None:
    """A message that is not there any more is not delivered again."""
    assert deliver(line.house.ports, "nothing") == "already"


def test_another_clock_does_not_matter(line: CommandLine) -> None:
    """An age is never negative, whoever's clock is ahead."""
    opened(line)
    earlier = replace(line.house, own_clock=SettableClock(START - timedelta(hours=1)))
    assert scraped(earlier)["unioncase_relay_lag_seconds"] == 0
