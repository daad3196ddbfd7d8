"""What every document store does: the same content once, whole, and never anything unfit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import boto3
import pytest
from moto.server import ThreadedMotoServer

from adapters.outbound.documents import FolderDocumentStore, document_store
from adapters.outbound.documents.s3 import S3DocumentStore
from adapters.outbound.memory import InMemoryDocumentStore
from engine.errors import AdapterError, EngineCode, NotFoundError
from engine.papers import LARGEST_BYTES, DocumentCode, DocumentError
from engine.ports import DocumentStore

PDF = b"%PDF-1.7 sample"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-" + rb"FILE!$H+H*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document store and a way to spoil what it keeps."""

    store: DocumentStore
    spoil: Callable[[str], None]


@pytest.fixture(scope="session")
def s3_client() -> Iterator[object]:
    """A client of an S3 server on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="sample",
        aws_secret_access_key="sample",
    )
    server.stop()


def in_folder(request: pytest.FixtureRequest) -> Place:
    """A store in a folder that does not exist yet."""
    folder: Path = request.getfixturevalue("tmp_path") / "documents"

    def spoil(sha256: str) -> None:
        (folder / sha256[:2] / sha256[2:4] / sha256).write_bytes(b"spoilt")

    return Place(store=FolderDocumentStore(folder), spoil=spoil)


def in_s3(request: pytest.FixtureRequest) -> Place:
    """A store in a bucket of this test's own."""
    client = request.getfixturevalue("s3_client")
    bucket = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:40]
    client.create_bucket(Bucket=bucket)

    def spoil(sha256: str) -> None:
        client.put_object(Bucket=bucket, Key=f"papers/{sha256}", Body=b"spoilt")

    return Place(store=S3DocumentStore(client, bucket, prefix="papers"), spoil=spoil)


def in_memory(request: pytest.FixtureRequest) -> Place:
    """A store in memory."""
    del request
    store = InMemoryDocumentStore()
    return Place(store=store, spoil=store.spoil)


MAKERS = {"memory": in_memory, "folder": in_folder, "s3": in_s3}


@pytest.fixture(params=sorted(MAKERS))
def place(request: pytest.FixtureRequest) -> Place:
    """An empty document store."""
    return MAKERS[request.param](request)


@pytest.fixture
def store(place: Place) -> DocumentStore:
    """The store itself."""
    return place.store


def zipped(*names: str) -> bytes:
    """A zip file with these members."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "样例")
    return packed.getvalue()


def test_content_comes_back_to_the_byte(store: DocumentStore) -> None:
    """What was put is got under its hash."""
    stored = store.put(PDF)
    assert store.get(stored.sha256) == PDF


def test_content_is_known_by_its_hash_size_and_kind(store: DocumentStore) -> None:
    """The answer describes the content, whatever it was called."""
    stored = store.put(PDF)
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.size_bytes, stored.media) == (len(PDF), "application/pdf")


def test_the_same_content_is_the_same_paper(store: DocumentStore) -> None:
    """Putting it again gives the same answer."""
    assert store.put(PDF) == store.put(PDF)


def test_unknown_content_is_not_found(store: DocumentStore) -> None:
    """A hash under which nothing was put says so."""
    with pytest.raises(NotFoundError) as raised:
        store.get("0" * 64)
    assert raised.value.code is EngineCode.DOCUMENT_NOT_FOUND


@pytest.mark.parametrize("name", ["", "..", "../../secret", "0" * 63, "G" * 64])
def test_what_is_no_hash_is_not_found(store: DocumentStore, name: str) -> None:
    """No name leads anywhere but to content."""
    with pytest.raises(NotFoundError):
        store.get(name)


def test_spoilt_content_is_not_given_out(place: Place) -> None:
    """Content that does not match its hash any more is an error of its own kind."""
    stored = place.store.put(PDF)
    place.spoil(stored.sha256)
    with pytest.raises(DocumentError) as raised:
        place.store.get(stored.sha256)
    assert raised.value.code is DocumentCode.DAMAGED


def test_spoilt_content_is_mended_by_putting_it_again(place: Place) -> None:
    """Whoever still has the paper can restore it."""
    stored = place.store.put(PDF)
    place.spoil(stored.sha256)
    place.store.put(PDF)
    assert place.store.get(stored.sha256) == PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", DocumentCode.EMPTY),
        (b"%PDF-" + bytes(LARGEST_BYTES), DocumentCode.TOO_LARGE),
        (b"MZ an executable", DocumentCode.KIND_UNKNOWN),
        (b"<html>", DocumentCode.KIND_UNKNOWN),
        (zipped("payload.exe"), DocumentCode.KIND_UNKNOWN),
        (EICAR, DocumentCode.INFECTED),
        (PDF + EICAR, DocumentCode.INFECTED),
    ],
    ids=["empty", "large", "program", "html", "zip", "eicar", "eicar in a pdf"],
)
def test_unfit_content_is_refused(store: DocumentStore, content: bytes, code: DocumentCode) -> None:
    """Empty, too large, of no accepted kind, infected-looking: none of it is kept."""
    with pytest.raises(DocumentError) as raised:
        store.put(content)
    assert raised.value.code is code
    with pytest.raises(NotFoundError):
        store.get(hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"\xff\xd8\xff\xe0 sample", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n sample", "image/png"),
        (b"II*\x00 sample", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic sample", "image/heic"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
    ids=["jpeg", "png", "tiff", "heic", "ofd", "docx", "xlsx"],
)
def test_the_kind_is_judged_by_the_content(
    store: DocumentStore, content: bytes, media: str
) -> None:
    """Each accepted kind is known by its own first bytes."""
    assert store.put(content).media == media


def test_a_folder_keeps_nothing_but_papers(tmp_path: Path) -> None:
    """No half-written file is left beside a paper, and none but its owner can read it."""
    stored = FolderDocumentStore(tmp_path).put(PDF)
    (paper,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert paper.name == stored.sha256
    assert paper.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A disk that fails is an error that may pass, not a paper that is lost silently."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(AdapterError) as raised:
        FolderDocumentStore(tmp_path / "file").put(PDF)
    assert raised.value.retryable


def test_a_bucket_that_does_not_exist_is_no_missing_paper(s3_client: object) -> None:
    """An S3 store that cannot be used says so instead of denying that there are papers."""
    with pytest.raises(AdapterError):
        S3DocumentStore(s3_client, "no-such-bucket").get("0" * 64)


def test_an_address_names_its_store(tmp_path: Path) -> None:
    """A file address is a folder, an s3 address a bucket, another none of ours."""
    folder = document_store((tmp_path / "样例 papers").as_uri())
    folder.put(PDF)
    assert (tmp_path / "样例 papers").is_dir()
    with pytest.raises(AdapterError):
        document_store("ftp://example/papers")


def test_every_paper_that_is_kept_is_listed(place: Place) -> None:
    """A copy of the store knows what to copy, damaged papers included, and each once."""
    assert list(place.store.hashes()) == []
    kept = [place.store.put(PDF + bytes([number])).sha256 for number in b"123"]
    place.store.put(PDF + b"1")
    place.spoil(kept[0])
    assert sorted(place.store.hashes()) == sorted(kept)
