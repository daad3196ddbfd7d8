"""The manual's page of commands."""

from __future__ import annotations

from adapters.i18n import Texts
from adapters.inbound.cli.reference import reference
from adapters.program.commands import GROUPS
from tests.support.outside import ROOT


def test_the_page_of_commands_is_current() -> None:
    """What docs/reference/cli.md says is what the commands are."""
    written = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    assert written == reference(Texts.of_installation(), GROUPS)
