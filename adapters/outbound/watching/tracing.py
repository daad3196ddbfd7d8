"""Spans for OpenTelemetry: a request, what it stores, and what is delivered because of it.

Between a request and its deliveries lies the outbox, for seconds or for days, and a broker that may
lose a key. So the trace of a message follows from its key: whoever stores it links to that trace,
and every attempt to deliver it, by whichever process, is a span of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import requests
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    set_span_in_context,
)

from adapters.outbound.watching.lines import entries_of
from engine.projection import CaseWrite

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_STOP_SECONDS = 5


class Tracing:
    """The spans of one process.

    Args:
        endpoint: Address of an OTLP receiver, without `/v1/traces`.
    """

    def __init__(self, endpoint: str) -> None:
        exporters: Any = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        address = f"{endpoint.rstrip('/')}/v1/traces"
        session = requests.Session()
        session.trust_env = False
        exporter = exporters.OTLPSpanExporter(
            endpoint=address, timeout=_STOP_SECONDS, session=session
        )
        self._provider = TracerProvider(resource=Resource({"service.name": "unioncase"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("unioncase")

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    @contextmanager
    def request(self, method: str) -> Iterator[Callable[[str, int], None]]:
        """A span around a request; what it gives is told the route and the status."""
        with self._tracer.start_as_current_span(method, kind=SpanKind.SERVER) as span:
            yield lambda route, status: _answered(span, method, route, status)

    @contextmanager
    def commit(self, writes: Sequence[CaseWrite]) -> Iterator[None]:
        """A span around a commit, linked to the traces of the messages that it promises."""
        messages = (message for write in writes for message in write.messages)
        links = [Link(context_of(message.key)) for message in messages]
        with self._tracer.start_as_current_span("commit", links=links) as span:
            for entry in entries_of(writes):
                header = entry.header_plain()
                span.add_event(
                    str(header["type"]), {"case": entry.case_id, "person": str(header["who"])}
                )
            yield

    @contextmanager
    def delivery(self, key: str) -> Iterator[None]:
        """A span around an attempt to deliver a message, in the trace of its key."""
        trace = set_span_in_context(NonRecordingSpan(context_of(key)))
        with self._tracer.start_as_current_span(
            "deliver", context=trace, kind=SpanKind.CONSUMER, attributes={"message": key}
        ):
            yield


def context_of(key: str) -> SpanContext:
    """The trace of a message, the same in every process.

    Example:
        >>> context_of("a") == context_of("a"), context_of("a") == context_of("b")
        (True, False)
    """
    digest = hashlib.sha256(f"unioncase message {key}".encode()).digest()
    trace, span = int.from_bytes(digest[:16], "big"), int.from_bytes(digest[16:24], "big")
    return SpanContext(
        trace_id=trace, span_id=span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED)
    )


def _answered(span: Span, method: str, route: str, status: int) -> None:
    span.update_name(f"{method} {route}".strip())
    span.set_attributes(
        {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    )
