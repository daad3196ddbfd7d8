"""XES logs: what is read, what is refused and where, and that memory stays bounded."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from adapters.outbound.eventlogs import EventLogCode, EventLogError, ReadLimits, XesEventLog
from engine.event_log import Attribute, AttributeKind, Trace

Write = Callable[[str | bytes], XesEventLog]

NAMESPACE = 'xmlns="http://www.xes-standard.org/"'
OUTSIDE = Path(__file__).parents[4].parent / "shared" / "logs" / "DomesticDeclarations.xes.gz"
EVENT = """
    <event>
      <string key="concept:name" value="Apply"/>
      <date key="time:timestamp" value="2026-02-11T09:30:00.250+08:00"/>
      {more}
    </event>
"""
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<log {namespace}>
  <extension name="Concept" prefix="concept" uri="http://example.org/concept.xesext"/>
  <global scope="trace"><string key="office" value="unknown"/></global>
  <global scope="event">
    <string key="concept:name" value="invented"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
    <string key="org:role" value="clerk"/>
  </global>
  <classifier name="step" keys="concept:name 'a key' org:role"/>
  <string key="creator" value="test"/>
  <trace>
    <string key="concept:name" value="case-1"/>
    {events}
  </trace>
</log>
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that makes a log of a text or of bytes."""

    def make(content: str | bytes) -> XesEventLog:
        path = tmp_path / "log.xes"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return XesEventLog(path)

    return make


def log_of(*, namespace: str = NAMESPACE, more: str = "", events: str = EVENT) -> str:
    """Return a log with one case; `more` goes into its event."""
    return SMALL.format(namespace=namespace, events=events.format(more=more))


def first(log: XesEventLog) -> Trace:
    """Return the only trace of a log."""
    (trace,) = log
    return trace


@pytest.mark.parametrize("namespace", [NAMESPACE, ""])
def test_a_case_and_its_event_are_read(write: Write, namespace: str) -> None:
    """A trace has its name and events with name, time, role and line, with or without namespace."""
    more = (
        '<string key="org:resource" value="p7"/><string key="lifecycle:transition" value="START"/>'
    )
    trace = first(write(log_of(namespace=namespace, more=more)))
    (event,) = trace.events
    east = timezone(timedelta(hours=8))
    assert (trace.case, event.name, event.resource) == ("case-1", "Apply", "p7")
    assert event.at == datetime(2026, 2, 11, 9, 30, 0, 250_000, tzinfo=east)
    assert (event.lifecycle, trace.line, event.line) == ("start", 12, 15)


def test_prefixed_elements_are_read(write: Write) -> None:
    """A log whose elements carry a namespace prefix reads the same."""
    text = (
        '<x:log xmlns:x="http://www.xes-standard.org/"><x:trace>'
        '<x:string key="concept:name" value="c"/></x:trace></x:log>'
    )
    assert first(write(text)).case == "c"


def test_left_out_attributes_get_the_global_value(write: Write) -> None:
    """Globals fill in attributes that a trace or an event leaves out."""
    trace = first(write(log_of()))
    assert trace.value("office") == "unknown"
    assert trace.events[0].role == "clerk"
    assert trace.events[0].value("nothing") is None


def test_the_header_is_read_alone(write: Write) -> None:
    """Extensions, globals, classifiers and the log's attributes come before the traces."""
    log = write(log_of())
    header = log.header()
    assert header.extensions == {"concept": "http://example.org/concept.xesext"}
    assert header.classifiers["step"].keys == ("concept:name", "a key", "org:role")
    assert header.trace_defaults["office"].value == "unknown"
    assert header.attributes["creator"].value == "test"
    assert header.classifiers["step"].classify(first(log).events[0]) == ("Apply", None, "clerk")


def test_every_type_of_attribute_is_read(write: Write) -> None:
    """Each XES type becomes the matching type here, exact to the last digit."""
    more = (
        '<string key="s" value="救助"/><int key="i" value="-12"/>'
        '<float key="f" value="26.85120450862128"/><boolean key="b" value="true"/>'
        '<id key="d" value="c56a4180-65aa-42ec-a945-5fd21dec0538"/>'
        '<date key="t" value="2026-02-11T09:30:00"/>'
    )
    event = first(write(log_of(more=more))).events[0]
    assert [event.value(key) for key in "sifbt"] == [
        "救助",
        -12,
        Decimal("26.85120450862128"),
        True,
        datetime(2026, 2, 11, 9, 30, tzinfo=UTC),
    ]
    assert event.attributes["d"].kind is AttributeKind.ID


def test_nested_attributes_lists_and_containers_are_read(write: Write) -> None:
    """Attributes keep what is nested in them; lists and containers keep their values in order."""
    more = (
        '<string key="s" value="x"><int key="n" value="1"/></string>'
        '<list key="l"><values><int key="v" value="1"/><int key="v" value="2"/></values></list>'
        '<container key="c"><int key="v" value="3"/></container>'
    )
    event = first(write(log_of(more=more))).events[0]
    one, two, three = (
        Attribute(key="v", kind=AttributeKind.INT, value=number) for number in (1, 2, 3)
    )
    assert [each.value for each in event.attributes["s"].nested] == [1]
    assert event.value("l") == (one, two)
    assert event.value("c") == (three,)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "us-ascii"])
def test_a_declared_encoding_is_followed(write: Write, encoding: str) -> None:
    """A log in another encoding reads the same when it says so."""
    text = log_of().replace("UTF-8", encoding)
    assert first(write(text.encode(encoding))).case == "case-1"


@pytest.mark.parametrize("encoding", ["gb18030", "rot13", "no-such"])
def test_an_unsupported_encoding_is_refused(write: Write, encoding: str) -> None:
    """An encoding that the parser lacks is an error that names those it has."""
    with pytest.raises(EventLogError) as error:
        first(write(log_of().replace("UTF-8", encoding)))
    assert error.value.code is EventLogCode.ENCODING


def test_a_gzipped_log_reads_the_same(write: Write) -> None:
    """Packing is seen from the content, whatever the file is called."""
    assert first(write(gzip.compress(log_of().encode()))) == first(write(log_of()))


def test_a_log_reads_twice(write: Write) -> None:
    """A log can be gone through again."""
    log = write(log_of())
    assert list(log) == list(log)


DAMAGES = [
    ("", EventLogCode.NOT_WELL_FORMED),
    ("<log>", EventLogCode.NOT_WELL_FORMED),
    ("<log><trace></log>", EventLogCode.NOT_WELL_FORMED),
    ("<html/>", EventLogCode.UNEXPECTED_ELEMENT),
    ("<log><event/></log>", EventLogCode.UNEXPECTED_ELEMENT),
    ("<log><trace>stray</trace></log>", EventLogCode.UNEXPECTED_TEXT),
    ("<log><trace/></log>", EventLogCode.CASE_NAME_MISSING),
    ('<log><string value="x"/></log>', EventLogCode.ATTRIBUTE_MISSING),
    ('<log><string key="x"/></log>', EventLogCode.ATTRIBUTE_MISSING),
    ('<log><int key="x" value="1.5"/></log>', EventLogCode.VALUE),
    ('<log><int key="x" value="1_0"/></log>', EventLogCode.VALUE),
    ('<log><float key="x" value="."/></log>', EventLogCode.VALUE),
    ('<log><boolean key="x" value="yes"/></log>', EventLogCode.VALUE),
    ('<log><date key="x" value="11.02.2026"/></log>', EventLogCode.VALUE),
    ('<log><global scope="log"/></log>', EventLogCode.SCOPE),
    (
        '<log><trace><int key="x" value="1"/><int key="x" value="1"/></trace></log>',
        EventLogCode.KEY_TWICE,
    ),
    ("<log>" + '<list key="x">' * 70, EventLogCode.TOO_DEEP),
    ("<log>" + '<id key="x" value=""/>' * 10_001, EventLogCode.HEADER_TOO_LARGE),
    ("<!DOCTYPE log><log/>", EventLogCode.DOCTYPE),
    ('<!DOCTYPE log SYSTEM "file:///etc/hostname"><log/>', EventLogCode.DOCTYPE),
    ('<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><log>&b;</log>', EventLogCode.DOCTYPE),
    ("<log>&unknown;</log>", EventLogCode.NOT_WELL_FORMED),
]


@pytest.mark.parametrize(("text", "code"), DAMAGES)
def test_a_damaged_log_is_refused_under_its_own_code(
    write: Write, text: str, code: EventLogCode
) -> None:
    """Each kind of damage is an error with its own code."""
    with pytest.raises(EventLogError) as error:
        list(write(text))
    assert error.value.code is code


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('value="Apply"', "", EventLogCode.ATTRIBUTE_MISSING, 16),
        ("concept:name", "name", EventLogCode.EVENT_NAME_MISSING, 15),
        ("time:timestamp", "when", EventLogCode.EVENT_TIME_MISSING, 15),
        ("09:30", "29:30", EventLogCode.VALUE, 17),
        ("<event>", "<event><activity/>", EventLogCode.UNEXPECTED_ELEMENT, 15),
        ("</event>", "</events>", EventLogCode.NOT_WELL_FORMED, 19),
    ],
)
def test_damage_is_reported_at_its_line(
    write: Write, old: str, new: str, code: EventLogCode, line: int
) -> None:
    """The error names the line; a name and a time are never taken from the globals."""
    with pytest.raises(EventLogError) as error:
        list(write(log_of(events=EVENT.replace(old, new))))
    assert (error.value.code, error.value.mark.line) == (code, line)


def test_an_unexpected_element_names_the_expected_ones(write: Write) -> None:
    """The error says what could have stood there."""
    with pytest.raises(EventLogError) as error:
        list(write("<html/>"))
    assert error.value.params["expected"] == "log"


def test_a_missing_file_is_an_error_with_its_reason(tmp_path: Path) -> None:
    """A file that cannot be opened is reported, not thrown as a system error."""
    with pytest.raises(EventLogError) as error:
        list(XesEventLog(tmp_path / "none.xes"))
    assert error.value.code is EventLogCode.UNREADABLE


def test_a_cut_off_gzip_file_is_an_error(write: Write) -> None:
    """A packed file that ends too early is reported as damaged."""
    with pytest.raises(EventLogError) as error:
        list(write(gzip.compress(log_of().encode())[:-20]))
    assert error.value.code is EventLogCode.GZIP_DAMAGED


def test_traces_before_the_damage_are_yielded(write: Write) -> None:
    """Reading is lazy: what stands well before the damage has been read by then."""
    trace = '<trace><string key="concept:name" value="c"/></trace>'
    log = write("<log>" + trace * 5_000 + "<oops/></log>")
    assert len(list(islice(log, 1_000))) == 1_000


MANY_EVENTS = EVENT.format(more="").encode() * 20_000
BOMBS = [
    (b" " * 50_000_000, ReadLimits(file_bytes=1_000_000), EventLogCode.TOO_LARGE),
    (b"<!--" + b"a" * 50_000_000, ReadLimits(tag_bytes=500_000), EventLogCode.TAG_TOO_LARGE),
    (b"<trace>" + MANY_EVENTS, ReadLimits(trace_bytes=500_000), EventLogCode.TRACE_TOO_LARGE),
]


@pytest.mark.parametrize(("content", "limits", "code"), BOMBS, ids=["file", "tag", "trace"])
def test_a_bomb_is_refused_within_bounds(
    tmp_path: Path, content: bytes, limits: ReadLimits, code: EventLogCode
) -> None:
    """A small packed file that unpacks to very much is refused, using little memory."""
    path = tmp_path / "bomb.xes.gz"
    path.write_bytes(gzip.compress(b"<log>" + content, compresslevel=1))
    tracemalloc.start()
    try:
        with pytest.raises(EventLogError) as error:
            list(XesEventLog(path, limits))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.value.code is code
    assert peak < 8_000_000


@pytest.mark.outside
def test_a_real_log_is_read_whole() -> None:
    """The public log of travel declarations has the cases, events and names it is known to have."""
    if not OUTSIDE.exists():
        pytest.skip("needs ../shared/logs/DomesticDeclarations.xes.gz")
    cases = events = 0
    names: set[str] = set()
    for trace in XesEventLog(OUTSIDE):
        cases += 1
        events += len(trace.events)
        names.update(event.name for event in trace.events)
    assert (cases, events, len(names)) == (10_357, 55_628, 14)
