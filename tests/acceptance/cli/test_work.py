"""Tasks, clocks, letters, budgets and the calendar at the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.support.command_line import START, CommandLine, tell


def test_a_task_is_claimed_and_released(office: CommandLine, draft: str) -> None:
    """A claimed task is mine and nobody's else; released, it waits for the team again."""
    [task] = office.ask("task", "list", person="he").data["tasks"]
    assert task["case"] == draft
    assert office.ask("task", "claim", task["id"], person="he").code == 0
    assert office.ask("task", "claim", task["id"], person="lin").reasons == ["claimed_by_other"]
    assert len(office.ask("task", "list", "mine", person="he").data["tasks"]) == 1
    assert office.ask("task", "release", task["id"], person="he").code == 0
    assert len(office.ask("task", "list", "unassigned", person="lin").data["tasks"]) == 1


def test_a_task_is_assigned_by_those_who_may(office: CommandLine, draft: str) -> None:
    """A supervisor of the office hands a task out; a colleague does not."""
    [task] = office.ask("task", "list", person="he").data["tasks"]
    assert office.ask("task", "assign", task["id"], "he", person="lin").code == 3
    assert office.ask("task", "assign", task["id"], "he", person="luo").code == 0
    assert office.ask("case", "show", draft, person="lin").data["tasks"][0]["assignee"] == "he"


def test_an_unknown_task_is_not_found(office: CommandLine) -> None:
    """A task that is not open ends with exit code 4."""
    assert office.ask("task", "claim", "HA-2026-000001-T1.0", person="he").code == 4


def test_a_last_day_is_explained_day_by_day(office: CommandLine, draft: str) -> None:
    """The days run from the start to the last day, each with its reason and who said so."""
    [clock] = office.ask("deadline", "explain", draft, "draft", person="lin").data["clocks"]
    [leg] = clock["legs"]
    assert (leg["days"][0]["reason"], leg["days"][0]["article"]) == ("day_start", "民法典 201")
    assert leg["days"][-1]["day"] == clock["last_day"]
    assert any(day["notice"] for day in leg["days"])


def test_an_unknown_clock_is_told_with_those_there_are(office: CommandLine, draft: str) -> None:
    """A wrong name of a clock is answered with the right ones."""
    said = office.ask("deadline", "explain", draft, "survey", person="lin")
    assert (said.code, said.data["error"]["params"]["known"]) == (6, ["draft"])


def test_the_timer_fires_what_has_run_out(office: CommandLine, draft: str) -> None:
    """Nothing fires on the first day; long after it the clock of the draft does, once."""
    assert office.ask("deadline", "fire").data["fired"] == []
    office.clock.set(START + timedelta(days=60))
    assert [item["case"] for item in office.ask("deadline", "fire").data["fired"]] == [draft]
    assert office.ask("deadline", "fire").data["fired"] == []


def test_a_letter_is_shown_as_it_was_issued(office: CommandLine, tmp_path: Path) -> None:
    """A letter says what the file said then, and reading personal data in it is recorded."""
    case = tell(office, "approved_by_one_supervisor", tmp_path).case
    letters = office.ask("letter", "list", case, person="lin").data["letters"]
    notice = next(item for item in letters if item["letter"] == "approval_notice")
    said = office.ask("letter", "show", case, notice["id"], person="lin")
    assert "3,000.00" in said.data["text"]
    before = office.ask("case", "show", case, person="lin").data["seq"]
    assert office.ask("letter", "preview", case, "survey_record", person="lin").code == 0
    assert office.ask("case", "show", case, person="lin").data["seq"] == before + 1


def test_an_unknown_letter_is_told(office: CommandLine, draft: str) -> None:
    """A letter that this kind of case does not have ends with exit code 6."""
    assert office.ask("letter", "preview", draft, "love_letter", person="lin").code == 6


def test_a_budget_is_allotted_by_an_entry(office: CommandLine) -> None:
    """The treasurer's allotment shows in the books and in the office's journal."""
    said = office.ask(
        "budget", "allot", "yangli-district", "local", "1,000.50", "--year", "2026", person="kuai"
    )
    assert said.data["amount_fen"] == 100_050
    balances = office.ask("budget", "show", "--year", "2026", person="kuai").data["balances"]
    free = next(b for b in balances if (b["fund"], b["account"]) == ("local", "free"))
    assert free["amount_fen"] == 30_100_050
    entries = office.ask("audit", "show", "J-yangli-district", person="kuai").data["entries"]
    assert entries[-1]["header"]["type"] == "budget_allotted"
    assert office.ask("audit", "verify").code == 0


def test_a_caseworker_may_not_allot(office: CommandLine) -> None:
    """Without the role it is refused, and the attempt is recorded in the journal."""
    said = office.ask("budget", "allot", "yangli-district", "local", "1", person="wu")
    assert (said.code, said.reasons) == (3, ["not_your_role"])
    entries = office.ask("audit", "show", "J-yangli-district", person="kuai").data["entries"]
    assert entries[-1]["header"]["type"] == "attempt_refused"


def test_no_more_is_taken_back_than_is_free(office: CommandLine) -> None:
    """Taking back more than what is left is refused with both amounts."""
    typed = ("budget", "allot", "yangli-district", "warmth", "50000.01", "--back")
    said = office.ask(*typed, "--year", "2026", person="kuai")
    assert (said.code, said.reasons) == (3, ["budget_insufficient"])
    assert said.data["refused"][0]["params"]["free"] == "50,000.00"


def test_the_calendar_names_its_notices(office: CommandLine) -> None:
    """Make-up days and holidays come with the notice; an unpublished year is told."""
    days = office.ask("calendar", "show", "2026").data["days"]
    make_up = next(day for day in days if day["day"] == "2026-02-14")
    assert (make_up["kind"], make_up["notice"]) == ("make_up_day", "国办发明电〔2025〕7号")
    assert office.ask("calendar", "show", "2099").code == 6
