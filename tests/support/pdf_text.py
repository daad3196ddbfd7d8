"""What stands in a PDF file that the press made, read from its bytes.

No reader of PDF files is among the tools of this repository, and the press writes a plain form of
them: objects one after the other, streams deflated, text as numbers of glyphs with a table beside
each font that says which signs they are (ISO 32000-1, 9.10.3).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\((.*)", re.DOTALL)
_END_OR_SIGN = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Pdf:
    """A file that the press made."""

    content: bytes

    @cached_property
    def _objects(self) -> dict[int, bytes]:
        return {int(number): body for number, body in _OBJECT.findall(self.content)}

    def _stream(self, number: int) -> bytes:
        body = self._objects[number]
        found = _STREAM.search(body)
        assert found is not None
        return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The text of each page, in the order in which it was set."""
        pages = [body for body in self._objects.values() if b"/Type/Page/" in body]
        return tuple("".join(self._text(page)) for page in sorted(pages, key=_place))

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "".join(self.pages)

    @cached_property
    def fonts(self) -> dict[str, bytes]:
        """Each font by name, with the content that is embedded; empty when none is."""
        descriptors = [b for b in self._objects.values() if b"/Type/FontDescriptor" in b]
        return {_named(b, rb"/FontName/(\S+?)/").decode(): self._embedded(b) for b in descriptors}

    def _embedded(self, descriptor: bytes) -> bytes:
        found = re.search(rb"/FontFile\d? (\d+) 0 R", descriptor)
        return self._stream(int(found[1])) if found else b""

    def _text(self, page: bytes) -> Iterator[str]:
        signs: dict[int, str] = {}
        fonts = self._fonts_of(page)
        for font, raw in _tokens(self._stream(int(_named(page, rb"/Contents (\d+) 0 R")))):
            if font:
                signs = self._signs(fonts[font])
            glyphs = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
            yield from (signs.get(glyph, "") for glyph in glyphs)

    def _fonts_of(self, page: bytes) -> dict[bytes, int]:
        resources = self._objects[int(_named(page, rb"/Resources (\d+) 0 R"))]
        return {name: int(number) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}

    def _signs(self, font: int) -> dict[int, str]:
        table = self._stream(int(_named(self._objects[font], rb"/ToUnicode (\d+) 0 R")))
        return {
            int(glyph, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
            for glyph, sign in _PAIR.findall(table)
        }


def _tokens(stream: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each choice of a font and each string, in order: one of both is empty."""
    rest: bytes | None = stream
    while rest is not None and (found := _TOKEN.search(rest)):
        font, hexadecimal, opened = found.groups(b"")
        if found[3] is None:
            yield font, bytes.fromhex(hexadecimal.decode())
            rest = rest[found.end() :]
        else:
            end = _end_of_string(opened)
            yield b"", _unescaped(opened[:end])
            rest = opened[end + 1 :]


def _end_of_string(text: bytes) -> int:
    """Where a string ends: parentheses in it are escaped or in pairs."""
    depth = 1
    for sign in _END_OR_SIGN.finditer(text):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        if depth == 0:
            return sign.start()
    raise AssertionError(text[:80])


def _place(page: bytes) -> int:
    """Pages are numbered in their order among the tags."""
    return int(_named(page, rb"/StructParents (\d+)"))


def _named(body: bytes, pattern: bytes) -> bytes:
    found = re.search(pattern, body)
    assert found is not None, pattern
    return found[1]


def _unescaped(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if sign.isdigit() else _CONTROLS.get(sign, sign)

    return _ESCAPE.sub(plain, text)
