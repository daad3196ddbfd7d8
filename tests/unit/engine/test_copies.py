"""A copy tells by itself what is missing in it and what was changed."""

from __future__ import annotations

import hashlib

import pytest

from engine.copies import CopyCode, check_copy
from engine.sinks import SinkCode, SinkRecord


def line(index: int, header: bytes = b'{"v":1}') -> bytes:
    """A good record."""
    return SinkRecord(index=index, hash=hashlib.sha256(header).hexdigest(), header=header).line()


def codes(*lines: bytes) -> list[CopyCode]:
    """What is wrong with a copy."""
    return [found.code for found in check_copy(lines).defects]


def test_a_whole_copy_has_no_defects() -> None:
    """It may begin anywhere, and the same record may come twice."""
    report = check_copy([line(5), line(6), line(6), line(7)])
    assert (report.first, report.last, report.defects) == (5, 7, [])


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((line(1), line(4)), CopyCode.GAP),
        ((line(1).replace(b'"v":1}', b'"v":2}', 1),), CopyCode.CHANGED),
        ((line(1), line(1, b'{"v":2}')), CopyCode.TWO_VERSIONS),
        (
            (SinkRecord(index=0, hash="a", header=None, defect=SinkCode.MISSING).line(),),
            CopyCode.DEFECT,
        ),
        ((b"[]",), CopyCode.UNREADABLE),
        ((b'{"index":true,"hash":"a"}',), CopyCode.UNREADABLE),
        ((b"\xff",), CopyCode.UNREADABLE),
    ],
)
def test_what_is_wrong_is_named(lines: tuple[bytes, ...], found: CopyCode) -> None:
    """Each kind of damage has a name of its own."""
    assert codes(*lines) == [found]


def test_a_gap_says_from_where_to_where() -> None:
    """However wide, it is one finding."""
    [gap] = check_copy([line(1), line(10**12)]).defects
    assert gap.params == {"line": 2, "index": 2, "until": 10**12 - 1}
