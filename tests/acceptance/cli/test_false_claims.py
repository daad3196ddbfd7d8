"""Who claims at the command line to look for somebody else."""

from __future__ import annotations

from engine.journal import journal_id
from engine.ports import EntryQuery
from tests.support.command_line import CommandLine


def test_a_false_claim_that_only_wanted_to_read_is_recorded(
    office: CommandLine, draft: str
) -> None:
    """The journal of one's own office has one entry of it, under one's own name."""
    answer = office.run("case", "show", draft, "--as", "lin", "--for", "bai")
    assert answer.code == 3
    entries = office.house.ports.cases.entries(
        EntryQuery(case_id=journal_id("textile-mill"), limit=0)
    )
    claims = [event for entry in entries if (event := entry.event()) and event.action == "act_for"]
    assert [(event.who.person, event.details["command"]) for event in claims] == [
        ("lin", "case.show")
    ]
