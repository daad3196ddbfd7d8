"""Event logs in XES (IEEE 1849), plain or gzipped, one trace in memory at a time.

A log comes from outside: document type declarations are refused, and the size of the unpacked
file, of a trace and of a single tag are bounded.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from adapters.outbound.eventlogs.builder import XesBuilder
from adapters.outbound.eventlogs.faults import EventLogCode, EventLogError
from engine.event_log import LogHeader, Trace
from rules.source import Mark

_CHUNK_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_ONE_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Bounds on one log.

    Attributes:
        file_bytes: The whole file, unpacked.
        trace_bytes: One trace, or another element directly within the log.
        tag_bytes: One tag or comment.
    """

    file_bytes: int = 4096 * _ONE_MIB
    trace_bytes: int = 16 * _ONE_MIB
    tag_bytes: int = 4 * _ONE_MIB


class XesEventLog:
    """An event log in an XES file.

    Args:
        path: The file; whether it is gzipped is seen from its first bytes.
        limits: Bounds on what is read.
        zone: Time zone of moments that are written without one.
    """

    def __init__(self, path: Path, limits: ReadLimits | None = None, zone: tzinfo = UTC) -> None:
        self._path = path
        self._zone = zone
        self._limits = limits or ReadLimits()

    def header(self) -> LogHeader:
        """Return what the log says before its first trace.

        Raises:
            EventLogError: The file is not a readable log up to there.
        """
        reading = _Reading(self._path, self._limits, self._zone)
        for _ in reading:
            if reading.builder.first_trace_begun:
                break
        return reading.builder.header

    def __iter__(self) -> Iterator[Trace]:
        """Yield the traces in the order of the file.

        Raises:
            EventLogError: At the first defect; the traces before it have been yielded.
        """
        reading = _Reading(self._path, self._limits, self._zone)
        for _ in reading:
            yield from reading.builder.traces
            reading.builder.traces.clear()


class _Reading:
    """One pass through a file; a step feeds one chunk to the parser."""

    def __init__(self, path: Path, limits: ReadLimits, zone: tzinfo) -> None:
        self._path = path
        self._limits = limits
        self._parser = expat.ParserCreate()
        self.builder = XesBuilder(self._parser, str(path), limits.trace_bytes, zone)
        self._parser.StartElementHandler = self.builder.start
        self._parser.EndElementHandler = self.builder.end
        self._parser.CharacterDataHandler = self.builder.text
        self._parser.XmlDeclHandler = self.builder.declaration
        self._parser.StartDoctypeDeclHandler = self.builder.doctype
        self._parser.buffer_text = True

    def __iter__(self) -> Iterator[None]:
        try:
            with self._path.open("rb") as raw:
                yield from self._parse(_unpacked(raw))
        except expat.ExpatError as broken:
            mark = Mark(file=str(self._path), line=broken.lineno, column=broken.offset + 1)
            reason = expat.ErrorString(broken.code)
            raise EventLogError(EventLogCode.NOT_WELL_FORMED, mark, reason=reason) from broken
        except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
            raise EventLogError(EventLogCode.GZIP_DAMAGED, self._here()) from broken
        except OSError as broken:
            raise EventLogError(
                EventLogCode.UNREADABLE, self._here(), reason=broken.strerror
            ) from broken

    def _parse(self, stream: BinaryIO | gzip.GzipFile) -> Iterator[None]:
        fed_bytes = 0
        while chunk := stream.read(_CHUNK_BYTES):
            fed_bytes += len(chunk)
            self._parser.Parse(chunk, False)
            self._check_sizes(fed_bytes)
            yield
        self._parser.Parse(b"", True)
        yield

    def _check_sizes(self, fed_bytes: int) -> None:
        if fed_bytes > self._limits.file_bytes:
            largest = self._limits.file_bytes
            raise EventLogError(EventLogCode.TOO_LARGE, self._here(), largest_bytes=largest)
        if fed_bytes - self._parser.CurrentByteIndex > self._limits.tag_bytes:
            largest = self._limits.tag_bytes
            raise EventLogError(EventLogCode.TAG_TOO_LARGE, self._here(), largest_bytes=largest)

    def _here(self) -> Mark:
        parser = self._parser
        return Mark(
            file=str(self._path),
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
        )


def _unpacked(raw: BinaryIO) -> BinaryIO | gzip.GzipFile:
    packed = raw.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if packed else raw
