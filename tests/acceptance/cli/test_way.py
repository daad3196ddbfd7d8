"""People on a case's way at the command line: forecast, reminders, copies, rounds, bulk."""

from __future__ import annotations

import pytest

from tests.support.command_line import CommandLine


def test_the_way_ahead_is_told_with_names(office: CommandLine, draft: str) -> None:
    """The present step first; who holds what on the way, as far as the facts go."""
    way = office.ask("case", "forecast", draft, person="lin").data["way"]
    assert way[0]["state"] == "draft"
    assert any(asked["people"] for step in way for asked in step["asked"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_way_ahead_is_worded(office: CommandLine, draft: str, lang: str) -> None:
    """A person reads it in words, with no key left bare."""
    said = office.run("case", "forecast", draft, "--as", "lin", lang=lang)
    assert (said.code, "‹" in said.out) == (0, False)


def test_people_are_reminded_once_in_a_while(office: CommandLine, draft: str) -> None:
    """The second reminder at once is refused with when it may be sent."""
    assert office.ask("case", "remind", draft, person="lin").code == 0
    assert office.ask("case", "remind", draft, person="lin").reasons == ["reminded_already"]


def test_a_copy_lets_somebody_of_another_office_look(office: CommandLine, draft: str) -> None:
    """Before the copy there is no such case for them; after it there is."""
    stranger = "stranger_elsewhere"
    assert office.ask("case", "copy", draft, stranger, person="lin").reasons == ["unknown_person"]
    assert office.ask("case", "copy", draft, "he", person="lin").code == 0
    assert office.ask("case", "show", draft, person="he").code == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "command",
    [
        ("add", "he", "--place", "before"),
        ("remove", "he"),
        ("transfer", "he"),
        ("delegate", "he"),
        ("answer", "同意"),
        ("recall",),
    ],
)
def test_outside_a_round_there_is_nothing_to_change(
    office: CommandLine, draft: str, command: tuple[str, ...], lang: str
) -> None:
    """Each change of a round is refused in words where no round is under way."""
    name, *more = command
    said = office.run("vote", name, draft, *more, "--as", "lin", lang=lang)
    assert (said.code, "‹" in said.err) == (3, False)


def test_many_cases_are_answered_one_by_one(office: CommandLine, draft: str) -> None:
    """What is not allowed for many is refused for each, and a case that is not there is told."""
    said = office.ask("case", "act-many", "submit", draft, "HA-2026-999999", person="lin")
    first, second = said.data["cases"]
    assert said.code == 3
    assert "bulk_not_allowed" in [found["code"] for found in first["reasons"]]
    assert second["error"] == "case_not_found"


def test_the_trail_is_shown_whole_for_a_purpose(office: CommandLine, draft: str) -> None:
    """Without one it is masked; with one the reading stands in it."""
    number = "110101198001010002"
    assert number not in office.run("audit", "show", draft, "--as", "lin", "--json").out
    said = office.ask("audit", "show", draft, "--purpose", "check", person="lin")
    assert number in said.out
    assert said.data["entries"][-1]["header"]["type"] == "personal_data_read"
