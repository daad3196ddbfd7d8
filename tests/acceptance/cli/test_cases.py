"""Cases at the command line: a whole life, refusals, conflicts and what nobody may see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, tell

SHOWN = {
    "case", "kind", "workflow_version", "version", "seq", "office", "state", "state_text", "stage",
    "status", "outcome", "opened_at", "opened_by", "entered_at", "parent", "children", "facts",
    "documents", "tasks", "clocks", "approval", "round_changes", "reserved", "actions", "next",
    "entries", "open_points",
}  # fmt: skip


def test_a_file_lives_from_opening_to_payment(office: CommandLine, tmp_path: Path) -> None:
    """What a story tells, refusals included, happens when its people type it."""
    typist = tell(office, "living_aid_paid", tmp_path)
    shown = office.ask("case", "show", typist.case, person="shen").data
    assert (shown["state"], shown["facts"]["paid_total"]) == ("on_file", "3000.00")
    assert office.ask("audit", "verify").code == 0


def test_a_file_reads_in_both_languages(office: CommandLine, tmp_path: Path) -> None:
    """The same file is shown in the words of whoever reads it, and no key is left bare."""
    case = tell(office, "living_aid_paid", tmp_path).case
    for lang, state in (("zh", "在档"), ("en", "On file")):
        said = office.run("case", "show", case, "--as", "lin", lang=lang)
        assert said.code == 0
        assert state in said.out
        assert "‹" not in said.out


def test_a_refusal_names_every_reason_and_changes_nothing(office: CommandLine, draft: str) -> None:
    """Exit code 3, all reasons, the version as before, and the attempt in the trail."""
    said = office.ask("case", "act", draft, "submit", "requested=100.005", "phone=1", person="luo")
    assert said.code == 3
    assert {"not_your_role", "bad_value", "field_missing"} <= set(said.reasons)
    shown = office.ask("case", "show", draft, person="lin").data
    assert shown["version"] == 1
    assert shown["entries"][-1]["type"] == "attempt_refused"


def test_reasons_are_worded_at_the_field(office: CommandLine, draft: str) -> None:
    """A bad value is told with the field's name and with what would be right."""
    typed = ("case", "act", draft, "submit", "requested=-1", "--as", "lin")
    assert "“申请金额”填写有误：不得小于 0.01" in office.run(*typed, lang="zh").err
    assert "must not be below 0.01" in office.run(*typed, lang="en").err


def test_a_repeated_key_is_carried_out_once(office: CommandLine, draft: str) -> None:
    """The second answer is the first one again, and the file has one more entry, not two."""
    first, second = (
        office.ask("case", "note", draft, "called", "--key", "k1", person="lin") for _ in range(2)
    )
    assert [first.data["repeated"], second.data["repeated"]] == [False, True]
    assert first.data["seq"] == second.data["seq"]


def test_a_key_cannot_be_used_for_something_else(office: CommandLine, draft: str) -> None:
    """The same key with another command is a conflict."""
    office.ask("case", "note", draft, "called", "--key", "k1", person="lin")
    said = office.ask("case", "note", draft, "called again", "--key", "k1", person="lin")
    assert (said.code, said.data["error"]["code"]) == (5, "idempotency_key_reused")


def test_a_stale_version_is_a_conflict(office: CommandLine, draft: str) -> None:
    """Whoever acts on what they saw before somebody else changed it is told to look again."""
    office.ask("case", "note", draft, "called", person="he")
    said = office.ask("case", "act", draft, "submit", "requested=6", "--version", "1", person="lin")
    assert (said.code, said.reasons) == (5, ["stale_version"])


def test_another_offices_file_does_not_exist(office: CommandLine, draft: str) -> None:
    """A stranger is told the same about a file they may not see as about none at all."""
    hidden = office.ask("case", "show", draft, person="bus")
    absent = office.ask("case", "show", "HA-2026-999999", person="bus")
    assert [hidden.code, absent.code] == [4, 4]
    assert hidden.data["error"]["text"].replace(draft, "") == absent.data["error"]["text"].replace(
        "HA-2026-999999", ""
    )


def test_nobody_acts_without_a_name(office: CommandLine, draft: str) -> None:
    """A command without a person is a usage error that says what to add."""
    said = office.run("case", "show", draft)
    assert said.code == 2
    assert "--as" in said.err


def test_acting_for_a_colleague_needs_their_delegation(office: CommandLine, draft: str) -> None:
    """Who has not been asked to stand in may not, and both names are told."""
    said = office.ask("case", "show", draft, "--for", "gao", person="lin")
    assert (said.code, said.data["error"]["code"]) == (3, "not_delegated")


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: [1,\n", ":2:"), ("phone: 1\nphone: 2\n", ":2:1"), ("- 1\n", ":1:1")],
)
def test_a_data_file_is_named_with_its_line(
    office: CommandLine, draft: str, tmp_path: Path, text: str, place: str
) -> None:
    """A file that cannot be read ends with exit code 6 and its place."""
    file = tmp_path / "values.yaml"
    file.write_text(text, encoding="utf-8")
    said = office.ask("case", "act", draft, "submit", "--data", str(file), person="lin")
    assert said.code == 6
    assert f"{file}{place}" in said.data["error"]["text"]


@pytest.mark.parametrize("typed", [["phone"], ["phone=1", "phone=2"], ["members=[1"]])
def test_values_typed_wrongly_are_told(office: CommandLine, draft: str, typed: list[str]) -> None:
    """What is no field=value, comes twice or is broken JSON is input that cannot be read."""
    assert office.ask("case", "act", draft, "submit", *typed, person="lin").code == 6


def test_the_shape_of_a_shown_case_is_stable(office: CommandLine, draft: str) -> None:
    """Programs find these keys and no others."""
    assert set(office.ask("case", "show", draft, person="lin").data) == SHOWN


def test_personal_data_are_masked_until_asked_for(office: CommandLine, draft: str) -> None:
    """Showing them needs a purpose, gives the values, and leaves an entry."""
    shown = office.ask("case", "show", draft, person="lin").data
    assert shown["facts"]["applicant_id"] == "110*************02"
    assert office.ask("case", "reveal", draft, "applicant_id", person="lin").code == 3
    said = office.ask("case", "reveal", draft, "applicant_id", "--purpose", "check", person="lin")
    assert said.data["values"] == {"applicant_id": "110101198001010002"}
    entries = office.ask("case", "show", draft, person="lin").data["entries"]
    assert entries[-1]["type"] == "personal_data_read"


def test_explain_says_who_may(office: CommandLine, draft: str) -> None:
    """For anyone, staffing reasons give way to the names of those who may act."""
    actions = office.ask("case", "explain", draft, "--anyone", person="shen").data["actions"]
    forms = next(found for found in actions if found["action"] == "print_forms")
    assert {"lin", "he"} <= set(forms["people"])
    assert "shen" not in forms["people"]


def test_a_list_shows_only_ones_own_offices(office: CommandLine, draft: str) -> None:
    """Rows a person may not see are not there."""
    mine = office.ask("case", "list", person="lin").data["cases"]
    theirs = office.ask("case", "list", person="bus").data["cases"]
    assert ([row["case"] for row in mine], theirs) == ([draft], [])


def test_an_unreadable_paper_is_not_kept(office: CommandLine, draft: str, tmp_path: Path) -> None:
    """Content of no accepted kind is named for what it is."""
    file = tmp_path / "identity_card.pdf"
    file.write_text("no pdf at all", encoding="utf-8")
    said = office.ask("case", "attach", draft, "identity_card", str(file), person="lin")
    assert (said.code, said.data["error"]["code"]) == (6, "document_kind_unknown")


def test_json_stands_alone_on_stdout(office: CommandLine, draft: str) -> None:
    """With a log asked for, stdout still holds one JSON document."""
    said = office.run("case", "show", draft, "--as", "lin", "--json", "--verbose")
    assert json.loads(said.out)["case"] == draft
