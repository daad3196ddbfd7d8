"""`unioncase replay` as an auditor runs it: on a real log where there is one, and on small ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from adapters.bootstrap import House
from adapters.i18n import Language, Texts
from adapters.inbound.cli.app import application
from adapters.settings import Settings
from engine.event_log import Trace
from engine.events import Event
from engine.ports import EntryQuery
from tests.support.json_values import mapping
from tests.support.outside import outside
from tests.support.traces import EXPENSE_CLAIM, TICKETS, Recorded, trace, write_xes

MAP = """
events: {Solved: solve, Closed: close}
ignore: ["Mail *"]
fields: {title: concept:name}
"""
SOLVED: Recorded = ("Solved", "AGENT")
CLOSED: Recorded = ("Closed", "LEAD")


@dataclass(frozen=True)
class Answered:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def plain(self) -> dict[str, Any]:
        """The JSON answer."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


class Desktop:
    """A folder with an installation, a workflow, a map and logs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "ticket").mkdir()
        (folder / "ticket" / "workflow.yaml").write_text(TICKETS, "utf-8")
        (folder / "map.yaml").write_text(MAP, "utf-8")
        self.database = folder / "cases.db"

    def run(self, *arguments: str, database: Path | str | None = None) -> Answered:
        """Run a command in English."""
        url = f"sqlite:///{database}" if isinstance(database, Path) else database or ""
        settings = Settings(data_dir=self.folder / "data", database_url=url, lang="en")
        house = House(settings)
        app: typer.Typer = application(house, Texts.of_installation(), Language.EN)
        result = CliRunner().invoke(app, list(arguments))
        house.database.close()
        return Answered(result.exit_code, result.stdout, result.stderr)

    def replay(self, log: Path, *more: str) -> Answered:
        """Replay a log with the small workflow and its map."""
        workflow, map_file = str(self.folder / "ticket"), str(self.folder / "map.yaml")
        return self.run("replay", str(log), "--workflow", workflow, "--map", map_file, *more)

    def log(self, *traces: Trace) -> Path:
        """Write a log."""
        return write_xes(self.folder / "log.xes", traces)

    def verified(self) -> Answered:
        """Verify what was stored."""
        return self.run("audit", "verify", "--json", "--as", "auditor", database=self.database)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    """A fresh installation."""
    return Desktop(tmp_path)


TWO_CASES = (
    trace(SOLVED, ("Mail sent", ""), CLOSED, name="A-1"),
    trace(CLOSED, SOLVED, ("Lost", ""), name="A-2"),
)


def test_a_report_tells_what_fits_and_what_does_not(desktop: Desktop) -> None:
    """Fitting and deviating cases, where they ended, what was left out and what is unknown."""
    answer = desktop.replay(desktop.log(*TWO_CASES), "--json")
    assert answer.code == 0
    plain = answer.plain
    assert {key: plain[key] for key in ("cases", "fitting_cases", "events", "fitting_events")} == {
        "cases": 2,
        "fitting_cases": 1,
        "events": 5,
        "fitting_events": 3,
    }
    assert (plain["left_out"], plain["unknown_events"]) == ({"Mail sent": 1}, {"Lost": 1})
    assert plain["reasons"] == {"not_in_this_state": 1, "unknown_action": 1}
    (part,) = plain["parts"]
    assert (part["complete"], part["open_at_end"]) == ({"done": 1}, {})


def test_a_deviation_is_worded_in_both_languages(desktop: Desktop) -> None:
    """Programs get every reason as a code and in Chinese and English."""
    plain = desktop.replay(desktop.log(*TWO_CASES), "--json").plain
    (case,) = plain["deviating"]
    first = case["deviations"][0]
    assert (case["case"], first["position"], first["event"]) == ("A-2", 1, "Closed")
    (reason,) = first["reasons"]
    assert (reason["code"], set(reason["text"])) == ("not_in_this_state", {"zh", "en"})
    assert first["possible"] == ["note_cost", "solve", "drop"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_the_report_in_their_language(desktop: Desktop, language: str) -> None:
    """The report has words for everything in either language."""
    answer = desktop.replay(desktop.log(*TWO_CASES), "--lang", language)
    assert answer.code == 0
    assert "A-2" in answer.out
    assert "‹" not in answer.out


def test_the_same_log_gives_the_same_report(desktop: Desktop) -> None:
    """Two runs over one log answer byte by byte alike."""
    log = desktop.log(*TWO_CASES)
    assert desktop.replay(log, "--json").out == desktop.replay(log, "--json").out


def test_only_so_many_cases_are_listed(desktop: Desktop) -> None:
    """The number of deviating cases shown one by one can be set; all are counted."""
    log = desktop.log(*(trace(CLOSED, name=f"B-{number}") for number in range(5)))
    plain = desktop.replay(log, "--json", "--deviations", "2").plain
    assert (plain["deviating_cases"], len(plain["deviating"])) == (5, 2)
    assert desktop.replay(log, "--json", "--limit", "3").plain["cases"] == 3


def test_stored_cases_verify(desktop: Desktop) -> None:
    """Chains, replay, moves and rows of stored cases are sound, deviations included."""
    answer = desktop.replay(desktop.log(*TWO_CASES), "--json", "--into", str(desktop.database))
    assert answer.plain["stored"] == {"stored": 2, "present": 0, "unopened": 0}
    verified = desktop.verified()
    assert verified.code == 0, verified.out + verified.err


def test_entries_say_where_they_come_from(desktop: Desktop) -> None:
    """Every stored entry names log, trace, hash and event, at the log's own time."""
    desktop.replay(desktop.log(*TWO_CASES), "--into", str(desktop.database))
    shown = events_of(desktop, "A-2")
    origins = [mapping(event.details["origin"]) for event in shown]
    assert {origin["log"] for origin in origins} == {"log.xes"}
    assert {(origin["trace"], len(str(origin["sha256"]))) for origin in origins} == {("A-2", 64)}
    assert [
        (event.type.value, origin["event"]) for event, origin in zip(shown, origins, strict=True)
    ] == [
        ("case_opened", 1),
        ("attempt_refused", 1),
        ("action_taken", 2),
        ("attempt_refused", 3),
    ]
    assert [event.at for event in shown][2] == TWO_CASES[1].events[1].at


def events_of(desktop: Desktop, case: str) -> list[Event]:
    """The stored entries of a case, read back."""
    url = f"sqlite:///{desktop.database}"
    house = House(Settings(data_dir=desktop.folder / "data", database_url=url))
    entries = list(house.ports.cases.entries(EntryQuery(case_id=case, limit=0)))
    house.database.close()
    return [event for entry in entries if (event := entry.event()) is not None]


def test_storing_again_changes_nothing(desktop: Desktop) -> None:
    """A second run finds its own cases and leaves them as they are."""
    log, into = desktop.log(*TWO_CASES), ("--json", "--into", str(desktop.database))
    desktop.replay(log, *into)
    before = events_of(desktop, "A-1")
    again = desktop.replay(log, *into)
    assert again.plain["stored"] == {"stored": 0, "present": 2, "unopened": 0}
    assert events_of(desktop, "A-1") == before
    assert desktop.verified().code == 0


def test_a_number_that_is_taken_stops_the_run(desktop: Desktop) -> None:
    """Another record under a number that is there is refused; nothing is overwritten."""
    into = ("--into", str(desktop.database))
    desktop.replay(desktop.log(trace(SOLVED, name="A-1")), *into)
    before = events_of(desktop, "A-1")
    other = desktop.replay(desktop.log(trace(SOLVED, CLOSED, name="A-1")), "--json", *into)
    assert other.code == 6
    assert other.plain["error"]["code"] == "replay_case_taken"
    assert events_of(desktop, "A-1") == before


def test_two_records_are_not_one_case(desktop: Desktop) -> None:
    """A number that occurs twice in a log stops the run, and neither is stored."""
    twice = desktop.log(trace(SOLVED, name="A-1"), trace(SOLVED, CLOSED, name="A-1"))
    answer = desktop.replay(twice, "--json", "--into", str(desktop.database))
    assert answer.plain["error"]["code"] == "replay_case_taken"


def test_another_declaration_of_the_same_version_is_refused(desktop: Desktop) -> None:
    """Stored cases stay with the text they were played on."""
    log, into = desktop.log(*TWO_CASES), ("--json", "--into", str(desktop.database))
    desktop.replay(log, *into)
    document = desktop.folder / "ticket" / "workflow.yaml"
    document.write_text(TICKETS.replace("within: 3 days", "within: 4 days"), "utf-8")
    answer = desktop.replay(log, *into)
    assert (answer.code, answer.plain["error"]["code"]) == (6, "replay_workflow_taken")


def test_a_damaged_log_leaves_nothing_half_stored(desktop: Desktop) -> None:
    """File, line and what was expected are told; of the broken case nothing is stored."""
    log = desktop.log(*TWO_CASES)
    text = log.read_text("utf-8")
    cut = text.rindex("<date")
    log.write_text(text[:cut] + text[cut:].replace("2018-03", "someday", 1), "utf-8")
    answer = desktop.replay(log, "--json", "--into", str(desktop.database))
    assert answer.code == 6
    error = answer.plain["error"]
    assert error["code"] == "eventlog_value"
    assert f"log.xes:{text[:cut].count(chr(10)) + 1}" in error["params"]["place"]
    assert desktop.verified().code in (0, 1)
    assert events_of(desktop, "A-2") == []


@pytest.mark.postgres
def test_cases_are_stored_on_a_server_too(desktop: Desktop, postgres_url: str) -> None:
    """A database address is taken like a file: stored once, sound, unchanged by a second run."""
    log = desktop.log(*(trace(SOLVED, CLOSED, name=f"P-{number}") for number in range(250)))
    first = desktop.replay(log, "--json", "--into", postgres_url)
    again = desktop.replay(log, "--json", "--into", postgres_url)
    assert first.plain["stored"] == {"stored": 250, "present": 0, "unopened": 0}
    assert again.plain["stored"] == {"stored": 0, "present": 250, "unopened": 0}
    verified = desktop.run("audit", "verify", "--as", "auditor", database=postgres_url)
    assert verified.code == 0, verified.err


MISTAKES: dict[str, tuple[Callable[[str], str], str, str]] = {
    "an unknown action": (
        lambda t: t.replace("solve", "solv"),
        "did you mean: solve",
        ":2:",
    ),
    "an unknown key": (lambda t: t + "fild: {}\n", "did you mean: fields", ":5:"),
    "no YAML": (lambda t: t + "x: [\n", "not YAML", ":6:"),
    "an unknown zone": (lambda t: t + "zone: Moon/Crater\n", "Europe/Amsterdam", ":5:"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_map_is_shown_with_its_place(desktop: Desktop, name: str) -> None:
    """A map that cannot be used ends with its own exit code, and stores nothing."""
    damage, words, place = MISTAKES[name]
    (desktop.folder / "map.yaml").write_text(damage(MAP), "utf-8")
    answer = desktop.replay(desktop.log(*TWO_CASES), "--into", str(desktop.database))
    assert answer.code == 6
    assert f"map.yaml{place}" in answer.err
    assert words in answer.err
    assert not desktop.database.exists()


def test_a_file_that_is_not_there_is_said(desktop: Desktop) -> None:
    """A missing log, map or workflow ends with the code for unreadable input."""
    assert desktop.replay(desktop.folder / "none.xes").code == 6
    (desktop.folder / "map.yaml").unlink()
    assert desktop.replay(desktop.log(*TWO_CASES)).code == 6
    (desktop.folder / "ticket" / "workflow.yaml").unlink()
    assert desktop.replay(desktop.log(*TWO_CASES)).code == 6


DEVIATING = {
    "declaration95149": (2, "Request Payment", "draft"),
    "declaration90815": (3, "Request Payment", "returned"),
    "declaration124535": (7, "Payment Handled", "approved"),
}


def test_a_real_log_fits_the_declared_process(desktop: Desktop) -> None:
    """Of 10,357 recorded claims all but three fit, and these three are found at their events."""
    log = outside("logs", "DomesticDeclarations.xes.gz")
    answer = desktop.run(
        "replay",
        str(log),
        *("--workflow", str(EXPENSE_CLAIM), "--map", str(EXPENSE_CLAIM / "map.yaml"), "--json"),
    )
    plain = answer.plain
    assert (plain["cases"], plain["events"]) == (10_357, 55_628)
    assert (plain["fitting_cases"], plain["unknown_events"]) == (10_354, {})
    found = {case["case"]: case["deviations"][0] for case in plain["deviating"]}
    assert {
        name: (first["position"], first["event"], first["state"]) for name, first in found.items()
    } == DEVIATING
    (part,) = plain["parts"]
    assert part["complete"] == {"paid": 9909}
    assert part["open_at_end"] == {"set_aside": 283, "draft": 134, "returned": 28}


def test_cases_of_a_real_log_are_stored_and_verify(desktop: Desktop) -> None:
    """The first thousand recorded claims become cases with sound chains."""
    log = outside("logs", "DomesticDeclarations.xes.gz")
    answer = desktop.run(
        "replay",
        str(log),
        *("--workflow", str(EXPENSE_CLAIM), "--map", str(EXPENSE_CLAIM / "map.yaml"), "--json"),
        *("--into", str(desktop.database), "--limit", "1000"),
    )
    assert answer.plain["stored"] == {"stored": 1000, "present": 0, "unopened": 0}
    assert desktop.verified().code == 0
