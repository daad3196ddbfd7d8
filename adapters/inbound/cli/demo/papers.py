"""Contents for the papers of the demo: real files that say that they are invented."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from engine.definitions.language import DocumentKind


def papers(kinds: Mapping[str, DocumentKind]) -> dict[str, bytes]:
    """A content of an accepted kind of media for each kind of paper."""
    return {name: _content(name, kind) for name, kind in kinds.items()}


def _content(name: str, kind: DocumentKind) -> bytes:
    return _pdf(name) if "application/pdf" in kind.media else _png()


def _pdf(name: str) -> bytes:
    """A one-page document with the paper's name on it."""
    drawn = f"BT /F1 18 Tf 72 720 Td (SAMPLE: {name}) Tj ET".encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n" % (len(objects) + 1, len(body))
    return body + head + table + trailer + b"%%EOF\n"


def _png() -> bytes:
    """One grey pixel."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00\x80")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
