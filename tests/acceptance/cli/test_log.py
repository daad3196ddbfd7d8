"""The log is signed, proved and verified at the command line, and tampering shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.sealing import seal
from tests.support.tampering import tamper


@pytest.fixture
def sealed(office: CommandLine, draft: str) -> Iterator[CommandLine]:
    """An office with a file whose entries stand in the log."""
    assert draft
    seal(office.house.ports)
    yield office
    office.house.database.close()


def database(line: CommandLine) -> Path:
    """The file of the database."""
    return line.house.settings.data_dir / "unioncase.sqlite"


def found(line: CommandLine) -> set[str]:
    """What the verification finds."""
    return {defect["code"] for defect in line.ask("audit", "verify").data["defects"]}


def test_a_whole_log_verifies(sealed: CommandLine) -> None:
    """Chains, log and signature agree."""
    assert sealed.ask("audit", "checkpoint").data["size"] > 0
    said = sealed.ask("audit", "verify")
    assert (said.code, said.data["defects"], said.data["log"]["checkpoints"]) == (0, [], 1)


def test_a_proof_is_checked_without_the_database(
    sealed: CommandLine, draft: str, tmp_path: Path
) -> None:
    """Another installation, with nothing in it, says that it holds and whose key it names."""
    file = tmp_path / "proof.json"
    assert sealed.ask("audit", "prove", draft, "1", "--out", str(file)).code == 0
    stranger = CommandLine(tmp_path / "elsewhere")
    key = sealed.house.signer.key_id
    said = stranger.ask("audit", "check-proof", str(file), "--signed-by", key)
    assert (said.code, said.data["holds"]) == (0, True)
    assert not database(stranger).exists()
    file.write_text(file.read_text().replace('"index": 0', '"index": 1'))
    assert stranger.ask("audit", "check-proof", str(file)).code == 1


def test_the_signing_key_is_its_owners_only(sealed: CommandLine) -> None:
    """It is made once, and the next process finds the same one."""
    key = sealed.house.signer.key_id
    file = sealed.house.settings.data_dir / "signing.key"
    assert file.stat().st_mode & 0o077 == 0
    assert CommandLine(file.parent).house.signer.key_id == key


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ('UPDATE log_leaves SET hash = replace(hash, "a", "b")', "audit_log_entry_differs"),
        ('DELETE FROM log_leaves WHERE "index" = 0', "audit_log_gap"),
        ("UPDATE log_nodes SET hash = replace(hash, 'a', 'b')", "audit_log_root_differs"),
        ("UPDATE checkpoints SET root = replace(root, 'a', 'b')", "audit_checkpoint_differs"),
        ("UPDATE checkpoints SET signature = '00'", "audit_checkpoint_forged"),
        ("UPDATE log_ends SET size = size - 1", "audit_checkpoint_ahead"),
    ],
)
def test_whatever_is_changed_in_the_log_shows(
    sealed: CommandLine, statement: str, code: str
) -> None:
    """Each table of the log is bound to the others."""
    sealed.ask("audit", "checkpoint")
    tamper(sealed, statement)
    assert code in found(sealed)


def test_a_rewritten_past_shows_by_its_checkpoint(sealed: CommandLine) -> None:
    """Whoever removes the newest entry everywhere cannot remove it from what was signed."""
    sealed.ask("audit", "checkpoint")
    last = '(SELECT max("index") FROM log_leaves)'
    tamper(
        sealed,
        f"DELETE FROM log_nodes WHERE level = 0 AND position = {last}",
        f'DELETE FROM log_leaves WHERE "index" = {last}',
        "UPDATE log_ends SET size = size - 1",
    )
    assert "audit_checkpoint_ahead" in found(sealed)


def test_copies_are_listed_and_sent_again(sealed: CommandLine) -> None:
    """How far each is, and from where it is to begin anew."""
    now = sealed.house.clock.now()
    cursors = sealed.house.sink_cursors
    cursors.take("file:///copy", "a", now, now)
    [shown] = sealed.ask("audit", "copies").data["sinks"]
    assert (shown["sink"], shown["next"], shown["behind"] > 0) == ("file:///copy", 0, True)
    assert sealed.ask("audit", "resend", "file:///copy", "--from", "1").data["next"] == 1
    assert sealed.ask("audit", "resend", "file:///copy", "--from", "999").code == 4
    assert sealed.ask("audit", "resend", "file:///none").code == 4
