"""The pages that walk through a case say nothing that does not work."""

from __future__ import annotations

import re
import shlex
import struct
import textwrap
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.outside import ROOT

PAGES = [
    ROOT / "docs" / page
    for page in ("tutorial/first-case.md", "howto/form-a-union.md", "howto/mediate-a-dispute.md")
]
TYPED = re.compile(r"    unioncase (?P<words>.*?)(?: +# exit code (?P<code>\d))?")
DATED = re.compile(r"## .*\((\d{4}-\d{2}-\d{2})\)")
FILE = re.compile(r"`([a-z]+\.yaml)`[^\n]*:\n\n((?:    .*\n)+)")


def typed(page: str) -> Iterator[tuple[str, str, int]]:
    """The day of each command (empty before any is named), its words, and how it ends."""
    day = ""
    for line in page.splitlines():
        dated, command = DATED.fullmatch(line), TYPED.fullmatch(line)
        if dated is not None:
            day = dated[1]
        if command is not None:
            yield day, command["words"], int(command["code"] or 0)


def pixel() -> bytes:
    """A picture of one grey point."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00\x80")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_every_command_of_a_page_works(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed in their order, on the days that the page names, all commands end as it says."""
    monkeypatch.chdir(tmp_path)
    page = file.read_text("utf-8")
    for name, values in FILE.findall(page):
        Path(name).write_text(textwrap.dedent(values), encoding="utf-8")
    Path("paper.pdf").write_bytes(b"%PDF-1.4\n")
    Path("photo.png").write_bytes(pixel())
    line = CommandLine(tmp_path / "office")
    line.clock.set(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    commands = list(typed(page))
    assert len(commands) > 15
    if "demo" not in {words for _, words, _ in commands}:
        line.furnish()
    ended = []
    for day, words, _ in commands:
        if day:
            line.clock.set(datetime.fromisoformat(f"{day}T02:00:00+00:00"))
        ended.append((day, words, line.run(*shlex.split(words)).code))
    assert ended == commands
