"""A backup that was put back is the installation it was taken of, and damage shows before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from adapters.bootstrap import House
from adapters.inbound.cli.backup.manifest import BackupCode, BackupError
from adapters.inbound.cli.backup.restoring import restore
from adapters.inbound.cli.backup.taking import log_of, take_backup
from adapters.outbound.documents import FolderDocumentStore
from adapters.outbound.memory import SettableClock
from adapters.settings import Settings
from tests.support.command_line import START, CommandLine
from tests.support.sealing import seal
from tests.support.tampering import tamper

PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a file, a paper and keys, and its backup beside it."""
    folder = tmp_path_factory.mktemp("backup")
    line = CommandLine(folder / "office")
    line.furnish()
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    assert line.ask("case", "open", "hardship_aid", *values, person="lin").code == 0
    line.house.documents.put(PAPER)
    seal(line.house.ports)
    assert line.ask("audit", "checkpoint").code == 0
    assert line.ask("backup", str(folder / "copy")).code == 0
    line.house.database.close()
    return folder


@pytest.fixture
def office(furnished: Path) -> Iterator[CommandLine]:
    """The office that was backed up."""
    line = CommandLine(furnished / "office")
    yield line
    line.house.database.close()


def test_what_was_backed_up_comes_back_whole(
    office: CommandLine, furnished: Path, tmp_path: Path
) -> None:
    """Files, papers, keys and the log, verified; the exit code says so."""
    said = office.ask("restore", str(furnished / "copy"), "--into", str(tmp_path / "new"))
    assert (said.code, said.data["defects"]) == (0, [])
    new = CommandLine(tmp_path / "new")
    assert log_of(new.house.ports) == log_of(office.house.ports)
    assert new.house.signer.key_id == office.house.signer.key_id
    sha256 = office.house.documents.put(PAPER).sha256
    assert new.house.documents.get(sha256) == PAPER
    assert (tmp_path / "new" / "signing.key").stat().st_mode & 0o077 == 0
    new.house.database.close()


def test_a_backup_is_its_owners_only(furnished: Path) -> None:
    """It holds personal data and keys."""
    assert (furnished / "copy").stat().st_mode & 0o077 == 0


def test_a_target_that_is_not_empty_is_refused(office: CommandLine, furnished: Path) -> None:
    """Neither a backup nor a restore writes over anything."""
    copy, there = str(furnished / "copy"), str(furnished / "office")
    assert office.ask("backup", copy).data["error"]["code"] == "backup_not_empty"
    said = office.ask("restore", copy, "--into", there)
    assert said.data["error"]["code"] == "backup_not_empty"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda f: (f / "unioncase.sqlite").unlink(), BackupCode.FILE_MISSING),
        (lambda f: next(f.glob("documents/*/*/*")).write_bytes(b"x"), BackupCode.FILE_CHANGED),
        (lambda f: (f / "manifest.json").unlink(), BackupCode.UNREADABLE),
        (lambda f: (f / "manifest.json").write_text("{}"), BackupCode.UNREADABLE),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_written(
    office: CommandLine, tmp_path: Path, damage: Callable[[Path], object], code: BackupCode
) -> None:
    """The manifest holds the size and hash of every file."""
    take_backup(office.house, tmp_path / "copy")
    damage(tmp_path / "copy")
    with pytest.raises(BackupError) as refused:
        restore(office.house, tmp_path / "copy", tmp_path / "new")
    assert refused.value.code is code
    assert not (tmp_path / "new").exists()


def test_a_manifest_leads_nowhere_else(office: CommandLine, tmp_path: Path) -> None:
    """A path out of the folder is not followed."""
    take_backup(office.house, tmp_path / "copy")
    file = tmp_path / "copy" / "manifest.json"
    plain = json.loads(file.read_text())
    plain["files"][0]["path"] = "../../etc/passwd"
    file.write_text(json.dumps(plain))
    with pytest.raises(BackupError) as refused:
        restore(office.house, tmp_path / "copy", tmp_path / "new")
    assert refused.value.code is BackupCode.UNREADABLE


def test_another_log_than_the_one_backed_up_is_told(office: CommandLine, tmp_path: Path) -> None:
    """A manifest whose root does not fit the database was taken of something else."""
    take_backup(office.house, tmp_path / "copy")
    file = tmp_path / "copy" / "manifest.json"
    plain = json.loads(file.read_text())
    file.write_text(json.dumps({**plain, "log_root": "00" * 32}))
    with pytest.raises(BackupError) as refused:
        restore(office.house, tmp_path / "copy", tmp_path / "new")
    assert refused.value.code is BackupCode.ROOT_DIFFERS


def test_tampering_before_the_backup_shows_after_the_restore(tmp_path: Path) -> None:
    """Every chain is recomputed; a backup of damaged data does not pass for a good one."""
    line = CommandLine(tmp_path / "office")
    line.furnish()
    seal(line.house.ports)
    tamper(line, """UPDATE entries SET header = replace(header, '"v":1', '"v":2')""")
    assert line.ask("backup", str(tmp_path / "copy")).code == 0
    said = line.ask("restore", str(tmp_path / "copy"), "--into", str(tmp_path / "new"))
    assert said.code == 1
    assert "audit_header_changed" in {found["code"] for found in said.data["defects"]}
    line.house.database.close()


@pytest.fixture
def in_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An office whose papers lie in an S3-compatible store, and one paper in it."""
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "sample")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=address).create_bucket(Bucket="papers")
    settings = Settings(
        data_dir=tmp_path / "office",
        documents_url="s3://papers/of/office",
        documents_endpoint_url=address,
    )
    house = House(settings, own_clock=SettableClock(START))
    house.migrate()
    house.documents.put(PAPER)
    yield house
    house.database.close()
    server.stop()


def test_papers_in_s3_are_copied_and_come_back(in_s3: House, tmp_path: Path) -> None:
    """A backup holds them as files, and puts them into the store that the settings name."""
    sha256 = in_s3.documents.put(PAPER).sha256
    taken = take_backup(in_s3, tmp_path / "copy")
    assert taken.left_out == ()
    kept = f"documents/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert (tmp_path / "copy" / kept).read_bytes() == PAPER
    boto3.client("s3", endpoint_url=in_s3.settings.documents_endpoint_url).delete_object(
        Bucket="papers", Key=f"of/office/{sha256}"
    )
    restore(in_s3, tmp_path / "copy", tmp_path / "new")
    assert in_s3.documents.get(sha256) == PAPER


def test_papers_of_s3_go_into_a_folder_where_there_is_no_s3(in_s3: House, tmp_path: Path) -> None:
    """A restore for trial needs nothing but the backup."""
    sha256 = in_s3.documents.put(PAPER).sha256
    take_backup(in_s3, tmp_path / "copy")
    alone = House(Settings(data_dir=tmp_path / "elsewhere"), own_clock=in_s3.clock)
    restore(alone, tmp_path / "copy", tmp_path / "new")
    assert FolderDocumentStore(tmp_path / "new" / "documents").get(sha256) == PAPER
    alone.database.close()


def test_a_damaged_paper_is_named_and_the_others_are_copied(in_s3: House, tmp_path: Path) -> None:
    """What no longer fits its hash does not pass for a copy."""
    good, bad = in_s3.documents.put(PAPER + b"2").sha256, in_s3.documents.put(PAPER).sha256
    boto3.client("s3", endpoint_url=in_s3.settings.documents_endpoint_url).put_object(
        Bucket="papers", Key=f"of/office/{bad}", Body=b"spoilt"
    )
    taken = take_backup(in_s3, tmp_path / "copy")
    assert taken.left_out == (f"documents/{bad}",)
    assert list(FolderDocumentStore(tmp_path / "copy" / "documents").hashes()) == [good]


def test_a_backup_without_papers_says_where_they_are(in_s3: House, tmp_path: Path) -> None:
    """Restored with the same settings, it finds them there."""
    sha256 = in_s3.documents.put(PAPER).sha256
    taken = take_backup(in_s3, tmp_path / "copy", papers=False)
    assert taken.left_out == ("s3://papers/of/office",)
    assert not (tmp_path / "copy" / "documents").exists()
    restore(in_s3, tmp_path / "copy", tmp_path / "new")
    assert in_s3.documents.get(sha256) == PAPER


@pytest.mark.postgres
def test_a_server_is_backed_up_by_its_own_tools(
    new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    """A dump goes into an empty database of another name; papers and keys into a folder."""
    house = House(
        Settings(data_dir=tmp_path / "office", database_url=new_postgres(), drafts=True),
        own_clock=SettableClock(START),
    )
    house.migrate()
    taken = take_backup(house, tmp_path / "copy")
    assert "unioncase.pgdump" in {file.path for file in taken.files}
    with pytest.raises(BackupError) as refused:
        restore(house, tmp_path / "copy", tmp_path / "new")
    assert refused.value.code is BackupCode.NOT_EMPTY
    other = House(house.settings.model_copy(update={"database_url": new_postgres()}))
    restored = restore(other, tmp_path / "copy", tmp_path / "new")
    assert (restored.report.defects, restored.log.defects) == ((), ())
    house.database.close()
    other.database.close()


def test_a_backup_of_a_server_does_not_go_into_a_file(office: CommandLine, tmp_path: Path) -> None:
    """The kind of database is part of the backup."""
    take_backup(office.house, tmp_path / "copy")
    file = tmp_path / "copy" / "manifest.json"
    plain = json.loads(file.read_text())
    file.write_text(json.dumps({**plain, "backend": "postgresql"}))
    with pytest.raises(BackupError) as refused:
        restore(office.house, tmp_path / "copy", tmp_path / "new")
    assert refused.value.code is BackupCode.OTHER_DATABASE
