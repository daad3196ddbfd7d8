"""Spans lead from a page to what is delivered because of it, in whichever process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.testclient import TestClient

from adapters.i18n import Texts
from adapters.inbound.worker.embedded import deliver_watched
from adapters.program.measuring import measured
from adapters.program.serving import web_application
from adapters.settings import Settings
from tests.support.command_line import CommandLine
from tests.support.listening import HttpReceiver, http_receiver


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    """A receiver of traces."""
    with http_receiver() as made:
        yield made


@pytest.fixture
def line(
    receiver: HttpReceiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """An office whose spans go to the receiver."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address.removesuffix("/entries"))
    made = CommandLine(tmp_path)
    made.furnish()
    yield made
    made.house.database.close()


def spans(line: CommandLine, receiver: HttpReceiver) -> list[Span]:
    """Every span that arrived."""
    assert line.house.tracing is not None
    line.house.tracing.close()
    found: list[Span] = []
    for request in receiver.received:
        message = ExportTraceServiceRequest.FromString(request.body)
        found += [s for r in message.resource_spans for scope in r.scope_spans for s in scope.spans]
    return found


def test_a_commit_links_to_the_trace_of_what_it_promised(
    line: CommandLine, receiver: HttpReceiver
) -> None:
    """The delivery, minutes later and elsewhere, is a span of that trace."""
    values = ["applicant_name=赵样例", "applicant_id=110101198001010002"]
    said = line.ask("case", "open", "hardship_aid", *values, person="lin")
    now = line.house.clock.now()
    keys = line.house.ports.outbox.lease(now, until=now, limit=100)
    for key in keys:
        deliver_watched(line.house, key)
    found = spans(line, receiver)
    delivered = {span.trace_id for span in found if span.name == "deliver"}
    opening = next(
        span
        for span in found
        if any(
            value.value.string_value == said.data["case"]
            for event in span.events
            for value in event.attributes
        )
    )
    assert opening.name == "commit"
    assert {link.trace_id for link in opening.links} <= delivered
    assert opening.links
    assert "赵样例".encode() not in b"".join(request.body for request in receiver.received)


def test_a_request_is_a_span_by_its_route(line: CommandLine, receiver: HttpReceiver) -> None:
    """Not by its address."""
    app = measured(web_application(line.house, Texts.of_installation()), line.house)
    TestClient(app).get("/healthz?name=secret")
    assert "GET /healthz" in {span.name for span in spans(line, receiver)}


def test_without_an_address_there_are_no_spans(tmp_path: Path) -> None:
    """Traces are off unless somebody wants them."""
    assert Settings(data_dir=tmp_path).traces_url is None
    assert CommandLine(tmp_path).house.tracing is None
