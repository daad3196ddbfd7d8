"""Letters on paper from the command line, and what the doctor says where nothing can be printed."""

from __future__ import annotations

from pathlib import Path

from adapters.outbound.printing import TypstPress
from engine.press import PressError
from tests.support.command_line import CommandLine, tell
from tests.support.outside import absent
from tests.support.pdf_text import Pdf


def test_a_letter_is_printed_into_a_file(office: CommandLine, tmp_path: Path) -> None:
    """The file holds the letter in Chinese, with English after it when asked for."""
    try:
        _ = office.house.press.faces
    except PressError:
        absent("needs a font with Chinese signs (Debian package fonts-noto-cjk)")
    case = tell(office, "approved_by_one_supervisor", tmp_path).case
    file = tmp_path / "notice.pdf"
    ask = ("letter", "show", case, "approval_notice", "--pdf", str(file))
    assert office.ask(*ask, person="lin").data["file"] == str(file)
    assert "3,000.00元" in Pdf(file.read_bytes()).text
    assert office.ask(*ask, "--english", person="lin").code == 0
    assert "Notice of approval" in Pdf(file.read_bytes()).text


def test_a_file_that_cannot_be_written_is_told(office: CommandLine, tmp_path: Path) -> None:
    """Exit code 6, with the file's name."""
    case = tell(office, "approved_by_one_supervisor", tmp_path).case
    ask = ("letter", "show", case, "approval_notice", "--pdf", str(tmp_path))
    assert office.ask(*ask, person="lin").code == 6


def test_the_doctor_tells_of_missing_fonts(office: CommandLine, tmp_path: Path) -> None:
    """A warning with the package to install: everything else works without."""
    vars(office.house)["press"] = TypstPress(tmp_path, only=True)
    said = office.ask("doctor")
    printing = next(one for one in said.data["checks"] if one["check"] == "printing")
    assert (said.code, printing["state"]) == (0, "warning")
    assert printing["found"][0]["code"] == "doctor_font_missing"
    assert "fonts-noto-cjk" in office.run("doctor").out
